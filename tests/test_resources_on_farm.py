"""Every level is listed on the embedded farm, and each of its items makes a row and can be got."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from app.aws.details import ask_details
from app.aws.items import get_item
from app.aws.name_book import NameBook
from app.aws.pages import pages
from app.resources import LEVELS
from app.resources.level import Item, Level, Place
from tests.world_service import WorldService


async def first_page(service: WorldService, place: Place) -> tuple[Item, ...]:
    async with aclosing(pages(service, place)) as coming:
        return (await anext(coming)).items


async def places(service: WorldService, level: Level) -> AsyncIterator[Place]:
    """Where the items of a level are listed, as far as first pages lead there."""
    if level.parent is None:
        yield Place(level)
        return
    above = LEVELS[level.parent]
    async for place in places(service, above):
        for item in await first_page(service, place):
            yield place.below(item[above.key], level)


async def listed(service: WorldService, level: Level) -> tuple[Place, tuple[Item, ...]]:
    """The first place of a level at which anything is listed."""
    async for place in places(service, level):
        if items := await first_page(service, place):
            return place, items
    raise LookupError(f"the farm has no {level.name}")


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
async def test_a_level_is_listed_and_its_items_can_be_got(
    service: WorldService, level: Level
) -> None:
    place, items = await listed(service, level)
    keys = [item[level.key] for item in items]
    told = await ask_details(service, place, items[:100])
    assert not told.errors
    assert set(told.items) == (set(keys[:100]) if level.details is not None else set())
    names = NameBook()
    await names.ask(service, place, items[:100])
    for item in items:
        named = names.told(level, item)
        assert set(named) == {how.member for how in level.names if how.id_in(item)}
        row = level.row({**item, **told.items.get(item[level.key], {}), **named})
        assert row.key == item[level.key]
    got = await get_item(service, place, keys[0], items[0])
    assert got[level.key] == keys[0]
    assert level.row(got).key == keys[0]
