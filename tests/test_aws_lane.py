"""The pace of an operation that the service throttles, and how it comes back."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.aws.pacing.lane import FLOOR, Lane, Limit
from app.aws.pacing.pace import USUAL_LIMIT
from app.errors import DeniedError, ThrottledError
from tests.test_aws_pace import JOBS, Service, backoff, pace
from tests.virtual_time import now, run_virtually


def test_a_throttled_operation_is_held_back_for_everybody_as_long_as_the_service_asks() -> None:
    async def scenario() -> float:
        shared, began = pace(), now()
        with pytest.raises(ThrottledError):
            async with shared.turn(*JOBS):
                raise ThrottledError("slowly", retry_after=7)
        service = Service(shared)
        await asyncio.gather(*(service.call() for _ in range(3)))
        return service.times[0] - began

    assert run_virtually(scenario()) >= 7


def lane(limit: Limit = USUAL_LIMIT) -> Lane:
    """A lane of its own."""
    return Lane(limit, backoff())


def test_calls_that_were_refused_together_count_as_one_refusal() -> None:
    slowed = lane()
    for went_out in (9.0, 9.5, 8.0):
        slowed.throttled(went_out, 10.0, None)
    assert slowed.rate == USUAL_LIMIT.rate / 2
    slowed.throttled(11.0, 12.0, None)
    assert slowed.rate == USUAL_LIMIT.rate / 4


def test_what_was_sent_before_a_throttle_says_nothing_of_the_pace_after_it() -> None:
    slowed = lane()
    slowed.throttled(9.0, 10.0, None)
    slowed.succeeded(9.5, 18.0)
    assert slowed.rate == USUAL_LIMIT.rate / 2
    slowed.succeeded(11.0, 18.0)
    assert slowed.rate > USUAL_LIMIT.rate / 2


@given(
    st.floats(0.5, 20),
    st.lists(st.tuples(st.booleans(), st.floats(0.01, 400), st.floats(0, 60)), max_size=60),
)
def test_a_pace_stays_between_its_floor_and_its_limit(
    ceiling: float, steps: list[tuple[bool, float, float]]
) -> None:
    learning, time = lane(Limit(ceiling, burst=2 * ceiling)), 0.0
    for is_refused, later, retry_after in steps:
        time += later
        if is_refused:
            learning.throttled(time - 0.005, time, retry_after)
        else:
            learning.succeeded(time - 0.005, time)
        assert min(FLOOR, ceiling) <= learning.rate <= ceiling
        assert learning.is_slowed == (learning.rate < ceiling)


@settings(max_examples=12)
@given(st.floats(0.6, 9), st.integers(1, 6))
@example(0.625, 1)
def test_a_pace_settles_below_what_the_service_takes(limit: float, callers: int) -> None:
    async def scenario() -> tuple[Service, float, float]:
        service, began = Service(pace(), limit), now()
        async with asyncio.TaskGroup() as group:
            for _ in range(callers):
                group.create_task(service.keep_asking(330))
        return service, began + 30, began + 330

    service, settled, end = run_virtually(scenario())
    asked = [time for time in service.times if settled <= time < end]
    refused = [time for time in service.refused if settled <= time < end]
    assert len(refused) <= 0.05 * len(asked)
    assert len(asked) - len(refused) >= 0.5 * min(limit, callers / 0.05) * (end - settled)


def test_a_pace_comes_back_while_all_is_well() -> None:
    async def scenario() -> tuple[list[float | None], float]:
        shared, told = pace(), list[float | None]()
        with pytest.raises(ThrottledError):
            async with shared.turn(*JOBS):
                raise ThrottledError("slowly")
        service, began = Service(shared), now()
        while shared.slowed_to(now()) is not None:
            told.append(shared.slowed_to(now()))
            await service.call()
            await asyncio.sleep(5)
        return told, now() - began

    told, lasted = run_virtually(scenario())
    assert told[0] == USUAL_LIMIT.rate / 2
    assert all(before <= after for before, after in pairwise(filter(None, told)))
    assert 60 < lasted < 300


def test_silence_proves_nothing() -> None:
    slowed = lane()
    slowed.throttled(9.0, 10.0, None)
    slowed.succeeded(10_000.0, 10_001.0)
    assert slowed.rate < 0.6 * USUAL_LIMIT.rate


def test_other_failures_leave_the_pace_alone() -> None:
    async def scenario() -> float | None:
        shared = pace()
        with pytest.raises(DeniedError):
            async with shared.turn(*JOBS):
                raise DeniedError("no")
        return shared.slowed_to(now())

    assert run_virtually(scenario()) is None
