"""Which lines are shown where only some are: those that match, with their neighbours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.lines import Lines, Splice
from widgets.line_set import LineSet

WINDOW = 1 << 16
"""Lines whose matches are gone through at once; the screen may be painted between two windows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """From one line up to another, exactly these runs of numbers are shown."""

    start: int
    stop: int
    runs: tuple[range, ...]


class LineFilter:
    """Lines that match, and `context` lines before and after each, as runs of numbers.

    `matches` holds indices and belongs to somebody else: a search that goes on (`Search.matches`),
    or the errors that a scan has found. Each method tells what has to be shown in some stretch of
    the lines, from what is known there by now.
    """

    def __init__(self, lines: Lines, matches: LineSet, context: int) -> None:
        self.matches = matches
        self.context = context
        self._lines = lines

    def whole(self) -> Iterator[Shown]:
        """What is shown of the log, from its beginning to its end, a window at a time."""
        first = self._lines.first
        for start in range(0, len(self._lines), WINDOW):
            stop = min(start + WINDOW, len(self._lines))
            yield self._shown(first + start, first + stop)

    def looked(self, numbers: range) -> Shown:
        """What is shown around lines, by number, whose matches have become known or others."""
        return self._shown(numbers.start - self.context, numbers.stop + self.context)

    def splice(self, change: Splice) -> Shown:
        """What is shown around a change to the lines; the matches must have taken it already."""
        at = self._lines.first + change.at
        return self.looked(range(at, at + change.added))

    def _shown(self, start: int, stop: int) -> Shown:
        first = self._lines.first
        here = range(max(start - first, 0), min(stop - first, len(self._lines)))
        near = self.matches.between(here.start - self.context, here.stop + self.context)
        runs = with_context(near, self.context, here)
        numbers = tuple(range(first + run.start, first + run.stop) for run in runs)
        return Shown(first + here.start, first + max(here.start, here.stop), numbers)


def with_context(matches: Iterable[int], context: int, within: range) -> Iterator[range]:
    """Runs of what is no further than `context` from a match; `matches` are in ascending order."""
    start = stop = within.start
    for match in matches:
        if match - context > stop:
            if start < stop:
                yield range(start, stop)
            start = max(match - context, within.start)
        stop = max(stop, min(match + context + 1, within.stop))
    if start < stop:
        yield range(start, stop)
