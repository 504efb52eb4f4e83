"""Which columns of a table fit a width, where each begins and how wide it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from app.view import AnyCell, Cell, Column, Progress, Row

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

MEASURED_ROWS = 200
"""So many rows, from the first on, say how wide columns would like to be."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that is shown, and its place on the line."""

    column: Column
    index: int
    """Of the column's cell in a row."""
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The places of the columns on a line of a given width."""

    width: int
    gutter: int
    """Cells before the first column, where the selection is marked."""
    slots: tuple[Slot, ...]

    def slot_at(self, x: int) -> Slot | None:
        """The column under a cell of the line, its gap to the next one included."""
        return next((slot for slot in reversed(self.slots) if slot.x <= x), None)


def wanted_widths(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, int]:
    """By column id, the width at which the cells of the first rows are read in full.

    At most twice what the column declares and 8 more, so that one long text does not push the
    others off the screen.
    """
    wanted = {column.id: _declared(column) for column in columns}
    for row in rows[:MEASURED_ROWS]:
        for column, cell in zip(columns, row.cells, strict=False):
            bound = NAME_WIDTH if column.grows else max(2 * column.width + 8, PROGRESS_WIDTH)
            wanted[column.id] = max(wanted[column.id], min(_full_width(cell), bound))
    return wanted


def lay_out(columns: Sequence[Column], width: int, wanted: Mapping[str, int]) -> TableLayout:
    """Place the columns that fit; at least one is placed, however narrow it must be.

    Columns of the highest rank are left out first. What is left over goes to the growing column
    until its texts are read in full, then to the others by rank, then to the growing one again.
    """
    margin = 1 if width >= ROOMY else 0
    gutter = min(width, 2) + margin
    room = max(1, width - gutter - margin)
    kept = _kept(list(enumerate(columns)), room)
    widths = _shared_out([column for _, column in kept], room, wanted)
    slots: list[Slot] = []
    x = gutter
    for (index, column), slot_width in zip(kept, widths, strict=True):
        slots.append(Slot(column, index, x, slot_width))
        x += slot_width + GAP
    return TableLayout(width, gutter, tuple(slots))


def _declared(column: Column) -> int:
    return max(column.width, cell_len(column.label), GROWING_MINIMUM if column.grows else 1)


def _full_width(cell: AnyCell) -> int:
    match cell:
        case Progress():
            return PROGRESS_WIDTH
        case Cell():
            return cell_len(cell.text)
        case _:
            return CLOCK_WIDTH


def _kept(columns: list[tuple[int, Column]], room: int) -> list[tuple[int, Column]]:
    """The columns that fit a room, with their indices."""
    kept = columns
    while len(kept) > 1 and _least([column for _, column in kept]) > room:
        highest = max(column.rank for _, column in kept)
        victim = max(place for place, (_, column) in enumerate(kept) if column.rank == highest)
        kept = [*kept[:victim], *kept[victim + 1 :]]
    return kept


def _least(columns: Sequence[Column]) -> int:
    """The least room that columns need; without any to leave out, the growing one gives way."""
    squeezed = all(column.rank == 0 for column in columns)
    return GAP * (len(columns) - 1) + sum(
        GROWING_MINIMUM if squeezed and column.grows else _declared(column) for column in columns
    )


def _shared_out(columns: Sequence[Column], room: int, wanted: Mapping[str, int]) -> list[int]:
    """The width of each of the columns that were kept for a room."""
    if len(columns) == 1 and not columns[0].grows:
        return [min(room, max(_declared(columns[0]), wanted.get(columns[0].id, 0)))]
    widths = [_declared(column) for column in columns]
    spare = room - GAP * (len(columns) - 1) - sum(widths)
    growing = next((place for place, column in enumerate(columns) if column.grows), None)
    by_claim = sorted(range(len(columns)), key=lambda i: (i != growing, columns[i].rank))
    for place in by_claim:
        more = min(spare, wanted.get(columns[place].id, 0) - widths[place])
        widths[place] += max(0, more)
        spare -= max(0, more)
    if growing is not None:
        widths[growing] = max(1, widths[growing] + spare)
    return widths
