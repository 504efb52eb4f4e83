"""`farmtop ls`: the items of one level, page by page as they come."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from msgspec.structs import replace

from app.aws.api import Api
from app.aws.connection.cloud import Cloud
from app.aws.finding.elsewhere import minding_region
from app.aws.profiles.deadline_config import Defaults
from app.aws.reading.details import Unfound, ask_details
from app.aws.reading.name_book import NameBook
from app.aws.reading.pages import Page, pages
from app.aws.searches import LAST_OFFSET, searched
from app.config import Settings
from app.errors import DeniedError
from app.headless.addressed import place_within, together
from app.headless.extent import Extent
from app.headless.formats import FORMATS, Show
from app.headless.output import warn
from app.headless.patience import Patient
from app.headless.scope import listed_address, listed_place
from app.headless.table import whole_id
from app.resources import ancestry
from app.resources.level import Item, Level, Place
from app.resources.query import EVERYTHING
from app.view import count_text


@dataclass(frozen=True, slots=True)
class Listed:
    """What was listed in the end."""

    count: int
    """How many items."""
    has_more: bool
    """Whether there are others, or may be."""
    total: int | None
    """How many there are, as `Page` tells it."""
    without_names: DeniedError | None = None
    """Why ids stand for names, where the caller may not see these."""


async def ls(
    settings: Settings,
    level: Level,
    given: Mapping[str, str | None],
    form: str,
    extent: Extent,
    *,
    address: str | None = None,
) -> None:
    """Write the items of `level` within what the address or the ids `given` lead to.

    The ids are by the levels' keys; `form` is one of `FORMATS`. Raises FarmtopError.
    """
    async with Cloud.open(settings) as cloud:
        api = Patient(cloud)
        with minding_region(address or "", cloud.region_of):
            place = await _place(api, level, given, address, cloud.defaults)
        listed = await show_items(api, place, extent, FORMATS[form](_with_left_out(place)))
    if message := about(place, listed, extent):
        warn(message)
    if listed.without_names is not None:
        warn(f"Ids stand for names. {listed.without_names}")


async def _place(
    api: Api,
    level: Level,
    given: Mapping[str, str | None],
    address: str | None,
    defaults: Defaults,
) -> Place:
    """The place that the address and the ids lead to; what they leave out is looked for."""
    if address is not None:
        flagged = [one for one in ancestry(level) if given.get(one.key)]
        whole = together(address, flagged, given, defaults)
        return await place_within(api, level, whole, defaults)
    if told := listed_address(level, given, defaults):
        return await place_within(api, level, told, defaults)
    return listed_place(level, given, defaults)


def _with_left_out(place: Place) -> Level:
    """The level of a place, with columns for the ids that lead there and were left out."""
    left_out = (one for one in ancestry(place.level) if one.key not in place.path)
    fields = [whole_id(one, one.noun.upper()) for one in left_out]
    return replace(place.level, fields=(*fields, *place.level.fields))


async def show_items(api: Api, place: Place, extent: Extent, show: Show) -> Listed:
    """Show the items of `place` as pages bring them, with the details that columns need.

    No page is asked for that is not shown. Raises FarmtopError.
    """
    count, page, names = 0, Page((), last=False), NameBook()
    refusal: DeniedError | None = None
    found = pages(api, place, extent.query)
    async with aclosing(found if extent.limit is not None else ahead(found)) as coming:
        async for page in coming:
            left = None if extent.limit is None else extent.limit - count
            items = list(page.items[:left])
            show(await _named(api, place, await _detailed(api, place, items), names))
            refusal = refusal or names.refusal(place, items)
            count += len(items)
            if count == extent.limit:
                break
    has_more = count == extent.limit and (not page.last or len(items) < len(page.items))
    return Listed(count, has_more, page.total, refusal)


async def ahead(found: AsyncGenerator[Page, None]) -> AsyncGenerator[Page, None]:
    """The same pages, each asked for while the one before is dealt with."""
    async with aclosing(found):
        coming = asyncio.ensure_future(anext(found, None))
        try:
            while (page := await coming) is not None:
                coming = asyncio.ensure_future(anext(found, None))
                yield page
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


def about(place: Place, listed: Listed, extent: Extent) -> str:
    """What is to be said of a list beside its items; empty where nothing is."""
    level, total = place.level, listed.total
    count = count_text(listed.count, level.noun)
    if not listed.count:
        such = " such" if extent.query and extent.query.filters else ""
        return f"There are no{such} {level.noun}s."
    if listed.has_more and total is None:
        return f"These are the first {count}; --all lists any others, too."
    if listed.has_more:
        more = " or more" if total == LAST_OFFSET else ""
        return f"These are {listed.count:,} of {total:,} {level.noun}s{more}; --all lists them all."
    query = extent.query or EVERYTHING
    if total != LAST_OFFSET or query.is_by_creation(searched(place)):
        return ""
    if not EVERYTHING.is_by_creation(searched(place)):
        return f"The service tells no more than {count}."
    return f"The service tells no more than {count} in this order; without --sort it goes on."


async def _detailed(api: Api, place: Place, items: list[Item]) -> list[Item]:
    """The items, with what is told beyond the listing."""
    level = place.level
    if level.details is None or not level.details.enriches or not items:
        return items
    details, onwards = dict[str, Item](), None
    while True:
        told = await ask_details(api, place, items, onwards)
        details |= told.items
        onwards = told.onwards
        for error in told.errors:
            what = f"{error.get('code')}: {error.get('message')}"
            warn(f"There are no details of {error.get(level.key)}. {what}")
        if len(details) == len(items) or not isinstance(onwards, Unfound):
            break
    return [{**item, **details.get(item[level.key], {})} for item in items]


async def _named(api: Api, place: Place, items: list[Item], names: NameBook) -> list[Item]:
    """The items, with the names of what they tell the ids of."""
    if not place.level.names:
        return items
    await names.ask(api, place, items)
    return [{**item, **names.told(place.level, item)} for item in items]
