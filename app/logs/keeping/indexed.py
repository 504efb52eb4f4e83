"""Lines by index and by slice, as a list has them."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import overload

from app.view import LogLine


class IndexedLines(Sequence[LogLine]):
    """A sequence of lines, over whatever reads one line and a run of them."""

    @abstractmethod
    def _line(self, index: int) -> LogLine:
        """The line with an index that there is, counted from 0."""

    @abstractmethod
    def _between(self, start: int, stop: int) -> Iterable[LogLine]:
        """The lines between two indices, both within the length; none where they do not ascend."""

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
        return self._line(at)
