"""A line that no token leads to is read all the same, once it is known to be there."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from app.aws.api import EventPage, LiveUpdate
from app.aws.pacing.backoff import Backoff
from app.logs.following.batch import LogBatch, Phase
from app.logs.following.cadence import BUSY_INTERVAL
from app.logs.following.reader import Reader
from app.logs.following.tail import SEEKING_PAGES, Tail
from app.logs.following.unread import SETTLE
from app.logs.keeping.overlap import LATE
from app.resources.log_place import LogPlace
from app.view import LogLine
from tests.log_stream import PLACE, FakeStream, FakeTime

MINUTE = 60_000
LONG = [LogLine(number * MINUTE // 4, f"line {number}") for number in range(20)]
"""Lines of five minutes."""


class HidingStream(FakeStream):
    """A stream that has lines which only come where it is read by time."""

    def __init__(self, lines: list[LogLine]) -> None:
        super().__init__(lines)
        self.hidden: set[LogLine] = set()

    def hide(self, message: str, *, at: int) -> None:
        """A line that no token leads to is written."""
        self.write(message, at=at)
        self.hidden.add(self.lines[-1])

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
        if place.start is not None:
            return page
        shown = tuple(line for line in page.events if line not in self.hidden)
        return EventPage(shown, page.forward, page.backward)

    @property
    def looks(self) -> int:
        """How often it was read by time."""
        return sum(call.token is None and call.place.start is not None for call in self.calls)


class LiveTold:
    """A live tail that tells what a test says."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.heard = asyncio.Event()
        """Something was told, and whoever listens has heard it."""
        self.told_at = 0.0
        """When something was told last."""
        self._clock = clock
        self._updates: asyncio.Queue[LiveUpdate] = asyncio.Queue()

    def tell(self, update: LiveUpdate) -> None:
        """Something is told."""
        self._updates.put_nowait(update)

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """What the test says; see `LiveTails`."""
        assert place == PLACE
        while True:
            update = await self._updates.get()
            self.told_at = self._clock()
            yield update
            self.heard.set()


async def read_to_end(reader: Reader) -> None:
    await reader.newer()
    while not reader.caught_up:
        await reader.newer()


def messages(lines: list[LogLine]) -> list[str]:
    return [line.message for line in sorted(lines, key=lambda line: line.timestamp)]


async def test_looking_again_finds_what_came_behind_the_token_and_nothing_twice() -> None:
    stream = HidingStream([*LONG, *LONG[-3:]])
    reader = Reader(stream, PLACE, from_head=True)
    await read_to_end(reader)
    stream.hide("late", at=LONG[-2].timestamp)
    stream.write("new", at=LONG[-1].timestamp + 1)
    assert reader.look_again()
    assert not reader.caught_up
    await read_to_end(reader)
    assert messages([*reader.lines]) == messages(stream.lines)
    assert [line.message for line in reader.lines if line.late] == ["late"]


async def test_where_too_little_is_here_nothing_is_looked_for_and_nothing_changes() -> None:
    stream = HidingStream(LONG[:2])
    reader = Reader(stream, PLACE)
    assert not reader.look_again()
    await read_to_end(reader)
    assert not reader.look_again()
    assert reader.caught_up
    assert [*reader.lines] == LONG[:2]


@dataclass
class Followed:
    """A log that is followed with a live tail, by a clock that only its waits move."""

    stream: HidingStream
    told: LiveTold
    time: FakeTime
    tail: Tail
    batches: AsyncIterator[LogBatch]
    seen: list[LogBatch] = field(default_factory=list)

    async def until_whole(self) -> LogBatch:
        """The batch with which everything is there."""
        async for batch in self.batches:
            self.seen.append(batch)
            if len(self.tail.lines) == len(self.stream.lines) and not batch.state.unread:
                assert messages([*self.tail.lines]) == messages(self.stream.lines)
                return batch
        raise AssertionError("it has ended before")


@asynccontextmanager
async def followed(*lines: LogLine, from_head: bool = False) -> AsyncIterator[Followed]:
    stream, time = HidingStream([*lines]), FakeTime()
    told = LiveTold(time)
    tail = Tail(
        stream,
        PLACE,
        backoff=Backoff(),
        from_head=from_head,
        live_tails=told,
        clock=time,
        wait=time.wait,
    )
    async with aclosing(tail.follow()) as batches:
        await anext(batches)
        yield Followed(stream, told, time, tail, batches)
    tail.close()


async def test_a_line_that_was_told_of_and_not_given_is_looked_for_once_it_is_missing() -> None:
    async with followed(*LONG, from_head=True) as log:
        at = LONG[-1].timestamp - 1
        log.stream.hide("late", at=at)
        log.told.tell(LiveUpdate((at,)))
        await log.until_whole()
        assert log.stream.looks == 1


async def test_it_is_looked_for_as_far_back_as_it_was_written_and_as_soon_as_it_is_missing() -> (
    None
):
    hour = [LogLine(number * MINUTE, f"line {number}") for number in range(60)]
    async with followed(*hour, from_head=True) as log:
        log.stream.hide("late", at=hour[5].timestamp)
        log.told.tell(LiveUpdate((hour[5].timestamp,) * 2))
        await log.until_whole()
        assert log.stream.looks == 1
        assert log.time.now - log.told.told_at <= SETTLE + BUSY_INTERVAL


async def test_where_it_is_too_near_to_the_first_line_that_is_here_more_is_read_back() -> None:
    busy = [LogLine(5 * MINUTE + number, f"line {number}") for number in range(20_000)]
    async with followed(*LONG[:5], *busy) as log:
        at = busy[-1].timestamp - 1
        log.stream.hide("late", at=at)
        log.told.tell(LiveUpdate((at, at)))
        await log.until_whole()
        assert log.tail.lines[0] == LONG[0]
        assert log.stream.looks == 1


async def test_for_the_sake_of_a_line_it_is_not_read_back_for_ever() -> None:
    log_lines = [LogLine(number // 10, f"line {number}") for number in range(200_000)]
    assert log_lines[-1].timestamp < LATE
    async with followed(*log_lines) as log:
        at = log_lines[-1].timestamp
        log.told.tell(LiveUpdate((at,) * 100))
        async for batch in log.batches:
            if batch.state.unread:
                break
        reads = len(log.stream.calls)
        log.stream.write("new", at=at + 1)
        async for _ in log.batches:
            if log.tail.lines[-1].message == "new":
                break
        assert len(log.stream.calls) <= reads + SEEKING_PAGES + 10
        assert log.stream.looks == 0


async def test_what_is_not_to_be_had_is_counted_and_looked_for_no_more() -> None:
    async with followed(*LONG, from_head=True) as log:
        log.told.tell(LiveUpdate((LONG[-1].timestamp,) * 3))
        async for batch in log.batches:
            if batch.state.unread == 2:
                break
        for number in range(3):
            log.stream.write(f"new {number}", at=LONG[-1].timestamp + 1 + number)
            batch = await anext(log.batches)
        assert batch.state.unread == 2
        assert log.stream.looks == 1


async def test_a_log_does_not_end_before_what_was_told_of_was_looked_for() -> None:
    async with followed(*LONG, from_head=True) as log:
        at = LONG[-1].timestamp
        log.stream.hide("late", at=at)
        log.told.tell(LiveUpdate((at, at)))
        await log.told.heard.wait()
        log.tail.close_at(at + 1)
        assert (await log.until_whole()).state.phase is not Phase.RETRYING
        rest = [batch async for batch in log.batches]
        assert rest[-1:] == [] or rest[-1].state.phase is Phase.ENDED


async def test_nothing_is_looked_for_where_nothing_was_told() -> None:
    async with followed(*LONG, from_head=True) as log:
        log.stream.write("new", at=LONG[-1].timestamp + 1)
        await log.until_whole()
        await asyncio.sleep(0)
        assert log.stream.looks == 0
