"""Reading what a timeline is made of: sessions, and the actions of each, with few calls.

The sessions that run and those that began last come first. What is over is read once; what is
under way is read again from time to time. What was left out for want of calls is told.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.aws.reading.budget import Budget, SpentError
from app.aws.reading.details import batch_get
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.aws.searches import PAGE_SIZE
from app.errors import DeniedError, FarmtopError, Trouble
from app.resources import opened
from app.resources.fields import seconds
from app.resources.hosts import host_name
from app.resources.level import Item, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.timeline.seen import INTERVAL, Seen
from app.timeline.subject import Subject
from app.timeline.visit import Stretch, Visit

CALLS = 60
"""Calls of one look at most."""
PAGES_OF_SESSIONS = 5
"""Pages of sessions that are listed at most, of 100 each."""
PAGES_OF_ACTIONS = 5
"""Pages that are read of one session at most."""
AT_ONCE = 4
"""Sessions that are read at the same time."""
QUIET_INTERVAL = 30.0
"""Seconds between two looks when nothing is."""


async def follow(
    api: Api,
    subject: Subject,
    seen: asyncio.Event,
    *,
    calls: int = CALLS,
    within: Callable[[], Stretch] | None = None,
    again: asyncio.Event | None = None,
    rereads: bool = False,
    clock: Callable[[], float] = time.time,
    backoff: Backoff | None = None,
) -> AsyncGenerator[Seen, None]:
    """What is known of a subject, after each answer of the first look and after each later one.

    A look makes so many `calls` at most. Where there is a `within`, only sessions of the time that
    it then says are read, and of another time again as many. A look is made at once when `again`
    is set, after one that failed only if it `rereads`: then it reads also what is over.
    Nothing is asked for while `seen` is not set. Never raises FarmtopError and never ends by
    itself: a look that fails is told, and made again after a backoff. Close it to stop.
    """
    look, backoff = _Look(api, subject, clock, calls, within), backoff or Backoff()
    while True:
        await seen.wait()
        try:
            async with aclosing(look.looks()) as answers:
                async for answer in answers:
                    yield answer
        except FarmtopError as error:
            wait = backoff.next(error.retry_after)
            yield look.failed(error, wait)
            # To look elsewhere must not wear out a service that asks for rest.
            wish = again if rereads else None
        else:
            backoff.reset()
            yield look.done()
            wait, wish = look.interval, again
        if await _is_wanted_within(wait, wish) and rereads:
            look.forget()


async def _is_wanted_within(seconds: float, again: asyncio.Event | None) -> bool:
    """Wait for so long, or until another look is wanted; whether it is."""
    if again is None:
        await asyncio.sleep(seconds)
        return False
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await again.wait()
    is_wanted = again.is_set()
    again.clear()
    return is_wanted


class _Look:
    """All looks at one subject, one after the other."""

    def __init__(
        self,
        api: Api,
        subject: Subject,
        clock: Callable[[], float],
        calls: int,
        within: Callable[[], Stretch] | None,
    ) -> None:
        self._api = api
        self._subject = subject
        self._clock = clock
        self._calls = calls
        self._budget = Budget(api, calls)
        self._within = within
        self._time: Stretch | None = None
        """Of which sessions are read; None is all of it."""
        self._sessions: dict[str, Item] = {}
        """Those that are listed, by their ids."""
        self._visits: dict[str, Visit] = {}
        """Those that were read."""
        self._outdated: set[str] = set()
        """Those of them that are to be read again, although they may be over."""
        self._passed_over: set[str] = set()
        """Those that were not, when there were no calls left."""
        self._hosts: dict[str, str] = {}
        self._uncounted = False
        self._fetched_at: float | None = None
        self._trouble: Trouble | None = None

    @property
    def interval(self) -> float:
        """Seconds until the next look."""
        is_open = any(not SESSIONS.ended(session) for session in self._sessions.values())
        return INTERVAL if is_open else QUIET_INTERVAL

    def seen(self) -> Seen:
        """What is known now."""
        return Seen(
            visits=tuple(self._visits.values()),
            unread=sum(key not in self._visits for key in self._sessions),
            uncounted=self._uncounted,
            calls=self._calls - self._budget.left,
            loading=self._fetched_at is None and self._trouble is None,
            fetched_at=self._fetched_at,
            interval=self.interval,
            trouble=self._trouble,
        )

    def done(self) -> Seen:
        """What is known once a look is over."""
        self._fetched_at, self._trouble = self._clock(), None
        return self.seen()

    def failed(self, error: FarmtopError, wait: float) -> Seen:
        """What is known although a look has failed; the next one is made after `wait` seconds."""
        self._trouble = Trouble.after(self._trouble, error, self._clock(), wait)
        return self.seen()

    def forget(self) -> None:
        """Take nothing that was read for final; it stands until it is read again."""
        self._outdated, self._passed_over, self._hosts = set(self._visits), set(), {}

    async def looks(self) -> AsyncGenerator[Seen, None]:
        """Read whatever is not over, and tell of it as it comes."""
        self._budget = Budget(self._api, self._calls)
        if self._within is not None and (time := self._within()) != self._time:
            self._time, self._passed_over = time, set()
        listed = await self._list()
        self._sessions = {key: one for key, one in listed.items() if self._is_of_interest(one)}
        wanted = [key for key in self._in_order() if self._is_wanted(key)]
        await self._learn_hosts(wanted)
        for at in range(0, len(wanted), AT_ONCE):
            some = wanted[at : at + AT_ONCE]
            if self._budget.left < len(some):
                self._passed_over |= {key for key in wanted[at:] if key not in self._visits}
                return
            await self._visit_all(some)
            if self._fetched_at is None:
                yield self.seen()

    def _in_order(self) -> list[str]:
        """Sessions that run, then others; the last that began first."""

        def rank(key: str) -> tuple[bool, float]:
            session = self._sessions[key]
            return SESSIONS.ended(session), -(seconds(session.get("startedAt")) or 0.0)

        return sorted(self._sessions, key=rank)

    def _is_of_interest(self, session: Item) -> bool:
        if self._time is None:
            return True
        start, end = seconds(session.get("startedAt")), seconds(session.get("endedAt"))
        has_begun = start is not None and start <= self._time.end
        return has_begun and (end is None or end >= self._time.start)

    def _is_wanted(self, key: str) -> bool:
        if key in self._passed_over:
            return False
        known = self._visits.get(key)
        return known is None or key in self._outdated or not _is_over(known)

    async def _list(self) -> dict[str, Item]:
        if (place := self._subject.sessions) is None:
            return {self._subject.key: await self._itself()}
        sessions, is_whole = await self._read(place, PAGES_OF_SESSIONS)
        self._uncounted = not is_whole
        return {session[SESSIONS.key]: session for session in sessions}

    async def _itself(self) -> Item:
        subject = self._subject
        known = self._sessions.get(subject.key, subject.item)
        if SESSIONS.ended(known):
            return known
        path = opened(subject.place, subject.key, known)
        place = Place(SESSIONS, path.path) if path is not None else subject.place
        return await get_item(self._budget, place, subject.key, known)

    async def _read(self, place: Place, most: int) -> tuple[Sequence[Item], bool]:
        """The items of a place, at most so many pages; whether those are all."""
        items: list[Item] = []
        with suppress(SpentError):
            async with aclosing(pages(self._budget, place)) as answers:
                for _ in range(most):
                    page = await anext(answers)
                    items += page.items
                    if page.last:
                        return items, True
        return items, False

    async def _visit_all(self, keys: Iterable[str]) -> None:
        """Read sessions at the same time; where one cannot be read, no other is read on."""
        try:
            async with asyncio.TaskGroup() as group:
                for key in keys:
                    group.create_task(self._visit(key))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _visit(self, key: str) -> None:
        session, place = self._sessions[key], self._actions_of(key)
        items, is_whole = await self._read(place, PAGES_OF_ACTIONS)
        worker = str(session.get("workerId") or self._worker)
        host = self._hosts.get(key) or host_name(session)
        before = self._visits[key].begun if key in self._visits else ()
        visit = Visit(place, session, worker, host, tuple(items), is_whole, before)
        self._visits[key] = visit
        self._outdated.discard(key)

    @property
    def _worker(self) -> str:
        return self._subject.key if self._subject.is_worker else ""

    def _actions_of(self, key: str) -> Place:
        """Where the actions of a session are listed."""
        subject = self._subject
        there = opened(subject.sessions or subject.place, key, self._sessions[key])
        if there is None:
            raise LookupError(f"{subject.level.name} lead to no session actions")
        return Place(SESSION_ACTIONS, there.path)

    async def _learn_hosts(self, wanted: Sequence[str]) -> None:
        """Ask once, for as many sessions as one call takes, which machines they run on."""
        if self._subject.is_worker:
            self._hosts = dict.fromkeys(wanted, self._subject.level.label(self._subject.item))
            return
        unknown = [key for key in wanted if key not in self._hosts][:PAGE_SIZE]
        unknown = [key for key in unknown if not host_name(self._sessions[key])]
        if not unknown:
            return
        told: Mapping[str, Item] = {}
        with suppress(DeniedError, SpentError):  # names are nicer than ids, and no more than that
            wanted_of = [(self._actions_of(key).path, key) for key in unknown]
            told = (await batch_get(self._budget, SESSIONS, wanted_of)).items
        self._hosts |= {key: host_name(told.get(key, {})) for key in unknown}


def _is_over(visit: Visit) -> bool:
    """Whether nothing of a session changes any more."""
    are_over = all(SESSION_ACTIONS.ended(action) for action in visit.actions)
    return SESSIONS.ended(visit.session) and are_over
