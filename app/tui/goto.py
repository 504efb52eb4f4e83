"""Where `:` leads: to a level by its name, or to a thing by its id."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.aws.api import Api
from app.aws.items import get_item
from app.aws.pages import pages
from app.aws.priority import Priority, asking
from app.errors import DeniedError, InvalidError, NotFoundError, UsageError
from app.resources import LEVELS, ancestry, children, opened
from app.resources.level import Item, Level, Path, Place

ID = re.compile(r"(?P<prefix>[a-z]+)-[0-9a-f]{32}(?:-\d+)?")
"""An id of Deadline Cloud; the prefix tells its kind."""

_IDENTIFIED = tuple(one for one in LEVELS.values() if one.get and one.id_prefix)
"""The levels whose items are found by their id alone."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to go to."""

    place: Place
    select: str | None = None
    """The row to select there."""
    item: Item | None = None
    """The item of the place whose log to open, where that is what the id leads to."""
    passed: tuple[tuple[Level, Item], ...] = ()
    """What was found on the way, so that the breadcrumbs can name it."""


def suggestions() -> list[str]:
    """What can be completed."""
    return list(LEVELS)


async def destination(api: Api, text: str, here: Place, selected: str | None) -> Destination:
    """Where `text` leads from `here`, with the row `selected` there.

    Raises UsageError where it cannot be understood, and what the calls raise.
    """
    wanted = text.strip().lower()
    if found := ID.fullmatch(wanted):
        with asking(Priority.ASKED):
            return await _thing(api, found["prefix"], wanted, here.path)
    names = [name for name in LEVELS if name.startswith(wanted)] if wanted else []
    if not names:
        raise UsageError(
            f"{text.strip()!r} is no level and no id.", f"Levels: {', '.join(LEVELS)}."
        )
    return _level(LEVELS[wanted if wanted in names else names[0]], here, selected)


def _level(level: Level, here: Place, selected: str | None) -> Destination:
    if level is here.level:
        return Destination(here, select=selected)
    if level in ancestry(here.level):
        above = [one.key for one in ancestry(level)]
        return Destination(
            Place(level, {key: here.path[key] for key in above}), select=here.path.get(level.key)
        )
    if level.parent is None:
        return Destination(Place(level))
    if level in children(here.level) and selected is not None:
        return Destination(here.below(selected, level))
    parent = LEVELS[level.parent or here.level.name].noun
    raise UsageError(f"To see {level.name}, open a {parent} first.")


async def _thing(api: Api, prefix: str, key: str, path: Path) -> Destination:
    level = next((one for one in _IDENTIFIED if one.id_prefix == prefix), None)
    if level is None:
        kinds = ", ".join(dict.fromkeys(one.id_prefix for one in _IDENTIFIED))
        raise UsageError(f"{prefix!r} ids lead nowhere yet.", f"These do: {kinds}.")
    denied: DeniedError | None = None
    async for candidate, passed in _candidates(api, level, path):
        try:
            item = await get_item(api, Place(level, candidate), key)
        except (NotFoundError, InvalidError):
            continue
        except DeniedError as error:
            denied = error
            continue
        above = {one.key: candidate.get(one.key) or item[one.key] for one in ancestry(level)}
        place = Place(level, above)
        if (there := opened(place, key, item)) is not None:
            return Destination(there, passed=(*passed, (level, item)))
        return Destination(place, item=item, passed=passed)
    if denied is not None:
        raise denied
    raise NotFoundError(f"There is no {level.noun} {key} on the farms that you can see.")


async def _candidates(
    api: Api, level: Level, path: Path
) -> AsyncIterator[tuple[Path, tuple[tuple[Level, Item], ...]]]:
    """The paths under which an item of `level` may be: here first, then all farms and queues."""
    if all(name in path for name in level.within):
        yield {name: path[name] for name in level.within}, ()
    searched = [one for one in ancestry(level) if one.key in level.within]
    if any(one.parent not in {None, "farms"} for one in searched):
        if not all(name in path for name in level.within):
            raise UsageError(f"To find a {level.noun} by its id, open its job first.")
        return
    async for found in _walk(api, tuple(searched), {}, ()):
        yield found


async def _walk(
    api: Api, levels: tuple[Level, ...], path: Path, passed: tuple[tuple[Level, Item], ...]
) -> AsyncIterator[tuple[Path, tuple[tuple[Level, Item], ...]]]:
    """Every path through `levels` below `path`."""
    if not levels:
        yield path, passed
        return
    level, *below = levels
    async for page in pages(api, Place(level, path)):
        for item in page.items:
            inner = {**path, level.key: item[level.key]}
            async for found in _walk(api, tuple(below), inner, (*passed, (level, item))):
                yield found
