"""Log files of numbered lines, whole ones and ones that somebody writes to."""

import os
import re
import struct
import subprocess
import sys
import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
LINE = "{} Fra:1042 Mem:8123.11M (Peak 9011.02M) | Time:00:01.22 | Tracing sample {:03}/512\n"
"""What a line is made of: about 100 bytes."""
LETTERS = str.maketrans("0123456789", "abcdefghij")
"""A number is written in letters: a program may give figures a colour, and so tear them apart."""
TICK = 0.01
"""Seconds between two writes."""
NEEDLE = "the haystack ends here UNIQUEHERE\n"
NEEDLE_AT = 100
"""The line with the needle is so many lines before the last one."""

_WRITE = struct.Struct("dq")
"""When a write was done, in seconds of a clock that all processes share, and its last line."""
_PERIOD = 64_000
_HEAD = len("xabcdef")
_NUMBER = re.compile(rb"x([a-j]{9})x[^\n]*? sample (\d{3})/512")
_FIGURES = bytes.maketrans(b"abcdefghij", b"0123456789")


def numbered(first: int, stop: int) -> str:
    """The lines between two numbers."""
    return "".join(LINE.format(name(number), number % 512) for number in range(first, stop))


def name(number: int) -> str:
    """What a line with a number begins with."""
    return f"x{number:09}x".translate(LETTERS)


def make(path: Path, count: int) -> None:
    """Write a file of so many lines; the needle is near its end."""
    with path.open("w") as file:
        for first in range(0, count, 10_000):
            stop = min(first + 10_000, count)
            if stop == count:
                at = stop - NEEDLE_AT
                file.write(numbered(first, at) + NEEDLE + numbered(at + 1, stop))
            else:
                file.write(numbered(first, stop))


def newest_number(output: bytes) -> int:
    """The highest number of a line that is whole in what a program wrote; -1 where none is.

    A line of the screen that is half the old one and half the new one is none.
    """
    told = ((int(name.translate(_FIGURES)), int(rest)) for name, rest in _NUMBER.findall(output))
    return max((number for number, rest in told if number % 512 == rest), default=-1)


class Writer:
    """Writes lines to the end of a file, so many a second, in a process of its own.

    In this one it would wait for whoever draws what the programs show.
    """

    def __init__(self, path: Path, rate: int, first: int) -> None:
        self._command = (sys.executable, "-m", __name__, str(path), str(rate), str(first))
        self._times = array("d")
        self._numbers = array("q")
        self._told = b""
        self._output = -1

    @contextmanager
    def running(self) -> Iterator["Writer"]:
        """Writes for as long as the context lasts."""
        with subprocess.Popen(self._command, cwd=_ROOT, stdout=subprocess.PIPE) as process:
            if process.stdout is None:
                raise RuntimeError("the writer tells nothing")
            self._output = process.stdout.fileno()
            os.set_blocking(self._output, False)
            try:
                yield self
            finally:
                process.terminate()

    @property
    def written(self) -> int:
        """How many lines the file has."""
        self._hear()
        return self._numbers[-1] + 1 if self._numbers else 0

    def age(self, number: int, now: float) -> float:
        """How many seconds before `now`, of `time.perf_counter`, the line after this was written.

        0 where there is none yet: whoever shows the newest line is not behind.
        """
        self._hear()
        after = bisect_right(self._numbers, number)
        return 0.0 if after >= len(self._times) else max(0.0, now - self._times[after])

    def _hear(self) -> None:
        """Take in what it told of its writes."""
        while piece := _read(self._output):
            self._told += piece
        whole = len(self._told) - len(self._told) % _WRITE.size
        for at, number in _WRITE.iter_unpack(self._told[:whole]):
            self._times.append(at)
            self._numbers.append(number)
        self._told = self._told[whole:]


def _read(output: int) -> bytes:
    try:
        return os.read(output, 1 << 16)
    except BlockingIOError:
        return b""


class QuickLines:
    """Makes the lines of `numbered` at a tenth of its cost: what is measured needs the processor.

    Lines whose numbers differ by `_PERIOD` end alike, and those of one thousand begin alike.
    """

    def __init__(self) -> None:
        self._tails = [line[_HEAD:] for line in numbered(0, _PERIOD).splitlines(keepends=True)]

    def __call__(self, first: int, stop: int) -> str:
        """The lines between two numbers."""
        parts: list[str] = []
        while first < stop:
            end = min(stop, first - first % 1_000 + 1_000)
            head, at = name(first)[:_HEAD], first % _PERIOD
            parts += head, head.join(self._tails[at : at + end - first])
            first = end
        return "".join(parts)


def write(path: Path, rate: int, first: int) -> None:
    """Write for ever, and tell of each write when it was and which line it ended with."""
    lines = QuickLines()
    begun, written = time.perf_counter(), first
    with path.open("ab", buffering=0) as file:
        while True:
            time.sleep(TICK)
            due = first + int((time.perf_counter() - begun) * rate)
            file.write(lines(written, due).encode())
            written = due
            os.write(sys.stdout.fileno(), _WRITE.pack(time.perf_counter(), due - 1))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
