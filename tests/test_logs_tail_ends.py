"""A part of a log: where it begins and where it ends."""

from dataclasses import replace

import pytest

from app.aws.pacing.backoff import Backoff
from app.lines import Splice
from app.logs.following.batch import Phase
from app.logs.following.tail import Tail
from tests.log_stream import PLACE, FakeStream, FakeTime
from tests.test_logs_tail import NOW, NOW_MS, added, stream_of, tail_of, until_there


async def test_a_part_that_lies_in_the_past_is_read_and_ends() -> None:
    stream, time = stream_of(30), FakeTime(NOW)
    place = replace(PLACE, start=5, end=25)
    told = [batch async for batch in tail_of(stream, time, place).follow()]
    assert sum(added(batch) for batch in told) == 20
    assert told[-1].state.phase is Phase.ENDED
    assert time.waits == []


async def test_a_log_that_has_ended_is_opened_with_one_call() -> None:
    stream, time = stream_of(3_000), FakeTime(NOW)
    tail = tail_of(stream, time, replace(PLACE, end=NOW_MS - 60_000))
    [told] = [batch async for batch in tail.follow()]
    assert told.state.phase is Phase.ENDED
    assert len(stream.calls) == 1
    assert len(tail.lines) == 1_000


async def test_an_end_that_is_not_past_is_no_end() -> None:
    stream, time = stream_of(3), FakeTime(NOW)
    place = replace(PLACE, end=NOW_MS + 60_000)
    tail = tail_of(stream, time, place)
    async for _ in tail.follow():
        pass
    assert tail.state.phase is Phase.ENDED
    assert time.now >= NOW + 60


async def test_an_action_that_ends_gives_back_the_lines_of_the_next_one() -> None:
    stream, time = FakeStream([]), FakeTime(NOW)
    stream.write("mine", "mine too", at=NOW_MS - 10)
    stream.write("not mine", at=NOW_MS)
    tail = tail_of(stream, time)
    following = tail.follow()
    assert (await anext(following)).splices == (Splice(0, 0, 3),)
    tail.close_at(NOW_MS)
    last = await anext(following)
    assert (last.splices, last.state.phase) == ((Splice(2, 1),), Phase.ENDED)
    assert [line.message for line in tail.lines] == ["mine", "mine too"]
    with pytest.raises(StopAsyncIteration):
        await anext(following)


async def test_an_action_whose_lines_lie_far_back_is_found_once_its_end_is_known() -> None:
    stream, time = stream_of(5_000), FakeTime(NOW)
    tail = tail_of(stream, time)
    following = tail.follow()
    await anext(following)
    tail.close_at(100)
    told = [batch async for batch in following]
    assert sum(splice.removed for batch in told for splice in batch.splices) == 1_000
    assert [line.message for line in tail.lines] == [f"line {n}" for n in range(100)]


async def test_a_log_that_is_read_from_its_head_is_caught_up_when_all_of_it_is_there() -> None:
    stream, time = stream_of(25_000), FakeTime(NOW)
    tail = Tail(stream, PLACE, backoff=Backoff(), from_head=True, clock=time, wait=time.wait)
    caught_up = [(len(tail.lines), batch.state.caught_up) async for batch in until_there(tail)]
    assert caught_up[-1] == (25_000, True)
    assert not any(there for _, there in caught_up[:-1])
    assert time.waits == []
