"""A log that is read when a live tail tells of it, and hardly otherwise."""

import asyncio
from contextlib import aclosing

from app.aws.api import EventPage, LiveUpdate
from app.aws.pacing.backoff import Backoff
from app.errors import ThrottledError, UnreachableError
from app.logs.following.cadence import LIVE_INTERVAL
from app.logs.following.tail import Tail
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE, FakeStream
from tests.test_logs_live_tail import SETTLED, FakeTails, settled


class Service(FakeStream, FakeTails):
    """A log that is read and tailed."""

    def __init__(self) -> None:
        FakeStream.__init__(self, [])
        FakeTails.__init__(self)
        self.read = asyncio.Event()

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page; see `LogEvents`."""
        page = await super().get_log_events(place, token=token, from_head=from_head, limit=limit)
        self.read.set()
        return page


class Timed:
    """Waits that last until the event is set; what was waited for is noted."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.waiting = asyncio.Event()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Only a wake ends it."""
        self.waits.append(seconds)
        self.waiting.set()
        await event.wait()


async def test_while_it_works_the_log_is_read_when_it_is_told_and_hardly_otherwise() -> None:
    service, timed = Service(), Timed()
    service.write("start", at=1_000)
    tail = Tail(service, PLACE, backoff=Backoff(), live_tails=service, wait=timed.wait)
    async with aclosing(tail.follow()) as batches:
        assert (await anext(batches)).state.way == "polling every 1s"
        await service.told.put(SETTLED)
        live = (await anext(batches)).state
        assert (live.way, live.interval, live.unread) == ("live tail", LIVE_INTERVAL, 0)
        service.write("more", at=2_000)
        await service.told.put(LiveUpdate((2_000,)))
        batch = await anext(batches)
        assert [splice.added for splice in batch.splices] == [1]
        assert batch.state.way == "live tail"
        await service.told.put(UnreachableError("Gone."))
        state = (await anext(batches)).state
        assert state.way == "polling every 1s (live tail: cut off)"
    assert service.open == 0


async def test_what_was_told_and_is_not_there_yet_is_asked_for_every_second() -> None:
    service, timed = Service(), Timed()
    service.write("start", at=1_000)
    tail = Tail(service, PLACE, backoff=Backoff(), live_tails=service, wait=timed.wait)
    async with aclosing(tail.follow()) as batches:
        await anext(batches)
        await service.told.put(LiveUpdate((2_000,)))
        assert (await anext(batches)).state.interval == 1.0


async def test_a_service_that_asked_to_be_left_alone_is_not_asked_because_of_it() -> None:
    service, timed = Service(), Timed()
    service.write("start", at=1_000)
    tail = Tail(service, PLACE, backoff=Backoff(), live_tails=service, wait=timed.wait)
    async with aclosing(tail.follow()) as batches:
        await anext(batches)
        service.failures = [ThrottledError("Slow down.", retry_after=40.0)]
        tail.wake()
        assert (await anext(batches)).state.stale
        next_batch = asyncio.ensure_future(anext(batches))
        await settled()
        calls = len(service.calls)
        await service.told.put(LiveUpdate((2_000,)))
        await settled()
        assert len(service.calls) == calls
        tail.wake()
        assert (await next_batch).state.stale == ""


async def test_a_log_that_nobody_sees_has_no_live_tail() -> None:
    service = Service()
    tail = Tail(service, PLACE, backoff=Backoff(), live_tails=service)
    following = asyncio.create_task(drain(tail))
    await service.until(open=1)
    tail.pause()
    await service.until(open=0)
    tail.resume()
    await service.until(open=1, opened=2)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert service.open == 0


async def drain(tail: Tail) -> None:
    """Follow a log, whatever comes."""
    async with aclosing(tail.follow()) as batches:
        async for _ in batches:
            pass
