"""Where the lines of a file lie: runs of whole lines, found by counting line feeds alone."""

import os
import weakref
from collections.abc import Iterator
from typing import NamedTuple

RUN_BYTES = 262_144
"""A run has about so many bytes: quickly read and taken apart when one of its lines is wanted."""
LINE_FEED = b"\n"


class Run(NamedTuple):
    """Bytes that hold whole lines."""

    start: int
    stop: int
    lines: int


class OpenFile:
    """A file that is read by position, by any thread; closed when nobody has it any more."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes between two positions; fewer where the file ends before."""
        data = os.pread(self.descriptor, stop - start, start)
        while data and len(data) < stop - start:
            more = os.pread(self.descriptor, stop - start - len(data), start + len(data))
            if not more:
                break
            data += more
        return data


def line_start(file: OpenFile, position: int) -> int:
    """Where the line begins that the byte before `position` belongs to, or its successor if that
    byte ends it."""
    stop = position
    while stop > 0:
        start = max(0, stop - RUN_BYTES)
        if found := file.read(start, stop).rfind(LINE_FEED) + 1:
            return start + found
        stop = start
    return 0


def runs_after(file: OpenFile, start: int, stop: int, size: int = RUN_BYTES) -> Iterator[Run]:
    """The whole lines between the beginning of one and `stop`, in their order."""
    begin = at = start
    while at < stop:
        data = file.read(at, min(at + size, stop))
        if not data:
            return
        end = data.rfind(LINE_FEED) + 1
        if end:
            yield from _parted(begin, at, data[:end], is_long=at - begin >= size)
            begin = at + end
        at += len(data)


def runs_before(file: OpenFile, stop: int, size: int = RUN_BYTES) -> Iterator[Run]:
    """The whole lines before the beginning of one, from the last to the first."""
    end = at = stop
    while at > 0:
        start = max(0, at - size)
        data = file.read(start, at)
        # The line feed that ends the run does not begin one.
        first = 0 if start == 0 else data.find(LINE_FEED, 0, max(0, end - start - 1)) + 1
        if start == 0 or first:
            yield from _ended(start + first, data[first:], end, is_long=end - at >= size)
            end = start + first
        at = start


def _parted(begin: int, at: int, data: bytes, *, is_long: bool) -> Iterator[Run]:
    """The lines from `begin` on that end with `data`, which lies at `at`; a long first one by
    itself."""
    first = data.find(LINE_FEED) + 1 if is_long else 0
    if first:
        yield Run(begin, at + first, 1)
        begin = at + first
    if begin < at + len(data):
        yield Run(begin, at + len(data), data.count(LINE_FEED, first))


def _ended(begin: int, data: bytes, end: int, *, is_long: bool) -> Iterator[Run]:
    """The lines that begin with `data`, at `begin`, up to `end`; first a long last one by itself.

    Beyond `data` there is the end of one line, or nothing.
    """
    last = begin + data.rfind(LINE_FEED) + 1 if is_long else end
    if last < end:
        yield Run(last, end, 1)
    if begin < last:
        yield Run(begin, last, data.count(LINE_FEED) + (last > begin + len(data)))
