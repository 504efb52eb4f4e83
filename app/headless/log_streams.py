"""The logs of AWS that are printed: one alone, or several as one in the order of their times."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Sequence,
)
from dataclasses import replace
from typing import TypeAlias

from app.aws.api import Api, Reading
from app.aws.reading.pages import pages
from app.errors import DeniedError, NotFoundError
from app.headless.by_time import Part, Stream, by_time
from app.headless.follow import follow, own_end, read
from app.headless.hastening import Rest, by_the_clock
from app.headless.log_flags import Wanted
from app.headless.log_printing import EXACT
from app.headless.output import warn
from app.headless.patience import Patient
from app.logs.merging.in_order import in_order
from app.logs.places.locate import locate
from app.logs.places.subject import Subject, subject_of
from app.logs.places.worker_place import MARGIN, worker_log_of
from app.logs.worker.worker_log import readable
from app.resources import LEVELS, children
from app.resources.fields import milliseconds, seconds
from app.resources.level import Item, Level, Place
from app.resources.log_place import LogPlace
from app.view import LogLine, count_text, plain, short_id

Find: TypeAlias = Callable[[Api, Subject], Awaitable[LogPlace]]
OpenLog: TypeAlias = Callable[[Subject, LogPlace], Stream]

WORKER = "worker"
"""What the lines of a session's worker are marked with."""
SESSIONS_INTERVAL = 10.0
"""Seconds between two looks for new sessions of a job that is followed."""


class Streams:
    """The lines that are wanted of the logs of one account."""

    def __init__(
        self, source: Reading, wanted: Wanted, *, begun: float, rest: Rest = by_the_clock
    ) -> None:
        """`begun` is when the command was, in seconds since the epoch: what is written later is
        left out unless the log is followed, and then `rest` says how to wait."""
        self._rest = rest
        self._wanted = wanted
        self._api = Patient(source)
        self._source = Patient(source, tries=None) if wanted.follow else self._api
        self._until = int(begun * 1000)
        self._labels: list[str] = []
        self._refused = 0
        """How many of several logs may not be read."""

    async def of(self, place: Place, item: Item) -> tuple[Sequence[str], Stream]:
        """The lines of what tells about an item, and the labels of the logs that they are from.

        There are more labels when a session joins. Raises FarmtopError.
        """
        level = place.level
        if level.log is None or LEVELS[level.log.owner] not in children(level):
            subject = await subject_of(self._api, place, item)
            own = self._own(subject, await locate(self._api, subject))
            if not self._wanted.merge_worker:
                return (), own
            self._labels += [_label(subject), WORKER]
            worker = self._worker(subject, await worker_log_of(self._api, subject))
            return self._labels, self._as_one(Part(0, own), Part(0, worker))
        within = place.below(item[level.key], LEVELS[level.log.owner])
        if self._wanted.follow:
            joined = in_order(self._joining(within, Subject(place, item)))
            return self._labels, self._with_refusals(joined)
        parts = [part async for part in self._sessions(within, set())]
        if not parts:
            raise _not_begun(level)
        return self._labels, self._with_refusals(by_time(parts))

    def _as_one(self, *parts: Part) -> Stream:
        return in_order(part.lines for part in parts) if self._wanted.follow else by_time(parts)

    async def _joining(self, place: Place, job: Subject) -> AsyncIterator[Stream]:
        """The logs of the sessions of a job, and of those that begin while it is followed."""
        known: set[str] = set()
        is_told = False
        while True:
            has_ended = job.has_ended
            async for part in self._sessions(place, known):
                yield part.lines
            if has_ended and not known:
                raise _not_begun(job.place.level)
            if has_ended:
                return
            if not known and not is_told:
                warn(f"No worker has begun on this {job.place.level.noun} yet. Waiting for one.")
                is_told = True
            await asyncio.sleep(SESSIONS_INTERVAL)
            job = await job.now(self._source)

    async def _sessions(self, place: Place, known: set[str]) -> AsyncIterator[Part]:
        """The logs of the sessions of a job that are not `known` yet, the oldest first."""
        sessions = [one async for page in pages(self._source, place) for one in page.items]
        for session in sorted(sessions, key=_start):
            key = session[place.level.key]
            if key not in known and session.get("startedAt"):
                known.add(key)
                for part in self._session(Subject(place, session)):
                    yield part

    def _session(self, subject: Subject) -> Iterator[Part]:
        """The log of one of several sessions, and its worker's."""
        label, began = _label(subject), int(_start(subject.item) * 1000)
        self._labels.append(label)
        yield Part(began - MARGIN, self._found(locate, self._own, subject, label))
        if self._wanted.merge_worker:
            self._labels.append(f"{label} {WORKER}")
            worker = self._found(worker_log_of, self._worker, subject, self._labels[-1])
            yield Part(began - MARGIN, worker)

    async def _found(self, find: Find, open_log: OpenLog, subject: Subject, label: str) -> Stream:
        """A log of several: where it cannot be found or read, that is told beside the others."""
        try:
            async for lines in open_log(subject, await find(self._api, subject)):
                yield lines
        except NotFoundError as error:
            warn(str(error))
        except DeniedError as error:
            self._refused += 1
            warn(f"{label}: {error}")

    async def _with_refusals(self, lines: Stream) -> Stream:
        """The lines of several logs, to the end of all that may be read.

        Raises DeniedError behind the last one where others may not be: what was printed is not
        what was asked for.
        """
        async for some in lines:
            yield some
        if self._refused:
            refused = count_text(self._refused, "log")
            raise DeniedError(
                f"{refused} of {len(self._labels)} may not be read: not all was printed."
            )

    def _own(self, subject: Subject, log: LogPlace) -> Stream:
        """The lines that a subject wrote itself."""
        return self._lines(subject, log, own_end)

    async def _worker(self, subject: Subject, log: LogPlace) -> Stream:
        """What the worker of a subject wrote meanwhile, as one reads it where it is read."""
        is_read = self._wanted.output != EXACT
        async for lines in self._lines(subject, log, _worker_end):
            if is_read:
                yield [line._replace(message=readable(line.message)) for line in lines]
            else:
                yield lines

    def _lines(
        self, subject: Subject, log: LogPlace, end_of: Callable[[Subject], int | None]
    ) -> Stream:
        since, until = self._wanted.since, self._wanted.until
        if since is not None:
            log = replace(log, start=max(since, log.start or 0))
        if until is not None:
            log = replace(log, end=until if log.end is None else min(until, log.end))
        if log.start is not None and log.end is not None and log.start >= log.end:
            return _nothing()  # the service calls such a pair of times a mistake
        if self._wanted.follow:
            return follow(self._source, log, subject, end_of=end_of, rest=self._rest)
        return read(self._source, log, until=self._until)


async def _nothing() -> Stream:
    """The lines of a log of which none are wanted."""
    for lines in list[Sequence[LogLine]]():
        yield lines


def _not_begun(level: Level) -> NotFoundError:
    return NotFoundError(f"No worker has begun on this {level.noun}, so it has no log yet.")


def _label(subject: Subject) -> str:
    return plain(short_id(subject.item[subject.place.level.key]))


def _start(session: Item) -> float:
    return seconds(session.get("startedAt")) or 0.0


def _worker_end(subject: Subject) -> int | None:
    """When a worker's log has nothing more to tell of a subject."""
    _, member = subject.place.level.span
    end = subject.item.get(member)
    return milliseconds(end) + MARGIN if subject.has_ended and end is not None else None
