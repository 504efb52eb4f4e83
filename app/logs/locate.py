"""Which log stream tells about an item, and which part of it."""

from app.aws.api import Api
from app.aws.pages import pages
from app.errors import NotFoundError
from app.resources import LEVELS, ancestry
from app.resources.fields import milliseconds
from app.resources.level import Item, Level, Place
from app.resources.log_place import LogPlace
from app.view import plain


def is_part(level: Level) -> bool:
    """Whether the log of an item is a part of the stream that belongs to one of its ancestors."""
    return level.log is not None and LEVELS[level.log.owner] in ancestry(level)


def owns_log(level: Level) -> bool:
    """Whether each item has a stream of its own."""
    return level.log is not None and LEVELS[level.log.owner] is level


async def locate(api: Api, place: Place, item: Item) -> LogPlace:
    """The log of `item`, which is one of the items at `place`.

    An item that owns no stream is told about by the level that its declaration names: by an
    ancestor's stream, cut to the time of the item, or by that of its newest running child.
    Raises FarmtopError; NotFoundError where there is no log, or none yet.
    """
    level = place.level
    if level.log is None:
        raise NotFoundError(f"A {level.noun} has no log.", "Open a job, a session or an action.")
    owner = LEVELS[level.log.owner]
    if owns_log(level):
        return await _own(api, place, item[level.key])
    if is_part(level):
        above = Place(owner, {name: place.path[name] for name in (*owner.within, owner.key)})
        return _cut(await _own(api, above, place.path[owner.key]), level, item)
    child = place.below(item[level.key], owner)
    return await _own(api, child, await _newest(api, child, level.noun))


async def _own(api: Api, place: Place, key: str) -> LogPlace:
    level = place.level
    if level.log is None or level.log.place is None:
        raise TypeError(f"{level.name} is declared to own a log, but not where it is")
    item = await api.call(level.service, level.get, level.get_request(place.path, key))
    if error := (item.get("log") or {}).get("error"):
        raise NotFoundError(
            f"The service could not set up the log of this {level.noun}: {plain(str(error))}.",
            "Check the log group and the role of the queue.",
        )
    return level.log.place(place.path, item)


def _cut(log: LogPlace, level: Level, item: Item) -> LogPlace:
    """The part of a stream that was written while `item` ran.

    No line names the item that wrote it. Times are cut to milliseconds, and the last line may
    share its millisecond with the end, so the end is one more.
    """
    start, end = (item.get(member) for member in level.span)
    if start is None:
        raise NotFoundError(f"This {level.noun} has not started, so it has no log yet.")
    return LogPlace(
        group=log.group,
        stream=log.stream,
        role=log.role,
        start=milliseconds(start),
        end=None if end is None else milliseconds(end) + 1,
    )


async def _newest(api: Api, place: Place, noun: str) -> str:
    """The key of the newest item that has not ended, or else of the newest of all."""
    start, _ = place.level.span
    best: tuple[bool, float, str] | None = None
    async for page in pages(api, place):
        for item in page.items:
            began = item[start].timestamp() if item.get(start) else 0.0
            rank = (not place.level.ended(item), began, item[place.level.key])
            best = rank if best is None else max(best, rank)
    if best is None:
        raise NotFoundError(f"No worker has begun on this {noun}, so it has no log yet.")
    return best[2]
