"""The lines of several logs as one, in the order of their times, without a copy of any."""

from collections.abc import Iterator, Sequence
from typing import overload

from app.lines import Block, Lines, Splice
from app.view import LogLine


class Interleaving:
    """Lines of several logs in the order of their times: `app.lines.Lines` of other ones."""

    def __init__(self, parts: Sequence[Lines] = ()) -> None:
        raise NotImplementedError

    @property
    def first(self) -> int:
        """The number of the first line."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __getitem__(self, index: int | slice) -> LogLine | list[LogLine]:
        raise NotImplementedError

    def __iter__(self) -> Iterator[LogLine]:
        raise NotImplementedError

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        raise NotImplementedError

    def block(self, index: int) -> Block:
        """The run that holds the line with this index."""
        raise NotImplementedError

    def place_of(self, index: int) -> tuple[int, int]:
        """Which part the line with this index is from, and its index there."""
        raise NotImplementedError

    def index_of(self, part: int, index: int) -> int | None:
        """The index of a part's line here; None where it is held back."""
        raise NotImplementedError

    def splice(self, part: int, changes: Sequence[Splice]) -> tuple[Splice, ...]:
        """A part has changed so; what that is for the whole."""
        raise NotImplementedError
