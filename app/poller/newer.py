"""How far a list was pushed down, where so much is new that its newest page holds none of it."""

from collections.abc import Sequence

from app.aws.api import Api
from app.aws.searches import LAST_OFFSET, PAGE_SIZE, Found, find
from app.errors import InvalidError
from app.poller.known import Known
from app.resources.level import Place
from app.resources.query import Query, created_after


async def count_newer(
    api: Api, place: Place, query: Query, newest: Found, *, known: Known, order: Sequence[str]
) -> int:
    """How many items are newer than all that are known, where they fill the newest page at least.

    0 where they do not, and that page tells; and where it cannot be told, since they are more than
    the search counts or the service does not take the filter. Raises the errors of `app.errors`.
    """
    top = next(filter(None, order), None)
    is_known = any(item[place.level.key] in known for item in newest.items)
    if len(newest.items) < PAGE_SIZE or top is None or is_known:
        return 0
    created = known.listed(top).get("createdAt")
    if created is None:
        return 0
    try:
        total = (await find(api, place, query.also(created_after(created)))).total
    except InvalidError:
        return 0
    return total if total < LAST_OFFSET else 0
