"""Every level is listed on the embedded farm, and each of its items makes a row and can be got."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest

from app.aws.reading.details import ask_details
from app.aws.reading.items import get_item
from app.aws.reading.name_book import NameBook
from app.aws.reading.pages import pages
from app.aws.searches import find
from app.resources import LEVELS
from app.resources.asking import understood
from app.resources.level import Item, Level, Place
from app.resources.listing import Search
from app.resources.query import Query
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


def orders() -> Iterator[object]:
    """Every column that a search sorts by and that shows a member as it is, both ways."""
    for level in LEVELS.values():
        for column in (level.listing.search or Search("")).sorts:
            if column not in {"status", "host", "instance"}:
                for reverse in (False, True):
                    yield pytest.param(
                        level, column, reverse, id=f"{level.name}-{column}-{reverse}"
                    )


@pytest.mark.parametrize(("level", "column", "reverse"), orders())
async def test_a_search_sorts_by_a_column_as_the_table_does(
    service: WorldService, level: Level, column: str, reverse: bool
) -> None:
    place, _ = await listed(service, level)
    found = await find(service, place, Query(column, reverse))
    values = [item[column] for item in found.items if item.get(column) is not None]
    is_time = column.endswith("At")  # shown as an age, which rises as time falls
    assert found.items
    assert values == sorted(values, reverse=reverse is not is_time)


@pytest.mark.parametrize(("member", "typed"), [("hostName", 7), ("ec2InstanceType", 3)])
async def test_a_worker_is_found_by_what_stands_in_its_columns(
    service: WorldService, member: str, typed: int
) -> None:
    async for place in places(service, LEVELS["workers"]):
        workers = await first_page(service, place)
        called = [one["hostProperties"].get(member) for one in workers]
        if not (named := next(filter(None, called), "")):
            continue
        asked = understood(named[:typed], place.level.listing.search, 0.0)
        found = await find(service, place, Query(filters=asked.filters))
        assert asked.conditions
        passing = [one["workerId"] for one in workers if asked.holds(one)]
        assert passing
        assert passing == [one["workerId"] for one in found.items]
        return
    raise LookupError(f"no worker has a {member}")


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
