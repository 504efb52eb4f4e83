"""A log that is a plain list: what a view shows, without a spool under it."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import overload

from app.lines import Splice
from app.view import LogLine, plain

BLOCK = 1_000
"""Lines of a block."""


@dataclass(frozen=True, slots=True)
class ListedBlock:
    """Lines as they were when they were asked for."""

    number: int
    lines: tuple[LogLine, ...]

    @property
    def count(self) -> int:
        return len(self.lines)

    def text(self) -> str:
        return "\n".join(plain(line.message) for line in self.lines)

    def times(self) -> "memoryview[int]":
        return memoryview(array("q", (line.timestamp for line in self.lines)))


class ListedLines:
    """Lines in a list; whatever changes them returns the splice that says so."""

    def __init__(
        self, lines: Iterable[LogLine] = (), first: int = 0, *, block: int = BLOCK
    ) -> None:
        self.lines = list(lines)
        self.first = first
        self._block = block

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        return self.lines[index]

    def __iter__(self) -> Iterator[LogLine]:
        return iter(self.lines)

    def since(self, timestamp: int) -> int:
        return next((i for i, each in enumerate(self) if each.timestamp >= timestamp), len(self))

    def block(self, index: int) -> ListedBlock:
        if not 0 <= index < len(self):
            raise IndexError(index)
        start = index // self._block * self._block
        return ListedBlock(self.first + start, tuple(self.lines[start : start + self._block]))

    def append(self, lines: Iterable[LogLine]) -> Splice:
        return self.insert(len(self), lines)

    def prepend(self, lines: Iterable[LogLine]) -> Splice:
        before = len(self)
        self.lines[:0] = lines
        self.first -= len(self) - before
        return Splice(0, 0, len(self) - before)

    def insert(self, index: int, lines: Iterable[LogLine]) -> Splice:
        if not index and self.lines:
            return self.prepend(lines)
        before = len(self)
        self.lines[index:index] = lines
        return Splice(index, 0, len(self) - before)

    def truncate(self, length: int) -> Splice:
        removed = len(self) - length
        del self.lines[length:]
        return Splice(length, removed)

    def drop(self, count: int) -> Splice:
        del self.lines[:count]
        self.first += count
        return Splice(0, count)
