"""What a log is to whoever shows or reads it: lines in order, and the one way in which they change.

A line has an index, which counts from the first line that is there, and a number, which stays with
it while lines come before the first one and go from there: the first line's number is
`Lines.first`. Only what is put in between lines, or taken from there, moves the numbers behind it.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, overload

from app.view import LogLine


class Splice(NamedTuple):
    """A change to a sequence of lines: at an index, some went and others came in their place.

    Several are applied in their order; each index is one in the lines as the splice before has
    left them.
    """

    at: int
    removed: int = 0
    added: int = 0

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.removed or self.added)


class Block(Protocol):
    """A run of lines that can be read without disturbing anybody, in any thread.

    It stays what it was when it was taken, whatever happens to the lines since.
    """

    @property
    def number(self) -> int:
        """The number of its first line, when it was taken."""
        ...

    @property
    def count(self) -> int:
        """How many lines it has."""
        ...

    def text(self) -> str:
        """Its messages as they are shown (`app.view.plain`), joined by line feeds.

        None of them holds a line feed itself. Where the run has been dropped since, as many empty
        lines.
        """
        ...

    def times(self) -> "memoryview[int]":
        """Their times, in milliseconds since the epoch; `app.view.NO_TIME` where unknown."""
        ...


class Lines(Protocol):
    """A log: a sequence of lines that may be longer than memory.

    It changes in one thread, and whoever changes it says so by splices before the next `await`.
    """

    @property
    def first(self) -> int:
        """The number of the first line: 0 at first, less when lines come before it, more when the
        first lines are dropped."""
        ...

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int) -> LogLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogLine]: ...
    def __iter__(self) -> Iterator[LogLine]: ...

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        ...

    def block(self, index: int) -> Block:
        """The run that holds the line with this index: some thousands of lines, at most about 1 MB
        but for a single longer line. Raises IndexError where there is no such line."""
        ...
