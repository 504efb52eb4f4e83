"""What is told of items beyond what a list says, for as many of them at once as can be."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from app.aws.api import Api
from app.aws.reading.pages import list_page, pages
from app.errors import DeniedError
from app.resources import ancestry, place_among
from app.resources.level import Batch, Counterpart, Item, Level, Names, Path, Place, Rollup

DENIED = "AccessDeniedException"
"""How a batch says that one may not see an item."""

MOST_AT_ONCE = 100
"""Items that a batch get takes."""

MOST_PAGES = 10
"""Calls that are made at most to learn what belongs to the items of a place."""

_GOING_ON: Item = MappingProxyType({})
"""What tells of no end."""


class Details(Struct, frozen=True):
    """What was told of some items."""

    items: Mapping[str, Item]
    """By key."""
    errors: Sequence[Mapping[str, Any]] = ()
    """Of whom nothing was told: each has the item's key, a code and a message."""
    onwards: "Onwards | None" = None
    """What the next call for details goes on from, where those are not told all at once."""


class Below(Struct, frozen=True):
    """What was told last of items by what belongs to them, and of what they belong to."""

    told: Mapping[str, Item]
    """By key."""
    is_over: bool
    """Whether all that belongs to them has ended."""
    owner: Item | None
    """What they belong to; None where that may not be seen."""
    is_owner_new: bool
    """Whether that was asked for last."""


class Unfound(Struct, frozen=True):
    """Where to look further for those of whom no page has told so far."""

    token: str
    """That of the next page."""
    keys: frozenset[str]
    """Those that every page so far was asked for."""


Onwards: TypeAlias = Unfound | Below
"""Where the next page is, or what was told in turns."""


async def ask_details(
    api: Api, place: Place, items: Sequence[Item], onwards: Onwards | None = None
) -> Details:
    """The details of up to 100 items of a place, or of some of them where those have pages.

    `onwards` is what the last details of the place had. Raises the errors of `app.errors`;
    InvalidError where a token is not taken any more.
    """
    how = place.level.details
    keys = [item[place.level.key] for item in items]
    if isinstance(how, Batch):
        return await batch_get(api, place.level, [(place.path, key) for key in keys])
    if isinstance(how, Rollup):
        below = onwards if isinstance(onwards, Below) else None
        return await _rolled_up(api, place, how, keys, below)
    if isinstance(how, Counterpart):
        unfound = onwards if isinstance(onwards, Unfound) else None
        return await _of_counterparts(api, place, how, keys, unfound)
    return Details({})


async def ask_named(api: Api, place: Place, how: Names, items: Mapping[str, Item]) -> Details:
    """Things of which up to 100 items of a place tell the ids, by which they are given.

    What is told of may be more than that, and its errors have those ids as the key of its level.
    Raises the errors of `app.errors`.
    """
    level = how.of
    if isinstance(level.details, Batch):
        return await batch_get(
            api, level, [({**place.path, **item}, key) for key, item in items.items()]
        )
    listed, _ = await _all(api, place_among(level, place.path))
    return Details({item[level.key]: item for item in listed})


async def roll_up(api: Api, place: Place, how: Rollup, key: str) -> Item:
    """What all that belongs to one item tells of it. Raises the errors of `app.errors`."""
    items, is_whole = await _all(api, place.below(key, how.of))
    return how.digest(items, is_whole)


async def batch_get(api: Api, level: Level, wanted: Iterable[tuple[Path, str]]) -> Details:
    """What the batch get of a level tells of up to 100 items, each below a path of its own.

    Raises the errors of `app.errors`; TypeError where the level has no such operation.
    """
    batch = level.details
    if not isinstance(batch, Batch):
        raise TypeError(f"{level.name} cannot be got in batches")
    identifiers = [batch.identifier(path, level.key, key) for path, key in wanted]
    answer = await api.call(level.service, batch.operation, {"identifiers": identifiers})
    told = {item[level.key]: item for item in answer[batch.result]}
    return Details(told, answer.get("errors", ()))


async def batch_get_all(
    api: Api, level: Level, wanted: Sequence[tuple[Path, str]]
) -> dict[str, Item]:
    """What the batch get of a level tells of any number of items, by key, a hundred a call.

    Those are left out of which it tells nothing. Raises the errors of `app.errors`.
    """
    told = dict[str, Item]()
    for start in range(0, len(wanted), MOST_AT_ONCE):
        told |= (await batch_get(api, level, wanted[start : start + MOST_AT_ONCE])).items
    return told


async def ask_owner(api: Api, place: Place) -> Item:
    """What is told of the one that the items of a place belong to.

    Raises the errors of `app.errors`; TypeError where nothing tells of a single one.
    """
    *_, above = ancestry(place.level)
    if above.get is None:
        raise TypeError(f"nothing tells of a single {above.noun}")
    request = above.get_request(place.path, place.path[above.key])
    return await api.call(above.service, above.get, request)


async def _rolled_up(
    api: Api, place: Place, how: Rollup, keys: Sequence[str], before: Below | None
) -> Details:
    """What belongs to the items, and in turns with it what they belong to themselves.

    While anything that belongs to them goes on, so does that. Only where nothing is known of it
    yet both are asked for at once.
    """
    if before is not None and before.is_over and not before.is_owner_new:
        below = replace(before, owner=await _owner(api, place), is_owner_new=True)
    else:
        below = await _below(api, place, how, before)
    key, owner = place.level.key, below.owner
    found: dict[str, Item] = {one: {key: one, **below.told.get(one, {})} for one in keys}
    if owner is not None:
        found = {one: how.settled(item, owner) for one, item in found.items()}
    return Details(found, onwards=below)


async def _below(api: Api, place: Place, how: Rollup, before: Below | None) -> Below:
    key = place.level.key
    every, is_whole = await _all(api, Place(how.of, place.path))
    owned: dict[str, list[Item]] = {}
    for item in every:
        owned.setdefault(item[key], []).append(item)
    told = {one: how.digest(items, is_whole) for one, items in owned.items()}
    is_over = all(map(how.of.ended, every))
    if is_over and before is None:
        return Below(told, is_over, await _owner(api, place), is_owner_new=True)
    may_be_seen = before is None or before.owner is not None
    owner = before.owner if before and is_over else _GOING_ON
    # One that may not be seen is not asked for in turns either.
    return Below(told, is_over, owner if may_be_seen else None, is_owner_new=not may_be_seen)


async def _owner(api: Api, place: Place) -> Item | None:
    try:
        return await ask_owner(api, place)
    except DeniedError:  # what belongs to the items is told all the same
        return None


async def _of_counterparts(
    api: Api, place: Place, how: Counterpart, keys: Sequence[str], before: Unfound | None
) -> Details:
    key = how.of.key
    token = None if before is None else before.token
    page = await list_page(api, place_among(how.of, place.path), token)
    others = {item[key]: item for item in page.items}
    told = {
        one: {name: others[one][name] for name in how.members if name in others[one]}
        for one in others.keys() & set(keys)
    }
    # One that was not asked for from the first page on may be on a page that has gone by.
    unfound = (frozenset(keys) if before is None else before.keys & set(keys)) - told.keys()
    told_of = [one for one in keys if one in told or (page.last and one in unfound)]
    onwards = None if page.token is None else Unfound(page.token, unfound)
    return Details({one: {key: one, **told.get(one, {})} for one in told_of}, onwards=onwards)


async def _all(api: Api, place: Place) -> tuple[list[Item], bool]:
    """What is listed, and whether that is all: calls are not made without end."""
    items: list[Item] = []
    async with aclosing(pages(api, place)) as coming:
        number = 0
        async for page in coming:
            items += page.items
            number += 1
            if page.last or number == MOST_PAGES:
                return items, page.last
    return items, True
