"""Pages of a level, whichever way its operation goes on after the first."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

from msgspec import Struct

from app.aws.api import Api
from app.aws.searches import LAST_OFFSET, PAGE_SIZE, Found, find, refused_both, searched
from app.errors import DeniedError, FarmtopError, InvalidError
from app.resources.level import Item, Place
from app.resources.query import Query


class Page(Struct, frozen=True):
    """One answer of a List or Search operation."""

    items: tuple[Item, ...]
    """May be empty although more pages follow."""
    last: bool
    """Whether nothing follows."""
    total: int | None = None
    """How many there are, where the service says so; searches count to 10,000."""
    token: str | None = None
    """What a List operation goes on with."""


async def pages(api: Api, place: Place, query: Query | None = None) -> AsyncGenerator[Page, None]:
    """The pages of `place`, one call each, as they are asked for.

    `query` chooses among the items of a level that can be searched, and keeps its order. Where the
    service refuses to search, all items are listed instead if that is possible. Raises the errors
    of `app.errors`; the generator is then at its end.
    """
    if place.level.listing.search is None:
        follow = _by_token(api, place)
    elif place.unsearched is None or (query is not None and query != Query()):
        follow = _by_offset(api, place, query or Query())
    else:
        follow = _by_either(api, place, place.unsearched)
    async with aclosing(follow):
        async for page in follow:
            yield page


async def _by_either(api: Api, place: Place, unsearched: Place) -> AsyncGenerator[Page, None]:
    """Pages of a search of everything, or of a list where the first one is refused."""
    follow = _by_offset(api, place, Query())
    try:
        first = await anext(follow)
    except (DeniedError, InvalidError) as refusal:
        follow = _by_token(api, unsearched)
        first = await _first_listed(follow, refusal)
    yield first
    async with aclosing(follow):
        async for page in follow:
            yield page


async def _first_listed(follow: AsyncGenerator[Page, None], refusal: FarmtopError) -> Page:
    try:
        return await anext(follow)
    except (DeniedError, InvalidError) as error:
        raise refused_both(refusal, error) from error


async def _by_token(api: Api, place: Place) -> AsyncGenerator[Page, None]:
    page = await list_page(api, place)
    yield page
    while not page.last:
        page = await list_page(api, place, page.token)
        yield page


async def list_page(api: Api, place: Place, token: str | None = None) -> Page:
    """The page of a List operation that a token leads to; the first one without a token.

    Raises the errors of `app.errors`; InvalidError where the token is not taken any more.
    """
    listing = place.level.listing
    request = listing.request(place.path)
    if listing.has_pages:
        request["maxResults"] = PAGE_SIZE
    if token is not None:
        request["nextToken"] = token
    answer = await api.call(place.level.service, listing.operation, request)
    following = answer.get("nextToken")
    return Page(listing.items(answer), last=following is None, token=following)


async def _by_offset(api: Api, place: Place, query: Query) -> AsyncGenerator[Page, None]:
    """Pages of a search.

    A search ends at offset 10,000. One that is sorted by CREATED_AT is made anew from there on,
    with the last time seen as its threshold. The threshold is inclusive, since items can share a
    time, so the items already given at that time are left out.
    """
    search = searched(place)
    edge = _Edge(place.level.key)
    offset: int | None = 0
    beyond: datetime | None = None
    total: int | None = None
    while offset is not None:
        found = await find(api, place, query, offset, beyond)
        total = found.total if total is None else total
        items = edge.fresh(found.items)
        end, offset = offset + len(found.items), found.next_offset
        if _is_cut(found, end):
            beyond = edge.go_on() if query.is_by_creation(search) else None
            offset = None if beyond is None else 0
        yield Page(items, last=offset is None, total=total)


class _Edge:
    """How far back a search has come: the oldest time, and the items already given at it."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._oldest: datetime | None = None
        self._given: set[str] = set()
        self._threshold: datetime | None = None

    def fresh(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The items that were not given yet."""
        fresh = tuple(item for item in items if item[self._key] not in self._given)
        for item in fresh:
            if (created := item.get("createdAt")) != self._oldest:
                self._oldest, self._given = created, set()
            self._given.add(item[self._key])
        return fresh

    def go_on(self) -> datetime | None:
        """The time to search on from; None where it is where the last search began already."""
        if self._oldest == self._threshold:
            return None
        self._threshold = self._oldest
        return self._threshold


def _is_cut(found: Found, end: int) -> bool:
    """Whether a search ends at `end` because it may go no further, with an offset or without."""
    return end >= LAST_OFFSET and found.total >= LAST_OFFSET
