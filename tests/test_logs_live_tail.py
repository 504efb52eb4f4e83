"""A live tail wakes the reading, is closed when nobody looks, and is never relied upon."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.aws.api import LiveUpdate
from app.errors import DeniedError, FarmtopError, ServiceError, ThrottledError, UnreachableError
from app.logs.following.live_tail import LASTING, LINGER, REFUSED_FOR, STREAMS, LiveTail
from app.logs.following.unread import Unread
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE

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
