"""The order of rows by one of their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from app.view import DASH, Cell, Row

ABSENT = Cell()
"""Stands for a cell that a row does not have."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column's place in the rows, and the direction."""

    column: int
    reverse: bool = False


def sorted_rows(rows: Sequence[Row], sorting: Sorting) -> list[Row]:
    """The rows ordered by one column; rows that are equal in it keep the order they came in.

    Numbers go by value and before texts, texts without regard to case. What is absent comes last
    in both directions. A column none of whose cells has an `order` goes by its texts.
    """
    numbers: list[tuple[float, Row]] = []
    texts: list[tuple[str, Row]] = []
    absent: list[Row] = []
    for value, row in zip(_values(rows, sorting.column), rows, strict=True):
        if isinstance(value, str):
            texts.append((value.casefold(), row))
        elif value is None or value != value:  # noqa: PLR0124 — not a number has no place
            absent.append(row)
        else:
            numbers.append((value, row))
    numbers.sort(key=itemgetter(0), reverse=sorting.reverse)
    texts.sort(key=itemgetter(0), reverse=sorting.reverse)
    present = [*texts, *numbers] if sorting.reverse else [*numbers, *texts]
    return [*(row for _, row in present), *absent]


def _values(rows: Sequence[Row], column: int) -> list[float | str | None]:
    cells = [row.cells[column] if column < len(row.cells) else ABSENT for row in rows]
    orders = [cell.order for cell in cells]
    if any(order is not None for order in orders):
        return orders
    return [cell.text if isinstance(cell, Cell) and cell.text != DASH else None for cell in cells]
