"""Which log stream tells about a subject, and which part of it."""

from dataclasses import replace

from app.aws.api import Api
from app.aws.items import get_item
from app.errors import NotFoundError
from app.logs.subject import Subject, owns_stream
from app.resources import LEVELS
from app.resources.fields import milliseconds
from app.resources.level import Place
from app.resources.log_place import LogPlace
from app.view import plain


async def locate(api: Api, subject: Subject) -> LogPlace:
    """The log of a subject: its own stream, or its part of the stream of an ancestor.

    Raises FarmtopError; NotFoundError where there is no log, or none yet.
    """
    level, path = subject.place.level, subject.place.path
    if owns_stream(level):
        return await _stream(api, subject.place, subject.item[level.key])
    if level.log is None:
        raise TypeError(f"{level.name} is declared to have no log")
    owner = LEVELS[level.log.owner]
    above = Place(owner, {name: path[name] for name in (*owner.within, owner.key)})
    return _part(await _stream(api, above, path[owner.key]), subject)


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


def _part(log: LogPlace, subject: Subject) -> LogPlace:
    """The part of a stream that was written while the subject ran.

    No line names the item that wrote it: its times say which lines are its own, cut to
    milliseconds as CloudWatch's are.
    """
    level = subject.place.level
    start, _ = level.span
    began = subject.item.get(start)
    if began is None:
        raise NotFoundError(f"This {level.noun} has not started, so it has no log yet.")
    return replace(log, start=milliseconds(began), end=subject.last)
