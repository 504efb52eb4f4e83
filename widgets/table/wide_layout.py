"""Where columns are placed that take more than the screen: some stay, the others are scrolled."""

from collections.abc import Mapping, Sequence

from app.view import ChosenColumn, Column
from widgets.table.column_choice import ArrangedColumn, with_the_rest
from widgets.table.table_layout import (
    GAP,
    GROWING_MINIMUM,
    Slot,
    TableLayout,
    declared_width,
    gutter_of,
    lay_out,
    placed,
)

BEFORE, BEYOND = "‹", "›"
"""Say that columns lie beyond the left edge of those that are scrolled, and beyond the right."""

EDGE = 3
"""Cells at the right end: a blank one, the sign in the header, and the scroll bar."""

BESIDE = GAP + 1
"""Cells between what stays and what is scrolled, for the sign at the left."""

STAYING = 3
"""So many columns stay at most: those that tell which row it is, and what stands among them."""

FROZEN_SHARE = 2 / 3
"""So much of the line may be taken by what stays."""


def lay_out_wide(
    columns: Sequence[Column],
    width: int,
    wanted: Mapping[str, int],
    chosen: Sequence[ChosenColumn] | None = None,
    passed: int = 0,
) -> TableLayout:
    """Place every column as wide as it wants to be, those first that were chosen.

    What tells which row it is stays at the left, as far as it leaves room for others: the growing
    column and those that are declared before it, where they stand among the first `STAYING`, with
    whatever was put between; else the first column. Of the others `passed` are scrolled past, or as
    many as bring the last one on the line.
    """
    everything = with_the_rest(columns, chosen)
    widths = [_wanted(one, wanted) for one in everything]
    gutter = gutter_of(width)
    room = width - gutter - EDGE
    if room < 1 or _taken(widths) <= room:
        return lay_out(columns, width, wanted, _as_chosen(everything))
    most = min(int(room * FROZEN_SHARE), room - BESIDE - 1)
    frozen = placed(everything, _frozen(everything, widths, most), gutter)
    start = _end(frozen) + BESIDE if frozen else gutter
    room = width - EDGE - start
    beside = [min(one, room) for one in widths[len(frozen) :]]
    passed = min(passed, len(beside) - _fitting(beside[::-1], room))
    count = _fitting(beside[passed:], room)
    scrolled = placed(everything[len(frozen) + passed :], beside[passed : passed + count], start)
    signs = (
        *([(start - 2, BEFORE)] if passed else []),
        *([(width - 2, BEYOND)] if passed + count < len(beside) else []),
    )
    return TableLayout(width, gutter, (*frozen, *scrolled), len(frozen), passed, signs)


def _wanted(one: ArrangedColumn, wanted: Mapping[str, int]) -> int:
    return one.own_width or max(declared_width(one.column), wanted.get(one.column.id, 0))


def _as_chosen(columns: Sequence[ArrangedColumn]) -> list[ChosenColumn]:
    return [ChosenColumn(one.column.id, one.own_width) for one in columns]


def _taken(widths: Sequence[int]) -> int:
    """The room that columns of these widths take, with the gaps between them."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _end(slots: Sequence[Slot]) -> int:
    return slots[-1].x + slots[-1].width


def _frozen(columns: Sequence[ArrangedColumn], widths: Sequence[int], most: int) -> Sequence[int]:
    """The widths of the columns that stay; the growing one gives way to the others."""
    growing = next((place for place, one in enumerate(columns) if one.column.grows), 0)
    told_by = min(columns[growing].index, STAYING - 1)
    telling = {place for place, one in enumerate(columns[:STAYING]) if one.index <= told_by}
    choices = (
        _squeezed(widths[: last + 1], min(growing, last), most)
        for last in sorted({0, *telling}, reverse=True)
    )
    return next((frozen for frozen in choices if _taken(frozen) <= most), [])


def _squeezed(widths: Sequence[int], yielding: int, most: int) -> Sequence[int]:
    """Widths of which one gives way, down to the least, where they take more than `most`."""
    excess, width = max(0, _taken(widths) - most), widths[yielding]
    left = max(min(width, GROWING_MINIMUM), width - excess)
    return [*widths[:yielding], left, *widths[yielding + 1 :]]


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many columns, from the first, fit a room whole."""
    return next((n for n in range(len(widths), 0, -1) if _taken(widths[:n]) <= room), 0)
