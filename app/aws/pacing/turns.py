"""Calls that wait for their turn, and whose turn it is."""

import asyncio
from collections.abc import Sequence

from msgspec import Struct, field

from app.aws.pacing.priority import Asker, Priority

TURNS = 3
"""Turns that urgent calls take before the one that has waited longest has one."""


def _future() -> asyncio.Future[float]:
    return asyncio.get_running_loop().create_future()


class Turn(Struct, eq=False):
    """A call that waits, or is out."""

    number: int
    """Calls are numbered as they come."""
    asker: Asker
    goes: asyncio.Future[float] = field(default_factory=_future)
    """When it went out, once it may."""
    went_as: Priority = Priority.VISIBLE
    """How urgent it was when it went out."""


class Order:
    """The most urgent call is next, and among equals the one that came first.

    Nobody starves: after `TURNS` turns of others whoever has waited longest is next.
    """

    def __init__(self) -> None:
        self._passed = 0
        """Turns that were taken before the one that had waited longest."""

    def next(self, waiting: Sequence[Turn]) -> Turn:
        """Whose turn it is among those who wait, in the order in which they came."""
        if self._passed >= TURNS:
            return waiting[0]
        return min(waiting, key=lambda turn: turn.asker.priority)

    def took(self, turn: Turn, waiting: Sequence[Turn]) -> None:
        """One of them has had its turn."""
        self._passed = 0 if turn is waiting[0] else self._passed + 1
