"""The logs of things on a farm: of an item of a level, and of all sessions of a job."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from app.errors import NotFoundError, UsageError
from app.logs.following.followed import Followed
from app.logs.following.tail import Tail
from app.logs.merging.joining import JobLog
from app.logs.places.locate import locate
from app.logs.places.subject import Subject, subject_of
from app.logs.places.worker_place import MARGIN, has_worker, worker_log_of
from app.logs.worker.worker_tail import WorkerLog
from app.poller import until_ended
from app.resources import LEVELS, children
from app.resources.fields import milliseconds
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Place
from app.resources.sessions import SESSIONS, log_place
from app.resources.workers import WORKERS
from app.resources.workers import log_place as worker_log_place
from app.tui.connection.link import Link
from app.tui.logs.log_source import About, LogSource
from app.view import DASH, LogLine, Tone, cell_text, count_text, plain

HOST_COLUMNS = frozenset({"host", "instance"})
"""Columns that tell of a machine, on levels that have them."""


class ItemLog:
    """The log of one item of a level, or of the child that tells about it."""

    def __init__(self, link: Link, place: Place, item: Item) -> None:
        self._link = link
        self._place = place
        self.item = item
        """The item, as fresh as is known."""
        self._subject = Subject(place, item)
        """What the log is about: the item, until another one was found."""
        self._tail: Tail | None = None
        self._of_worker: Tail | None = None
        """What the worker writes, where it was asked for."""
        self._is_gone = False
        """Whether this is the log of a worker that is no more."""
        self._was_deleted = False
        """Whether the item went while its log was followed: what is known of it is no more so."""

    @property
    def trail(self) -> tuple[str, ...]:
        """What leads to the item, and the item."""
        return _trail(self._link, self._place, self.item)

    @property
    def thing(self) -> tuple[Place, Item]:
        """The item."""
        return self._place, self.item

    def writer(self, line: LogLine) -> tuple[Place, Item]:
        """What the log is about."""
        del line
        return self._subject.place, self._subject.item

    @property
    def about(self) -> About:
        """The item's own status, and what the log is about where that is another one."""
        level, subject = self._place.level, self._subject
        name = level.label(self.item)
        other = () if subject.place == self._place else (subject.place.level.label(subject.item),)
        return About(
            name=name,
            status=None if self._was_deleted else level.status(self.item),
            ending="gone" if self._was_deleted else _ending(level, self.item),
            facts=tuple(fact for fact in (*other, *_host(subject)) if fact != name),
            began=_began(subject),
        )

    @property
    def is_session(self) -> bool:
        """It is one session's, or a part of that, unless it is a worker's own."""
        return not self._is_workers

    @property
    def has_worker(self) -> bool:
        """A session of a farm has its worker."""
        return has_worker(self._place) and not self._is_workers

    @property
    def _is_workers(self) -> bool:
        return self._place.level is WORKERS

    @property
    def _has_left_a_log(self) -> bool:
        """Whether a worker's log is known to be there, also where the worker is no more."""
        return self._is_workers and "log" in self.item

    @property
    def file_names(self) -> tuple[str, str]:
        """The job's name and the session's id, or those of another owner of a log."""
        subject = self._subject
        key = subject.item[subject.place.level.key]
        ids = {**subject.place.path, subject.place.level.key: key}
        if self._is_workers or JOBS.key not in ids:
            return subject.place.level.label(subject.item), key
        return self._link.label(ids[JOBS.key]), ids[SESSIONS.key]

    @property
    def opened(self) -> None:
        """The service is asked for it."""
        return

    async def find(self) -> Followed:
        """Find what the log is about, and the stream that tells about it."""
        service = await self._link.service()
        try:
            subject = await subject_of(service, self._place, self.item)
            if not subject.has_begun:
                subject = await subject.now(service)
            found = await locate(service, subject)
        except NotFoundError:
            if not self._has_left_a_log:
                raise
            subject, self._is_gone = self._subject, True
            found = worker_log_place(self._place.path, self.item)
            found = replace(found, end=self._now())
        self._subject = subject
        self._tail = (await self._link.tails()).open(found)
        return WorkerLog(self._tail) if self._is_workers else self._tail

    async def worker(self) -> WorkerLog:
        """What the worker wrote meanwhile."""
        if self._is_workers:
            raise UsageError("This is the log of a worker.", "Open the log of one of its sessions.")
        place = await worker_log_of(await self._link.service(), self._subject)
        self._of_worker = (await self._link.tails()).open(place)
        return WorkerLog(self._of_worker)

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        """The end of what the log is about; and the item, where that is another one."""
        if self._tail is None or self._is_gone:
            return ()
        ending = self._until_ended(self._tail)
        return (ending,) if self._subject.place == self._place else (ending, self._keep_item())

    async def _until_ended(self, tail: Tail) -> AsyncGenerator[None, None]:
        """Let the log end with its subject: what comes after an action is the next one's."""
        service, subject = await self._link.service(), self._subject
        async with aclosing(until_ended(service, subject.place, subject.item)) as looks:
            async for item in looks:
                self._subject = subject = Subject(subject.place, item)
                if subject.place == self._place:
                    self.item = item
                yield
        last, of_worker = subject.last, self._of_worker
        if not subject.has_ended:  # it is gone, and tells no more when that was
            self._was_deleted = subject.place == self._place
            tail.close_soon()
            if of_worker is not None:
                of_worker.close_soon()
            yield
        elif last is not None:
            tail.close_at(last)
            if of_worker is not None:
                of_worker.close_at(last + MARGIN)

    def _now(self) -> int:
        return int(self._link.clock() * 1000)

    async def _keep_item(self) -> AsyncGenerator[None, None]:
        """Keep the item fresh that somebody else's log tells about."""
        service = await self._link.service()
        async with aclosing(until_ended(service, self._place, self.item)) as looks:
            async for item in looks:
                self.item = item
                yield


class SessionsLog:
    """The logs of all sessions of a job that run, as one."""

    def __init__(self, link: Link, place: Place, job: Item) -> None:
        self._link = link
        self._place = place
        self._job = job
        self._log: JobLog | None = None

    @property
    def trail(self) -> tuple[str, ...]:
        """What leads to the job, and the job."""
        return _trail(self._link, self._place, self._job)

    @property
    def thing(self) -> tuple[Place, Item]:
        """The job."""
        return self._place, self._job

    def writer(self, line: LogLine) -> tuple[Place, Item]:
        """The session that a line is of."""
        if self._log is None:
            return self.thing
        return self._sessions, self._log.session_of(line.origin)

    @property
    def _sessions(self) -> Place:
        return self._place.below(self._job[self._place.level.key], SESSIONS)

    @property
    def about(self) -> About:
        """The job, and how many of its sessions are followed."""
        level, log = self._place.level, self._log
        running = "" if log is None else count_text(log.running, "session")
        beyond = f"{log.unfollowed} not followed" if log is not None and log.unfollowed else ""
        return About(
            name=level.label(self._job),
            status=level.status(self._job),
            facts=tuple(fact for fact in (running, beyond) if fact),
            began=_began(Subject(self._place, self._job)),
        )

    @property
    def is_session(self) -> bool:
        """It is several sessions'."""
        return False

    @property
    def has_worker(self) -> bool:
        """There are as many as there are sessions."""
        return False

    @property
    def file_names(self) -> tuple[str, str]:
        """The job's name."""
        return self._place.level.label(self._job), ""

    @property
    def opened(self) -> None:
        """The service is asked for it."""
        return

    async def find(self) -> JobLog:
        """Follow the sessions that run, and those that will."""
        service, tails = await self._link.service(), await self._link.tails()
        place = self._sessions
        self._log = JobLog(service, place, lambda item: tails.open(log_place(place.path, item)))
        return self._log

    async def worker(self) -> WorkerLog:
        """There are as many as there are sessions."""
        raise UsageError(
            "These are several sessions, each on a worker of its own.",
            "Open the log of one session.",
        )

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        """The job; its log ends by itself."""
        return (self._keep_job(),)

    async def _keep_job(self) -> AsyncGenerator[None, None]:
        service = await self._link.service()
        async with aclosing(until_ended(service, self._place, self._job)) as looks:
            async for job in looks:
                self._job = job
                yield


def log_of(link: Link, place: Place, item: Item) -> LogSource:
    """The log that tells about an item; of one with several sessions, all that run."""
    level = place.level
    has_many = level.log is not None and LEVELS[level.log.owner] in children(level)
    return (SessionsLog if has_many and not level.ended(item) else ItemLog)(link, place, item)


def _trail(link: Link, place: Place, item: Item) -> tuple[str, ...]:
    return (*link.trail(place)[:-1], place.level.label(item), "log")


def _began(subject: Subject) -> int | None:
    start, _ = subject.place.level.span
    began = subject.item.get(start)
    return None if began is None else milliseconds(began)


def _ending(level: Level, item: Item) -> str:
    """What the service says of an end that was amiss: a worker that was lost writes nothing."""
    status, message = level.status(item), item.get("progressMessage")
    is_amiss = status is not None and status.tone in {Tone.BAD, Tone.WARN}
    return plain(message) if message and is_amiss and level.ended(item) else ""


def _host(subject: Subject) -> tuple[str, ...]:
    """The machine that it runs on, where its level has columns for that."""
    fields = subject.place.level.fields
    texts = (field.cell(subject.item) for field in fields if field.column.id in HOST_COLUMNS)
    return tuple(text for cell in texts if (text := cell_text(cell, 0.0)) != DASH)
