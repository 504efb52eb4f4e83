"""Where the items of a level come from: a search, or a list where the service refuses that."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.aws.api import Api
from app.aws.name_book import NameBook
from app.errors import DeniedError, FarmtopError, InvalidError
from app.poller.attention import Attention
from app.poller.contents import Contents
from app.poller.listing import Listing
from app.poller.refusals import Refusals
from app.poller.window import Window
from app.resources.level import Place


class Source:
    """The contents of `place`, which are others once it turns out that it cannot be searched."""

    def __init__(self, api: Api, place: Place, refusals: Refusals, names: NameBook) -> None:
        """What is known to be refused is not asked for, and what will be is remembered.

        Nor is a name that is among the `names`.
        """
        self._api = api
        self._place = place
        self._refusals = refusals
        self._names = names
        self.unsearched = refusals.of_search(place.level)
        """How the service refused to search, where the level is listed instead."""
        self.contents: Contents = self._search() if self.is_search else self._list()

    @property
    def is_search(self) -> bool:
        """Whether items come from a search."""
        return self.unsearched is None and self._place.level.listing.search is not None

    async def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load what the user has come to; yields after each page.

        Raises the errors of `app.errors`.
        """
        refusal: FarmtopError | None = None
        try:
            async with aclosing(self.contents.load(attention)) as pages:
                async for _ in pages:
                    yield
        except (DeniedError, InvalidError) as error:
            if self.contents.loaded or not self.is_search or self._place.unsearched is None:
                raise
            refusal = error
        if refusal is None:
            return
        self.unsearched, self.contents = refusal, self._list()
        async with aclosing(self.contents.load(attention)) as pages:
            async for _ in pages:
                self._refusals.learn_of_search(self._place.level, refusal)
                yield

    def _search(self) -> Window:
        return Window(self._api, self._place, self._refusals)

    def _list(self) -> Listing:
        return Listing(self._api, self._place.unsearched or self._place, self._names)
