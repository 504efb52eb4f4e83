"""A choice of columns while somebody makes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from app.view import NARROWEST, WIDEST, ChosenColumn, Column


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """All columns of a table in the order that was given them, each shown or hidden."""

    declared: tuple[Column, ...]
    order: tuple[str, ...]
    """The ids of all columns, hidden ones included."""
    shown: frozenset[str]
    widths: Mapping[str, int] = field(default_factory=dict)
    """The cells that somebody has given to a column."""

    @classmethod
    def of(cls, declared: Iterable[Column], chosen: Sequence[ChosenColumn] | None) -> Self:
        """What was chosen, or else declared, first; then what is hidden."""
        columns = tuple(declared)
        shown = [one.id for one in _declared(columns) if chosen is None] or [
            one.id for one in chosen or ()
        ]
        return cls(
            columns,
            tuple(dict.fromkeys([*shown, *(column.id for column in columns)])),
            frozenset(shown),
            {one.id: one.width for one in chosen or () if one.width is not None},
        )

    @property
    def chosen(self) -> tuple[ChosenColumn, ...] | None:
        """What is to be shown; None where that is what is declared."""
        chosen = tuple(
            ChosenColumn(one, self.widths.get(one)) for one in self.order if one in self.shown
        )
        return None if chosen == _declared(self.declared) else chosen

    def toggled(self, column_id: str) -> Self:
        """With a column shown or hidden; the last one stays."""
        shown = self.shown ^ {column_id}
        return replace(self, shown=shown) if shown else self

    def moved(self, column_id: str, places: int) -> Self:
        """With a column so many places further to the right."""
        place = self.order.index(column_id)
        others = [one for one in self.order if one != column_id]
        others.insert(max(0, min(place + places, len(others))), column_id)
        return replace(self, order=tuple(others))

    def resized(self, column_id: str, width: int) -> Self:
        """With a column of so many cells, or as many as it can have."""
        width = max(NARROWEST, min(width, WIDEST))
        return replace(self, widths={**self.widths, column_id: width})

    def reset(self) -> Self:
        """As it is declared."""
        return self.of(self.declared, None)


def _declared(columns: Iterable[Column]) -> tuple[ChosenColumn, ...]:
    return tuple(ChosenColumn(column.id) for column in columns if column.shown)
