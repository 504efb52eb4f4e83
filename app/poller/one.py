"""Keeping one item fresh until it has ended."""

import asyncio
from collections.abc import AsyncGenerator

from app.aws.api import Api
from app.aws.pacing.backoff import Backoff
from app.aws.reading.items import get_item
from app.errors import FarmtopError, NotFoundError
from app.resources.level import Item, Place

INTERVAL = 5.0
"""Seconds between two looks at an item."""


async def until_ended(
    api: Api, place: Place, item: Item, *, interval: float = INTERVAL
) -> AsyncGenerator[Item, None]:
    """The item, then what its Get operation says of it from time to time, until it has ended or
    is gone.

    Never raises FarmtopError: a look that fails is made again after a backoff.
    """
    level, backoff = place.level, Backoff()
    while True:
        yield item
        if level.ended(item):
            return
        await asyncio.sleep(interval)
        try:
            item = await get_item(api, place, item[level.key], item)
        except NotFoundError:
            return
        except FarmtopError as error:
            await asyncio.sleep(backoff.next(error.retry_after))
        else:
            backoff.reset()
