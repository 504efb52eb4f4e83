"""The clocks in rows that are on the screen: when somebody has to look at them again."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import Protocol

from app.view import Clock, Row

TICK = 1.0
"""Seconds between two looks at least: each of some young clocks goes on at another moment."""
LONGEST = 10.0
"""Seconds after which the time is looked at in any case: it may have been set, or the machine may
have slept."""


class Wakes(Protocol):
    """Calls whoever shows the clocks, as `widgets.terminal.alarm.Alarm` does."""

    def set(self, seconds: float) -> None:
        """Call once, in so many seconds, whatever was set before."""
        ...

    def stop(self) -> None:
        """Do not call."""
        ...


class RunningClocks:
    """Lets an alarm go off when clocks on the screen may read otherwise, and not before."""

    def __init__(self, alarm: Wakes) -> None:
        self._alarm = alarm
        self._wound_at = 0.0
        self._same_until = inf

    def wind(self, rows: Iterable[Row], places: Sequence[int], now: float) -> None:
        """These rows are painted, and of each the cells at these places."""
        changes = (clock.next_change(now) for row in rows for clock in _running(row, places))
        self._wound_at, self._same_until = now, max(now + TICK, min(changes, default=inf))
        self._look_later(now)

    def look(self, now: float) -> bool:
        """Whether they may read otherwise by now; as long as they do not, it is looked again."""
        # The time may have been set back.
        if self._same_until < inf and not self._wound_at <= now < self._same_until:
            return True
        self._look_later(now)
        return False

    def hide(self) -> None:
        """Nobody sees the screen: it is enough to find out now and then whether somebody does."""
        if self._same_until < inf:
            self._alarm.set(LONGEST)

    def stop(self) -> None:
        """Nothing is painted any more."""
        self._same_until = inf
        self._alarm.stop()

    def _look_later(self, now: float) -> None:
        if self._same_until < inf:
            self._alarm.set(min(LONGEST, self._same_until - now))
        else:
            self._alarm.stop()


def _running(row: Row, places: Sequence[int]) -> Iterable[Clock]:
    """The clocks that run in these cells."""
    cells = (row.cells[place] for place in places if place < len(row.cells))
    return (cell for cell in cells if isinstance(cell, Clock) and cell.end is None)
