"""How often a log is read: often while lines come, seldom in silence."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

BUSY_INTERVAL = 1.0
"""Seconds between two reads while lines come."""
IDLE_INTERVAL = 10.0
"""Seconds between two reads that the interval grows to in silence."""
GROWTH = 1.5
LIVE_INTERVAL = 15.0
"""Seconds between two reads that nobody asked for while a live tail tells what is new."""
SLOW_RETRY = (5.0, 30.0)
"""Seconds at least and at most until another try where only somebody's doing can help."""
EMPTY_PAGES = 20
"""So many empty pages are read on at once; after that something is amiss, and they take turns."""


class Delays(Protocol):
    """Says how long to wait after a failure, longer each time in a row; `Backoff` is one."""

    def next(self, retry_after: float | None = None) -> float:
        """Seconds to wait; at least as long as the service asks for."""
        ...

    def reset(self) -> None:
        """It worked again."""
        ...


Wait: TypeAlias = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits until the event is set, or for so many seconds."""


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait until `event` is set, or for `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


class Cadence:
    """The waits between the reads of one log."""

    def __init__(self) -> None:
        self._interval = BUSY_INTERVAL
        self._empty_pages = 0

    def hasten(self) -> None:
        """Something is going on: read as often as while lines come."""
        self._interval = BUSY_INTERVAL

    def read_on(self) -> None:
        """There is more to read now, however many pages in a row were empty before."""
        self._empty_pages = 0

    def after(self, *, grew: bool, more: bool, told: bool) -> float:
        """Seconds until the next read, after one by which the log `grew` or did not.

        `more` says that there is more to read already, `told` that somebody else tells when there
        is.
        """
        self._empty_pages = 0 if grew else self._empty_pages + 1
        if grew:
            self.hasten()
        if more and self._empty_pages < EMPTY_PAGES:
            return 0.0
        interval = self._interval
        if not grew:
            self._interval = min(self._interval * GROWTH, IDLE_INTERVAL)
        return LIVE_INTERVAL if told else interval
