"""Pages of a level, whichever way its operation goes on after the first."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.aws.api import Api
from app.resources.level import Item, Paging, Place

PAGE_SIZE = 100
"""The most that a List or a Search operation of Deadline Cloud gives in one answer."""

LAST_OFFSET = 10_000
"""Search operations take no `itemOffset` above this, and count no further in `totalResults`."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a List or Search operation."""

    items: tuple[Item, ...]
    """May be empty although more pages follow."""
    last: bool
    """Whether nothing follows."""
    total: int | None = None
    """How many there are, where the service says so; searches count to 10,000."""


async def pages(api: Api, place: Place) -> AsyncGenerator[Page, None]:
    """The pages of `place`, one call each, as they are asked for.

    Raises the errors of `app.errors`; the generator is then at its end.
    """
    follow = {Paging.TOKEN: _by_token, Paging.OFFSET: _by_offset}[place.level.listing.paging]
    async for page in follow(api, place):
        yield page


async def _by_token(api: Api, place: Place) -> AsyncGenerator[Page, None]:
    listing = place.level.listing
    request = {**listing.request(place.path), "maxResults": PAGE_SIZE}
    while True:
        answer = await api.call(place.level.service, listing.operation, request)
        token = answer.get("nextToken")
        yield Page(tuple(answer[listing.result]), last=token is None)
        if token is None:
            return
        request["nextToken"] = token


async def _by_offset(api: Api, place: Place) -> AsyncGenerator[Page, None]:
    """Pages of a search, which must be sorted by CREATED_AT, the newest first.

    A search ends at offset 10,000; from there on it is made anew with the oldest time seen as its
    threshold. The threshold is inclusive, since items can share a time, so the items already
    given at that time are left out.
    """
    listing = place.level.listing
    request: dict[str, Any] = {
        **listing.request(place.path),
        "pageSize": PAGE_SIZE,
        "itemOffset": 0,
    }
    edge = _Edge(place.level.key)
    total: int | None = None
    while True:
        answer = await api.call(place.level.service, listing.operation, request)
        items = edge.fresh(answer[listing.result])
        total = answer["totalResults"] if total is None else total
        offset = answer.get("nextItemOffset")
        if _is_cut(answer, request["itemOffset"] + len(answer[listing.result])):
            offset = None
            if (threshold := edge.go_on()) is not None:
                offset, request["filterExpressions"] = 0, _not_after(threshold)
        yield Page(items, last=offset is None, total=total)
        if offset is None:
            return
        request["itemOffset"] = offset


class _Edge:
    """How far back a search has come: the oldest time, and the items already given at it."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._oldest: datetime | None = None
        self._given: set[str] = set()
        self._threshold: datetime | None = None

    def fresh(self, items: list[Item]) -> tuple[Item, ...]:
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


def _is_cut(answer: Mapping[str, Any], end: int) -> bool:
    """Whether a search ends at `end` because it may go no further, with an offset or without."""
    return end >= LAST_OFFSET and answer["totalResults"] >= LAST_OFFSET


def _not_after(moment: datetime) -> dict[str, Any]:
    created = {"name": "CREATED_AT", "operator": "LESS_THAN_EQUAL_TO", "dateTime": moment}
    return {"filters": [{"dateTimeFilter": created}], "operator": "AND"}
