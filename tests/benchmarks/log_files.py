"""Log files of numbered lines, whole ones and ones that somebody writes to."""

import re
import threading
import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LINE = "{} Fra:1042 Mem:8123.11M (Peak 9011.02M) | Time:00:01.22 | Tracing sample {:03}/512\n"
"""What a line is made of: about 100 bytes."""
LETTERS = str.maketrans("0123456789", "abcdefghij")
"""A number is written in letters: a program may give figures a colour, and so tear them apart."""
TICK = 0.01
"""Seconds between two writes."""
NEEDLE = "the haystack ends here UNIQUEHERE\n"
NEEDLE_AT = 100
"""The line with the needle is so many lines before the last one."""

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
    """Writes lines to the end of a file, so many a second, in a thread."""

    def __init__(self, path: Path, rate: int, first: int) -> None:
        self.written = first
        """How many lines there are."""
        self._path = path
        self._rate = rate
        self._first = first
        self._times = array("d")
        self._numbers = array("q")
        self._ended = threading.Event()

    @contextmanager
    def running(self) -> Iterator["Writer"]:
        """Writes for as long as the context lasts."""
        thread = threading.Thread(target=self._write)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def age(self, number: int, now: float) -> float:
        """How many seconds before `now`, of `time.perf_counter`, the line after this was written.

        0 where there is none yet: whoever shows the newest line is not behind.
        """
        after = bisect_right(self._numbers, number)
        return 0.0 if after >= len(self._times) else max(0.0, now - self._times[after])

    def _write(self) -> None:
        begun = time.perf_counter()
        with self._path.open("ab", buffering=0) as file:
            while not self._ended.wait(TICK):
                due = self._first + int((time.perf_counter() - begun) * self._rate)
                file.write(numbered(self.written, due).encode())
                self.written = due
                self._times.append(time.perf_counter())
                self._numbers.append(due - 1)
