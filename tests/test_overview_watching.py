"""When the overview asks about which farm, and what stays where it is told nothing new."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority
from app.errors import FarmtopError, ServiceError, ThrottledError
from app.overview import Overview, oversee
from app.overview.past import Past
from app.overview.survey import CALLS
from app.poller import Attention
from app.resources.log_place import ReadRole
from tests.overseen import FLEET, QUEUE, Counted, overseen
from tests.rest import PATIENCE
from tests.world_service import refused

ROUND = 5
"""Calls that a farm costs whose open jobs and workers fit into one page each."""


@pytest.fixture
def service() -> Counted:
    """A service that counts."""
    return Counted()


async def test_a_round_makes_no_more_calls_than_it_may_and_all_farms_have_their_turn(
    service: Counted,
) -> None:
    listed = service.farms()
    farms = (listed[0], *(f"farm-{number:032x}" for number in range(3)), listed[1])
    attention, overviews = overseen(service, *farms)
    async with aclosing(overviews):
        async for overview in overviews:
            if listed[1] in overview.farms:
                break
    asked = [str(parameters["farmId"]) for _, parameters in service.told()]
    rounds: list[list[str]] = []
    for farm_id, before in zip(asked, ["", *asked], strict=False):
        if farm_id == listed[0] and farm_id != before:
            rounds.append([])
        rounds[-1].append(farm_id)
    assert max(map(len, rounds)) <= CALLS
    assert rounds[0][0] == listed[0]
    assert attention.visible == farms


async def test_what_is_denied_is_missing_and_not_asked_for_again(service: Counted) -> None:
    denied = refused("AccessDeniedException", "No deadline:SearchWorkers", "SearchWorkers")
    service.fail("SearchWorkers", denied)
    farm_id = service.farms()[0]
    attention, overviews = overseen(service, farm_id)
    async with aclosing(overviews):
        told = [await anext(overviews), await anext(overviews)]
        operations = [operation for operation, _ in service.told()]
    for overview in told:
        assert overview.refusals == {"SearchWorkers": denied}
        counted = {one.kind.level.name: one.counts is not None for one in overview.farms[farm_id]}
        assert counted == {"queues": True, "fleets": False}
    assert operations.count("SearchWorkers") == 1
    assert operations.count("SearchJobs") == 2
    assert attention.priority is Priority.PREVIEW


async def test_what_is_denied_from_now_on_leaves_what_was_known_and_from_when(
    service: Counted,
) -> None:
    farm_id = service.farms()[0]
    now = iter(range(1_000_000))
    attention = Attention(Priority.PREVIEW)
    attention.look_at((farm_id,))
    overviews = oversee(service, attention, Past(), every=0.0, clock=lambda: float(next(now)))
    async with aclosing(overviews):
        before = (await anext(overviews)).farms[farm_id]
        denied = refused("AccessDeniedException", "No.", "ListQueues")
        service.fail("ListQueues", denied)
        after = [(await anext(overviews)).farms[farm_id] for _ in range(2)]
    assert all(one.kept_from is None for one in before)
    for farm in after:
        assert [one.key for one in farm] == [one.key for one in before]
        queues = [one for one in farm if one.kind is QUEUE]
        assert [one.counts for one in queues] == [one.counts for one in before][: len(queues)]
        assert [one.funds for one in queues] == [one.funds for one in before][: len(queues)]
        assert all(one.kept_from is None for one in farm if one.kind is FLEET)
    times = {one.kept_from for farm in after for one in farm if one.kind is QUEUE}
    assert len(times) == 1
    assert None not in times


async def test_a_failure_leaves_what_was_known() -> None:
    class Tired(Counted):
        """Answers a round, then wants to rest."""

        async def call(
            self,
            service: str,
            operation: str,
            parameters: Mapping[str, object] = NO_PARAMETERS,
            *,
            role: ReadRole | None = None,
        ) -> dict[str, Any]:
            if self.calls.total() == ROUND:
                raise ThrottledError("Too many requests.", "Wait.")
            return await super().call(service, operation, parameters, role=role)

    service = Tired()
    farm_id = service.farms()[0]
    _, overviews = overseen(service, farm_id)
    async with aclosing(overviews):
        before, after = await anext(overviews), await anext(overviews)
    assert before.trouble is None
    assert after.trouble is not None
    error: FarmtopError = after.trouble.error
    assert isinstance(error, ThrottledError)
    assert after.farms == before.farms


class Failing(Counted):
    """Searches no workers of the second farm, ever."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        answer = await super().call(service, operation, parameters, role=role)
        if operation == "SearchWorkers" and parameters["farmId"] == self.farms()[1]:
            raise ServiceError("It does not work.")
        return answer


async def test_no_farm_waits_for_one_of_which_a_call_goes_on_failing() -> None:
    service = Failing()
    farms = service.farms()[:2]
    _, overviews = overseen(service, *farms)
    told = list[tuple[str, str]]()
    async with aclosing(overviews), asyncio.timeout(PATIENCE):
        while len([one for one in told if one == ("ListBudgets", farms[0])]) < 3:
            await anext(overviews)
            told += [(operation, asked["farmId"]) for operation, asked in service.told()]
    assert ("SearchWorkers", farms[1]) in told


async def test_the_rounds_before_are_remembered(service: Counted) -> None:
    farm_id = service.farms()[0]
    _, overviews = overseen(service, farm_id)
    async with aclosing(overviews):
        told = [await anext(overviews) for _ in range(2)]
    health = told[-1].farms[farm_id][0]
    assert health.past[-1] == health.counts is not None


async def test_nothing_is_asked_while_nobody_looks(service: Counted) -> None:
    attention, overviews = overseen(service, service.farms()[0])
    attention.pause()
    coming = asyncio.ensure_future(anext(overviews))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not service.told()
    attention.resume()
    assert (await coming).farms
    await overviews.aclose()


async def test_a_farm_that_is_selected_for_the_first_time_is_asked_about_at_once(
    service: Counted,
) -> None:
    here, there = service.farms()[:2]
    attention, overviews = overseen(service, here, every=3600.0)
    async with aclosing(overviews):
        assert set((await anext(overviews)).farms) == {here}
        coming = asyncio.ensure_future(anext(overviews))
        await asyncio.sleep(0)
        attention.look_at((there, here))
        assert set((await coming).farms) == {here, there}


async def test_a_farm_that_is_listed_while_another_is_asked_about_need_not_wait(
    service: Counted,
) -> None:
    one, other = service.farms()[:2]
    attention, overviews = overseen(service, one, every=3_600.0)
    async with aclosing(overviews):
        await anext(overviews)
        attention.look_at((one, other))
        told = await anext(overviews)
        while other not in told.farms:
            told = await anext(overviews)
    assert len(told.farms[one][0].past) == 1, "it is asked about again in the next round"


class Wide(Counted):
    """Searches of two pages, in as many queues as are wanted in the first farm."""

    def __init__(self, queues: int = 0) -> None:
        super().__init__()
        self._queues = queues
        self._first = self.farms()[0]

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        is_wide = self._queues and parameters.get("farmId") == self._first
        if is_wide and operation == "SearchJobs":
            # The service knows nothing of the queues that are made up here.
            parameters = {**parameters, "queueIds": [self.queue()["queueId"]]}
        answer = await super().call(service, operation, parameters, role=role)
        if operation in {"SearchJobs", "SearchWorkers"} and not parameters["itemOffset"]:
            return {**answer, "nextItemOffset": 100}
        if is_wide and operation == "ListQueues":
            one = answer["queues"][0]
            ids = (f"queue-{number:032x}" for number in range(self._queues))
            return {**answer, "queues": [{**one, "queueId": queue_id} for queue_id in ids]}
        return answer


async def test_what_the_calls_of_a_round_do_not_reach_is_asked_about_first_in_the_next() -> None:
    service = Wide()
    farms = service.farms()[:2]
    _, overviews = overseen(service, *farms)
    async with aclosing(overviews):
        told = [await anext(overviews) for _ in range(2)]
        one_round = service.told()
        told.append(await anext(overviews))
    assert len(one_round) <= CALLS
    assert [level.name for level in told[1].unread[farms[1]]] == ["fleets", "budgets"]
    further = [(operation, asked["farmId"]) for operation, asked in service.told()]
    assert further[:3] == [
        ("SearchWorkers", farms[1]),
        ("SearchWorkers", farms[1]),
        ("ListBudgets", farms[1]),
    ]
    assert told[2].unread == dict.fromkeys(farms, ())


@pytest.mark.parametrize("queues", [30, 60])
async def test_lines_stay_that_the_calls_of_a_round_do_not_reach_and_every_farm_has_its_turn(
    queues: int,
) -> None:
    service = Wide(queues)
    farms = service.farms()[:2]
    calls = list[int]()
    told = list[Overview]()
    _, overviews = overseen(service, *farms)
    async with aclosing(overviews):
        async for overview in overviews:
            told.append(overview)
            calls.append(len(service.told()))
            if len(told) == 12:
                break
    whole = next(
        number for number, one in enumerate(told) if one.unread == dict.fromkeys(farms, ())
    )
    for overview in told[whole:]:
        assert overview.unread == dict.fromkeys(farms, ())
        for farm_id in farms:
            before = [(one.key, one.counts) for one in told[whole].farms[farm_id]]
            assert [(one.key, one.counts) for one in overview.farms[farm_id]] == before
    assert max(calls) <= CALLS
