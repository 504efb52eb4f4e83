"""Where an item stands in a search, without all that stand before it."""

from datetime import datetime

from msgspec import Struct

from app.aws.api import Api
from app.aws.reading.items import get_item
from app.aws.searches import LAST_OFFSET, find
from app.resources.level import Place
from app.resources.query import Query, created_after


class Standing(Struct, frozen=True):
    """Where an item stands among all of a place, the newest first."""

    created: datetime
    place: int | None
    """None where that is further than a search counts."""


async def standing(api: Api, place: Place, key: str) -> Standing:
    """Where an item of `place` stands; it costs two calls.

    Items that were created at the same moment stand in any order. Raises the errors of
    `app.errors`; NotFoundError where there is none.
    """
    item = await get_item(api, place, key)
    created: datetime = item["createdAt"]
    newer = await find(api, place, Query(filters=(created_after(created),)))
    return Standing(created, newer.total if newer.total < LAST_OFFSET else None)
