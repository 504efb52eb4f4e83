"""Following a log: when it is read, how it ends and what is said meanwhile."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest

from app.aws.pacing.backoff import Backoff
from app.errors import DeniedError, ExpiredError, FarmtopError, ThrottledError, UnreachableError
from app.lines import Splice
from app.logs.following.batch import LogBatch, Phase
from app.logs.following.budget import Budget
from app.logs.following.cadence import wait_for
from app.logs.following.followed import Followed, Origin
from app.logs.following.tail import Tail
from app.resources.log_place import LogPlace
from tests.log_stream import PLACE, FakeStream, FakeTime

NOW = 1_000.0
NOW_MS = 1_000_000


def tail_of(stream: FakeStream, time: FakeTime, place: LogPlace = PLACE) -> Tail:
    return Tail(stream, place, backoff=Backoff(random=lambda: 1.0), clock=time, wait=time.wait)


def stream_of(count: int) -> FakeStream:
    stream = FakeStream([])
    for number in range(count):
        stream.write(f"line {number}", at=NOW_MS - 1_000_000 + number)
    return stream


def added(batch: LogBatch) -> int:
    """How many lines came."""
    return sum(splice.added for splice in batch.splices)


async def batches(tail: Tail, count: int) -> list[LogBatch]:
    """The next so many batches."""
    following = tail.follow()
    return [await anext(following) for _ in range(count)]


async def test_the_first_page_is_short_and_comes_from_the_end() -> None:
    stream, time = stream_of(3_000), FakeTime(NOW)
    tail = tail_of(stream, time)
    [first] = await batches(tail, 1)
    assert first.splices == (Splice(0, 0, 1_000),)
    assert tail.lines[-1].message == "line 2999"
    assert first.state.phase is Phase.FOLLOWING
    assert first.state.caught_up


async def test_lines_before_are_read_back_until_there_are_none() -> None:
    stream, time = stream_of(18_500), FakeTime(NOW)
    tail = tail_of(stream, time)
    await batches(tail, 1)
    told = [await tail.older() for _ in range(4)]
    assert told == [(Splice(0, 0, 10_000),), (Splice(0, 0, 7_500),), (), ()]
    assert tail.at_beginning
    assert [line.message for line in tail.lines] == [f"line {n}" for n in range(18_500)]


async def test_a_read_back_that_is_asked_for_twice_at_once_happens_once() -> None:
    stream, time = stream_of(8_500), FakeTime(NOW)
    tail = tail_of(stream, time)
    await batches(tail, 1)
    told = await asyncio.gather(tail.older(), tail.older())
    assert sorted(told) == [(), (Splice(0, 0, 7_500),)]


async def test_a_read_back_waits_out_a_failure_that_passes_and_raises_one_that_does_not() -> None:
    stream, time = stream_of(2_000), FakeTime(NOW)
    tail = tail_of(stream, time)
    await batches(tail, 1)
    stream.failures = [DeniedError("Not allowed.")]
    with pytest.raises(DeniedError):
        await tail.older()
    stream.failures = [ThrottledError("Slow down.", retry_after=7.0), UnreachableError("Gone.")]
    assert await tail.older() == (Splice(0, 0, 1_000),)
    assert time.waits[-2] >= 7.0


async def test_silence_is_asked_less_and_less_often_and_lines_make_it_often_again() -> None:
    stream, time = stream_of(10), FakeTime(NOW)
    following = tail_of(stream, time).follow()
    await anext(following)

    class WrittenError(Exception):
        """The silence is over."""

    quiet: list[float] = []

    async def wait(event: asyncio.Event, seconds: float) -> None:
        quiet.append(seconds)
        if len(quiet) == 8:
            stream.write("more", at=NOW_MS + 1)
        if len(quiet) == 9:
            raise WrittenError
        await time.wait(event, seconds)

    await following.aclose()
    tail = Tail(stream, PLACE, backoff=Backoff(), clock=time, wait=wait)
    with pytest.raises(WrittenError):
        async for _ in tail.follow():
            pass
    assert quiet[:8] == sorted(quiet[:8])
    assert (quiet[0], quiet[7], quiet[8]) == (1.0, 10.0, 1.0)


async def test_a_full_page_is_followed_by_the_next_one_at_once() -> None:
    stream, time = stream_of(10), FakeTime(NOW)
    following = tail_of(stream, time).follow()
    await anext(following)
    for number in range(25_000):
        stream.write(f"burst {number}", at=NOW_MS)
    waits = len(time.waits)
    assert [added(await anext(following)) for _ in range(3)] == [10_000, 10_000, 5_000]
    assert len(time.waits) == waits + 1


@pytest.mark.parametrize(
    ("error", "shortest", "longest"),
    [
        (ThrottledError("Too many requests.", retry_after=40.0), 40.0, 41.0),
        (UnreachableError("No answer."), 0.0, 1.0),
        (ExpiredError("Credentials have run out."), 5.0, 30.0),
        (DeniedError("Not allowed."), 5.0, 30.0),
    ],
)
async def test_a_failure_is_said_with_since_when_and_the_next_try_and_then_forgotten(
    error: FarmtopError, shortest: float, longest: float
) -> None:
    stream, time = stream_of(10), FakeTime(NOW)
    following = tail_of(stream, time).follow()
    await anext(following)
    stream.failures = [error]
    failed = (await anext(following)).state
    assert failed.phase is Phase.RETRYING
    assert failed.stale == str(error)
    assert failed.since == time.now
    assert failed.next_try is not None
    assert shortest <= failed.next_try - time.now <= longest
    stream.write("back", at=NOW_MS)
    recovered = await anext(following)
    assert added(recovered) == 1
    assert (recovered.state.stale, recovered.state.since) == ("", None)


async def test_a_failure_that_lasts_keeps_its_first_time_and_never_ends_the_tail() -> None:
    stream, time = stream_of(1), FakeTime(NOW)
    stream.failures = [ExpiredError("Credentials have run out.") for _ in range(50)]
    following = tail_of(stream, time).follow()
    states = [(await anext(following)).state for _ in range(50)]
    assert {state.since for state in states} == {NOW}
    assert added(await anext(following)) == 1


async def test_a_token_that_has_expired_loses_nothing_and_repeats_nothing() -> None:
    stream, time = FakeStream([]), FakeTime(NOW)
    stream.write("start", at=NOW_MS - 200_000)
    stream.write("same", "same", at=NOW_MS)
    tail = tail_of(stream, time)
    following = tail.follow()
    await anext(following)
    stream.write("same", "other", at=NOW_MS)
    for issued in range(100):
        stream.refused.add(f"f/3/None/None/{issued}")
    assert added(await anext(following)) == 2
    assert [line.message for line in tail.lines] == ["start", "same", "same", "same", "other"]


async def until_there(tail: Tail) -> AsyncIterator[LogBatch]:
    """The batches up to the one that is caught up."""
    async for batch in tail.follow():
        yield batch
        if batch.state.caught_up:
            return


async def test_a_tail_that_nobody_sees_reads_nothing_and_then_at_once() -> None:
    stream = stream_of(3)
    tail = Tail(stream, PLACE, backoff=Backoff())
    tail.pause()
    following = asyncio.create_task(batches(tail, 1))
    for _ in range(5):
        await asyncio.sleep(0)
    assert stream.calls == []
    tail.resume()
    assert added((await following)[0]) == 3


async def test_waking_a_tail_ends_its_wait() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(wait_for(event, 3_600))
    await asyncio.sleep(0)
    event.set()
    await waiting
    await wait_for(asyncio.Event(), 0.0)


async def test_the_rate_and_the_lag_are_told_by_the_lines_own_times() -> None:
    stream, time = stream_of(5), FakeTime(NOW)
    for number in range(50):
        stream.write("busy", at=NOW_MS - 4_000 + number)
    [first] = await batches(tail_of(stream, time), 1)
    assert first.state.rate == 5.0
    assert first.state.behind(NOW) == pytest.approx(3.951)


async def test_the_way_and_the_interval_are_told_as_they_are() -> None:
    stream, time = stream_of(10), FakeTime(NOW)
    following = tail_of(stream, time).follow()
    told = [(await anext(following)).state for _ in range(6)]
    assert [state.interval for state in told] == [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375]
    assert [state.way for state in told[1:4]] == [
        "polling every 1.5s",
        "polling every 2.2s",
        "polling every 3.4s",
    ]


async def test_lines_that_nothing_could_keep_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    stream, time = stream_of(0), FakeTime(NOW)
    stream.write(*["x" * 2**20] * 24, at=NOW_MS)
    tail = tail_of(stream, time)
    [batch] = await batches(tail, 1)
    assert batch.state.dropped == 24 - len(tail.lines) > 0
    assert "TMPDIR" in batch.state.trouble


async def test_many_logs_of_one_connection_are_each_read_less_often() -> None:
    stream, time, budget = stream_of(3), FakeTime(NOW), Budget()
    first, *others = [
        Tail(stream, PLACE, backoff=Backoff(), budget=budget, clock=time, wait=time.wait)
        for _ in range(20)
    ]
    async with AsyncExitStack() as following:
        for tail in others:
            await anext(await following.enter_async_context(aclosing(tail.follow())))
        [batch] = await batches(first, 1)
        assert batch.state.interval == 5.0
        for tail in others[:14]:
            tail.pause()
        for tail in others[14:]:
            tail.close()
        [batch] = await batches(first, 1)
        assert batch.state.interval == 1.0


async def test_a_tail_that_is_closed_keeps_nothing() -> None:
    stream, time = stream_of(3), FakeTime(NOW)
    tail: Followed = tail_of(stream, time)
    assert tail.origins == (Origin(),)
    async with aclosing(tail.follow()) as following:
        await anext(following)
    for _ in range(2):
        tail.close()
        assert len(tail.lines) == 0
