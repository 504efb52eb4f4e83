"""When calls go out: how many at once, and in how much time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.pacing.backoff import Backoff
from app.aws.pacing.pace import LIMITS, USUAL_LIMIT, Pace
from app.aws.pacing.priority import Priority, asking
from app.aws.pacing.rates import Bucket, Cap
from app.errors import ThrottledError
from tests.virtual_time import now, run_virtually

LOGS = ("logs", "GetLogEvents")
JOBS = ("deadline", "SearchJobs")
AT_ONCE = LIMITS[LOGS].at_once or 0
HAIR = 1e-6
"""What adding up fractions of a second may be off by."""


def backoff() -> Backoff:
    """Chance always asks for the longest wait."""
    return Backoff(random=lambda: 1.0)


def pace(max_rps: float | None = None) -> Pace:
    """A pace by the clock of the loop that runs."""
    return Pace(max_rps, now, backoff)


class Service:
    """Answers after a while, and refuses what comes faster than its limit."""

    def __init__(self, pace: Pace, rate: float = 1e9, takes: float = 0.05) -> None:
        self._pace = pace
        self._bucket = Bucket(rate, max(1.0, rate))
        self._takes = takes
        self.asked: list[tuple[float, str]] = []
        """When calls came, and who made them."""
        self.refused: list[float] = []

    async def call(
        self,
        name: str = "",
        operation: tuple[str, str] = JOBS,
        priority: Priority = Priority.VISIBLE,
    ) -> None:
        """One call."""
        with asking(priority):
            async with self._pace.turn(*operation):
                self.asked.append((now(), name))
                await asyncio.sleep(self._takes)
                if self._bucket.ready_at > now() + HAIR:
                    self.refused.append(now())
                    raise ThrottledError("slowly")
                self._bucket.take(now())

    async def keep_asking(self, seconds: float, operation: tuple[str, str] = JOBS) -> None:
        """Calls one after the other, whatever becomes of them."""
        until = now() + seconds
        while now() < until:
            try:
                await self.call(operation=operation)
            except ThrottledError:
                continue

    @property
    def times(self) -> list[float]:
        """When calls came."""
        return [time for time, _ in self.asked]

    @property
    def names(self) -> list[str]:
        """Who made them."""
        return [name for _, name in self.asked]


@asynccontextmanager
async def busy(pace: Pace, operation: tuple[str, str]) -> AsyncIterator[None]:
    """Whatever may go out at once has gone."""
    async with AsyncExitStack() as stack:
        for _ in range(int(USUAL_LIMIT.burst)):
            await stack.enter_async_context(pace.turn(*operation))
        yield


def most_in(times: Sequence[float], seconds: float) -> int:
    """How many calls at most went out in any window, whose end does not belong to it."""
    return max(sum(start <= time < start + seconds - HAIR for time in times) for start in times)


@given(st.floats(0.1, 50), st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_cap_is_never_exceeded_in_any_window(rate: float, waits: list[float]) -> None:
    async def scenario() -> Sequence[float]:
        service = Service(pace(rate))
        async with asyncio.TaskGroup() as group:
            for number, wait in enumerate(waits):
                group.create_task(service.call(operation=("any", f"Operation{number % 3}")))
                if wait > 2:
                    await asyncio.sleep(wait)
        return service.times

    times = run_virtually(scenario())
    calls = max(1, int(rate))
    assert len(times) == len(waits)
    assert most_in(times, calls / rate) <= calls


@given(st.lists(st.floats(0, 5), min_size=1, max_size=120), st.floats(0.1, 30))
def test_an_operation_never_exceeds_its_rate_and_burst(waits: list[float], window: float) -> None:
    async def scenario() -> Sequence[float]:
        service = Service(pace())
        async with asyncio.TaskGroup() as group:
            for wait in waits:
                group.create_task(service.call())
                if wait > 4:
                    await asyncio.sleep(wait)
        return service.times

    times = run_virtually(scenario())
    assert len(times) == len(waits)
    assert most_in(times, window) <= USUAL_LIMIT.burst + USUAL_LIMIT.rate * window + HAIR


def test_what_may_go_at_once_goes_at_once() -> None:
    async def scenario() -> list[float]:
        began, service = now(), Service(pace())
        async with asyncio.TaskGroup() as group:
            for _ in range(int(USUAL_LIMIT.burst) + 10):
                group.create_task(service.call())
        return [time - began for time in service.times]

    times = run_virtually(scenario())
    burst = int(USUAL_LIMIT.burst)
    assert times[:burst] == pytest.approx([0.0] * burst, abs=HAIR)
    assert times[burst:] == pytest.approx([n / USUAL_LIMIT.rate for n in range(1, 11)])


def test_one_operation_does_not_wait_for_another() -> None:
    async def scenario() -> float:
        held, began = pace(), now()
        with pytest.raises(ThrottledError):
            async with held.turn(*JOBS):
                raise ThrottledError("slowly", retry_after=60)
        async with held.turn("deadline", "ListFarms"):
            return now() - began

    assert run_virtually(scenario()) == 0


def test_one_place_is_kept_for_what_somebody_sees() -> None:
    async def scenario() -> tuple[list[str], list[str]]:
        service = Service(pace(), takes=1)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE + 1):
                group.create_task(service.call("unseen", LOGS, Priority.UNSEEN))
            await asyncio.sleep(0.1)
            before = list(service.names)
            group.create_task(service.call("seen", LOGS))
            await asyncio.sleep(0.1)
            return before, list(service.names)

    before, after = run_virtually(scenario())
    assert before == ["unseen"] * (AT_ONCE - 1)
    assert after == [*before, "seen"]


def test_no_more_are_out_at_once_than_the_limit_says() -> None:
    async def scenario() -> list[float]:
        began, service = now(), Service(pace(), takes=5)
        async with asyncio.TaskGroup() as group:
            for _ in range(2 * AT_ONCE):
                group.create_task(service.call(operation=LOGS))
        return [time - began for time in service.times]

    assert run_virtually(scenario()) == [0.0] * AT_ONCE + [5.0] * AT_ONCE


def test_a_cap_is_told_while_it_holds_calls_back() -> None:
    async def scenario() -> list[float | None]:
        shared = pace(max_rps=2.5)
        told = []
        for calls in (2, 4):
            service = Service(shared)
            await asyncio.gather(*(service.call() for _ in range(calls)))
            told.append(shared.slowed_to(now()))
            await asyncio.sleep(61)
        return [*told, shared.slowed_to(now())]

    assert run_virtually(scenario()) == [None, 2.5, None]


def test_calls_and_throttles_are_counted_as_they_go_out() -> None:
    async def scenario() -> tuple[int, int]:
        shared = pace()
        service = Service(shared, rate=1)
        await asyncio.gather(*(service.call() for _ in range(3)), return_exceptions=True)
        return shared.traffic.calls_a_minute(now()), shared.traffic.throttles_a_minute(now())

    assert run_virtually(scenario()) == (3, 2)


def test_a_call_given_back_may_go_at_once() -> None:
    cap = Cap(2)
    for moment in (1.0, 1.2):
        cap.take(moment)
    assert cap.ready_at == 2.0
    cap.give_back(1.2)
    assert cap.ready_at < 1.2
    cap.take(3.0)
    cap.take(3.1)
    cap.give_back(1.0)
    assert cap.ready_at == 4.0
