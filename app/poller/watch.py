"""The loop that keeps a level fresh for as long as somebody looks at it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from msgspec import Struct

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.aws.reading.name_book import NameBook
from app.errors import FarmtopError, Trouble
from app.poller.attention import Attention
from app.poller.contents import Contents
from app.poller.refusals import Refusals
from app.poller.snapshot import Snapshot
from app.poller.source import Source
from app.resources.level import Place

SETTLED = 0.2
"""Seconds for which scrolling is let go on before anything is asked about the rows it shows."""


SEARCHES = 2
"""Searches are made in every second round; rows that can change are asked about in each."""


class Tempo(Struct, frozen=True):
    """How often a level is refreshed, in seconds."""

    quickest: float = 5.0
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
    refusals: Refusals | None = None,
    names: NameBook | None = None,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Snapshot, None]:
    """Snapshots of `place`: after each page of the first listing, then after each refresh.

    Never raises FarmtopError and never ends by itself: a refresh that fails is told in the
    snapshot, and is tried again after a backoff that honours Retry-After. Close it to stop.
    Whatever is among the `refusals` is not asked for, nor a name that is among the `names`.
    """
    tempo, backoff = tempo or Tempo(), backoff or Backoff()
    source = Source(api, place, refusals or Refusals(), names or NameBook())
    loop = _Watch(source, place, attention, tempo=tempo, backoff=backoff, clock=clock)
    async with aclosing(loop.snapshots()) as snapshots:
        async for snapshot in snapshots:
            yield snapshot


class _Watch:
    def __init__(
        self,
        source: Source,
        place: Place,
        attention: Attention,
        *,
        tempo: Tempo,
        backoff: Backoff,
        clock: Callable[[], float],
    ) -> None:
        self._source = source
        self._place = place
        self._attention = attention
        self._tempo = tempo
        self._backoff = backoff
        self._clock = clock
        self._trouble: Trouble | None = None
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._asked_about: tuple[str, ...] = ()
        self._due = 0.0
        self._wait = tempo.quickest
        self._rounds = 0
        self._shown: Snapshot | None = None
        self._told: tuple[Contents, int] | None = None
        """Of what the last snapshot tells, and its version."""

    @property
    def _contents(self) -> Contents:
        return self._source.contents

    async def snapshots(self) -> AsyncGenerator[Snapshot, None]:
        due = True
        while True:
            await self._attention.until_seen()
            if asked := self._attention.take_refresh():
                self._contents.known.ask_anew()
            async with aclosing(self._round(asked=asked, due=due)) as snapshots:
                async for snapshot in snapshots:
                    yield snapshot
            due = await self._rest()

    async def _round(self, *, asked: bool, due: bool) -> AsyncGenerator[Snapshot, None]:
        """Whatever is due, then the rows that are wanted, then the details of the visible ones."""
        contents, version = self._contents, self._contents.version
        began = self._clock()
        try:
            if await self._is_searched_anew():
                contents = self._contents
            elif asked or due:
                contents.known.begin()
                if asked or self._trouble is not None or self._asks_what_is_new():
                    await contents.refresh(self._attention)
            async with aclosing(self._source.load(self._attention)) as loading:
                async for _ in loading:
                    self._fetched_at = self._clock()
                    self._trouble = None
                    yield self._snapshot()
            contents = self._contents
            seen, expected = self._attention.visible, self._attention.expected
            contents.remove(await contents.known.refresh_details(seen, expected))
            if contents.known.lacks_names(seen):
                yield self._snapshot()
                await contents.known.refresh_names(seen)
        except FarmtopError as error:
            self._fail(error)
        else:
            self._trouble = None
            self._backoff.reset()
            if asked or due:
                self._fetched_at, self._asked_at = self._clock(), began
                self._asked_about = contents.known.confirmed(seen)
                self._wait = self._tempo.after(self._wait, contents.version != version)
                self._due = self._clock() + self._wait
        yield self._snapshot()

    async def _is_searched_anew(self) -> bool:
        """Whether a search takes the place of a list, where the user wants it to be tried.

        Where it gets no answer that stays wanted.
        """
        if not self._attention.retry_asked:
            return False
        is_searched = await self._source.search_anew(self._attention)
        self._attention.retried()
        return is_searched

    def _asks_what_is_new(self) -> bool:
        """Whether this round lists or searches; else it only asks about what is on the screen."""
        self._rounds += 1
        is_search = self._source.is_search
        changes = is_search and self._contents.known.can_change(self._attention.visible)
        return not changes or self._rounds % SEARCHES == 0

    def _fail(self, error: FarmtopError) -> None:
        wait = self._backoff.next(error.retry_after)
        self._trouble = Trouble.after(self._trouble, error, self._clock(), wait)
        self._due = self._trouble.retry_at

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
        """What is so now; what did not change is the same object as before."""
        contents, before = self._contents, self._shown
        is_same = before is not None and self._told == (contents, contents.version)
        rows = before.rows if before and is_same else contents.rows()
        items = before.items if before and is_same else contents.known.items()
        self._told = (contents, contents.version)
        self._shown = Snapshot(
            place=self._place,
            rows=rows,
            items=items,
            total=contents.total,
            uncounted=contents.uncounted,
            unreachable=contents.unreachable,
            query=contents.query,
            refused=contents.refused,
            more=contents.more,
            loading=not contents.loaded and self._trouble is None,
            fetched_at=self._fetched_at,
            asked_at=self._asked_at,
            asked_about=self._asked_about,
            interval=self._wait,
            trouble=self._trouble,
            without_details=contents.known.without_details,
            without_names=contents.known.without_names,
            unsearched=self._source.unsearched,
        )
        return self._shown
