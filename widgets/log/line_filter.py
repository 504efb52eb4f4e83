"""Which lines are shown where only some are: those that match, with their neighbours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.lines import Lines, Splice
from app.lines.line_set import LineSet
from app.lines.spans import joined, spliced, without

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
    or the errors that a scan has found. What is told to be shown in some stretch of the lines is
    told from what is known there by now.
    """

    def __init__(self, lines: Lines, matches: LineSet, context: int) -> None:
        self.matches = matches
        self.context = context
        self._lines = lines
        self._stale: list[range] = []
        """Where what has been told is not true any more, by index."""

    @property
    def is_stale(self) -> bool:
        """Whether `renewed` has anything to tell."""
        return bool(self._stale)

    def choose_anew(self, context: int) -> None:
        """Show so many lines before and after each that matches, from now on."""
        self.context = context
        self._stale = joined([range(len(self._lines))])

    def splice(self, change: Splice) -> None:
        """The lines changed; a match that went takes its neighbours along.

        Several changes of the lines may be told one after another; in between nothing else is to
        be asked for.
        """
        around = range(max(0, change.at - self.context), change.at + change.added + self.context)
        self._stale = joined([*spliced(self._stale, change), around])

    def renewed(self) -> Iterator[Shown]:
        """What is shown where that is others than before, in a window of lines at most."""
        room = WINDOW
        while self._stale and room:
            span = self._stale[0][:room]
            self._stale = without(self._stale, span)
            room -= len(span)
            yield self._shown(self._lines.first + span.start, self._lines.first + span.stop)

    def looked(self, numbers: range) -> Shown:
        """What is shown around lines, by number, whose matches have become known or others."""
        return self._shown(numbers.start - self.context, numbers.stop + self.context)

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
