"""Backoff, patience and traffic: how often calls are made again, and how many there were."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.pacing.backoff import Backoff
from app.aws.pacing.retry import patiently
from app.aws.pacing.traffic import Traffic
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


def test_traffic_counts_a_sliding_minute() -> None:
    traffic = Traffic()
    for moment in (0.0, 30.0, 59.0):
        traffic.called(moment)
    traffic.throttled(30.0)
    assert [traffic.calls_a_minute(now) for now in (59.0, 60.0, 90.0, 119.0)] == [3, 2, 1, 0]
    assert [traffic.throttles_a_minute(now) for now in (89.0, 90.0)] == [1, 0]


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
