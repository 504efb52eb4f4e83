"""Which columns of a table fit a width, where each begins and how wide it is."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len

from app.view import AnyCell, Cell, ChosenColumn, Column, Progress, Row
from widgets.table.column_choice import ArrangedColumn, arranged

GAP = 2
"""Blank cells between two columns."""

GROWING_MINIMUM = 12
"""The least that the growing column is left with before columns of rank 0 are given up."""

ROOMY = 40
"""From this width on there is a blank margin at both ends of the line."""

PROGRESS_WIDTH = 21
"""A bar of 16 cells, a blank and the percentage."""

CLOCK_WIDTH = 5
"""The longest stretch of time, `59m59`."""

NAME_WIDTH = 40
"""So much of the growing column is served before other columns get more than their least."""

WHOLE_WIDTH = 80
"""The most that a column wants where its texts are to be read whole."""

MEASURED_ROWS = 200
"""So many rows, from the first on, say how wide columns would like to be."""


class Slot(Struct, frozen=True):
    """A column that is shown, and its place on the line."""

    column: Column
    index: int
    """Of the column's cell in a row."""
    x: int
    width: int


class TableLayout(Struct, frozen=True):
    """The places of the columns on a line of a given width."""

    width: int
    gutter: int
    """Cells before the first column, where the selection is marked."""
    slots: tuple[Slot, ...]
    frozen: int = 0
    """So many of the slots, from the left, stay where the others are scrolled."""
    passed: int = 0
    """So many columns are scrolled past, between the frozen ones and the others."""
    signs: tuple[tuple[int, str], ...] = ()
    """Where the header says that columns lie beyond an edge, as x and sign."""

    def slot_at(self, x: int) -> Slot | None:
        """The column under a cell of the line, its gap to the next one included."""
        return next((slot for slot in reversed(self.slots) if slot.x <= x), None)

    @property
    def still(self) -> int:
        """The x from which on the line looks different where columns are scrolled."""
        return max(0, self.slots[self.frozen].x - GAP) if self.frozen < len(self.slots) else 0

    @property
    def widths(self) -> Mapping[str, int]:
        """The cells that each column has got, by its id."""
        return {slot.column.id: slot.width for slot in self.slots}


def wanted_widths(
    columns: Sequence[Column], rows: Sequence[Row], *, whole: bool = False
) -> dict[str, int]:
    """By column id, the width at which the cells of the first rows are read in full.

    At most twice what the column declares and 8 more, so that one long text does not push the
    others off the screen; `WHOLE_WIDTH` for sentences, and where texts are to be read `whole`.
    """
    wanted = {column.id: declared_width(column) for column in columns}
    bounds = [_bound(column, whole) for column in columns]
    for row in rows[:MEASURED_ROWS]:
        for column, bound, cell in zip(columns, bounds, row.cells, strict=False):
            wanted[column.id] = max(wanted[column.id], min(_full_width(cell), bound))
    return wanted


def lay_out(
    columns: Sequence[Column],
    width: int,
    wanted: Mapping[str, int],
    chosen: Sequence[ChosenColumn] | None = None,
) -> TableLayout:
    """Place the columns that fit; at least one is placed, however narrow it must be.

    Columns of the highest rank are left out first. What is left over goes to the growing column
    until its texts are read in full, then to the others by rank, then to the growing one again. A
    width that was chosen is kept, except that the growing column gives way to the others.
    """
    margin = 1 if width >= ROOMY else 0
    gutter = gutter_of(width)
    room = max(1, width - gutter - margin)
    kept = _kept(arranged(columns, chosen), room)
    return TableLayout(width, gutter, placed(kept, _shared_out(kept, room, wanted), gutter))


def placed(columns: Sequence[ArrangedColumn], widths: Sequence[int], x: int) -> tuple[Slot, ...]:
    """The slots of as many columns as there are widths, beside each other from `x` on."""
    slots: list[Slot] = []
    for one, slot_width in zip(columns, widths, strict=False):
        slots.append(Slot(one.column, one.index, x, slot_width))
        x += slot_width + GAP
    return tuple(slots)


def gutter_of(width: int) -> int:
    """The cells before the first column on a line of a width."""
    return max(0, min(width - 1, 2)) + (1 if width >= ROOMY else 0)


def declared_width(column: Column) -> int:
    """The least width that a column declares, its name included."""
    return max(column.width, cell_len(column.label), GROWING_MINIMUM if column.grows else 1)


def _bound(column: Column, whole: bool) -> int:
    if whole or column.prose:
        return WHOLE_WIDTH
    return NAME_WIDTH if column.grows else max(2 * column.width + 8, PROGRESS_WIDTH)


def _full_width(cell: AnyCell) -> int:
    match cell:
        case Progress():
            return PROGRESS_WIDTH
        case Cell():
            return cell_len(cell.text)
        case _:
            return CLOCK_WIDTH


def _kept(columns: Sequence[ArrangedColumn], room: int) -> Sequence[ArrangedColumn]:
    """The columns that fit a room."""
    kept = columns
    while len(kept) > 1 and _least(kept) > room:
        highest = max(one.rank for one in kept)
        victim = max(place for place, one in enumerate(kept) if one.rank == highest)
        kept = [*kept[:victim], *kept[victim + 1 :]]
    return kept


def _least(columns: Sequence[ArrangedColumn]) -> int:
    """The least room that columns need; without any to leave out, the growing one gives way."""
    squeezed = all(one.rank == 0 for one in columns)
    return GAP * (len(columns) - 1) + sum(
        min(_least_width(one), GROWING_MINIMUM)
        if squeezed and one.column.grows
        else _least_width(one)
        for one in columns
    )


def _least_width(one: ArrangedColumn) -> int:
    """The least width of a column that is kept; a growing one may be chosen to be narrower."""
    declared = declared_width(one.column)
    if one.own_width is None:
        return declared
    return min(one.own_width, declared) if one.column.grows else one.own_width


def _shared_out(
    columns: Sequence[ArrangedColumn], room: int, wanted: Mapping[str, int]
) -> list[int]:
    """The width of each of the columns that were kept for a room."""
    wishes = [one.own_width or wanted.get(one.column.id, 0) for one in columns]
    widths = [_least_width(one) for one in columns]
    spare = room - GAP * (len(columns) - 1) - sum(widths)
    growing = next((place for place, one in enumerate(columns) if one.column.grows), None)
    by_claim = sorted(range(len(columns)), key=lambda i: (i != growing, columns[i].rank))
    for place in by_claim:
        more = max(0, min(spare, wishes[place] - widths[place]))
        widths[place] += more
        spare -= more
    if growing is not None and (spare < 0 or columns[growing].own_width is None):
        widths[growing] = max(1, widths[growing] + spare)
    return widths if len(columns) > 1 else [min(room, widths[0])]
