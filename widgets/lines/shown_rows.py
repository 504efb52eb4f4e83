"""Which line stands in which row, where lines are folded, hidden or filtered out."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from app.lines import Splice
from app.lines.spans import joined
from widgets.lines.runs import Runs, without

FOREVER = 1 << 60
"""A number beyond every line."""


def positions(first: int, change: Splice) -> tuple[range, int]:
    """Which numbers a change takes away, and by how much those behind them move.

    `first` is the number of the first line before the change. What happens at the front moves
    nothing: it is `first` that moves.
    """
    start = first + change.at
    gone = range(start, start + change.removed)
    return gone, change.added - change.removed if change.at else 0


def moved(number: int, gone: range, by: int) -> int:
    """The number that a line has after a change, or the next one's where it is gone."""
    return number + by if number >= gone.stop else min(number, gone.start)


class ShownRows:
    """Numbers of lines against rows of the view: some are hidden, or only some are shown.

    The first row is row 0. Where nothing is hidden there is a single run, and whatever comes at
    the end makes it longer.
    """

    def __init__(self, numbers: range) -> None:
        self._numbers = numbers
        self._hidden = Runs()
        self._kept = Runs()
        self._only: Runs | None = None
        self._shown = Runs([numbers])

    @property
    def numbers(self) -> range:
        """Every line that is there, whether it is shown or not."""
        return self._numbers

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._shown)

    def __getitem__(self, row: int) -> int:
        """The number of the line in a row; raises IndexError where there is no such row."""
        return self._shown[row]

    def __contains__(self, number: int) -> bool:
        """Whether a line is shown."""
        return number in self._shown

    def row_of(self, number: int) -> int:
        """The row of a line, or of the next one that is shown; the length where none is."""
        return self._shown.row_of(number)

    def nearest(self, number: int) -> int | None:
        """The shown line that is nearest to a line; None where none is shown."""
        row = self.row_of(number)
        around = [self._shown[each] for each in (row - 1, row) if 0 <= each < len(self)]
        return min(around, key=lambda each: abs(each - number), default=None)

    def from_row(self, row: int) -> Iterator[int]:
        """The numbers in this row and in those below; none where there is no such row."""
        return self._shown.from_row(row) if 0 <= row < len(self) else iter(())

    def between(self, start: int, stop: int) -> Iterator[range]:
        """The runs of what is shown from one number up to another."""
        return self._shown.between(start, stop)

    # What changes

    def splice(self, change: Splice) -> None:
        """The lines changed; what came is shown, unless only some lines are."""
        first, stop = self._numbers.start, self._numbers.stop
        gone, by = positions(first, change)
        if change.removed:
            for runs in self._all():
                runs.replace(gone.start, gone.stop, ())
        if change.at and gone.stop < stop:
            for runs in self._all():
                runs.shift(gone.stop, by)
        if change.at:
            self._numbers = range(first, stop + by)
            came = range(gone.start, gone.start + change.added)
        else:
            self._numbers = range(gone.stop - change.added, stop)
            came = range(gone.stop - change.added, gone.stop)
        if came:
            self._show(came.start, came.stop)

    def start_at(self, first: int) -> None:
        """Number the lines from `first` on, whatever the first one's number was."""
        by = first - self._numbers.start
        if by:
            for runs in self._all():
                runs.replace(self._numbers.start, self._numbers.stop, ())
            self._numbers = range(first, self._numbers.stop + by)
            self._show(first, self._numbers.stop)

    def hide(self, hidden: Iterable[range], kept: Iterable[range] = ()) -> bool:
        """Hide these numbers, sorted runs, and show those hidden so far; whether that differs.

        Numbers beyond the last line may be hidden before it is there. Where only some lines are
        shown, those that are `kept` are shown too, unless they are hidden.
        """
        before = self._hidden, self._kept
        self._hidden, self._kept = Runs(hidden), Runs(kept)
        pairs = zip(before, (self._hidden, self._kept), strict=True)
        changed = [each for pair in pairs if (each := _difference(*pair)) is not None]
        return sum(self._show(each.start, each.stop) for each in changed) > 0

    def keep(self, number: int, *, kept: bool) -> None:
        """Where only some lines are shown, show this one too, or no longer."""
        if (number in self._kept) != kept:
            self._kept.replace(number, number + 1, [range(number, number + 1)] if kept else ())
            self._show(number, number + 1)

    def has_chosen(self, numbers: range) -> bool:
        """Whether any of these lines is one of only some that are shown, or would be."""
        chosen = self._only
        return (
            chosen is not None
            and next(chosen.between(numbers.start, numbers.stop), None) is not None
        )

    def only(self, runs: Iterable[range] | None) -> None:
        """Show these numbers only, sorted runs; None shows every one."""
        self._only = None if runs is None else Runs(runs)
        self._show(self._numbers.start, self._numbers.stop)

    def only_between(self, start: int, stop: int, runs: Iterable[range]) -> None:
        """Where only some lines are shown: from one number up to another, these are now."""
        if self._only is not None:
            self._only.replace(start, stop, runs)
            self._show(start, stop)

    def _all(self) -> Iterator[Runs]:
        yield self._shown
        yield self._hidden
        yield self._kept
        if self._only is not None:
            yield self._only

    def _show(self, start: int, stop: int) -> bool:
        """Take anew what is shown from one number up to another; whether there is any line."""
        start, stop = max(start, self._numbers.start), min(stop, self._numbers.stop)
        if start >= stop:
            return False
        wanted: Iterable[range] = [range(start, stop)]
        if self._only is not None:
            wanted = self._only.between(start, stop)
            if self._kept:
                wanted = joined([*wanted, *self._kept.between(start, stop)])
        self._shown.replace(start, stop, without(wanted, self._hidden))
        return True


def _difference(old: Runs, new: Runs) -> range | None:
    """The numbers between which two sets may differ; None where they do not."""
    start: int | None = None
    for one, other in zip_longest(old.between(-FOREVER, FOREVER), new.between(-FOREVER, FOREVER)):
        if one != other:
            start = min(run.start for run in (one, other) if run is not None)
            break
    if start is None:
        return None
    stops = [runs[len(runs) - 1] + 1 for runs in (old, new) if runs]
    return range(start, max(stops))
