"""Where columns are placed that take more than the screen: some stay, the others are scrolled."""

from collections.abc import Mapping, Sequence

from app.view import ChosenColumn, Column
from widgets.column_choice import ArrangedColumn, with_the_rest
from widgets.table_layout import (
    GAP,
    GROWING_MINIMUM,
    TableLayout,
    declared_width,
    gutter_of,
    lay_out,
    placed,
)

BEFORE, BEYOND = "‹", "›"
"""Say that columns lie beyond the left edge of those that are scrolled, and beyond the right."""

FROZEN_SHARE = 2 / 3
"""So much of the line may be taken by what is not scrolled."""


def lay_out_wide(
    columns: Sequence[Column],
    width: int,
    wanted: Mapping[str, int],
    chosen: Sequence[ChosenColumn] | None = None,
    passed: int = 0,
) -> TableLayout:
    """Place every column as wide as it wants to be, those first that were chosen.

    The growing column and those before it stay at the left, as far as they leave room for others;
    of the others `passed` are scrolled past, or as many as bring the last one on the line.
    """
    everything = with_the_rest(columns, chosen)
    gutter = gutter_of(width)
    room = max(1, width - gutter - 1)
    widths = [_wanted(one, wanted) for one in everything]
    if _taken(widths) <= room:
        whole = [ChosenColumn(one.column.id, one.own_width) for one in everything]
        return lay_out(columns, width, wanted, whole)
    frozen = _frozen(everything, widths, int(room * FROZEN_SHARE))
    x = gutter + sum(frozen) + (GAP + 1) * bool(frozen) + GAP * (len(frozen) - bool(frozen))
    scrolled, room = widths[len(frozen) :], max(1, width - 1 - x)
    scrolled = [min(one, room) for one in scrolled]
    passed = min(passed, _last_start(scrolled, room))
    count = _fitting(scrolled[passed:], room)
    first = len(frozen) + passed
    beside = placed(everything[first : first + count], scrolled[passed : passed + count], x)
    signs = [(x - 2, BEFORE)] * (passed > 0) + [(width - 1, BEYOND)] * (
        passed + count < len(scrolled)
    )
    stay = placed(everything[: len(frozen)], frozen, gutter)
    return TableLayout(width, gutter, (*stay, *beside), len(frozen), passed, tuple(signs))


def _wanted(one: ArrangedColumn, wanted: Mapping[str, int]) -> int:
    return one.own_width or max(declared_width(one.column), wanted.get(one.column.id, 0))


def _taken(widths: Sequence[int]) -> int:
    """The room that columns of these widths take, with the gaps between them."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _frozen(columns: Sequence[ArrangedColumn], widths: Sequence[int], most: int) -> Sequence[int]:
    """The widths of the columns that are not scrolled; the growing one gives way to the others."""
    growing = next((place for place, one in enumerate(columns) if one.column.grows), 0)
    frozen = list(widths[: growing + 1])
    frozen[-1] = max(min(frozen[-1], GROWING_MINIMUM), frozen[-1] - max(0, _taken(frozen) - most))
    while _taken(frozen) > most:
        frozen.pop()
    return frozen


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many columns, from the first, fit a room whole."""
    return next((n for n in range(len(widths), 0, -1) if _taken(widths[:n]) <= room), 0)


def _last_start(widths: Sequence[int], room: int) -> int:
    """How many columns must be passed for the last one to come on the line."""
    return len(widths) - _fitting(widths[::-1], room)
