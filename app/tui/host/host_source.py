"""Where the log of a worker is, and which part of it tells of the time that is asked about."""

from dataclasses import dataclass, replace

from app.aws.api import Api
from app.aws.reading.following import follow
from app.errors import NotFoundError
from app.logs.following.tail import Tail
from app.logs.places.locate import locate
from app.logs.places.subject import Subject as LogSubject
from app.logs.places.subject import newest
from app.logs.places.worker_place import MARGIN
from app.resources.fields import seconds
from app.resources.level import Item, Place
from app.resources.links import WORKER
from app.resources.running import sessions_of
from app.resources.sessions import SESSIONS
from app.resources.workers import WORKERS, log_place
from app.timeline import Subject, subject_about
from app.tui.connection.link import Link

RECENT = 900.0
"""Seconds for which what has ended is still shown among what goes on now."""


@dataclass(frozen=True, slots=True)
class HostSource:
    """The machine of a worker: of now, or of the time around a moment."""

    place: Place
    """Where the worker is listed."""
    item: Item
    """The worker, of which its id is enough; a session tells of its machine besides."""
    moment: float | None = None
    """What to look at, in seconds since the epoch; None is now."""
    until: float | None = None
    """Where its log is read from, back; None is where it grows."""

    session: Subject | None = None
    """What it is known to have run: it has left a log then, also where the worker is no more."""

    @property
    def key(self) -> str:
        """The worker's id."""
        return str(self.item[WORKERS.key])


@dataclass(frozen=True, slots=True)
class HostLog:
    """The log that tells of a machine, as `LogFinder` looks for it."""

    source: HostSource
    link: Link

    async def find(self) -> Tail:
        """The log, as it was written. Raises FarmtopError; NotFoundError where there is none."""
        source, service = self.source, await self.link.service()
        try:
            found = await locate(service, LogSubject(source.place, source.item))
        except NotFoundError:
            if source.session is None:
                raise
            found = log_place(source.place.path, source.item)
        end = None if source.until is None else int(source.until * 1000)
        return (await self.link.tails()).open(replace(found, end=end))


async def host_of(link: Link, place: Place, item: Item, moment: float | None = None) -> HostSource:
    """The machine of an item: a worker's own, or that of the worker which ran it, at its end.

    Of an item with sessions the newest one tells that runs, or else the newest of all. Raises
    FarmtopError; NotFoundError where the item has no worker.
    """
    if place.level is WORKERS:
        return HostSource(place, item, moment)
    service = await link.service()
    place, item = await _ran_by_one(service, place, item)
    there, key = await follow(service, place, item, WORKER)
    _, member = place.level.span
    ended = seconds(item.get(member)) if place.level.ended(item) else None
    is_past = ended is not None and link.clock() - ended >= RECENT
    about = subject_about(place, item)
    machine = {"hostProperties": item["hostProperties"]} if "hostProperties" in item else {}
    return HostSource(
        there,
        {WORKERS.key: key, **machine},
        moment=moment or ended,
        until=ended + MARGIN / 1000 if ended is not None and is_past else None,
        session=None if about is None else about[0],
    )


async def _ran_by_one(api: Api, place: Place, item: Item) -> tuple[Place, Item]:
    """The item itself, or the session of it that tells: several workers may have run it."""
    if sessions_of(place.level) is not SESSIONS:
        return place, item
    sessions = place.below(item[place.level.key], SESSIONS)
    if (session := await newest(api, sessions)) is None:
        raise NotFoundError(f"No worker has begun on this {place.level.noun}.")
    return sessions, session
