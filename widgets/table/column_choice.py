"""Which columns of a table are shown, in which order, by declaration or by choice."""

from collections.abc import Sequence

from msgspec import Struct

from app.view import ChosenColumn, Column


class ArrangedColumn(Struct, frozen=True):
    """A column that is to be shown, where there is room."""

    column: Column
    index: int
    """Of the column's cell in a row."""
    own_width: int | None = None
    """Cells that somebody has chosen for it."""

    @property
    def rank(self) -> int:
        """The columns of the highest rank give way first; one that was asked for stays."""
        return self.column.rank if self.column.shown else 0


def arranged(
    columns: Sequence[Column], chosen: Sequence[ChosenColumn] | None = None
) -> tuple[ArrangedColumn, ...]:
    """The columns that were chosen, in that order; where none were, those that are declared so.

    What is chosen twice counts once, and what there is not, not at all.
    """
    places = {column.id: place for place, column in enumerate(columns)}
    wanted = {one.id: one for one in reversed(chosen or ()) if one.id in places}
    if not wanted:
        return tuple(ArrangedColumn(c, place) for place, c in enumerate(columns) if c.shown)
    return tuple(
        ArrangedColumn(columns[places[one.id]], places[one.id], one.width)
        for one in dict.fromkeys(wanted[one.id] for one in chosen or () if one.id in wanted)
    )


def with_the_rest(
    columns: Sequence[Column], chosen: Sequence[ChosenColumn] | None = None
) -> tuple[ArrangedColumn, ...]:
    """Every column: first those of `arranged`, then the others as they are declared."""
    first = arranged(columns, chosen)
    known = {one.index for one in first}
    rest = (ArrangedColumn(c, place) for place, c in enumerate(columns) if place not in known)
    return (*first, *rest)
