"""The sessions of a job as they begin and end."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.aws.reading.pages import pages
from app.errors import FarmtopError
from app.logs.following.cadence import Wait, wait_for
from app.resources.level import Item, Place

QUICKEST, SLOWEST = 3.0, 15.0
"""Seconds between two looks: while sessions come and go, and when none did for a while."""
GROWTH = 1.5
PAGE_SECONDS = 1.0
"""A look at a long list costs as many calls as it has pages, so it is made less often."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """What one look at the sessions of a job found."""

    joined: tuple[Item, ...] = ()
    """Those that were not known before, the oldest first."""
    left: tuple[Item, ...] = ()
    """Those known before that have ended since, as they are now."""
    all_ended: bool = False
    """Whether every session has ended; others may begin later all the same."""
    error: FarmtopError | None = None
    """Why the look failed; then it tells nothing else."""
    next_try: float | None = None
    """When it is made again, in seconds since the epoch, where it failed."""


class Roll:
    """Which sessions of a job are known, and which of them run."""

    def __init__(self, place: Place) -> None:
        self._level = place.level
        self._known: set[str] = set()
        self._running: dict[str, Item] = {}

    def call(self, listed: list[Item]) -> Turnout:
        """What has changed since the last time."""
        now = {item[self._level.key]: item for item in listed}
        ended = {key for key, item in now.items() if self._level.ended(item)}
        begun = now.keys() - self._known - ended
        joined = [item for key, item in now.items() if key in begun]
        if not (joined or self._known) and now:
            # There is something to read until one begins.
            joined = [max(now.values(), key=self._began)]
        joined.sort(key=self._began)
        self._running.update({item[self._level.key]: item for item in joined})
        gone = [key for key in self._running if key in ended or key not in now]
        left = tuple(now.get(key, self._running[key]) for key in gone)
        for key in gone:
            del self._running[key]
        self._known |= now.keys()
        return Turnout(tuple(joined), left, all_ended=len(ended) == len(now))

    def _began(self, item: Item) -> tuple[float, str]:
        start, _ = self._level.span
        began = item.get(start)
        return (0.0 if began is None else began.timestamp()), item[self._level.key]


async def running_sessions(
    api: Api,
    place: Place,
    *,
    roll: Roll | None = None,
    backoff: Backoff | None = None,
    woken: asyncio.Event | None = None,
    clock: Callable[[], float] = time.time,
    wait: Wait = wait_for,
) -> AsyncGenerator[Turnout, None]:
    """What changes among the sessions of a job; `place` is where they are listed.

    Each look is told, also where nothing has changed. Where none runs at the first look, the newest
    of those that have ended both joins and leaves. A `roll` goes on with what it knows. It never
    raises FarmtopError and never ends; setting `woken` makes it look at once.
    """
    backoff, woken = backoff or Backoff(), woken or asyncio.Event()
    roll = roll or Roll(place)
    seconds = QUICKEST
    while True:
        woken.clear()
        try:
            listed, count = await _listed(api, place)
        except FarmtopError as error:
            delay = backoff.next(error.retry_after)
            yield Turnout(error=error, next_try=clock() + delay)
            await wait(woken, delay)
            continue
        backoff.reset()
        turnout = roll.call(listed)
        yield turnout
        has_changed = bool(turnout.joined or turnout.left)
        seconds = QUICKEST if has_changed else min(SLOWEST, seconds * GROWTH)
        await wait(woken, max(seconds, count * PAGE_SECONDS))


async def _listed(api: Api, place: Place) -> tuple[list[Item], int]:
    """Every session, and how many calls it took to list them."""
    listed: list[Item] = []
    count = 0
    async with aclosing(pages(api, place)) as answers:
        async for page in answers:
            listed += page.items
            count += 1
    return listed, count
