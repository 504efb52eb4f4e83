"""`farmtop logs`: the log of a session, or of what a session does, from its beginning on."""

import time
from collections.abc import Mapping
from dataclasses import replace

from app.aws.api import Api
from app.aws.cloud import Cloud
from app.aws.pages import pages
from app.config import Settings
from app.errors import NotFoundError, UsageError
from app.headless.follow import Subject, follow, read
from app.headless.log_printing import LOG_FORMATS
from app.headless.patience import Patient
from app.headless.scope import read_place
from app.logs.locate import locate
from app.resources import LEVELS
from app.resources.level import Item, Place
from app.resources.log_place import LogPlace


async def logs(
    settings: Settings,
    given: Mapping[str, str | None],
    *,
    following: bool,
    since: int | None,
    form: str,
) -> None:
    """Write the log that the ids `given` lead to, up to its end or as it grows.

    `since` is in milliseconds since the epoch; `form` is one of `LOG_FORMATS`. Raises
    FarmtopError.
    """
    async with Cloud.open(settings) as cloud:
        begun = time.time()
        place, key = read_place(given, cloud.defaults)
        api = Patient(cloud)
        subject = await _subject(api, place, key)
        log = _from(await locate(api, subject.place, subject.item), since)
        if following:
            lines = follow(Patient(cloud, tries=None), log, subject)
        else:
            lines = read(api, log, until=int(begun * 1000))
        async for some in lines:
            LOG_FORMATS[form](some)


async def _subject(api: Api, place: Place, key: str) -> Subject:
    """The item whose log is meant; for a job, its newest session."""
    level = place.level
    item = await api.call(level.service, level.get, level.get_request(place.path, key))
    if level.log is not None and LEVELS[level.log.owner].parent == level.name:
        child = place.below(key, LEVELS[level.log.owner])
        return Subject(child, await _newest(api, child, level.noun))
    return Subject(Place(level, _whole_path(place, item)), item)


def _whole_path(place: Place, item: Item) -> dict[str, str]:
    """The path with what the item itself tells of it: an action names its session."""
    path = dict(place.path)
    for level in LEVELS.values():
        told = item.get(level.key)
        if level is place.level or not told:
            continue
        if path.setdefault(level.key, told) != told:
            raise UsageError(f"That {place.level.noun} is not one of this {level.noun}.")
    return path


async def _newest(api: Api, place: Place, noun: str) -> Item:
    """The newest item that has not ended, or else the newest of all."""
    start, _ = place.level.span
    best: tuple[tuple[bool, float, str], Item] | None = None
    async for page in pages(api, place):
        for item in page.items:
            began = item[start].timestamp() if item.get(start) else 0.0
            rank = (not place.level.ended(item), began, item[place.level.key])
            if best is None or rank > best[0]:
                best = rank, item
    if best is None:
        raise NotFoundError(f"No worker has begun on this {noun}, so it has no log yet.")
    return best[1]


def _from(log: LogPlace, since: int | None) -> LogPlace:
    return log if since is None else replace(log, start=max(since, log.start or 0))
