"""`farmtop ls`: the items of one level, page by page as they come."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from app.aws.api import Api
from app.aws.cloud import Cloud
from app.aws.pages import pages
from app.config import Settings
from app.headless.formats import FORMATS
from app.headless.output import warn
from app.headless.patience import Patient
from app.headless.scope import listed_place
from app.resources.level import Item, Level, Place


async def ls(settings: Settings, level: Level, given: Mapping[str, str | None], form: str) -> None:
    """Write the items of `level` within the ids `given`, by the levels' keys.

    `form` is one of `FORMATS`. Raises FarmtopError.
    """
    async with Cloud.open(settings) as cloud:
        place = listed_place(level, given, cloud.defaults)
        show = FORMATS[form](level)
        count = 0
        async with aclosing(items_of(Patient(cloud), place)) as batches:
            async for items in batches:
                count += len(items)
                show(items)
    if not count:
        warn(f"There are no {level.noun}s.")


async def items_of(api: Api, place: Place) -> AsyncGenerator[list[Item], None]:
    """The items of `place` as pages bring them, with their details where columns need those.

    Raises FarmtopError.
    """
    async for page in pages(api, place):
        yield await _detailed(api, place, list(page.items))


async def _detailed(api: Api, place: Place, items: list[Item]) -> list[Item]:
    """The items, with what the batch get tells beyond the listing."""
    level, batch = place.level, place.level.details
    if batch is None or not batch.enriches or not items:
        return items
    identifiers = [batch.identifier(place.path, level.key, item[level.key]) for item in items]
    answer = await api.call(level.service, batch.operation, {"identifiers": identifiers})
    told = {item[level.key]: item for item in answer[batch.result]}
    for error in answer.get("errors", ()):
        what = f"{error.get('code')}: {error.get('message')}"
        warn(f"There are no details of {error.get(level.key)}. {what}")
    return [{**item, **told.get(item[level.key], {})} for item in items]
