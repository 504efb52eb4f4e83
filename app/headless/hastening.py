"""Reading sooner where StartLiveTail says that there is something to read."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

from app.aws.api import LiveTails
from app.headless.patience import Sleep
from app.logs.cadence import wait_for
from app.logs.live_tail import STREAMS, LiveTail
from app.logs.unread import Unread
from app.resources.log_place import LogPlace

Rest: TypeAlias = Callable[[LogPlace], AbstractAsyncContextManager[Sleep]]
"""For as long as a log is followed, how to wait between two reads of it."""


@asynccontextmanager
async def by_the_clock(_log: LogPlace) -> AsyncIterator[Sleep]:
    """Wait whatever happens."""
    yield asyncio.sleep


def told_by(source: LiveTails) -> Rest:
    """Wait until a live tail tells of something new; no more than a few are open at once."""
    slots = asyncio.Semaphore(STREAMS)

    @asynccontextmanager
    async def rest(log: LogPlace) -> AsyncIterator[Sleep]:
        if log.end is not None:
            yield asyncio.sleep
            return
        woken = asyncio.Event()

        async def until_told(seconds: float) -> None:
            await wait_for(woken, seconds)
            woken.clear()

        live = LiveTail(source, log, woken.set, Unread(log), streams=slots)
        live.start()
        try:
            yield until_told
        finally:
            await live.stopped()

    return rest
