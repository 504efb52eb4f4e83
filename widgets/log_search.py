"""Which lines of a growing log match a pattern, found a slice at a time."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.view import LogLine, plain

READ_LINES = 128
"""Lines of a run, which are taken from the log at once."""
SLICE_RUNS = 4
SLICE_CHARACTERS = 200_000
"""A slice ends with the run that reaches one of these: a key never waits for longer than that
takes, which is a few milliseconds."""

Lines = Callable[[int, int], Sequence[LogLine]]
"""The lines between two numbers."""


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """Why a text is no regular expression."""

    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """How a search stands."""

    position: int = 0
    """Which of the matching lines is the current one, from 1; 0 where none is."""
    count: int = 0
    """Lines that match, so far."""
    complete: bool = True
    """Whether every line has been looked at."""


def pattern_of(text: str) -> re.Pattern[str] | PatternProblem:
    """The regular expression that `text` is; it ignores case unless it holds a capital."""
    meaning = re.sub(r"\\.", "", text)
    try:
        return re.compile(text, re.NOFLAG if meaning != meaning.lower() else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return PatternProblem(str(error))


class Search:
    """The lines that match a pattern, by number, while lines are added at both ends.

    A number stays with its line, whatever is added before it. Looking begins at `origin`, goes on
    to the end and then back to the beginning, so that what is near is found first.
    """

    def __init__(self, pattern: re.Pattern[str], first: int, origin: int, stop: int) -> None:
        self.pattern = pattern
        self.current: int | None = None
        """The line that is shown as the one that was found."""
        self._origin = origin
        self._matches = array("q")
        self._ahead = range(origin, stop)
        self._behind = range(first, origin)

    @property
    def pending(self) -> bool:
        """Whether lines have not been looked at yet."""
        return bool(self._ahead or self._behind)

    @property
    def found(self) -> Found:
        """How the search stands."""
        at = 0 if self.current is None else bisect_right(self._matches, self.current)
        return Found(at, len(self._matches), not self.pending)

    def resize(self, first: int, stop: int) -> None:
        """The lines are now those from `first` up to `stop`: they grew, or the end was cut off."""
        self._behind = range(first, min(self._behind.stop, stop))
        self._ahead = range(min(self._ahead.start, stop), stop)
        del self._matches[bisect_left(self._matches, stop) :]
        if self.current is not None and self.current >= stop:
            self.current = None

    def look(self, lines: Lines) -> None:
        """Look at the next slice."""
        hits: list[int] = []
        budget = SLICE_CHARACTERS
        if self._ahead:
            stop = self._ahead.stop
            for start in range(self._ahead.start, stop, READ_LINES)[:SLICE_RUNS]:
                run = range(start, min(start + READ_LINES, stop))
                budget -= self._scan(run, lines, hits)
                self._ahead = range(run.stop, stop)
                if budget <= 0:
                    break
            self._matches.extend(hits)
        else:
            first = self._behind.start
            for stop in range(self._behind.stop, first, -READ_LINES)[:SLICE_RUNS]:
                run = range(max(first, stop - READ_LINES), stop)
                earlier: list[int] = []
                budget -= self._scan(run, lines, earlier)
                hits[:0] = earlier
                self._behind = range(first, run.start)
                if budget <= 0:
                    break
            self._matches[:0] = array("q", hits)

    def nearest(self) -> int | None:
        """The first match from the origin on, else the last one before; None while unknown."""
        after = bisect_left(self._matches, self._origin)
        if after < len(self._matches):
            return self._matches[after]
        return self._matches[-1] if self._matches and not self._ahead else None

    def next_from(self, number: int) -> int | None:
        """The first match after a line, or the first one of all."""
        after = bisect_right(self._matches, number)
        return self._matches[after % len(self._matches)] if self._matches else None

    def previous_from(self, number: int) -> int | None:
        """The last match before a line, or the last one of all."""
        return self._matches[bisect_left(self._matches, number) - 1] if self._matches else None

    def _scan(self, run: range, lines: Lines, hits: list[int]) -> int:
        """Add the matches of a run to `hits`; how many characters were looked at."""
        matches = self.pattern.search
        characters = 0
        for number, line in zip(run, lines(run.start, run.stop), strict=False):
            characters += len(line.message)
            if matches(plain(line.message)):
                hits.append(number)
        return characters
