"""The clocks in rows that are on the screen: somebody has to look at them while one runs."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.view import Clock, Row

if TYPE_CHECKING:
    from textual.timer import Timer


class RunningClocks:
    """Lets a timer run only while a clock that runs is on the screen."""

    def __init__(self) -> None:
        self._ticks: Timer | None = None

    def tick_by(self, ticks: "Timer") -> None:
        """Take the timer, paused, that looks at the clocks."""
        self._ticks = ticks

    def wind(self, rows: Iterable[Row], places: Sequence[int]) -> None:
        """These rows are on the screen now, and of each the cells at these places."""
        if self._ticks is None:
            return
        if any(_is_running(row, places) for row in rows):
            self._ticks.resume()
        else:
            self._ticks.pause()


def _is_running(row: Row, places: Sequence[int]) -> bool:
    """Whether a clock runs in one of these cells."""
    clocks = (row.cells[place] for place in places if place < len(row.cells))
    return any(isinstance(cell, Clock) and cell.end is None for cell in clocks)
