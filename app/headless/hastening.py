"""Reading sooner where StartLiveTail says that there is something to read."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TypeAlias

from app.aws.api import LiveTails
from app.headless.patience import Sleep
from app.logs.following.cadence import wait_for
from app.logs.following.live_tail import STREAMS, LiveTail
from app.logs.following.unread import Unread
from app.resources.log_place import LogPlace

Rest: TypeAlias = Callable[[LogPlace, Unread], AbstractAsyncContextManager[Sleep]]
"""For as long as a log is followed, how to wait between two reads of it; what a live tail tells
meanwhile is noted."""


def by_the_clock(_log: LogPlace, _unread: Unread) -> AbstractAsyncContextManager[Sleep]:
    """Wait whatever happens."""
    return nullcontext(asyncio.sleep)


def told_by(source: LiveTails) -> Rest:
    """Wait until a live tail tells of something new; no more than a few are open at once."""
    slots = asyncio.Semaphore(STREAMS)

    def rest(log: LogPlace, unread: Unread) -> AbstractAsyncContextManager[Sleep]:
        if log.end is not None:
            return by_the_clock(log, unread)
        return _UntilTold(source, log, unread, slots)

    return rest


class _UntilTold:
    """Has a live tail open. No generator: a loop that ends closes all of those at once, in no
    order."""

    def __init__(
        self, source: LiveTails, log: LogPlace, unread: Unread, slots: asyncio.Semaphore
    ) -> None:
        self._woken = asyncio.Event()
        self._live = LiveTail(source, log, self._woken.set, unread, streams=slots)

    async def __aenter__(self) -> Sleep:
        self._live.start()
        return self._wait

    async def __aexit__(self, *_error: object) -> None:
        await self._live.stopped()

    async def _wait(self, seconds: float) -> None:
        await wait_for(self._woken, seconds)
        self._woken.clear()
