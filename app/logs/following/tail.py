"""Following a log as it grows."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

from app.aws.api import LiveTails, LogEvents
from app.errors import CredentialsError, FarmtopError
from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.budget import Budget
from app.logs.following.cadence import SLOW_RETRY, Cadence, Delays, Wait, wait_for
from app.logs.following.followed import Origin
from app.logs.following.live_tail import STREAMS, LiveTail
from app.logs.following.reader import SETTLE, Growth, Reader
from app.logs.following.seeking import seek
from app.logs.following.unread import Unread
from app.logs.keeping.spool import Spool
from app.resources.log_place import LogPlace

OLDER_TRIES = 4
SEEKING_PAGES = 20
"""So many pages are read back at most for the sake of lines that are missing."""
RATE_WINDOW = 10.0
"""Seconds over which lines a second are counted."""


class Tail:
    """A log that is followed from its end, and read back from there on demand: a `Followed`.

    `lines` holds what was read; `follow` says what changed in it. Where the log is read
    `from_head` instead, `caught_up` first becomes true when everything there was is in `lines`.
    """

    origins = (Origin(),)
    """The one log that it is."""

    def __init__(
        self,
        source: LogEvents,
        place: LogPlace,
        *,
        backoff: Delays,
        from_head: bool = False,
        budget: Budget | None = None,
        live_tails: LiveTails | None = None,
        streams: asyncio.Semaphore | None = None,
        clock: Callable[[], float] = time.time,
        wait: Wait = wait_for,
    ) -> None:
        """`app.logs.following.tails.Tails` opens those that share a connection.

        Without a `budget` of calls it has one of its own, and likewise `streams`, the live tails
        that may be open at once; without `live_tails` it polls.
        """
        self.place = place
        """Where it reads, as it was when it was opened."""
        self._share = (budget or Budget()).share(source)
        self._reader = Reader(self._share, place, from_head=from_head, clock=clock)
        self._backoff = backoff
        self._clock = clock
        self._wait = wait
        self._state = LogState()
        self._cadence = Cadence()
        self._woken = asyncio.Event()
        self._visible = asyncio.Event()
        self._visible.set()
        self._is_followed = False
        self._older_lock = asyncio.Lock()
        self._older_loads = 0
        self._unread = Unread(place)
        self._seeks_back = False
        """Whether more has to be here before what is missing can be told from what is not."""
        self._seeking_pages = SEEKING_PAGES
        self._live: LiveTail | None = None
        if live_tails is not None and place.end is None:
            slots = streams or asyncio.Semaphore(STREAMS)
            self._live = LiveTail(
                live_tails, place, self._told, self._unread, streams=slots, clock=clock
            )

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

    @property
    def is_current(self) -> bool:
        """Whether its last line is the log's, but for what came since the last of its reads."""
        is_read = self._is_followed and self._visible.is_set()
        return is_read and self._state.phase is Phase.FOLLOWING and self._state.caught_up

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as it changes, until the log has ended. One consumer at a time.

        It never raises FarmtopError and never ends because of one. It may be left and entered
        again: it then goes on where it was. Its live tail is closed when it is left.
        """
        self._is_followed = True
        self._listen()
        try:
            with self._share.held():
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
        finally:
            self._is_followed = False
            if self._live is not None:
                await self._live.stopped()

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
        self._cadence.hasten()
        self._woken.set()

    def pause(self) -> None:
        """Read nothing new until `resume`."""
        self._visible.clear()
        self._share.visible = False
        if self._live is not None:
            self._live.stop()

    def resume(self) -> None:
        """Read on, and at once."""
        self._visible.set()
        self._share.visible = True
        self._listen()
        self.wake()

    def close_at(self, end: int) -> None:
        """The log ends at `end`, in milliseconds since the epoch, exclusive: its action is over.

        What lies beyond is removed, what is missing is read, and then `follow` ends.
        """
        self._reader.close_at(end)
        self._unread.close_at(end)
        self.wake()

    def close_soon(self) -> None:
        """What it is about is gone, and nobody knows when it ended: no line that is here goes."""
        newest = self.lines[-1].timestamp if self.lines else 0
        # By the clock of the service, which may be ahead of this machine's.
        self.close_at(max(int(self._clock() * 1000), newest + 1) + int(SETTLE * 1000))

    def close(self) -> None:
        """Give up the lines and whatever else is held."""
        self.pause()
        self.lines.close()

    def _listen(self) -> None:
        """Have a live tail while somebody looks."""
        if self._live is not None and self._is_followed and self._visible.is_set():
            self._live.start()

    def _told(self) -> None:
        """The live tail has something to say; a service that asked to be left alone is."""
        if self._state.phase is not Phase.RETRYING:
            self.wake()

    async def _read(self) -> tuple[Growth, float]:
        """Read one page; what it brought and how long to wait before the next one."""
        asked = self._clock()
        try:
            growth = await self._page()
        except FarmtopError as error:
            return Growth(), self._failed(error)
        self._backoff.reset()
        if self._reader.caught_up:
            self._seek(asked)
        delay = self._pause_after(growth)
        self._state = self._succeeded(delay)
        return growth, delay

    async def _page(self) -> Growth:
        if not self._seeks_back:
            return await self._reader.newer()
        self._seeking_pages -= 1
        return Growth(await self.older())

    def _seek(self, asked: float) -> None:
        """Read the log again where lines are known to be missing; first back, where it must be."""
        whole = self.at_beginning and not self.lines.dropped
        is_enough = seek(self._reader, self._unread, whole=whole, asked=asked)
        self._seeks_back = not (is_enough or self.at_beginning) and self._seeking_pages > 0
        if self._seeks_back or not self._reader.caught_up:
            self._cadence.read_on()

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
            refused=not (error.transient or isinstance(error, CredentialsError)),
            since=now if self._state.since is None else self._state.since,
            next_try=now + delay,
            interval=None,
        )
        return delay

    def _succeeded(self, delay: float) -> LogState:
        lines, has_ended = self.lines, self._reader.finished and not self._seeks_back
        return LogState(
            phase=Phase.ENDED if has_ended else Phase.FOLLOWING,
            caught_up=self._reader.caught_up,
            newest=lines[-1].timestamp if lines else None,
            rate=self._rate(),
            way="" if has_ended else self._way(delay),
            interval=delay or None,
            unread=self._unread.count,
            dropped=lines.dropped,
            trouble=lines.trouble,
        )

    def _rate(self) -> float:
        now = self._clock()
        recent = self.lines.since(int((now - RATE_WINDOW) * 1000))
        return round((len(self.lines) - recent) / RATE_WINDOW, 1)

    def _way(self, delay: float) -> str:
        if delay == 0:
            return "catching up"
        polling = f"polling every {round(delay, 1):g}s"
        return polling if self._live is None else self._live.way(polling)

    def _pause_after(self, growth: Growth) -> float:
        """Seconds until the next read."""
        reader = self._reader
        lacks = (not self.lines and not self.at_beginning) or self._seeks_back
        delay = self._cadence.after(
            grew=bool(growth),
            more=not growth.refused and (lacks or reader.closing or not reader.caught_up),
            told=self._live is not None and self._live.works and not self._unread.awaited,
        )
        if not delay:
            return 0.0
        if (due := self._unread.due) is not None:
            delay = min(delay, due - self._clock())
        return max(delay, self._share.interval)
