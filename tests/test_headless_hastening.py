"""A live tail, where one is wanted, ends the wait between two reads."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from app.aws.api import LiveUpdate
from app.headless.hastening import told_by
from app.logs.following.unread import Unread
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE


class Telling:
    """A live tail that tells of something new at once, and then of nothing more."""

    def __init__(self) -> None:
        self.open = 0

    async def live_tail(self, _place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        self.open += 1
        try:
            yield LiveUpdate(times=(1,))
            await asyncio.Event().wait()
        finally:
            self.open -= 1


async def test_the_wait_ends_when_there_is_something_to_read_and_the_tail_is_closed() -> None:
    source = Telling()
    async with asyncio.timeout(120), told_by(source)(PLACE, Unread(PLACE)) as sleep:
        await sleep(3600)
        assert source.open == 1
    assert source.open == 0


async def test_a_log_that_has_an_end_needs_no_live_tail() -> None:
    source = Telling()
    place = replace(PLACE, end=5)
    async with told_by(source)(place, Unread(place)) as sleep:
        await sleep(0)
    assert source.open == 0
