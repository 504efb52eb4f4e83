"""A live tail wakes the reading, is closed when nobody looks, and is never relied upon."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pytest

from app.aws.api import EventPage, LiveUpdate
from app.aws.backoff import Backoff
from app.aws.cloud import Cloud
from app.config import Settings
from app.errors import DeniedError, FarmtopError, ServiceError, ThrottledError, UnreachableError
from app.logs.batch import LogState
from app.logs.cadence import LIVE_INTERVAL
from app.logs.live_tail import LASTING, LINGER, REFUSED_FOR, STREAMS, LiveTail
from app.logs.tail import Tail
from app.logs.tails import Tails
from app.logs.unread import Unread
from app.resources.log_place import LogPlace
from tests.farm import RunningFarm, running_farm
from tests.log_stream import PLACE, FakeStream

SETTLED = LiveUpdate()


class FakeTails:
    """Live tails whose updates, and whose ends, a test gives."""

    def __init__(self) -> None:
        self.opened = 0
        self.open = 0
        self.most_open = 0
        self.told: asyncio.Queue[LiveUpdate | FarmtopError] = asyncio.Queue()
        self.changed = asyncio.Condition()

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """What the test tells; see `LiveTails`."""
        assert place.stream == PLACE.stream
        await self._count(1)
        try:
            while True:
                update = await self.told.get()
                if isinstance(update, FarmtopError):
                    raise update
                yield update
        finally:
            await self._count(-1)

    async def until(self, *, opened: int | None = None, open: int | None = None) -> None:  # noqa: A002
        """Waits until so many have been opened so far, or are open now."""
        async with self.changed:
            await self.changed.wait_for(
                lambda: opened in (None, self.opened) and open in (None, self.open)
            )

    async def _count(self, change: int) -> None:
        async with self.changed:
            self.open += change
            self.opened += change > 0
            self.most_open = max(self.most_open, self.open)
            self.changed.notify_all()


class Listening:
    """A live tail by a clock that only its own waits move."""

    def __init__(self, *, streams: asyncio.Semaphore | None = None) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []
        self.wakes = 0
        self.tails = FakeTails()
        self.woken = asyncio.Event()
        self.live = LiveTail(
            self.tails,
            PLACE,
            self._wake,
            Unread(PLACE),
            streams=streams or asyncio.Semaphore(1),
            clock=lambda: self.now,
            sleep=self._sleep,
        )

    async def tell(self, update: LiveUpdate | FarmtopError) -> None:
        """Something is told, and the live tail has heard it if it wakes anybody."""
        self.woken.clear()
        await self.tails.told.put(update)

    def _wake(self) -> None:
        self.wakes += 1
        self.woken.set()

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@asynccontextmanager
async def listening() -> AsyncIterator[Listening]:
    """A live tail that has been started; it is stopped in the end."""
    here = Listening()
    here.live.start()
    yield here
    await here.live.stopped()
    assert here.tails.open == 0


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(30):
        await asyncio.sleep(0)


async def test_it_wakes_as_it_starts_and_when_something_is_told_but_not_in_silence() -> None:
    async with listening() as here:
        for update in (SETTLED, SETTLED):
            await here.tell(update)
            await here.woken.wait()
        known = here.wakes
        for _ in range(5):
            await here.tell(SETTLED)
        await settled()
        assert here.wakes == known
        await here.tell(LiveUpdate((5,)))
        await here.woken.wait()
        assert here.wakes == known + 1


async def test_the_way_says_how_well_it_works() -> None:
    async with listening() as here:
        assert here.live.way("polling every 1s") == "polling every 1s"
        for update, way in (
            (SETTLED, "live tail"),
            (LiveUpdate((1,), sampled=True), "live tail (sampled)"),
            (LiveUpdate((1,)), "live tail"),
            (UnreachableError("Gone."), "polling every 1s (live tail: cut off)"),
        ):
            await here.tell(update)
            await here.woken.wait()
            assert here.live.way("polling every 1s") == way


@pytest.mark.parametrize(
    ("error", "word", "shortest", "longest"),
    [
        (DeniedError("No."), "not allowed", REFUSED_FOR, REFUSED_FOR),
        (UnreachableError("Gone."), "cut off", 0.0, 60.0),
        (ThrottledError("Slow down.", retry_after=90.0), "throttled", 90.0, 92.0),
        (ServiceError("Broken."), "failed", 0.0, 60.0),
    ],
)
async def test_a_failure_is_told_and_tried_again_where_that_makes_sense(
    error: FarmtopError, word: str, shortest: float, longest: float
) -> None:
    async with listening() as here:
        await here.tell(error)
        await here.tails.until(opened=2)
        assert here.waits[0] == LINGER
        assert shortest <= here.waits[1] <= longest
        assert here.live.way("polling") == f"polling (live tail: {word})"


async def test_one_that_has_lasted_is_no_failure_to_wait_longer_for() -> None:
    async with listening() as here:
        for number in range(20):
            await here.tails.until(opened=number + 1)
            here.now += 2 * LASTING  # at LASTING itself the rounding of floats decides
            await here.tell(ServiceError("It has lasted three hours."))
        await here.tails.until(opened=21)
        assert max(here.waits) <= 2.0


async def test_it_is_closed_when_nobody_looks_and_opened_again_when_somebody_does() -> None:
    here = Listening()
    here.live.start()
    await here.tails.until(opened=1)
    here.live.stop()
    assert not here.live.works
    await here.tails.until(open=0)
    here.live.start()
    await here.tails.until(opened=2)
    await here.live.stopped()
    assert here.tails.open == 0


async def test_a_log_has_at_most_one_however_often_one_looks_away() -> None:
    here = Listening(streams=asyncio.Semaphore(10))
    for _ in range(20):
        here.live.start()
        await settled()
        here.live.stop()
    await here.live.stopped()
    assert (here.tails.open, here.tails.most_open) == (0, 1)


async def test_logs_that_are_passed_by_start_none() -> None:
    tails = FakeTails()
    for _ in range(5):
        live = LiveTail(tails, PLACE, lambda: None, Unread(PLACE), streams=asyncio.Semaphore(1))
        live.start()
        await settled()
        await live.stopped()
    assert tails.opened == 0


async def test_a_connection_has_no_more_than_a_few() -> None:
    streams = asyncio.Semaphore(STREAMS)
    heard = [Listening(streams=streams) for _ in range(STREAMS + 2)]
    for here in heard:
        here.live.start()
    await settled()
    assert [here.tails.open for here in heard] == [1] * STREAMS + [0, 0]
    await heard[0].live.stopped()
    await heard[STREAMS].tails.until(opened=1)
    for here in heard:
        await here.live.stopped()


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


GROUP = "/aws/deadline/farm/queue"


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm without any work, with a log group that tests write to."""
    with running_farm(jobs=0, workers=0) as farm:
        farm.client("logs").create_log_group(logGroupName=GROUP)
        yield farm


@dataclass
class Followed:
    """A log that is followed over HTTP while a test writes to it."""

    farm: RunningFarm
    tail: Tail
    place: LogPlace
    state: LogState = field(default_factory=LogState)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def follow(self) -> None:
        """Keep up with it."""
        async with aclosing(self.tail.follow()) as batches:
            async for batch in batches:
                async with self.grown:
                    self.state = batch.state
                    self.grown.notify_all()

    async def until(self, what: Callable[["Followed"], bool]) -> None:
        """Waits until a batch makes something true."""
        async with self.grown:
            await self.grown.wait_for(lambda: what(self))

    async def put(self, *messages: str) -> None:
        """Write lines, all in this millisecond."""
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": message} for message in messages]
        names = {"logGroupName": self.place.group, "logStreamName": self.place.stream}
        await asyncio.to_thread(self._client.put_log_events, **names, logEvents=events)

    @cached_property
    def _client(self) -> Any:
        return self.farm.client("logs")


def has_lines(count: int, log: Followed) -> bool:
    """Whether so many lines are there."""
    return len(log.tail.lines) == count


@asynccontextmanager
async def followed(
    farm: RunningFarm, stream: str, monkeypatch: pytest.MonkeyPatch, *, live_tail: bool = True
) -> AsyncIterator[Followed]:
    """A new stream, followed."""
    farm.client("logs").create_log_stream(logGroupName=GROUP, logStreamName=stream)
    for name, value in farm.environ().items():
        monkeypatch.setenv(name, value)
    place = LogPlace(GROUP, stream)
    async with Cloud.open(Settings()) as cloud:
        tail = Tails(cloud, live_tail=live_tail).open(place)
        log = Followed(farm, tail, place)
        following = asyncio.create_task(log.follow())
        yield log
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        tail.close()


async def test_over_http_a_line_is_there_long_before_it_would_have_been_polled(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with followed(farm, "told", monkeypatch) as log:
        await log.until(lambda log: log.state.way == "live tail")
        for number in range(2):
            await log.put(f"line {number}")
            began = time.monotonic()
            await log.until(partial(has_lines, number + 1))
            assert time.monotonic() - began < LIVE_INTERVAL / 2
        assert [line.message for line in log.tail.lines] == ["line 0", "line 1"]
        assert log.state.unread == 0


async def test_over_http_what_a_sample_leaves_out_is_read_all_the_same(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with followed(farm, "sampled", monkeypatch) as log:
        await log.until(lambda log: log.state.way == "live tail")
        messages = [f"line {number}" for number in range(3_000)]
        await log.put(*messages)
        await log.until(lambda log: log.state.way == "live tail (sampled)")
        assert [line.message for line in log.tail.lines] == messages


async def test_over_http_a_live_tail_that_is_cut_off_or_denied_leaves_polling(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with farm.broken("tail-cut=100ms"):
        async with followed(farm, "cut", monkeypatch) as log:
            await log.until(lambda log: log.state.way.endswith("(live tail: cut off)"))
            await log.put("line")
            await log.until(partial(has_lines, 1))
    with farm.broken("deny:StartLiveTail"):
        async with followed(farm, "denied", monkeypatch) as log:
            await log.until(lambda log: log.state.way.endswith("(live tail: not allowed)"))
            await log.put("line")
            await log.until(partial(has_lines, 1))
