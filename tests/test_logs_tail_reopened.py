"""An older page of a log that comes after the log was opened again."""

import asyncio

from app.aws.api import EventPage
from app.logs.following.batch import Phase
from app.resources.log_place import LogPlace
from app.view import LogLine
from tests.log_stream import FakeStream, FakeTime
from tests.test_logs_tail import NOW, stream_of, tail_of


class HeldBack(FakeStream):
    """A stream whose older pages take until they are let go."""

    def __init__(self, lines: list[LogLine]) -> None:
        super().__init__(lines)
        self.let_go = asyncio.Event()

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        if token is not None and not from_head:
            await self.let_go.wait()
        return await super().get_log_events(place, token=token, from_head=from_head, limit=limit)


async def test_an_older_page_that_comes_after_the_log_was_opened_again_is_not_taken() -> None:
    stream, time = HeldBack(stream_of(5_000).lines), FakeTime(NOW)
    tail = tail_of(stream, time)
    following = tail.follow()
    await anext(following)
    older = asyncio.create_task(tail.older())
    await asyncio.sleep(0)
    tail.close_at(100)
    assert [batch.state.phase async for batch in following][-1] is Phase.ENDED
    stream.let_go.set()
    assert await older == ()
    assert [line.message for line in tail.lines] == [f"line {n}" for n in range(100)]
