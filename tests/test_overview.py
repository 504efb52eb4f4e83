"""What the overview asks about the farms, and what it makes of the answers."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority
from app.errors import FarmtopError, ThrottledError
from app.overview import Counts, Funds, Health, Overview, oversee
from app.overview.kinds import KINDS, Kind
from app.overview.past import Past
from app.overview.survey import CALLS, MOST_EMPTY, tallied
from app.poller import Attention
from app.resources.level import Item, Place
from app.resources.log_place import ReadRole
from app.view import Tone
from tests.world_service import WorldService, refused

QUEUE, FLEET = KINDS
ROUND = 5
"""Calls that a farm costs whose open jobs and workers fit into one page each."""


class Counted(WorldService):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: list[tuple[str, Mapping[str, Any]]] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self._asked.append((operation, parameters))
        return await super().call(service, operation, parameters, role=role)

    def told(self) -> list[tuple[str, Mapping[str, Any]]]:
        """What it was asked since the last time."""
        asked, self._asked = self._asked, []
        return asked

    def farms(self) -> tuple[str, ...]:
        """The ids of all farms."""
        listed = self.ask("deadline", "ListFarms", maxResults=100)["farms"]
        return tuple(farm["farmId"] for farm in listed)


@pytest.fixture
def service() -> Counted:
    """A service that counts."""
    return Counted()


def overseen(
    service: WorldService, *farms: str, every: float = 0.01
) -> tuple[Attention, AsyncGenerator[Overview, None]]:
    """What moves the overview of these farms, and what it tells."""
    attention = Attention(Priority.PREVIEW)
    attention.look_at(farms)
    told = oversee(service, attention, Past(), every=every)
    return attention, told


async def first(service: WorldService, *farms: str) -> Overview:
    """What is known after the first round has begun."""
    _, overviews = overseen(service, *farms)
    async with aclosing(overviews):
        return await anext(overviews)


def health(
    kind: Kind = QUEUE,
    *,
    working: int = 0,
    broken: int = 0,
    waiting: int = 0,
    funds: Funds | None = None,
    status: str = "ACTIVE",
    broke: Sequence[int | None] = (),
) -> Health:
    """A queue or a fleet that is doing so."""
    item = {"queueId": "queue-1", "fleetId": "fleet-1", "status": status}
    counts = Counts(working, broken, waiting)
    past = [None if one is None else Counts(broken=one) for one in broke]
    return Health(kind, Place(kind.level), item, counts=counts, past=(*past, counts), funds=funds)


async def test_it_counts_what_the_service_lists(service: Counted) -> None:
    farm_id = service.farms()[0]
    overview = await first(service, farm_id)
    for one in overview.farms[farm_id]:
        if one.kind is not QUEUE:
            continue
        found = service.ask(
            "deadline", "SearchJobs", farmId=farm_id, queueIds=[one.key], itemOffset=0
        )
        open_jobs = [
            job.get("taskRunStatusCounts", {})
            for job in found["jobs"]
            if job.get("taskRunStatus") not in {"SUCCEEDED", "CANCELED"}
        ]
        assert one.counts is not None
        assert one.counts.broken == sum(
            job.get("FAILED", 0) + job.get("NOT_COMPATIBLE", 0) for job in open_jobs
        )
        assert one.counts.whole


async def test_a_farm_costs_five_calls(service: Counted) -> None:
    await first(service, service.farms()[0])
    assert sorted(operation for operation, _ in service.told()) == [
        "ListBudgets",
        "ListFleets",
        "ListQueues",
        "SearchJobs",
        "SearchWorkers",
    ]


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


async def test_more_than_a_page_is_read_on_and_what_is_beyond_is_said_to_be_more(
    service: Counted,
) -> None:
    service.change("SearchJobs", lambda answer: answer.update(nextItemOffset=100))
    farm_id = service.farms()[0]
    overview = await first(service, farm_id)
    offsets = [
        parameters["itemOffset"]
        for operation, parameters in service.told()
        if operation == "SearchJobs"
    ]
    assert offsets == [0, 100]
    whole = {one.kind.level.name: one.counts.whole for one in overview.farms[farm_id] if one.counts}
    assert whole == {"queues": False, "fleets": True}


class EmptyPages(Counted):
    """Lists of which the first pages are empty, although more follow."""

    def __init__(self, operation: str, pages: int) -> None:
        super().__init__()
        self._operation = operation
        self.left = pages

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        asked = {name: value for name, value in parameters.items() if name != "nextToken"}
        answer = await super().call(service, operation, asked, role=role)
        if operation != self._operation or not self.left:
            return answer
        self.left -= 1
        return {name: [] for name in answer} | {"nextToken": "more"}


async def test_an_empty_page_is_read_on(service: Counted) -> None:
    farm_id = service.farms()[0]
    whole = await first(service, farm_id)
    overview = await first(EmptyPages("ListQueues", MOST_EMPTY - 1), farm_id)
    assert [one.key for one in overview.farms[farm_id]] == [one.key for one in whole.farms[farm_id]]
    assert overview.unread == whole.unread == {farm_id: ()}


async def test_a_list_of_empty_pages_takes_few_calls_and_is_told_to_be_unread() -> None:
    service = EmptyPages("ListQueues", 1_000)
    farm_id = service.farms()[0]
    overview = await first(service, farm_id)
    assert [level.name for level in overview.unread[farm_id]] == ["queues"]
    assert [name for name, _ in service.told()].count("ListQueues") == MOST_EMPTY
    assert {one.kind.level.name for one in overview.farms[farm_id]} == {"fleets"}


async def test_a_list_that_goes_on_is_told_to_be_unread(service: Counted) -> None:
    service.change("ListFleets", lambda answer: answer.update(nextToken="more"))
    farm_id = service.farms()[0]
    overview = await first(service, farm_id)
    assert [level.name for level in overview.unread[farm_id]] == ["fleets"]
    assert {one.kind.level.name for one in overview.farms[farm_id]} == {"queues", "fleets"}


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


async def test_the_rounds_before_are_remembered(service: Counted) -> None:
    farm_id = service.farms()[0]
    _, overviews = overseen(service, farm_id)
    async with aclosing(overviews):
        told = [await anext(overviews) for _ in range(2)]
    health = told[-1].farms[farm_id][0]
    assert health.past[-1] == health.counts is not None


def test_bars_stand_at_the_time_of_their_rounds_and_between_them_is_a_gap() -> None:
    past = Past(rounds=9, every=30.0)
    first, second, third, fourth = (Counts(working=number) for number in range(4))
    past.add("queue", first, 1_000.0)
    assert past.of("queue", 1_000.0) == (first,)
    past.add("queue", second, 1_033.0)
    assert past.of("queue", 1_033.0) == (first, second)
    # For two minutes nobody looks.
    past.add("queue", third, 1_153.0)
    assert past.of("queue", 1_153.0) == (first, second, second, None, None, third)
    past.add("queue", None, 1_183.0)
    past.add("queue", fourth, 1_184.0)
    assert past.of("queue", 1_184.0)[-2:] == (third, fourth)
    assert len(past.of("queue", 9_000.0)) == 9
    assert past.of("fleet", 1_184.0) == ()


def test_a_round_that_takes_a_while_leaves_no_gap() -> None:
    past = Past(every=30.0)
    for number in range(20):
        past.add("queue", Counts(working=number), 33.7 * number)
    assert None not in past.of("queue", 33.7 * 19)


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


def test_tasks_are_counted_of_the_queue_that_they_are_in() -> None:
    jobs: list[Item] = [
        {"queueId": "queue-1", "taskRunStatusCounts": {"RUNNING": 2, "STARTING": 1, "FAILED": 4}},
        {"queueId": "queue-1", "taskRunStatusCounts": {"READY": 8, "PENDING": 16}},
        {"queueId": "queue-2", "taskRunStatusCounts": {"NOT_COMPATIBLE": 1, "A_NEW_ONE": 5}},
        {"queueId": "queue-3", "taskRunStatusCounts": {"RUNNING": 1}},
        {"queueId": "queue-1"},
    ]
    assert tallied(QUEUE, ["queue-1", "queue-2"], jobs, whole=True) == {
        "queue-1": Counts(working=3, broken=4, waiting=8),
        "queue-2": Counts(broken=1),
    }


def test_workers_are_counted_one_by_one() -> None:
    words = ["RUNNING", "RUNNING", "IDLE", "NOT_RESPONDING", "CREATED", "NOT_COMPATIBLE"]
    workers = [{"fleetId": "fleet-1", "status": word} for word in words]
    assert tallied(FLEET, ["fleet-1"], workers, whole=False) == {
        "fleet-1": Counts(working=2, broken=2, waiting=1, whole=False)
    }


@pytest.mark.parametrize(
    ("one", "tone"),
    [
        (health(working=3, waiting=9), Tone.PLAIN),
        (health(working=3, broken=1), Tone.BAD),
        (health(working=91, broken=9), Tone.PLAIN),
        (health(working=90, broken=10), Tone.BAD),
        (health(working=91, broken=9, broke=(9, None, 9)), Tone.PLAIN),
        (health(working=91, broken=9, broke=(12, 9)), Tone.PLAIN),
        (health(working=91, broken=9, broke=(None, 8, 9)), Tone.BAD),
        (health(working=91, broken=9, broke=(8, *[9] * 11)), Tone.PLAIN),
        (health(FLEET, working=99, broken=1), Tone.BAD),
        (health(waiting=9), Tone.WARN),
        (health(FLEET, waiting=9), Tone.PLAIN),
        (health(FLEET, broken=1), Tone.BAD),
        (health(status="SCHEDULING_BLOCKED"), Tone.BAD),
        (health(FLEET, status="CREATE_FAILED"), Tone.BAD),
        (health(funds=Funds(100.0, 0.5)), Tone.PLAIN),
        (health(funds=Funds(10.0, 0.9)), Tone.WARN),
        (health(funds=Funds(0.0, 1.2)), Tone.BAD),
    ],
)
def test_what_somebody_should_look_at(one: Health, tone: Tone) -> None:
    assert one.tone is tone
    assert one.is_problem is (tone is not Tone.PLAIN)


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


def test_a_fleet_of_which_the_service_has_something_to_say_is_a_problem() -> None:
    place = Place(FLEET.level, {"farmId": "farm-1"})
    fleet = {"fleetId": "fleet-1", "displayName": "spot", "status": "ACTIVE"}
    assert not Health(FLEET, place, fleet).is_problem
    told = Health(FLEET, place, {**fleet, "statusMessage": "There is not enough capacity."})
    assert told.tone is Tone.WARN
    assert told.is_problem
