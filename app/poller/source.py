"""Where the items of a level come from: a search, or a list where the service refuses that."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.aws.api import Api
from app.aws.reading.name_book import NameBook
from app.aws.searches import refused_both
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
        self._refusal = refusals.of_search(place)
        """How the service refused to search; None where it has not, as far as is known."""
        self.unsearched: FarmtopError | None = None
        """The same, once it has listed the level instead."""
        self.contents: Contents = self._search() if self.is_search else self._list()

    @property
    def is_search(self) -> bool:
        """Whether items come from a search."""
        return self._refusal is None and self._place.level.listing.search is not None

    async def load(self, attention: Attention) -> AsyncGenerator[None, None]:
        """Load what the user has come to; yields after each page.

        Raises the errors of `app.errors`; where it may be neither searched nor listed both are
        told in one, and both are tried the next time.
        """
        if self.is_search:
            try:
                async with aclosing(self.contents.load(attention)) as pages:
                    async for _ in pages:
                        yield
            except (DeniedError, InvalidError) as error:
                if self.contents.loaded or self._place.unsearched is None:
                    raise
                self._refusal, self.contents = error, self._list()
            else:
                return
        try:
            async with aclosing(self.contents.load(attention)) as pages:
                async for _ in pages:
                    self._note()
                    yield
        except (DeniedError, InvalidError) as error:
            if self._refusal is None or self.contents.loaded:
                raise
            refusal, self._refusal, self.unsearched = self._refusal, None, None
            self.contents = self._search()
            raise refused_both(refusal, error) from error

    async def search_anew(self, attention: Attention) -> bool:
        """Try the search that was refused once more; whether it takes the place of the list now.

        Until then everything stays as it is. Raises the errors of `app.errors`.
        """
        if self._refusal is None:
            return False
        search = self._search()
        try:
            async with aclosing(search.load(attention)) as pages:
                await anext(pages)
        except (DeniedError, InvalidError):
            return False
        self._refusals.forget_search(self._place)
        self.contents, self._refusal, self.unsearched = search, None, None
        return True

    def _note(self) -> None:
        """The list has answered where the search was refused."""
        if self._refusal is not None and self.unsearched is None:
            self.unsearched = self._refusal
            self._refusals.learn_of_search(self._place, self._refusal)

    def _search(self) -> Window:
        return Window(self._api, self._place, self._refusals)

    def _list(self) -> Listing:
        return Listing(self._api, self._place.unsearched or self._place, self._names)
