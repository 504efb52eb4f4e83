"""The items of one level as far as they are known, and how they are brought up to date.

A refresh of a search costs two calls at most, however much the level holds: the newest page, then
one batch get of the rows on the screen that can still change. What has no search is listed again
as far as it was loaded, which is as far as somebody has scrolled.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.aws.api import Api
from app.aws.pages import PAGE_SIZE, Page, pages
from app.errors import DeniedError
from app.resources.level import Item, Paging, Place
from app.view import Row


class Listing:
    """What is known of the items of `place`."""

    def __init__(self, api: Api, place: Place) -> None:
        self._api = api
        self._place = place
        self._level = place.level
        self._order: list[str] = []
        self._items: dict[str, Item] = {}
        self._rows: dict[str, Row] = {}
        self._listed: dict[str, Item] = {}
        self._details: dict[str, Item] = {}
        self._detailed: dict[str, Item] = {}
        self._fresh: set[str] = set()
        self._enriched = place.level.details is not None and place.level.details.enriches
        self._rest: AsyncGenerator[Page, None] | None = None
        self.loaded = False
        """Whether a listing was completed, as far as it was wanted."""
        self.total: int | None = None
        self.without_details: DeniedError | None = None
        """Set where the caller may list but not batch get; the rows do without it."""
        self.version = 0
        """Grows with every change that can be seen."""

    @property
    def more(self) -> bool:
        """Whether the service has items that were not loaded."""
        return self._rest is not None

    def __len__(self) -> int:
        return len(self._order)

    def rows(self) -> tuple[Row, ...]:
        """The items as rows, in the service's order."""
        return tuple(self._rows[key] for key in self._order)

    def items(self) -> dict[str, Item]:
        """The items by key, with whatever details are known."""
        return dict(self._items)

    async def close(self) -> None:
        """Let go of the pages that were not asked for."""
        if self._rest is not None:
            await self._rest.aclose()
            self._rest = None

    async def load(self, wanted: int) -> AsyncGenerator[None, None]:
        """Load on until `wanted` items are there or all are; yields after each page."""
        while not self.loaded or (self.more and len(self) < wanted):
            page = await self._next()
            self._arrange(list(dict.fromkeys(self._order + self._learn(page))), page.total)
            self.loaded = self.loaded or page.last or len(self) >= wanted
            yield

    async def refresh(self) -> None:
        """List again: the newest page of a search, or everything that was loaded."""
        self._fresh.clear()
        if self._level.listing.paging is Paging.OFFSET and len(self) > PAGE_SIZE:
            await self._refresh_newest()
        else:
            await self._relist()

    async def refresh_details(self, visible: tuple[str, ...]) -> None:
        """Ask for the details of those of `visible` rows that can have new ones."""
        batch = self._level.details
        keys = [key for key in visible if key in self._items and self._wants_details(key)]
        if batch is None or not keys or self.without_details is not None:
            return
        keys = keys[:PAGE_SIZE]
        identifiers = [batch.identifier(self._place.path, self._level.key, key) for key in keys]
        listed = {key: self._listed[key] for key in keys}
        try:
            answer = await self._api.call(
                self._level.service, batch.operation, {"identifiers": identifiers}
            )
        except DeniedError as error:
            self.without_details = error
            return
        for item in answer[batch.result]:
            key = item[self._level.key]
            self._details[key], self._detailed[key] = item, listed[key]
            self._fresh.add(key)
            self._put(key, {**listed[key], **item})
        for lost in answer.get("errors", ()):
            if lost["code"] == "ResourceNotFoundException":
                self._forget(lost[self._level.key])

    def _wants_details(self, key: str) -> bool:
        """Whether a batch get can tell what the last refresh did not."""
        if key in self._fresh:
            return False
        is_thin = self._enriched and self._detailed.get(key) != self._listed[key]
        return is_thin or not self._level.ended(self._items[key])

    async def _next(self) -> Page:
        """The next page; when it fails the pages begin anew the next time."""
        rest = self._rest or pages(self._api, self._place)
        self._rest = None
        page = await anext(rest)
        self._rest = None if page.last else rest
        return page

    async def _relist(self) -> None:
        """List everything anew that was loaded, and only then put it in place."""
        order: list[str] = []
        wanted = max(len(self), PAGE_SIZE)
        rest = pages(self._api, self._place)
        while True:
            page = await anext(rest)
            order += self._learn(page)
            if page.last or len(order) >= wanted:
                break
        await self.close()
        self._rest = None if page.last else rest
        self._arrange(list(dict.fromkeys(order)), page.total)

    async def _refresh_newest(self) -> None:
        """Put the newest page on top of what is known.

        What stood between two of its items and is not among them any more has gone; what stood
        below the last of them is left to the batch get.
        """
        async with aclosing(pages(self._api, self._place)) as newest:
            page = await anext(newest)
        keys = self._learn(page)
        known = {key: position for position, key in enumerate(self._order)}
        if not page.last and known.keys().isdisjoint(keys):
            await self._relist()  # so much is new that the page does not reach what is known
            return
        below = next((known[key] for key in reversed(keys) if key in known), -1) + 1
        top = set(keys)
        rest = [] if page.last else [key for key in self._order[below:] if key not in top]
        self._arrange(keys + rest, page.total)

    def _learn(self, page: Page) -> list[str]:
        keys = []
        for item in page.items:
            key = item[self._level.key]
            keys.append(key)
            self._listed[key] = item
            if not self._enriched:
                self._fresh.add(key)
            self._put(key, {**self._details.get(key, {}), **item})
        return keys

    def _put(self, key: str, item: Item) -> None:
        if self._items.get(key) == item:
            return
        self._items[key] = item
        row = self._level.row(item)
        if self._rows.get(key) != row:
            self._rows[key] = row
        self.version += 1

    def _arrange(self, order: list[str], total: int | None) -> None:
        if order != self._order or total != self.total:
            self.version += 1
        for key in set(self._items).difference(order):
            self._drop(key)
        self._order, self.total = order, total

    def _forget(self, key: str) -> None:
        if key in self._items:
            self._order.remove(key)
            self._drop(key)
            self.version += 1

    def _drop(self, key: str) -> None:
        for known in (self._items, self._rows, self._listed, self._details, self._detailed):
            known.pop(key, None)
