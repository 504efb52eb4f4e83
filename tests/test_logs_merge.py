"""Several logs followed as one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from app.aws.pacing.backoff import Backoff
from app.errors import DeniedError, FarmtopError, ThrottledError
from app.lines import Splice
from app.logs.following.batch import LogBatch, Phase
from app.logs.following.followed import Origin
from app.logs.following.tail import Tail
from app.logs.merging.merge import Merge
from app.view import NO_TIME, LogLine
from tests.log_stream import PLACE, FakeStream, FakeTime

NOW_MS = 1_000_000


def tail_of(stream: FakeStream, time: FakeTime, *, from_head: bool = False) -> Tail:
    return Tail(
        stream,
        PLACE,
        backoff=Backoff(random=lambda: 1.0),
        from_head=from_head,
        clock=time,
        wait=time.wait,
    )


def stream_of(*times: int, name: str = "") -> FakeStream:
    return FakeStream([LogLine(time, f"{name}{time}") for time in times])


def parts_of(*streams: FakeStream, time: FakeTime | None = None) -> list[tuple[Origin, Tail]]:
    time = time or FakeTime()
    return [
        (Origin(f"log {number}"), tail_of(stream, time)) for number, stream in enumerate(streams)
    ]


def in_time(*streams: FakeStream) -> list[LogLine]:
    """The lines of all streams, sorted by time and then by stream."""
    lines = [
        line._replace(origin=number)
        for number, stream in enumerate(streams)
        for line in stream.lines
    ]
    return sorted(lines, key=lambda line: line.timestamp)


UNKNOWN = LogLine(0, "a line that came and was not looked at yet")


class Reader:
    """Somebody who keeps a copy from nothing but what the merge tells."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.copy = list(merge.lines)

    def apply(self, splices: tuple[Splice, ...]) -> None:
        for at, removed, added in splices:
            self.copy[at : at + removed] = [UNKNOWN] * added
        now = list(self.merge.lines)
        assert len(self.copy) == len(now)
        self.copy = [
            new if old is UNKNOWN else old for old, new in zip(self.copy, now, strict=True)
        ]
        # What has gone from a part reads as empty until the merge has heard of it and tells.
        assert all(
            old == new or new.timestamp == NO_TIME for old, new in zip(self.copy, now, strict=True)
        )

    async def until_told(self, *messages: str) -> LogBatch:
        """Follow until these lines are there, and leave."""
        async with aclosing(self.merge.follow()) as batches:
            async for batch in batches:
                self.apply(batch.splices)
                is_whole = not self.merge.lines.waiting
                if is_whole and set(messages) <= {line.message for line in self.copy}:
                    return batch
        raise AssertionError(f"{messages} did not come")

    async def until_ended(self) -> None:
        async with aclosing(self.merge.follow()) as batches:
            async for batch in batches:
                self.apply(batch.splices)

    async def read_back(self) -> None:
        while not self.merge.at_beginning:
            await asyncio.sleep(0)
            try:
                self.apply(await self.merge.older())
            except FarmtopError:
                self.merge.wake()


async def test_lines_of_several_logs_come_in_the_order_of_their_times() -> None:
    session, worker = stream_of(1, 3, 3, 5), stream_of(2, 3, 9)
    reader = Reader(Merge(parts_of(session, worker)))
    await reader.until_told("5", "9")
    await reader.read_back()
    assert reader.copy == in_time(session, worker)


async def test_what_is_shown_has_no_gap_where_one_log_was_read_back_less_far() -> None:
    session = stream_of(*range(10_000, 14_000))
    worker = stream_of(*range(9_000, 14_000, 10), name="worker ")
    parts = parts_of(session, worker)
    merge = Merge(parts)
    reader = Reader(merge)
    await reader.until_told("13999", "worker 13990")
    begins = parts[0][1].lines[0].timestamp
    assert begins > 10_000
    everything = in_time(session, worker)
    assert reader.copy == [line for line in everything if line.timestamp >= begins]
    assert not merge.at_beginning
    number, top = merge.lines.first, reader.copy[0]
    await reader.read_back()
    assert reader.copy == everything
    assert merge.lines.first + reader.copy.index(top) == number


async def test_a_log_that_joins_is_read_back_to_where_the_others_begin() -> None:
    session = stream_of(*range(1_000))
    worker = stream_of(*range(2_000), name="worker ")
    (session_part, worker_part) = parts_of(session, worker)
    merge = Merge([session_part])
    reader = Reader(merge)
    await reader.until_told("999")
    merge.join(*worker_part)
    await reader.until_told("worker 0", "worker 1999")
    assert reader.copy == in_time(session, worker)


async def test_a_log_that_leaves_keeps_its_lines_and_is_not_read_on() -> None:
    session, worker = stream_of(1, 2), stream_of(1, 2, name="worker ")
    merge = Merge(parts_of(session, worker))
    reader = Reader(merge)
    await reader.until_told("2", "worker 2")
    merge.leave(1)
    worker.write("unheard", at=3)
    session.write("heard", at=3)
    await reader.until_told("heard")
    session.write("heard later", at=4)
    await reader.until_told("heard later")
    assert [line.message for line in reader.copy] == [
        "1", "worker 1", "2", "worker 2", "heard", "heard later",
    ]  # fmt: skip


async def test_one_log_that_cannot_be_read_leaves_the_others_alone_with_a_word() -> None:
    session, worker = stream_of(1, 2), stream_of()
    worker.failures = [DeniedError("Not allowed.", "Ask for the role.")] * 1_000
    merge = Merge(parts_of(session, worker))
    batch = await Reader(merge).until_told("1", "2")
    assert batch.state.phase is Phase.FOLLOWING
    assert batch.state.stale == "log 1: Not allowed. Ask for the role."
    assert not batch.state.caught_up
    assert batch.state.newest == 2


async def at_rest() -> None:
    """Let everybody else have done what there is to do."""
    for _ in range(50):
        await asyncio.sleep(0)


class FaultyTail(Tail):
    """A log that nobody can follow for long."""

    async def follow(self) -> AsyncGenerator[LogBatch, None]:
        async with aclosing(super().follow()) as batches:
            async for batch in batches:
                yield batch
                await at_rest()
                raise LookupError("a fault")


async def test_a_fault_in_following_one_log_is_not_kept_from_whoever_follows_all() -> None:
    time = FakeTime()
    faulty = FaultyTail(stream_of(2), PLACE, backoff=Backoff(), clock=time, wait=time.wait)
    merge = Merge([(Origin("faulty"), faulty)])
    with pytest.raises(LookupError, match="a fault"):
        await Reader(merge).until_ended()


def beside(session: Tail, worker: Tail) -> Merge:
    """A log, and one beside it that holds up no end."""
    merge = Merge([(Origin(), session)])
    merge.join(Origin("worker"), worker, is_beside=True)
    return merge


async def test_it_ends_with_its_logs_where_one_beside_them_is_refused_which_it_goes_on_saying() -> (
    None
):
    session, worker = stream_of(1, 2), stream_of(3)
    worker.failures = [DeniedError("Not allowed.")] * 1_000
    (_, session_part), (_, worker_part) = parts_of(session, worker)
    merge = beside(session_part, worker_part)
    reader = Reader(merge)
    batch = await reader.until_told("1", "2")
    assert batch.state.phase is Phase.FOLLOWING
    session_part.close_at(10)
    await reader.until_ended()
    state = merge.state
    assert (state.phase, state.stale, state.refused) == (Phase.ENDED, "worker: Not allowed.", True)
    assert (state.since, state.next_try) == (None, None)
    worker.failures.clear()
    worker_part.close_at(10)
    merge.wake()
    await reader.until_ended()
    assert [line.message for line in reader.copy] == ["1", "2", "3"]
    assert (merge.state.phase, merge.state.stale) == (Phase.ENDED, "")


async def read_beside(session: FakeStream, worker: FakeStream) -> Reader:
    """All of a session's log and of the worker's beside it, both of which are over."""
    (_, session_part), (_, worker_part) = parts_of(session, worker)
    session_part.close_at(10)
    worker_part.close_at(10)
    reader = Reader(beside(session_part, worker_part))
    await reader.until_ended()
    await reader.read_back()
    return reader


async def test_it_waits_for_a_log_beside_the_others_whose_trouble_passes() -> None:
    session, worker = stream_of(1), stream_of(2)
    worker.failures = [ThrottledError("Too many requests.")] * 20
    reader = await read_beside(session, worker)
    assert [line.message for line in reader.copy] == ["1", "2"]


async def test_it_does_not_end_while_the_log_is_refused_that_another_is_beside() -> None:
    session, worker = stream_of(1), stream_of(2)
    session.failures = [DeniedError("Not allowed.")] * 20
    reader = await read_beside(session, worker)
    assert [line.message for line in reader.copy] == ["1", "2"]
    assert not session.failures


async def test_a_log_that_cannot_be_read_back_holds_nothing_back_any_more() -> None:
    session = stream_of(*range(10_000, 14_000))
    worker = stream_of(*range(9_000, 14_000, 10), name="worker ")
    merge = Merge(parts_of(session, worker))
    reader = Reader(merge)
    await reader.until_told("13999")
    session.failures = [DeniedError("Not allowed.")]
    with pytest.raises(DeniedError):
        await merge.older()
    while splices := await merge.older():
        reader.apply(splices)
    assert reader.copy[0].message == "worker 9000"


async def test_it_ends_when_all_have_ended_and_none_may_join() -> None:
    streams = stream_of(1), stream_of(1, name="worker ")
    parts = parts_of(*streams)
    merge = Merge(parts, may_grow=True)
    reader = Reader(merge)
    await reader.until_told("1", "worker 1")
    for _, part in parts:
        part.close_at(10)
    phases = []
    async with aclosing(merge.follow()) as batches:
        async for batch in batches:
            reader.apply(batch.splices)
            if all(part.state.phase is Phase.ENDED for _, part in parts):
                phases.append(batch.state.phase)
                merge.no_more_join()
    assert phases == [Phase.FOLLOWING, Phase.ENDED]
    assert merge.state.phase is Phase.ENDED
    assert merge.state.caught_up


async def test_whoever_leaves_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    merge = Merge(parts_of(stream_of(1), stream_of(1, name="worker ")))
    await Reader(merge).until_told("1", "worker 1")
    assert asyncio.all_tasks() == before
    task = asyncio.create_task(Reader(merge).until_ended())
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == len(before) + 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert asyncio.all_tasks() == before
