"""The loop that keeps a level fresh for as long as somebody looks at it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from app.aws.api import Api
from app.aws.backoff import Backoff
from app.errors import FarmtopError
from app.poller.attention import Attention
from app.poller.listing import Listing
from app.poller.snapshot import Snapshot, Trouble
from app.resources.level import Place

SETTLED = 0.2
"""Seconds for which scrolling is let go on before anything is asked about the rows it shows."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How often a level is refreshed, in seconds."""

    quickest: float = 2.0
    """While things change."""
    slowest: float = 15.0
    """When nothing has changed for a while."""
    growth: float = 1.5
    """Each refresh that finds nothing new makes the wait this much longer."""
    away: float = 4.0
    """The wait is this much longer while the terminal has no focus."""

    def after(self, wait: float, changed: bool) -> float:
        """The wait that follows on `wait`."""
        return self.quickest if changed else min(self.slowest, wait * self.growth)


async def watch(
    api: Api,
    place: Place,
    attention: Attention,
    *,
    tempo: Tempo | None = None,
    backoff: Backoff | None = None,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Snapshot, None]:
    """Snapshots of `place`: after each page of the first listing, then after each refresh.

    Never raises FarmtopError and never ends by itself: a refresh that fails is told in the
    snapshot, and is tried again after a backoff that honours Retry-After. Close it to stop.
    """
    tempo, backoff = tempo or Tempo(), backoff or Backoff()
    loop = _Watch(api, place, attention, tempo=tempo, backoff=backoff, clock=clock)
    async with aclosing(loop.snapshots()) as snapshots:
        async for snapshot in snapshots:
            yield snapshot


class _Watch:
    def __init__(
        self,
        api: Api,
        place: Place,
        attention: Attention,
        *,
        tempo: Tempo,
        backoff: Backoff,
        clock: Callable[[], float],
    ) -> None:
        self._listing = Listing(api, place)
        self._place = place
        self._attention = attention
        self._tempo = tempo
        self._backoff = backoff
        self._clock = clock
        self._trouble: Trouble | None = None
        self._fetched_at: float | None = None
        self._due = 0.0
        self._wait = tempo.quickest

    async def snapshots(self) -> AsyncGenerator[Snapshot, None]:
        due = True
        try:
            while True:
                await self._attention.until_seen()
                if asked := self._attention.take_refresh():
                    self._listing.without_details = None
                refresh = asked or due
                async with aclosing(self._round(refresh)) as snapshots:
                    async for snapshot in snapshots:
                        yield snapshot
                due = await self._rest()
        finally:
            await self._listing.close()

    async def _round(self, refresh: bool) -> AsyncGenerator[Snapshot, None]:
        """Whatever is due, then the rows that are wanted, then the details of the visible ones."""
        version = self._listing.version
        try:
            if refresh and self._listing.loaded:
                await self._listing.refresh()
                self._fetched_at = self._clock()
            async with aclosing(self._listing.load(self._attention.wanted)) as loading:
                async for _ in loading:
                    self._fetched_at = self._clock()
                    self._trouble = None
                    yield self._snapshot()
            await self._listing.refresh_details(self._attention.visible)
        except FarmtopError as error:
            self._fail(error)
        else:
            self._trouble = None
            self._backoff.reset()
            if refresh:
                self._wait = self._tempo.after(self._wait, self._listing.version != version)
                self._due = self._clock() + self._wait
        yield self._snapshot()

    def _fail(self, error: FarmtopError) -> None:
        now = self._clock()
        self._due = now + self._backoff.next(error.retry_after)
        self._trouble = Trouble(error, self._trouble.since if self._trouble else now, self._due)

    async def _rest(self) -> bool:
        """Wait until there is something to do; whether that is the next refresh being due.

        While refreshes fail only the user's own wish to refresh cuts the wait short: scrolling
        must not wear out a service that asks for rest.
        """
        while True:
            seconds = max(0.0, self._due - self._clock())
            if not await self._attention.changed(
                seconds * (self._tempo.away if self._attention.away else 1)
            ):
                return True
            if self._attention.refresh_asked:
                return False
            if self._trouble is None:
                await asyncio.sleep(SETTLED)
                return False

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            place=self._place,
            rows=self._listing.rows(),
            items=self._listing.items(),
            total=self._listing.total,
            more=self._listing.more,
            loading=not self._listing.loaded and self._trouble is None,
            fetched_at=self._fetched_at,
            trouble=self._trouble,
            without_details=self._listing.without_details,
        )
