"""The items of a level that can only be listed, page after page from the first.

It is listed again as far as it was loaded, which is as far as somebody has scrolled.
"""

from collections.abc import AsyncGenerator, Sequence

from app.aws.api import Api
from app.aws.name_book import NameBook
from app.aws.pages import Page, pages
from app.aws.searches import PAGE_SIZE
from app.poller.attention import Attention
from app.poller.known import Known
from app.resources.level import Place
from app.resources.query import Query
from app.rows import Rows


class Listing:
    """What is known of the items of `place`."""

    query = Query()
    refused = None

    def __init__(self, api: Api, place: Place, names: NameBook | None = None) -> None:
        self._api = api
        self._place = place
        self._order: list[str] = []
        self._rest: AsyncGenerator[Page, None] | None = None
        self.known = Known(api, place, names)
        self.loaded = False
        self.total: int | None = None

    @property
    def version(self) -> int:
        """Grows with every change that can be seen."""
        return self.known.version

    @property
    def more(self) -> bool:
        """Whether the service has items that were not loaded."""
        return self._rest is not None

    @property
    def uncounted(self) -> bool:
        """Whether there are more than were loaded: a list does not say how many."""
        return self.more

    def rows(self) -> Rows:
        """The items as rows, in the service's order."""
        return self.known.rows(tuple(self._order))

    async def close(self) -> None:
        """Let go of the pages that were not asked for."""
        if self._rest is not None:
            await self._rest.aclose()
            self._rest = None

    async def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load on until as many items are there as are wanted, or all; yields after each page."""
        while not self.loaded or (self.more and len(self._order) < attention.wanted):
            page = await self._next()
            keys = self.known.learn(page.items, is_record=True)
            self._arrange(list(dict.fromkeys(self._order + keys)))
            self.loaded = self.loaded or page.last or len(self._order) >= attention.wanted
            yield

    async def refresh(self, attention: Attention) -> None:
        """List everything anew that was loaded, and only then put it in place."""
        del attention
        if not self.loaded:
            return
        order: list[str] = []
        wanted = max(len(self._order), PAGE_SIZE)
        rest = pages(self._api, self._place)
        while True:
            page = await anext(rest)
            order += self.known.learn(page.items, is_record=True)
            if page.last or len(order) >= wanted:
                break
        await self.close()
        await self._go_on(rest, page)
        self._arrange(list(dict.fromkeys(order)))

    def remove(self, keys: Sequence[str]) -> None:
        """Items turned out to have gone."""
        gone = set(keys)
        self._arrange([key for key in self._order if key not in gone])

    async def _next(self) -> Page:
        """The next page; when it fails the pages begin anew the next time."""
        rest = self._rest or pages(self._api, self._place)
        self._rest = None
        page = await anext(rest)
        await self._go_on(rest, page)
        return page

    async def _go_on(self, rest: AsyncGenerator[Page, None], page: Page) -> None:
        """Go on from a page with what comes after it; after the last one nothing does."""
        if page.last:
            await rest.aclose()
        else:
            self._rest = rest

    def _arrange(self, order: list[str]) -> None:
        self.known.arranged(order, self._order)
        self._order = order
