"""Pace, backoff, patience and traffic: how often calls go out."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.backoff import Backoff
from app.aws.pace import RATES, USUAL_RATE, Pace
from app.aws.retry import patiently
from app.aws.traffic import Traffic
from app.errors import DeniedError, FarmtopError, ServiceError, ThrottledError, UnreachableError


def never_random() -> float:
    """Stands for the largest wait that chance allows."""
    return 1.0


@given(st.floats(0, 1), st.integers(0, 2000))
def test_backoff_doubles_up_to_its_cap_whatever_chance_says(chance: float, failures: int) -> None:
    backoff = Backoff(base=0.5, cap=30, random=lambda: chance)
    waits = [backoff.next() for _ in range(failures + 1)]
    assert waits[-1] == min(30, 0.5 * 2 ** min(failures, 60)) * chance


def test_backoff_never_waits_less_than_the_service_asks() -> None:
    assert Backoff(random=lambda: 0.0).next(retry_after=7) == 7


def test_backoff_starts_over_after_a_success() -> None:
    backoff = Backoff(base=1, random=never_random)
    assert [backoff.next(), backoff.next()] == [1, 2]
    backoff.reset()
    assert backoff.next() == 1


async def test_an_operation_goes_out_in_bursts_no_larger_than_its_rate() -> None:
    pace = Pace()
    burst = int(RATES["logs", "GetLogEvents"].calls)
    turns = [asyncio.create_task(pace.turn("logs", "GetLogEvents")) for _ in range(100 * burst)]
    gone, waiting = await asyncio.wait(turns, timeout=0.01)
    assert burst <= len(gone) < 50 * burst
    for turn in waiting:
        turn.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_waits_that_are_cancelled_take_no_turn() -> None:
    pace = Pace()
    crowd = 100 * int(USUAL_RATE.calls)
    turns = [asyncio.create_task(pace.turn("deadline", "ListJobs")) for _ in range(crowd)]
    _gone, waiting = await asyncio.wait(turns, timeout=0.01)
    for turn in waiting:
        turn.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await asyncio.wait_for(pace.turn("deadline", "ListJobs"), 10)


async def test_one_operation_does_not_hold_up_another() -> None:
    pace = Pace()
    pace.throttled("deadline", "ListJobs", 0, retry_after=60)
    assert await asyncio.wait_for(pace.turn("deadline", "ListFarms"), 30)


async def test_a_throttled_operation_is_held_back_for_everybody() -> None:
    pace = Pace(new_backoff=lambda: Backoff(random=lambda: 0.0))
    throttled = await pace.turn("deadline", "ListJobs")
    pace.throttled("deadline", "ListJobs", throttled, retry_after=0.05)
    turns = await asyncio.gather(*(pace.turn("deadline", "ListJobs") for _ in range(3)))
    assert min(turns) >= throttled + 0.05


async def test_calls_that_were_refused_together_count_as_one_refusal() -> None:
    now = 100.0
    pace = Pace(lambda: now, lambda: Backoff(base=1, random=never_random))
    held = [pace.throttled("deadline", "ListJobs", went_out, None) for went_out in (99, 99.5, 98)]
    assert held == [1, 1, 1]
    now = 102.0
    assert pace.throttled("deadline", "ListJobs", 101.5, None) == 2


async def test_a_success_makes_the_next_throttle_the_first() -> None:
    now = 100.0
    pace = Pace(lambda: now, lambda: Backoff(base=1, random=never_random))
    pace.throttled("deadline", "ListJobs", 99, None)
    pace.succeeded("deadline", "ListJobs")
    now = 110.0
    assert pace.throttled("deadline", "ListJobs", 109, None) == 1


def test_traffic_counts_a_sliding_minute() -> None:
    traffic = Traffic()
    for moment in (0.0, 30.0, 59.0):
        traffic.called(moment)
    traffic.throttled(30.0)
    assert [traffic.calls_a_minute(now) for now in (59.0, 60.0, 90.0, 119.0)] == [3, 2, 1, 0]
    assert (traffic.throttles_a_minute(90.0), traffic.throttles) == (0, 1)


def failing(*errors: FarmtopError) -> Callable[[], Awaitable[str]]:
    """An attempt that fails so often before it succeeds."""
    left = list(errors)

    async def attempt() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return attempt


class Naps:
    """Sleeps at once, and remembers for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def test_patience_outlasts_what_passes() -> None:
    naps, told = Naps(), []
    errors = (ServiceError("oh"), ThrottledError("slowly", retry_after=9), UnreachableError("no"))
    result = await patiently(
        failing(*errors),
        backoff=Backoff(base=1, random=never_random),
        sleep=naps,
        failed=lambda error, wait: told.append((error.what, wait)),
    )
    assert result == "done"
    assert naps.seconds == [1, 11, 4]
    assert told == [("oh", 1), ("slowly", 11), ("no", 4)]


async def test_patience_ends() -> None:
    naps = Naps()
    with pytest.raises(ServiceError):
        await patiently(failing(*[ServiceError("oh")] * 9), tries=3, sleep=naps)
    assert len(naps.seconds) == 2


async def test_patience_need_not_end() -> None:
    attempt = failing(*[ServiceError("oh")] * 99)
    assert await patiently(attempt, tries=None, sleep=Naps()) == "done"


async def test_what_does_not_pass_is_told_at_once() -> None:
    naps = Naps()
    with pytest.raises(DeniedError):
        await patiently(failing(DeniedError("no")), sleep=naps)
    assert naps.seconds == []
