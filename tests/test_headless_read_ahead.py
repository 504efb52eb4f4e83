"""A page of a list is asked for while the one before is dealt with."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from app.aws.reading.pages import Page
from app.errors import FarmtopError, UnreachableError
from app.headless.listing import ahead


class Pages:
    """Two pages, of which the second comes when it is let."""

    def __init__(self, failure: FarmtopError | None = None) -> None:
        self.asked = [asyncio.Event(), asyncio.Event()]
        self.let = asyncio.Event()
        self.closed = False
        self._failure = failure

    async def given(self) -> AsyncGenerator[Page, None]:
        """The pages."""
        try:
            self.asked[0].set()
            yield Page(({"farmId": "a"},), last=False)
            self.asked[1].set()
            await self.let.wait()
            if self._failure:
                raise self._failure
            yield Page(({"farmId": "b"},), last=True)
        finally:
            self.closed = True


async def test_a_page_is_asked_for_while_the_one_before_is_dealt_with() -> None:
    pages = Pages()
    shown = []
    async with aclosing(ahead(pages.given())) as coming:
        async for page in coming:
            shown += [item["farmId"] for item in page.items]
            await pages.asked[1].wait()
            pages.let.set()
    assert shown == ["a", "b"]


async def test_a_page_that_fails_does_so_behind_the_one_before() -> None:
    pages = Pages(UnreachableError("Gone."))
    pages.let.set()
    async with aclosing(ahead(pages.given())) as coming:
        assert (await anext(coming)).items == ({"farmId": "a"},)
        await pages.asked[1].wait()
        with pytest.raises(UnreachableError):
            await anext(coming)


async def test_whoever_stops_ends_the_call_that_was_made_ahead() -> None:
    pages = Pages()
    async with aclosing(ahead(pages.given())) as coming:
        await anext(coming)
        await pages.asked[1].wait()
    assert pages.closed
