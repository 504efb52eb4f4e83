"""What may not be searched is listed, and nobody asks for the search again."""

from contextlib import aclosing
from datetime import timedelta

import pytest

from app.errors import DeniedError, FarmtopError, InvalidError
from app.poller import Attention, Snapshot, Tempo, watch
from app.poller.refusals import Refusals
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.query import Query
from app.resources.terms import among
from tests.fakes import EPOCH, FakeService

STEP = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1", "stepId": "step-1"}
TASKS = Place(LEVELS["tasks"], STEP)
NEVER = Tempo(quickest=3600, slowest=3600)
REFUSALS = [DeniedError("You may not search."), InvalidError("STEP_ID is not a field.")]
REFUSED = pytest.mark.parametrize("refusal", REFUSALS, ids=["denied", "invalid"])


def service_with_tasks(refusal: FarmtopError, count: int = 250) -> FakeService:
    """A step with tasks, of which the service refuses to search any."""
    service = FakeService()
    service.items["ListTasks"] = [
        {"taskId": f"task-{n}", "runStatus": "SUCCEEDED"} for n in range(count)
    ]
    service.failures["SearchTasks"] = [refusal]
    return service


async def first(service: FakeService, refusals: Refusals) -> Snapshot:
    """What is shown first of the tasks."""
    async with aclosing(
        watch(service, TASKS, Attention(), tempo=NEVER, refusals=refusals)
    ) as snapshots:
        return await anext(snapshots)


@REFUSED
async def test_where_a_search_is_refused_the_items_are_listed(refusal: FarmtopError) -> None:
    service = service_with_tasks(refusal)
    snapshot = await first(service, Refusals())
    assert len(snapshot.rows) == 100
    assert snapshot.more
    assert snapshot.trouble is None
    assert snapshot.unsearched is refusal
    assert snapshot.search is None
    assert service.count() == {"SearchTasks": 1, "ListTasks": 1}


@REFUSED
async def test_a_search_that_was_refused_is_not_asked_for_again(refusal: FarmtopError) -> None:
    service, refusals = service_with_tasks(refusal), Refusals()
    await first(service, refusals)
    again = await first(service, refusals)
    assert again.unsearched is refusal
    assert service.count() == {"SearchTasks": 1, "ListTasks": 2}


async def test_what_is_neither_searched_nor_listed_is_searched_for_the_next_time() -> None:
    service, refusals = service_with_tasks(REFUSALS[0]), Refusals()
    service.failures["ListTasks"] = [DeniedError("You may not list.")]
    snapshot = await first(service, refusals)
    assert snapshot.trouble is not None
    assert snapshot.trouble.error.what == "You may not list."
    assert refusals.of_search(TASKS.level) is None


async def test_a_list_instead_of_a_search_goes_on_as_far_as_one_scrolls() -> None:
    service, attention = service_with_tasks(REFUSALS[0]), Attention()
    async with aclosing(watch(service, TASKS, attention, tempo=NEVER)) as snapshots:
        await anext(snapshots)
        attention.want_more(100)
        while len((await anext(snapshots)).rows) < 200:
            pass
    assert service.count() == {"SearchTasks": 1, "ListTasks": 2}


async def test_a_filter_that_is_refused_leaves_the_search_as_it_is() -> None:
    service, attention = service_with_tasks(REFUSALS[1]), Attention()
    service.items["SearchTasks"] = []
    attention.query = Query(filters=(among("RUN_STATUS", ["FAILED"]),))
    async with aclosing(watch(service, TASKS, attention, tempo=NEVER)) as snapshots:
        snapshot = await anext(snapshots)
    assert snapshot.unsearched is None
    assert snapshot.refused == attention.query
    assert "ListTasks" not in service.count()


async def test_a_search_that_is_behind_is_corrected_by_what_a_batch_get_told() -> None:
    service, attention = FakeService(), Attention()
    searched = {"taskId": "task-1", "runStatus": "RUNNING", "updatedAt": EPOCH}
    ended = {"runStatus": "SUCCEEDED", "updatedAt": EPOCH + timedelta(seconds=5)}
    service.items["SearchTasks"] = [searched]
    service.details["BatchGetTask"] = {"task-1": {**searched, **ended}}
    attention.look_at(("task-1",), range(1))
    statuses = []
    async with aclosing(watch(service, TASKS, attention, tempo=NEVER)) as snapshots:
        for searches in (1, 2, 3):
            while service.count()["SearchTasks"] < searches:
                snapshot = await anext(snapshots)
            statuses.append(snapshot.items["task-1"]["runStatus"])
            attention.refresh()
    assert statuses == ["RUNNING", "SUCCEEDED", "SUCCEEDED"]
