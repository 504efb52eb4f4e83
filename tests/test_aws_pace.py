"""When calls go out: how many, whose is first, and what a service that refuses some teaches."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.aws.backoff import Backoff
from app.aws.lane import FLOOR, Lane, Limit
from app.aws.pace import LIMITS, USUAL_LIMIT, Pace
from app.aws.priority import Priority, asking
from app.aws.rates import Bucket, Cap
from app.aws.turns import TURNS
from app.errors import DeniedError, ThrottledError
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


@given(st.lists(st.sampled_from(Priority), min_size=1, max_size=TURNS), st.randoms())
def test_the_most_urgent_goes_first_and_among_equals_the_first(
    priorities: list[Priority], chance: random.Random
) -> None:
    chance.shuffle(priorities)

    async def scenario() -> list[str]:
        shared = pace()
        service = Service(shared)
        async with busy(shared, JOBS), asyncio.TaskGroup() as group:
            for number, priority in enumerate(priorities):
                group.create_task(service.call(str(number), priority=priority))
        return service.names

    expected = sorted(range(len(priorities)), key=lambda number: priorities[number])
    assert run_virtually(scenario()) == [str(number) for number in expected]


@pytest.mark.parametrize("max_rps", [None, 2.0])
def test_nobody_starves_behind_what_is_more_urgent(max_rps: float | None) -> None:
    async def scenario() -> list[str]:
        service = Service(pace(max_rps))
        operations = (JOBS, ("deadline", "ListJobs"))
        async with asyncio.TaskGroup() as group:
            # More than may go out, of the same operation and, where all share a cap, of another.
            for tick in range(450):
                for operation in operations:
                    call = service.call("asked", operation, Priority.ASKED)
                    group.create_task(call)
                    if tick == 30:
                        group.create_task(service.call("old", operation, Priority.PREVIEW))
                await asyncio.sleep(0.09)
            return list(service.names)

    names = run_virtually(scenario())
    assert names.count("old") == 2


class Changing:
    """An asker that changes its mind."""

    def __init__(self, priority: Priority) -> None:
        self.priority = priority


def test_a_call_that_waits_becomes_as_urgent_as_its_asker() -> None:
    async def scenario() -> list[str]:
        shared, gone = pace(), list[str]()
        askers = [Changing(Priority.PREVIEW) for _ in range(3)]

        async def call(name: str, asker: Changing) -> None:
            with asking(asker):
                async with shared.turn(*JOBS):
                    gone.append(name)

        async with busy(shared, JOBS), asyncio.TaskGroup() as group:
            for name, asker in zip("abc", askers, strict=True):
                group.create_task(call(name, asker))
            await asyncio.sleep(0)
            askers[2].priority = Priority.ASKED
        return gone

    assert run_virtually(scenario()) == ["c", "a", "b"]


@given(
    st.sampled_from([None, 3.0]),
    st.lists(st.tuples(st.sampled_from(Priority), st.integers(0, 9), st.booleans()), max_size=40),
)
def test_whoever_gives_up_leaves_its_turn_to_the_others(
    max_rps: float | None, crowd: list[tuple[Priority, int, bool]]
) -> None:
    """However many were cancelled, whenever that was, the others go as if those had not been."""

    async def scenario() -> None:
        shared = pace(max_rps)
        service = Service(shared)
        tasks: list[asyncio.Task[None]] = []
        for number, (priority, victim, at_once) in enumerate(crowd):
            call = service.call(str(number), LOGS, priority)
            tasks.append(asyncio.create_task(call))
            if not at_once:
                await asyncio.sleep(victim / 40)
            if victim < len(tasks) and priority != Priority.ASKED:
                tasks[victim].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        kept = [str(number) for number, task in enumerate(tasks) if not task.cancelled()]
        assert Counter(kept) <= Counter(service.names)
        await asyncio.sleep(60)
        service.asked.clear()
        began = now()
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(service.call(operation=LOGS))
        assert service.times == [began] * 3

    run_virtually(scenario())


ONE_A_SECOND = [(None, ("logs", "StartLiveTail")), (1.0, JOBS)]


@pytest.mark.parametrize(("max_rps", "operation"), ONE_A_SECOND)
def test_a_call_that_was_let_out_and_given_up_in_one_moment_gives_its_place_back(
    max_rps: float | None, operation: tuple[str, str]
) -> None:
    async def scenario() -> float:
        shared = pace(max_rps)
        service = Service(shared)
        await service.call("first", operation)
        began = service.times[0]
        second = asyncio.create_task(service.call("second", operation))
        await asyncio.sleep(0)
        # Later than the alarm of the pace in the same turn of the loop, before the call goes on.
        asyncio.get_running_loop().call_at(began + 1.0 + HAIR / 1_000_000, second.cancel)
        await asyncio.gather(second, return_exceptions=True)
        await service.call("third", operation)
        assert service.names == ["first", "third"]
        return service.times[1] - began

    assert run_virtually(scenario()) == pytest.approx(1.0)


@pytest.mark.parametrize(("max_rps", "operation"), ONE_A_SECOND)
def test_a_call_that_was_given_up_as_its_turn_came_is_passed_over(
    max_rps: float | None, operation: tuple[str, str]
) -> None:
    async def scenario() -> float:
        service = Service(pace(max_rps))
        await service.call("first", operation)
        began = service.times[0]
        second, third = (
            asyncio.create_task(service.call(name, operation)) for name in ("second", "third")
        )
        await asyncio.sleep(0)
        # Just before the alarm of the pace in the same turn of the loop.
        asyncio.get_running_loop().call_at(began + 1.0 - HAIR / 10_000, second.cancel)
        await asyncio.gather(second, third, return_exceptions=True)
        assert service.names == ["first", "third"]
        return service.times[1] - began

    assert run_virtually(scenario()) == pytest.approx(1.0)


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
