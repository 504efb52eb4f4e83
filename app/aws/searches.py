"""One page of a search, from wherever it is wanted."""

from datetime import datetime

from msgspec import Struct

from app.aws.api import Api
from app.errors import DeniedError, FarmtopError, InvalidError
from app.resources.level import Item, Place
from app.resources.listing import Search
from app.resources.query import Query
from app.resources.terms import among

PAGE_SIZE = 100
"""The most that a List or a Search operation of Deadline Cloud gives in one answer, and a batch get
is asked for."""

SEARCHED_TOGETHER = 10
"""The most queues or fleets that one Search operation takes."""

LAST_OFFSET = 10_000
"""Search operations take no `itemOffset` above this, and count no further in `totalResults`."""

LAST_PAGE = LAST_OFFSET - PAGE_SIZE
"""The last offset at which a whole page begins."""


class Found(Struct, frozen=True):
    """One answer of a Search operation."""

    items: tuple[Item, ...]
    total: int
    """How many there are, counted to 10,000."""
    next_offset: int | None
    """Where the search itself would go on."""


def searched(place: Place) -> Search:
    """What the level of a place can do as a search; it has to be one."""
    search = place.level.listing.search
    if search is None:
        raise TypeError(f"{place.level.name} cannot be searched")
    return search


async def has_uncounted(api: Api, place: Place, query: Query, key: str) -> bool:
    """Whether a search can have more than the 10,000 that it counts.

    It is made without one of its items, by its key: 10,000 are left only where there were more.
    Raises the errors of `app.errors`.
    """
    others = among(searched(place).ids, [key], negated=True)
    try:
        found = await find(api, place, query.also(others))
    except InvalidError:  # the service does not take the field
        return True
    return found.total >= LAST_OFFSET


async def find(
    api: Api, place: Place, query: Query, offset: int = 0, beyond: datetime | None = None
) -> Found:
    """The page that begins at `offset`, of the items whose time is `beyond` or further on.

    That is the time by which they are sorted.

    Raises the errors of `app.errors`; InvalidError where the service does not take a field.
    """
    listing = place.level.listing
    request = {
        **listing.request(place.path),
        **query.request(searched(place), place.path, beyond),
        "pageSize": PAGE_SIZE,
        "itemOffset": offset,
    }
    answer = await api.call(place.level.service, listing.operation, request)
    return Found(
        tuple(answer[listing.result]), answer["totalResults"], answer.get("nextItemOffset")
    )


def refused_both(searching: FarmtopError, listing: FarmtopError) -> FarmtopError:
    """What is told where the service neither searches nor lists the same: why, of either.

    What helps against the first comes first, for a search can do more.
    """
    is_denied = isinstance(searching, DeniedError) or isinstance(listing, DeniedError)
    remedy = searching.remedy or listing.remedy
    kind = DeniedError if is_denied else InvalidError
    return kind(f"{searching.what} {listing.what}", remedy)
