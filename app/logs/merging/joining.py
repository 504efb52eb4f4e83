"""The logs of all sessions of a job that run, followed as one."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol, TypeAlias

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.errors import FarmtopError, NotFoundError
from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState, Phase
from app.logs.following.cadence import Wait, wait_for
from app.logs.following.followed import Followed, Origin
from app.logs.merging.interleaving import Interleaving
from app.logs.merging.merge import Merge
from app.logs.merging.turnout import Roll, Turnout, running_sessions
from app.logs.places.subject import Subject
from app.resources import LEVELS
from app.resources.hosts import host_name
from app.resources.level import Item, Place
from app.view import Tone, count_text, plain, short_id

MOST_FOLLOWED = 32
"""Sessions of a job that are followed at once: they share the calls of one account."""
TONES = (Tone.BUSY, Tone.GOOD, Tone.WAITING)
"""What sessions are told apart by, in turn; none of them says that something is wrong."""


class SessionLog(Followed, Protocol):
    """The log of one session; `Tail` is one."""

    def close_at(self, end: int) -> None:
        """The session is over: its log ends at `end`, in milliseconds since the epoch."""
        ...

    def close_soon(self) -> None:
        """The session is gone, and nobody knows when it ended."""
        ...


OpenLog: TypeAlias = Callable[[Item], SessionLog]
"""Opens the log of a session."""


def origin_of(session: Item, number: int) -> Origin:
    """What the lines of a session are marked with; `number` counts the sessions that joined."""
    label = host_name(session) or plain(short_id(session["sessionId"]))
    return Origin(label, TONES[number % len(TONES)])


class JobLog:
    """The logs of the sessions of a job that run, followed as one: a `Followed`.

    Sessions join as they begin and their logs end with them; it does not wait for the end of one
    that is refused, which `state` names. Where more run than are followed at once, the others wait,
    the oldest first, until one that is followed has ended.
    """

    def __init__(
        self,
        api: Api,
        place: Place,
        open_log: OpenLog,
        *,
        clock: Callable[[], float] = time.time,
        wait: Wait = wait_for,
    ) -> None:
        """`place` is where the job's sessions are listed."""
        self._api = api
        self._place = place
        self._open = open_log
        self._clock = clock
        self._wait = wait
        self._merge = Merge(may_grow=True)
        self._logs: dict[str, SessionLog] = {}
        self._followed: list[Item] = []
        """The sessions whose logs are read, in the order of `origins`."""
        self._waiting: deque[Item] = deque()
        self._running: set[str] = set()
        self._roll = Roll(place)
        self._woken = asyncio.Event()
        self._failure: tuple[FarmtopError, float] | None = None
        self._next_try: float | None = None

    @property
    def lines(self) -> Interleaving:
        """The lines of all sessions."""
        return self._merge.lines

    @property
    def state(self) -> LogState:
        """How they are doing, all taken together."""
        return self._told(self._merge.state)

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        return self._merge.at_beginning

    @property
    def origins(self) -> tuple[Origin, ...]:
        """A label and a tone for each session."""
        return self._merge.origins

    @property
    def running(self) -> int:
        """How many sessions run, followed or not."""
        return len(self._running)

    @property
    def unfollowed(self) -> int:
        """How many sessions are not followed, since as many are as may be."""
        return len(self._waiting)

    def session_of(self, origin: int) -> Item:
        """The session that wrote the lines of an origin, as it was when it joined."""
        return self._followed[origin]

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes, as `Followed` has it; it ends when the job has."""
        watch = asyncio.create_task(self._watch())
        try:
            async with aclosing(self._merge.follow()) as batches:
                async for batch in batches:
                    self._admit()
                    yield LogBatch(batch.splices, self._told(batch.state))
                    if watch.done():
                        watch.result()
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def older(self) -> tuple[Splice, ...]:
        """Read what lies before, as `Followed` has it."""
        return await self._merge.older()

    def wake(self) -> None:
        """Look for new lines and sessions now."""
        self._woken.set()
        self._merge.wake()

    def pause(self) -> None:
        """Nobody sees it: read nothing new until `resume`."""
        self._merge.pause()

    def resume(self) -> None:
        """It is seen again."""
        self._woken.set()
        self._merge.resume()

    def close(self) -> None:
        """Close all logs."""
        self._merge.close()

    async def _watch(self) -> None:
        """Let sessions join and end, until the job has ended."""
        looks = running_sessions(
            self._api,
            self._place,
            roll=self._roll,
            woken=self._woken,
            clock=self._clock,
            wait=self._wait,
        )
        try:
            async with aclosing(looks):
                async for turnout in looks:
                    self._apply(turnout)
                    # What a job that is gone had cannot be listed either.
                    may_have_ended = turnout.all_ended or isinstance(turnout.error, NotFoundError)
                    if may_have_ended and await self._job_has_ended():
                        self._end_all()
                        return
        finally:
            self._merge.touch()  # whoever follows looks then whether it failed

    def _apply(self, turnout: Turnout) -> None:
        level = self._place.level
        if turnout.error is not None:
            since = self._clock() if self._failure is None else self._failure[1]
            self._failure, self._next_try = (turnout.error, since), turnout.next_try
        else:
            self._failure = self._next_try = None
        for item in turnout.joined:
            self._running.add(item[level.key])
            self._waiting.append(item)
        self._admit()
        for item in turnout.left:
            self._running.discard(item[level.key])
            self._end(item)
        self._merge.touch()

    def _admit(self) -> None:
        """Follow sessions that wait, as many as may be."""
        states = [log.state for log in self._logs.values()]
        reading = [one for one in states if one.phase is not Phase.ENDED and not one.refused]
        for _ in range(min(len(self._waiting), MOST_FOLLOWED - len(reading))):
            item = self._waiting.popleft()
            log = self._logs[item[self._place.level.key]] = self._open(item)
            origin = origin_of(item, len(self._merge.origins))
            self._merge.join(origin, log, is_beside=True)
            self._followed.append(item)
            self._end(item)

    def _end(self, item: Item) -> None:
        """Let a session's log end where the session has."""
        key = item[self._place.level.key]
        last = Subject(self._place, item).last
        if key not in self._logs:
            waiting = (other for other in self._waiting if other[self._place.level.key] != key)
            self._waiting = deque(waiting)
        elif last is not None:
            self._logs[key].close_at(last)

    def _end_all(self) -> None:
        """Let all logs end; those of sessions that are gone have no other end yet."""
        self._waiting.clear()
        self._running.clear()
        self._next_try = None
        for log in self._logs.values():
            log.close_soon()
        self._merge.no_more_join()

    async def _job_has_ended(self) -> bool:
        jobs, path = LEVELS["jobs"], self._place.path
        try:
            job = await get_item(self._api, Place(jobs, path), path[jobs.key])
        except NotFoundError:
            return True
        except FarmtopError:
            return False
        return jobs.ended(job)

    def _told(self, state: LogState) -> LogState:
        """The state, with what is to be said of the sessions themselves."""
        if self._waiting:
            sessions = count_text(len(self._waiting), "session")
            state = replace(state, way=f"{state.way}, {sessions} not followed".lstrip(", "))
        if self._failure is not None and not state.stale:
            error, since = self._failure
            state = replace(state, stale=f"Sessions: {error}", since=since, next_try=self._next_try)
            is_tried_again = self._next_try is not None
            if is_tried_again and not self._running and state.phase is Phase.FOLLOWING:
                state = replace(state, phase=Phase.RETRYING)
        return state
