"""Which lines of a changing log match a pattern, found block by block in a thread."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from app.lines import Block, Lines, Splice
from app.lines.line_pattern import BLOCK_PATIENCE, LinePattern, PatternProblem, TooSlowError
from app.lines.line_set import LineSet
from app.lines.spans import spliced, without

HOP = 0.02
"""Seconds that a thread looks before it tells what it found: the screen shows it go on, and a
search that is over holds nobody up."""
HOP_BLOCKS = 32
"""Blocks that are handed to a thread at most."""
GLANCE = 0.01
"""Seconds that a look may take for which the screen waits."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a search stands."""

    position: int = 0
    """Which of the matching lines is the current one, from 1; 0 where none is."""
    count: int = 0
    """Lines that match, so far."""
    complete: bool = True
    """Whether no line is to be looked at any more."""
    problem: PatternProblem | None = None
    """Why it was given up, if it was."""


@dataclass(slots=True, eq=False)
class _Look:
    """A block that is being looked at, and where its lines are by now."""

    block: Block
    lines: range
    spoilt: bool = False
    """Whether a line of it went or another came between two of them."""
    found: Sequence[int] | None = None
    """The matches, counted from its first line; None while it has not been looked at."""
    too_slow: int | None = None
    """The line that the pattern takes too long on, counted likewise."""

    def splice(self, change: Splice) -> None:
        behind = change.at + change.removed
        if behind <= self.lines.start:
            moved = change.added - change.removed
            self.lines = range(self.lines.start + moved, self.lines.stop + moved)
        elif change.at < self.lines.stop:
            self.spoilt = True


class Search:
    """The lines of a log that match a pattern, wherever the log grows or shrinks meanwhile.

    Looking begins at `origin`, goes on to the end and then back to the beginning, so that what is
    near is found first. Numbers are those of the lines; the first one's is `lines.first`.

    While it is `pending`, call `look` again and again, from one task; after every change of the
    lines `splice`, before the next `await`.
    """

    def __init__(self, pattern: LinePattern, lines: Lines, origin: int) -> None:
        self.pattern = pattern
        self.problem: PatternProblem | None = None
        """Why the search has been given up: the pattern takes too long."""
        self.matches = LineSet()
        """Indices, not numbers, of the lines that match, so far."""
        self._lines = lines
        self._origin = max(0, min(origin - lines.first, len(lines)))
        self._current: int | None = None
        self._unread = [range(len(lines))] if len(lines) else []
        self._looks: list[_Look] = []

    @property
    def pending(self) -> bool:
        """Whether lines have not been looked at yet, and are to be."""
        return bool(self._unread) and self.problem is None

    @property
    def found(self) -> Found:
        """How the search stands."""
        at = 0 if self._current is None else self.matches.rank(self._current) + 1
        return Found(at, len(self.matches), not self.pending, self.problem)

    @property
    def current(self) -> int | None:
        """The number of the line that is shown as the one that was found."""
        return None if self._current is None else self._current + self._lines.first

    @current.setter
    def current(self, number: int | None) -> None:
        self._current = None if number is None else number - self._lines.first

    @property
    def looked_at(self) -> float:
        """Which part of the lines has been looked at, from 0 to 1."""
        unread = sum(map(len, self._unread))
        return 1 - unread / max(1, len(self._lines))

    def stop(self) -> None:
        """Look at no more lines; what was found stays."""
        self.problem = PatternProblem(f"stopped, {self.looked_at:.0%} looked at")

    def splice(self, change: Splice) -> None:
        """The lines changed; what came is to be looked at."""
        self.matches.splice(change)
        self._unread = spliced(self._unread, change)
        for look in self._looks:
            look.splice(change)
        origin = _moved(self._origin, change)
        self._origin = change.at if origin is None else origin
        self._current = None if self._current is None else _moved(self._current, change)

    # Looking

    def glance(self) -> list[range]:
        """Look at the block that comes first, at once; which lines, by number, were looked at.

        For the screen that waits for the first match. What takes longer is left to `look`.
        """
        looks = self._next_looks(1)
        _look_at(self.pattern, looks, GLANCE)
        return self._take(look for look in looks if look.too_slow is None)

    async def look(self) -> list[range]:
        """Look on in a thread for some milliseconds; which lines, by number, were looked at.

        None where the lines have changed too much meanwhile, or the search was given up.
        """
        looks = self._next_looks(HOP_BLOCKS)
        self._looks += looks
        try:
            await asyncio.to_thread(_look_at, self.pattern, looks, BLOCK_PATIENCE)
        finally:
            self._looks = [look for look in self._looks if look not in looks]
        return self._take(looks)

    def _next_looks(self, most: int) -> list[_Look]:
        """The next blocks: from the origin on, and then back from it."""
        looks: list[_Look] = []
        unread, ahead = self._unread, self._ahead
        if ahead:
            unread = without(unread, range(self._origin))
        while unread and len(looks) < most:
            block = self._lines.block(unread[0].start if ahead else unread[-1].stop - 1)
            start = block.number - self._lines.first
            look = _Look(block, range(start, start + block.count))
            looks.append(look)
            unread = without(unread, look.lines)
        return looks

    def _take(self, looks: Iterable[_Look]) -> list[range]:
        taken = []
        first = self._lines.first
        for look in looks:
            start, stop = look.lines.start, look.lines.stop
            if look.too_slow is not None:
                line = start + look.too_slow + 1
                self.problem = PatternProblem(f"takes too long on line {line:,}")
            if look.found is None or look.spoilt:
                continue
            self.matches.replace(start, stop, [start + index for index in look.found])
            self._unread = without(self._unread, look.lines)
            taken.append(range(first + start, first + stop))
        return taken

    # Going from match to match

    @property
    def _ahead(self) -> bool:
        """Whether lines from the origin on have not been looked at."""
        return bool(self._unread) and self._unread[-1].stop > self._origin

    def nearest(self) -> int | None:
        """The number of the first match from the origin on, else of the last one before.

        None while it is unknown, or where there is no match.
        """
        after = self.matches.rank(self._origin)
        if after < len(self.matches):
            return self.matches[after] + self._lines.first
        if not self.matches or (self._ahead and self.problem is None):
            return None
        return self.matches[-1] + self._lines.first

    def next_from(self, number: int) -> int | None:
        """The number of the first match after a line, or of the first one of all."""
        if not self.matches:
            return None
        first = self._lines.first
        after = self.matches.rank(number - first + 1)
        return self.matches[after % len(self.matches)] + first

    def previous_from(self, number: int) -> int | None:
        """The number of the last match before a line, or of the last one of all."""
        if not self.matches:
            return None
        first = self._lines.first
        return self.matches[self.matches.rank(number - first) - 1] + first


def _moved(index: int, change: Splice) -> int | None:
    """Where a line is after a change; None where it went."""
    if index < change.at:
        return index
    return None if index < change.at + change.removed else index + change.added - change.removed


def _look_at(pattern: LinePattern, looks: Sequence[_Look], patience: float) -> None:
    """Look at blocks, in a thread, until time is up; `patience` in seconds is for each of them."""
    until = perf_counter() + HOP
    for look in looks:
        try:
            look.found = pattern.lines_of(look.block.text(), patience)
        except TooSlowError as error:
            look.too_slow = error.line
            return
        if perf_counter() >= until:
            return
