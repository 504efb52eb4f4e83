"""Sorted sets of line numbers, kept as runs: millions of them are counted and found at once."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

PART = 512
"""Runs of a part; whatever is done to a set takes apart no more than the parts it touches."""


class _Part:
    """Some neighbouring runs: where they start and stop, counted from `base`."""

    __slots__ = ("base", "rows", "starts", "stops")

    def __init__(self, base: int) -> None:
        self.base = base
        self.starts = array("q")
        self.stops = array("q")
        self.rows = 0
        """How many numbers the runs hold."""

    @property
    def first(self) -> int:
        return self.base + self.starts[0]

    @property
    def stop(self) -> int:
        return self.base + self.stops[-1]

    def add(self, run: range) -> None:
        """Add a run behind the others."""
        self.starts.append(run.start - self.base)
        self.stops.append(run.stop - self.base)
        self.rows += len(run)

    def grow(self, stop: int) -> None:
        """Let the last run stop later."""
        self.rows += stop - self.stop
        self.stops[-1] = stop - self.base

    def runs(self) -> Iterator[range]:
        base = self.base
        return (range(base + a, base + b) for a, b in zip(self.starts, self.stops, strict=True))

    def rows_before(self) -> list[int]:
        """How many numbers come before each run, and then how many there are."""
        lengths = (b - a for a, b in zip(self.starts, self.stops, strict=True))
        return list(accumulate(lengths, initial=0))


class Runs:
    """A sorted set of numbers. The number in row 0 is the lowest one, and so on.

    Adding at the end takes no time worth naming, any other change as long as the runs that it
    touches are many.
    """

    def __init__(self, runs: Iterable[range] = ()) -> None:
        self._parts: list[_Part] = []
        self._firsts: list[int] = []
        """The first number of each part."""
        self._before: list[int] = [0]
        """How many numbers come before each part; one more entry for all of them."""
        for run in runs:
            self._append(run)
        self._count()

    def __len__(self) -> int:
        return self._before[-1]

    def __getitem__(self, row: int) -> int:
        """The number in a row; raises IndexError where there is no such row."""
        return next(self.from_row(row))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        if at < 0:
            return False
        part = self._parts[at]
        run = bisect_right(part.starts, number - part.base) - 1
        return number - part.base < part.stops[run]

    def row_of(self, number: int) -> int:
        """The row of a number, or of the next one that is there; the length where none is."""
        at = bisect_right(self._firsts, number) - 1
        if at < 0:
            return 0
        part = self._parts[at]
        inside = number - part.base
        run = bisect_right(part.starts, inside) - 1
        inside = min(inside, part.stops[run])
        return self._before[at] + part.rows_before()[run] + inside - part.starts[run]

    def from_row(self, row: int) -> Iterator[int]:
        """The numbers in this row and in those below; raises IndexError where there is none."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        at = bisect_right(self._before, row) - 1
        part = self._parts[at]
        before = part.rows_before()
        run = bisect_right(before, row - self._before[at]) - 1
        number = part.base + part.starts[run] + row - self._before[at] - before[run]
        return (each for run in self.between(number, self._parts[-1].stop) for each in run)

    def between(self, start: int, stop: int) -> Iterator[range]:
        """The runs of what is there from one number up to another."""
        for part in self._parts[max(0, bisect_right(self._firsts, start) - 1) :]:
            if part.first >= stop:
                return
            for at in range(bisect_right(part.stops, start - part.base), len(part.starts)):
                first = max(start, part.base + part.starts[at])
                last = min(stop, part.base + part.stops[at])
                if first >= last:
                    return
                yield range(first, last)

    def replace(self, start: int, stop: int, runs: Iterable[range]) -> None:
        """From one number up to another, exactly those of `runs` are there now; they are sorted."""
        if not self._parts or start >= self._parts[-1].stop:
            for run in runs:
                self._extend(run)
            return
        first = max(0, bisect_left(self._firsts, start) - 1)
        behind = bisect_right(self._firsts, stop)
        pieces = [run for part in self._parts[first:behind] for run in part.runs()]
        rest = self._parts[behind:], self._firsts[behind:]
        del self._parts[first:], self._firsts[first:]
        for run in pieces:
            self._append(range(run.start, min(run.stop, start)))
        for run in runs:
            self._append(run)
        for run in pieces:
            self._append(range(max(run.start, stop), run.stop))
        self._parts += rest[0]
        self._firsts += rest[1]
        self._count(max(0, first - 1))

    def shift(self, start: int, by: int) -> None:
        """Move the numbers from `start` on, none of which may come upon one below `start`."""
        at = bisect_right(self._firsts, start) - 1
        if at >= 0 and self._firsts[at] < start < self._parts[at].stop:
            self._divide(at, start)
        for part in range(bisect_left(self._firsts, start), len(self._parts)):
            self._parts[part].base += by
            self._firsts[part] += by

    def _divide(self, at: int, number: int) -> None:
        """Let a part end before a number, and another one begin there."""
        pieces = list(self._parts[at].runs())
        halves = _Part(self._parts[at].first), _Part(number)
        for run in pieces:
            if run.start < number:
                halves[0].add(range(run.start, min(run.stop, number)))
            if run.stop > number:
                halves[1].add(range(max(run.start, number), run.stop))
        self._parts[at : at + 1] = halves
        self._firsts[at : at + 1] = (part.first for part in halves)
        self._count(at)

    def _extend(self, run: range) -> None:
        parts = len(self._parts)
        self._append(run)
        if len(self._parts) > parts:
            self._before.append(self._before[-1])
        self._before[-1] += len(run)

    def _append(self, run: range) -> None:
        if not run:
            return
        last = self._parts[-1] if self._parts else None
        if last is not None and run.start == last.stop:
            last.grow(run.stop)
            return
        if last is None or len(last.starts) >= PART:
            last = _Part(run.start)
            self._parts.append(last)
            self._firsts.append(run.start)
        last.add(run)

    def _count(self, first: int = 0) -> None:
        rows = (part.rows for part in self._parts[first:])
        self._before[first:] = accumulate(rows, initial=self._before[first])


def without(runs: Iterable[range], others: Runs) -> Iterator[range]:
    """What is left of some runs where others are taken out."""
    for run in runs:
        at = run.start
        for other in others.between(run.start, run.stop):
            if at < other.start:
                yield range(at, other.start)
            at = other.stop
        if at < run.stop:
            yield range(at, run.stop)
