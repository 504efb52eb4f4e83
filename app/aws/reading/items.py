"""Everything about one item of a level."""

from collections.abc import Mapping
from contextlib import aclosing
from types import MappingProxyType
from typing import Any

from app.aws.api import Api
from app.aws.reading.details import ask_owner, roll_up
from app.aws.reading.pages import pages
from app.errors import NotFoundError
from app.resources.level import Item, Place, Rollup

_NOTHING: Mapping[str, Any] = MappingProxyType({})


async def get_item(api: Api, place: Place, key: str, known: Item = _NOTHING) -> Item:
    """What is known of an item and, where anything tells everything about one, that as well.

    Raises the errors of `app.errors`.
    """
    level = place.level
    if isinstance(level.details, Rollup):
        return await _from_below(api, place, level.details, key, known)
    if level.relisted:
        return {**known, **await _from_list(api, place, key)}
    if level.get is None:
        return known
    request = level.get_request({**known, **place.path}, key)
    return {**known, **await api.call(level.service, level.get, request)}


async def _from_below(api: Api, place: Place, how: Rollup, key: str, known: Item) -> Item:
    """The item by what belongs to it, and by the one that it belongs to itself."""
    told = await roll_up(api, place, how, key)
    owner = await ask_owner(api, place)
    members = {name: value for name, value in known.items() if name not in how.members}
    return how.settled({**members, place.level.key: key, **told}, owner)


async def _from_list(api: Api, place: Place, key: str) -> Item:
    """The item as a list says it is, the first page that has it."""
    level = place.level
    async with aclosing(pages(api, place)) as coming:
        async for page in coming:
            for item in page.items:
                if item[level.key] == key:
                    return item
    raise NotFoundError(f"There is no {level.noun} {key} any more.")
