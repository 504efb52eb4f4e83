"""`farmtop logs`: the log of a session, or of what a session does, from its beginning on."""

import time
from collections.abc import Mapping
from dataclasses import replace

from app.aws.api import Api
from app.aws.cloud import Cloud
from app.config import Settings
from app.errors import UsageError
from app.headless.follow import follow, read
from app.headless.log_printing import LOG_FORMATS
from app.headless.patience import Patient
from app.headless.scope import read_place
from app.logs.locate import locate
from app.logs.subject import Subject, subject_of
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
        log = _from(await locate(api, subject), since)
        if following:
            lines = follow(Patient(cloud, tries=None), log, subject)
        else:
            lines = read(api, log, until=int(begun * 1000))
        async for some in lines:
            LOG_FORMATS[form](some)


async def _subject(api: Api, place: Place, key: str) -> Subject:
    """What the log is about that the ids lead to."""
    level = place.level
    item = await api.call(level.service, level.get, level.get_request(place.path, key))
    return await subject_of(api, Place(level, _whole_path(place, item)), item)


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


def _from(log: LogPlace, since: int | None) -> LogPlace:
    return log if since is None else replace(log, start=max(since, log.start or 0))
