"""The lines of one log that were read so far."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

from app.lines import Splice
from app.view import LogLine, plain

CHUNK_LINES = 4096
"""A chunk takes no more lines than that, so that truncating or decoding one stays cheap."""


class _Chunk:
    """A run of lines: their text end to end, where each of them stops, and their times."""

    __slots__ = ("stops", "text", "times")

    def __init__(self) -> None:
        self.text = bytearray()
        self.stops = array("Q")
        self.times = array("q")

    def __len__(self) -> int:
        return len(self.times)

    def append(self, line: LogLine) -> None:
        # A message can hold half of a surrogate pair; it comes out as it went in.
        self.text += line.message.encode("utf-8", "surrogatepass")
        self.stops.append(len(self.text))
        self.times.append(line.timestamp)

    def line(self, index: int) -> LogLine:
        start = self.stops[index - 1] if index else 0
        message = self.text[start : self.stops[index]].decode("utf-8", "surrogatepass")
        return LogLine(self.times[index], message)

    def truncate(self, count: int) -> None:
        """Keep the first `count` lines; at least one."""
        del self.text[self.stops[count - 1] :]
        del self.stops[count:], self.times[count:]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A run of lines as it was when it was taken; see `app.lines.Block`."""

    number: int
    messages: tuple[str, ...]
    stamps: "array[int]"

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.messages)

    def text(self) -> str:
        """Its messages as they are shown, joined by line feeds."""
        return "\n".join(map(plain, self.messages))

    def times(self) -> "memoryview[int]":
        """Their times."""
        return memoryview(self.stamps)


class Spool(Sequence[LogLine]):
    """The lines of a log in order, growing at both ends.

    A million lines of 100 bytes take about 120 MB: their bytes and 16 more for each line. A slice
    is a list of lines; an index counts from the first line that is kept, and so shifts when lines
    are prepended.
    """

    def __init__(self, lines: Iterable[LogLine] = ()) -> None:
        self._chunks: list[_Chunk] = []
        self._firsts: list[int] = []
        """The number of each chunk's first line. Numbers never change; what is prepended counts
        down from zero."""
        self._first = 0
        self._stop = 0
        self.append(lines)

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._first

    def __len__(self) -> int:
        return self._stop - self._first

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step == 1:
                return list(self._between(start, stop))
            return [self[at] for at in range(start, stop, step)]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        number = self._first + at
        chunk = bisect_right(self._firsts, number) - 1
        return self._chunks[chunk].line(number - self._firsts[chunk])

    def __iter__(self) -> Iterator[LogLine]:
        return self._between(0, len(self))

    def append(self, lines: Iterable[LogLine]) -> tuple[Splice, ...]:
        """Add lines after the last one."""
        before = self._stop
        for line in lines:
            if not self._chunks or len(self._chunks[-1]) >= CHUNK_LINES:
                self._chunks.append(_Chunk())
                self._firsts.append(self._stop)
            self._chunks[-1].append(line)
            self._stop += 1
        return _changes(Splice(before - self._first, 0, self._stop - before))

    def prepend(self, lines: Sequence[LogLine]) -> tuple[Splice, ...]:
        """Add lines, themselves in order, before the first one."""
        chunks: list[_Chunk] = []
        for start in range(0, len(lines), CHUNK_LINES):
            chunks.append(_Chunk())
            for line in lines[start : start + CHUNK_LINES]:
                chunks[-1].append(line)
        self._first -= len(lines)
        self._chunks[:0] = chunks
        self._firsts[:0] = range(self._first, self._first + len(lines), CHUNK_LINES)
        return _changes(Splice(0, 0, len(lines)))

    def insert(self, index: int, lines: Iterable[LogLine]) -> tuple[Splice, ...]:
        """Put lines before the line with this index, or after the last one."""
        behind = self[index:]
        self.truncate(index)
        [*added] = self.append(lines)
        self.append(behind)
        return tuple(added)

    def truncate(self, length: int) -> tuple[Splice, ...]:
        """Drop the last lines, so that at most `length` are left."""
        dropped = max(0, len(self) - length)
        self._stop -= dropped
        while self._chunks and self._firsts[-1] >= self._stop:
            del self._chunks[-1], self._firsts[-1]
        if dropped and self._chunks:
            self._chunks[-1].truncate(self._stop - self._firsts[-1])
        return _changes(Splice(length, dropped, 0))

    def drop(self, count: int) -> tuple[Splice, ...]:
        """Drop so many of the first lines."""
        kept = self[count:]
        dropped, first = len(self) - len(kept), self._first
        self.truncate(0)
        self._first = self._stop = first + dropped
        self.append(kept)
        return _changes(Splice(0, dropped, 0))

    def close(self) -> None:
        """Free everything."""
        self.truncate(0)

    def block(self, index: int) -> _Copy:
        """The run that holds the line with this index; see `app.lines.Lines`."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        chunk = bisect_right(self._firsts, self._first + index) - 1
        lines = [self._chunks[chunk].line(at) for at in range(len(self._chunks[chunk]))]
        messages = tuple(line.message for line in lines)
        return _Copy(self._firsts[chunk], messages, array("q", (line[0] for line in lines)))

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        return bisect_left(self, timestamp, key=lambda line: line.timestamp)

    def windows(self, size: int, start: int = 0) -> Iterator[list[LogLine]]:
        """The lines from `start` on, `size` at a time."""
        for at in range(start, len(self), size):
            yield self[at : at + size]

    def _between(self, start: int, stop: int) -> Iterator[LogLine]:
        if start >= stop:
            return iter(())
        first, last = self._first + start, self._first + stop
        chunk = bisect_right(self._firsts, first) - 1
        runs: list[Iterator[LogLine]] = []
        while chunk < len(self._chunks) and self._firsts[chunk] < last:
            offset = self._firsts[chunk]
            run = range(max(first - offset, 0), min(last - offset, len(self._chunks[chunk])))
            runs.append(map(self._chunks[chunk].line, run))
            chunk += 1
        return chain.from_iterable(runs)


def _changes(*splices: Splice) -> tuple[Splice, ...]:
    """Those of the splices that change anything."""
    return tuple(splice for splice in splices if splice)
