"""What is told of items beyond what a list says, for as many of them at once as can be."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from msgspec import Struct

from app.aws.api import Api
from app.aws.pages import list_page, pages
from app.resources import place_among
from app.resources.level import Batch, Counterpart, Item, Level, Names, Path, Place, Rollup

DENIED = "AccessDeniedException"
"""How a batch says that one may not see an item."""

MOST_PAGES = 10
"""Calls that are made at most to learn what belongs to the items of a place."""


class Details(Struct, frozen=True):
    """What was told of some items."""

    items: Mapping[str, Item]
    """By key."""
    errors: Sequence[Mapping[str, Any]] = ()
    """Of whom nothing was told: each has the item's key, a code and a message."""
    token: str | None = None
    """What leads to the next page of those that tell more; None after the last."""


async def ask_details(
    api: Api, place: Place, items: Sequence[Item], token: str | None = None
) -> Details:
    """The details of up to 100 items of a place, or as many as the page tells of a `token`.

    Raises the errors of `app.errors`.
    """
    how = place.level.details
    keys = [item[place.level.key] for item in items]
    if isinstance(how, Batch):
        return await batch_get(api, place.level, [(place.path, key) for key in keys])
    if isinstance(how, Rollup):
        return await _rolled_up(api, place, how, keys)
    if isinstance(how, Counterpart):
        return await _of_counterparts(api, place, how, keys, token)
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


async def _rolled_up(api: Api, place: Place, how: Rollup, keys: Sequence[str]) -> Details:
    key = place.level.key
    every, is_whole = await _all(api, Place(how.of, place.path))
    owned: dict[str, list[Item]] = {one: [] for one in keys}
    for item in every:
        if item[key] in owned:
            owned[item[key]].append(item)
    told = {one: {key: one, **how.digest(items, is_whole)} for one, items in owned.items()}
    return Details(told)


async def _of_counterparts(
    api: Api, place: Place, how: Counterpart, keys: Sequence[str], token: str | None
) -> Details:
    key = how.of.key
    page = await list_page(api, place_among(how.of, place.path), token)
    others = {item[key]: item for item in page.items}
    told = {
        one: {name: others[one][name] for name in how.members if name in others[one]}
        for one in others.keys() & set(keys)
    }
    is_whole = page.last and token is None
    # Of what is on another page that one tells.
    told_of = keys if is_whole else tuple(told)
    return Details({one: {key: one, **told.get(one, {})} for one in told_of}, token=page.token)


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
