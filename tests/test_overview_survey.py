"""What the overview asks about a farm, and what it makes of the answers."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.overview import Counts
from app.overview.survey import MOST_EMPTY, tallied
from app.resources.level import Item
from app.resources.log_place import ReadRole
from tests.overseen import FLEET, QUEUE, Counted, first


@pytest.fixture
def service() -> Counted:
    """A service that counts."""
    return Counted()


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
