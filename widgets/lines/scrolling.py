"""Where a view of rows stands, also where a row takes several lines of the screen."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

HeightOf: TypeAlias = Callable[[int], int]
"""How many lines of the screen a row takes; at least one."""


class Position(NamedTuple):
    """What is at the top of the screen."""

    row: int = 0
    below: int = 0
    """Which of the row's own lines, from 0."""


def bottom(rows: int, room: int, height_of: HeightOf | None) -> Position:
    """The position at which the last row ends with the screen, `room` lines high.

    `height_of` is None where every row takes one line. No more rows than fit the screen are looked
    at, however many there are.
    """
    if height_of is None:
        return Position(max(0, rows - room))
    row = rows
    while row > 0 and room > 0:
        row -= 1
        room -= height_of(row)
    return Position(row, max(0, -room))


def moved(position: Position, by: int, rows: int, height_of: HeightOf | None) -> Position:
    """The position so many lines of the screen further down; further up where `by` is negative."""
    row, below = position
    if height_of is None:
        return Position(max(0, min(row + by, rows - 1)))
    below += by
    while below < 0 and row > 0:
        row -= 1
        below += height_of(row)
    while row < rows - 1 and below >= (height := height_of(row)):
        below -= height
        row += 1
    return Position(row, max(0, below))
