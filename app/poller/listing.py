"""The items of a level that can only be listed, page after page from the first.

It is listed as far as somebody has scrolled. A refresh asks for the first page and for those that
somebody looks at, wherever they stand; the others take turns.
"""

from collections.abc import AsyncGenerator, Sequence

from app.aws.api import Api
from app.aws.reading.name_book import NameBook
from app.aws.reading.pages import list_page
from app.errors import InvalidError
from app.poller.attention import Attention
from app.poller.known import Known
from app.poller.list_pages import ListPage, ListPages
from app.resources.level import Place
from app.resources.query import Query
from app.rows import Rows


class Listing:
    """What is known of the items of `place`."""

    query = Query()
    refused = None
    unreachable = False

    def __init__(self, api: Api, place: Place, names: NameBook | None = None) -> None:
        self._api = api
        self._place = place
        self._order: list[str] = []
        self._pages = ListPages()
        self._refreshes = 0
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
        return self._pages.following is not None

    @property
    def uncounted(self) -> bool:
        """Whether there are more than were loaded: a list does not say how many."""
        return self.more

    def rows(self) -> Rows:
        """The items as rows, in the service's order."""
        return self.known.rows(tuple(self._order))

    async def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load on until as many items are there as are wanted, or all; yields after each page."""
        is_anew = False
        while not self.loaded or (self.more and len(self._order) < attention.wanted):
            try:
                await self._add_to(self._pages)
            except InvalidError:  # a token lasts only so long
                if is_anew or not self.more:
                    raise
                is_anew = True
                await self._list_anew()
            self._arrange()
            is_enough = len(self._order) >= attention.wanted
            self.loaded = self.loaded or is_enough or not self.more
            yield

    async def refresh(self, attention: Attention) -> None:
        """List anew what is due, one page where a batch get tells of the rows that are seen."""
        if not self.loaded:
            return
        self._refreshes += 1
        is_told = self._place.level.details is not None and self.known.without_details is None
        for page in self._pages.due(attention.visible, self._refreshes, 1 if is_told else 2):
            if page in self._pages and not await self._list_again(page):
                await self._list_anew()
                break
        self._arrange()

    def remove(self, keys: Sequence[str]) -> None:
        """Items turned out to have gone."""
        self._pages.remove(frozenset(keys))
        self._arrange()

    async def _add_to(self, pages: ListPages) -> None:
        """Ask for the page behind the last of some."""
        page = await list_page(self._api, self._place, pages.following)
        keys = self.known.learn(page.items, is_record=True)
        pages.add(keys, page.token, self._refreshes)

    async def _list_again(self, page: ListPage) -> bool:
        """Ask for a page that was loaded; whether it fits what is known of the others."""
        try:
            told = await list_page(self._api, self._place, page.token)
        except InvalidError:  # a token lasts only so long
            if page.token is None:
                raise
            return False
        keys = self.known.learn(told.items, is_record=True)
        return self._pages.put(page, keys, told.token, self._refreshes)

    async def _list_anew(self) -> None:
        """List everything that was loaded, and only then put it in place."""
        pages, wanted = ListPages(), len(self._order)
        while not len(pages) or (pages.following is not None and len(pages.order) < wanted):
            await self._add_to(pages)
        self._pages = pages

    def _arrange(self) -> None:
        order = self._pages.order
        self.known.arranged(order, self._order)
        self._order = order
