"""A log that nobody has opened yet."""

from collections.abc import Iterator
from typing import overload

from app.lines import Block
from app.view import LogLine


class NoLines:
    """No line at all, and none that comes."""

    first = 0

    def __len__(self) -> int:
        return 0

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        if isinstance(index, slice):
            return []
        raise IndexError(index)

    def __iter__(self) -> Iterator[LogLine]:
        return iter(())

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young: that of none."""
        del timestamp
        return 0

    def block(self, index: int) -> Block:
        """There is none: raises IndexError."""
        raise IndexError(index)
