"""Being told by StartLiveTail that a log grows, for as long as somebody looks at it.

It is never the record: it samples, is cut off and forgets what is read too slowly. So it only says
that there is something to read, and while it does not work the log is polled as ever.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from enum import StrEnum
from typing import TypeAlias

from app.aws.api import LiveTails, LiveUpdate
from app.aws.pacing.backoff import Backoff
from app.errors import CredentialsError, DeniedError, FarmtopError, ThrottledError, UnreachableError
from app.logs.following.unread import Unread
from app.resources.log_place import LogPlace

LINGER = 0.5
"""Seconds for which a log has to be looked at before a live tail is started, and billed, for it."""
LASTING = 60.0
"""Seconds after which a live tail that ends has not failed: it is soon started again."""
REFUSED_FOR = 300.0
"""Seconds until it is tried again where only somebody's doing can help."""
STREAMS = 3
"""Live tails that one connection has open at once; the logs beyond are polled."""

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Lets seconds pass."""

_WORDS: tuple[tuple[type[FarmtopError], str], ...] = (
    (DeniedError, "not allowed"),
    (CredentialsError, "no credentials"),
    (ThrottledError, "throttled"),
    (UnreachableError, "cut off"),
    (FarmtopError, "failed"),
)
"""What is said of an error in a header, the special before the general."""


class Hearing(StrEnum):
    """How well a live tail tells what is new, as a header says it."""

    NOTHING = ""
    LIVE = "live tail"
    SAMPLED = "live tail (sampled)"
    """There were more events than it can tell of."""


class LiveTail:
    """The live tail of one log; at most one stream is open for it at any time.

    It wakes whoever reads the log when there is something to read, and notes what it was told.
    """

    def __init__(
        self,
        source: LiveTails,
        place: LogPlace,
        wake: Callable[[], None],
        unread: Unread,
        *,
        streams: asyncio.Semaphore,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`streams` says how many may be open at once, of all the logs that share it."""
        self._hearing = Hearing.NOTHING
        self._trouble = ""
        """Why it does not work, in a word or two; empty where it does or was not tried."""
        self._source = source
        self._place = place
        self._wake = wake
        self._unread = unread
        self._streams = streams
        self._clock = clock
        self._sleep = sleep
        self._backoff = Backoff(base=2.0, cap=60.0)
        self._own = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def works(self) -> bool:
        """Whether it tells what is new."""
        return self._hearing is not Hearing.NOTHING

    def way(self, polling: str) -> str:
        """How new lines are learnt of; `polling` says how without it."""
        if self.works:
            return self._hearing.value
        return f"{polling} (live tail: {self._trouble})" if self._trouble else polling

    def start(self) -> None:
        """Listen until told to stop."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Listen no more; the stream is closed within a moment."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._hearing = Hearing.NOTHING

    async def stopped(self) -> None:
        """Listen no more, and wait until the stream is closed."""
        self.stop()
        async with self._own:
            return

    async def _run(self) -> None:
        async with self._own:
            await self._sleep(LINGER)
            while True:
                async with self._streams:
                    began = self._clock()
                    error = await self._listen()
                if self._clock() - began >= LASTING:
                    self._backoff.reset()
                word = next(word for kind, word in _WORDS if isinstance(error, kind))
                self._become(Hearing.NOTHING, word)
                wait = self._backoff.next(error.retry_after)
                await self._sleep(wait if error.transient else REFUSED_FOR)

    async def _listen(self) -> FarmtopError:
        """Hear one live tail to its end; why it ended."""
        heard = 0
        self._unread.restart()
        try:
            async with aclosing(self._source.live_tail(self._place)) as updates:
                async for update in updates:
                    # What came as it started is told by nobody, and can be read a moment later.
                    self._hear(update, is_first=heard < 2)
                    heard += 1
        except FarmtopError as error:
            return error
        return UnreachableError("The live tail was cut off.")

    def _hear(self, update: LiveUpdate, *, is_first: bool) -> None:
        self._unread.told(update.times, self._clock())
        self._become(Hearing.SAMPLED if update.sampled else Hearing.LIVE)
        if update or is_first:
            self._wake()

    def _become(self, hearing: Hearing, trouble: str = "") -> None:
        """Whoever reads the log tells of a change when it was read once more."""
        if (hearing, trouble) != (self._hearing, self._trouble):
            self._hearing, self._trouble = hearing, trouble
            self._wake()
