"""The log of a worker made readable: its agent writes one JSON object a line."""

from collections.abc import Iterator
from typing import overload

from app.lines import Block, Lines
from app.view import LogLine


def readable(message: str) -> str:
    """An entry as one reads it; what is no entry as it came."""
    return message


def pretty(message: str) -> str:
    """The whole of an entry, a field a line; what is no entry as it came."""
    return message


class WorkerLines:
    """The lines of a worker's log, each as one reads it: `Lines` over other `Lines`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._lines.first

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        return self._lines[index]

    def __iter__(self) -> Iterator[LogLine]:
        return iter(self._lines)

    def raw(self, index: int) -> LogLine:
        """A line as it came."""
        return self._lines[index]

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        return self._lines.since(timestamp)

    def block(self, index: int) -> Block:
        """The run that holds the line with this index."""
        return self._lines.block(index)
