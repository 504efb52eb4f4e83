"""Following a log as it grows."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeAlias

from app.aws.api import LogEvents
from app.errors import FarmtopError
from app.lines import Splice
from app.logs.batch import LogBatch, LogState, Phase
from app.logs.reader import Growth, Reader
from app.logs.spool import Spool
from app.resources.log_place import LogPlace

BUSY_INTERVAL = 1.0
"""Seconds between two reads while lines come."""
IDLE_INTERVAL = 10.0
"""Seconds between two reads that the interval grows to in silence."""
GROWTH = 1.5
SLOW_RETRY = (5.0, 30.0)
"""Seconds at least and at most until another try where only somebody's doing can help."""
EMPTY_PAGES = 20
"""So many empty pages are read on at once; after that something is amiss, and they take turns."""
OLDER_TRIES = 4
RATE_WINDOW = 10.0
"""Seconds over which lines a second are counted."""


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


class Tail:
    """A log that is followed from its end, and read back from there on demand.

    `lines` holds what was read; `follow` says what changed in it. Where the log is read
    `from_head` instead, `caught_up` first becomes true when everything there was is in `lines`.
    """

    def __init__(
        self,
        source: LogEvents,
        place: LogPlace,
        *,
        backoff: Delays,
        from_head: bool = False,
        clock: Callable[[], float] = time.time,
        wait: Wait = wait_for,
    ) -> None:
        self._reader = Reader(source, place, from_head=from_head, clock=clock)
        self._backoff = backoff
        self._clock = clock
        self._wait = wait
        self._state = LogState()
        self._interval = BUSY_INTERVAL
        self._empty_pages = 0
        self._woken = asyncio.Event()
        self._visible = asyncio.Event()
        self._visible.set()
        self._older_lock = asyncio.Lock()
        self._older_loads = 0

    @property
    def lines(self) -> Spool:
        """What was read so far."""
        return self._reader.lines

    @property
    def state(self) -> LogState:
        """How the tail is doing, as the last batch had it."""
        return self._state

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        return self._reader.at_beginning

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as it changes, until the log has ended. One consumer at a time.

        It never raises FarmtopError and never ends because of one. It may be left and entered
        again: it then goes on where it was.
        """
        while True:
            await self._visible.wait()
            known = self._state
            growth, delay = await self._read()
            if growth or self._state != known:
                yield LogBatch(growth.splices, self._state)
            if self._state.phase is Phase.ENDED:
                return
            if delay > 0:
                await self._wait(self._woken, delay)
            self._woken.clear()

    async def older(self) -> tuple[Splice, ...]:
        """Read the lines before the first one; what that changed, nothing where none lies before.

        The splices are this caller's to apply; `follow` does not tell them again. A call while
        another one runs waits for that and answers nothing. Failures that pass are waited out for
        a while; after that, and for every other failure, FarmtopError is raised.
        """
        loads = self._older_loads
        async with self._older_lock:
            if self._older_loads != loads:
                return ()
            splices = await self._read_older()
            self._older_loads += 1
            return splices

    def wake(self) -> None:
        """Read now, whatever is being waited for."""
        self._interval = BUSY_INTERVAL
        self._woken.set()

    def pause(self) -> None:
        """Read nothing new until `resume`."""
        self._visible.clear()

    def resume(self) -> None:
        """Read on, and at once."""
        self._visible.set()
        self.wake()

    def close_at(self, end: int) -> None:
        """The log ends at `end`, in milliseconds since the epoch, exclusive: its action is over.

        What lies beyond is removed, what is missing is read, and then `follow` ends.
        """
        self._reader.close_at(end)
        self.wake()

    async def _read(self) -> tuple[Growth, float]:
        """Read one page; what it brought and how long to wait before the next one."""
        try:
            growth = await self._reader.newer()
        except FarmtopError as error:
            return Growth(), self._failed(error)
        self._backoff.reset()
        self._state = self._succeeded()
        return growth, self._pause_after(growth)

    async def _read_older(self) -> tuple[Splice, ...]:
        for _ in range(OLDER_TRIES - 1):
            try:
                return await self._reader.older()
            except FarmtopError as error:
                if not error.transient:
                    raise
                await self._wait(asyncio.Event(), self._backoff.next(error.retry_after))
        return await self._reader.older()

    def _failed(self, error: FarmtopError) -> float:
        delay = self._backoff.next(error.retry_after)
        if not error.transient:
            shortest, longest = SLOW_RETRY
            delay = min(max(delay, shortest), longest)
        now = self._clock()
        self._state = replace(
            self._state,
            phase=Phase.RETRYING,
            stale=str(error),
            since=now if self._state.since is None else self._state.since,
            next_try=now + delay,
        )
        return delay

    def _succeeded(self) -> LogState:
        lines = self.lines
        return LogState(
            phase=Phase.ENDED if self._reader.finished else Phase.FOLLOWING,
            caught_up=self._reader.caught_up,
            newest=lines[-1].timestamp if lines else None,
            rate=self._rate(),
        )

    def _rate(self) -> float:
        now = self._clock()
        recent = self.lines.since(int((now - RATE_WINDOW) * 1000))
        return round((len(self.lines) - recent) / RATE_WINDOW, 1)

    def _pause_after(self, growth: Growth) -> float:
        """Seconds until the next read."""
        self._empty_pages = 0 if growth else self._empty_pages + 1
        if growth:
            self._interval = BUSY_INTERVAL
        if not growth.refused and self._empty_pages < EMPTY_PAGES:
            unfilled = not self.lines and not self.at_beginning
            if unfilled or self._reader.closing or not self._reader.caught_up:
                return 0.0
        delay = self._interval
        if not growth:
            self._interval = min(self._interval * GROWTH, IDLE_INTERVAL)
        return delay
