"""Which log stream tells about a subject, and which part of it."""

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.errors import NotFoundError
from app.logs.places.stream_search import search_stream
from app.logs.places.subject import Subject, owns_stream, part_of
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace
from app.view import plain


async def locate(api: Api, subject: Subject) -> LogPlace:
    """The log of a subject: its own stream, or its part of the stream of an ancestor.

    Raises FarmtopError; NotFoundError where there is no log, or none yet.
    """
    level, path = subject.place.level, subject.place.path
    if level.log is not None and level.log.search is not None:
        return await search_stream(api, subject, level.log.search)
    if owns_stream(level):
        return await _stream(api, subject.place, subject.item[level.key])
    if level.log is None:
        raise TypeError(f"{level.name} is declared to have no log")
    owner = LEVELS[level.log.owner]
    above = Place(owner, {name: path[name] for name in (*owner.within, owner.key)})
    return part_of(await _stream(api, above, path[owner.key]), subject)


async def _stream(api: Api, place: Place, key: str) -> LogPlace:
    level = place.level
    if level.log is None or level.log.place is None:
        raise TypeError(f"{level.name} is declared to own a log, but not where it is")
    item = await get_item(api, place, key)
    if error := (item.get("log") or {}).get("error"):
        raise NotFoundError(
            f"The service could not set up the log of this {level.noun}: {plain(str(error))}.",
            "Check the log group, and the role that writes to it.",
        )
    return level.log.place(place.path, item)
