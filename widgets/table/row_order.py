"""The order of rows by one of their columns."""

from collections.abc import Sequence
from math import isnan

from msgspec import Struct

from app.view import DASH, Cell, Clock, Column, Row

ABSENT = Cell()
"""Stands for a cell that a row does not have."""


class Sorting(Struct, frozen=True):
    """A column's place in the rows, and the direction."""

    column: int
    reverse: bool = False


def is_reverse_next(column: Column, sorted_by: str | None, reverse: bool) -> bool:
    """The direction for who chooses to sort by a column while the rows are `sorted_by` another.

    The same column once more turns it round.
    """
    return not reverse if column.id == sorted_by else column.greatest_first


def sorted_places(rows: Sequence[Row], sorting: Sorting, now: float) -> list[int]:
    """The places of the rows, ordered by one column; equal ones keep the order they came in.

    Clocks go by what they tell at `now`, in seconds since the epoch, whether they run or not.
    Numbers go by value and before texts, texts without regard to case. What is absent comes last
    in both directions. A column none of whose cells has an `order` goes by its texts.
    """
    values = _values(rows, sorting.column, now)
    texts = {at: value.casefold() for at, value in enumerate(values) if isinstance(value, str)}
    numbers = {
        at: value
        for at, value in enumerate(values)
        if isinstance(value, int | float) and not isnan(value)
    }
    absent = [at for at in range(len(values)) if at not in texts and at not in numbers]
    by_text = sorted(texts, key=texts.__getitem__, reverse=sorting.reverse)
    by_number = sorted(numbers, key=numbers.__getitem__, reverse=sorting.reverse)
    return [*by_text, *by_number, *absent] if sorting.reverse else [*by_number, *by_text, *absent]


def _values(rows: Sequence[Row], column: int, now: float) -> list[float | str | None]:
    cells = [row.cells[column] if column < len(row.cells) else ABSENT for row in rows]
    orders = [cell.order_at(now) if isinstance(cell, Clock) else cell.order for cell in cells]
    if any(order is not None for order in orders):
        return orders
    return [cell.text if isinstance(cell, Cell) and cell.text != DASH else None for cell in cells]
