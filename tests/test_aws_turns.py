"""Whose turn it is among calls that wait, and what becomes of one that is given up."""

import asyncio
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.pacing.priority import Priority, asking
from app.aws.pacing.turns import TURNS
from tests.test_aws_pace import HAIR, JOBS, LOGS, Service, busy, pace
from tests.virtual_time import now, run_virtually


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
