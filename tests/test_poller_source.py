"""What may not be searched is listed, and nobody asks for the search again."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

import pytest

from app.errors import DeniedError, FarmtopError, InvalidError, ThrottledError
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


def watching(
    service: FakeService, refusals: Refusals, attention: Attention, place: Place = TASKS
) -> aclosing[AsyncGenerator[Snapshot, None]]:
    """What is shown of a place, which is asked about once and then when somebody says so."""
    return aclosing(watch(service, place, attention, tempo=NEVER, refusals=refusals))


async def first(service: FakeService, refusals: Refusals, place: Place = TASKS) -> Snapshot:
    """What is shown first of a place."""
    async with watching(service, refusals, Attention(), place) as snapshots:
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


@REFUSED
async def test_what_is_neither_searched_nor_listed_says_both_and_is_searched_the_next_time(
    refusal: FarmtopError,
) -> None:
    service, refusals = service_with_tasks(refusal), Refusals()
    service.failures["ListTasks"] = [DeniedError("You may not list.", "Ask for ListTasks.")]
    attention = Attention()
    async with watching(service, refusals, attention) as snapshots:
        snapshot = await anext(snapshots)
        assert snapshot.trouble is not None
        assert isinstance(snapshot.trouble.error, DeniedError)
        assert str(snapshot.trouble.error) == f"{refusal} You may not list. Ask for ListTasks."
        assert snapshot.unsearched is None
        assert refusals.of_search(TASKS) is None
        service.items["SearchTasks"] = service.items["ListTasks"]
        attention.refresh()
        again = await anext(snapshots)
        assert len(again.rows) == 250
        assert again.unsearched is None
    assert service.count() == {"SearchTasks": 2, "ListTasks": 1}


async def test_a_list_that_fails_for_the_moment_is_what_is_tried_again() -> None:
    service, attention = service_with_tasks(REFUSALS[0]), Attention()
    service.failures["ListTasks"] = [ThrottledError("Too many.")]
    async with watching(service, Refusals(), attention) as snapshots:
        snapshot = await anext(snapshots)
        assert snapshot.trouble is not None
        assert snapshot.trouble.error.what == "Too many."
        assert snapshot.unsearched is None
        attention.refresh()
        assert (await anext(snapshots)).unsearched is REFUSALS[0]
    assert service.count() == {"SearchTasks": 1, "ListTasks": 2}


def elsewhere(member: str) -> Place:
    """Other tasks: those of another step, or job, or queue, or farm."""
    return Place(TASKS.level, {**STEP, member: "another"})


@pytest.mark.parametrize("member", ["farmId", "queueId", "jobId"])
async def test_a_search_that_is_denied_in_one_place_is_asked_for_in_another(member: str) -> None:
    service, refusals = service_with_tasks(REFUSALS[0]), Refusals()
    await first(service, refusals)
    service.items["SearchTasks"] = service.items["ListTasks"]
    there = await first(service, refusals, elsewhere(member))
    assert there.unsearched is None
    assert (await first(service, refusals)).unsearched is REFUSALS[0]


async def test_a_search_that_is_denied_in_a_job_is_denied_for_all_its_steps() -> None:
    service, refusals = service_with_tasks(REFUSALS[0]), Refusals()
    await first(service, refusals)
    await first(service, refusals, elsewhere("stepId"))
    assert service.count() == {"SearchTasks": 1, "ListTasks": 2}


@pytest.mark.parametrize("member", ["farmId", "queueId", "jobId", "stepId"])
async def test_a_search_that_the_service_does_not_take_it_takes_nowhere(member: str) -> None:
    service, refusals = service_with_tasks(REFUSALS[1]), Refusals()
    await first(service, refusals)
    assert (await first(service, refusals, elsewhere(member))).unsearched is REFUSALS[1]
    assert service.count() == {"SearchTasks": 1, "ListTasks": 2}


async def after(
    calls: int, snapshots: AsyncGenerator[Snapshot, None], service: FakeService
) -> Snapshot:
    """What is shown once so many calls were made."""
    snapshot = await anext(snapshots)
    while len(service.calls) < calls:
        snapshot = await anext(snapshots)
    return snapshot


@REFUSED
async def test_a_search_that_was_refused_is_tried_again_when_the_user_says_so(
    refusal: FarmtopError,
) -> None:
    service, refusals, attention = service_with_tasks(refusal), Refusals(), Attention()
    service.items["SearchTasks"] = [{"taskId": f"task-{n}"} for n in range(250)]
    async with watching(service, refusals, attention) as snapshots:
        listed = await after(2, snapshots, service)
        attention.refresh()
        assert (await after(3, snapshots, service)).unsearched is refusal
        assert service.count() == {"SearchTasks": 1, "ListTasks": 2}
        attention.refresh(retry=True)
        searched = await after(4, snapshots, service)
        assert searched.search is TASKS.level.listing.search
        assert len(searched.rows) == 250
        assert searched.rows[0] != listed.rows[0]
    assert refusals.of_search(TASKS) is None
    assert service.count() == {"SearchTasks": 2, "ListTasks": 2}


@REFUSED
async def test_a_search_that_is_still_refused_leaves_the_list_as_it_is(
    refusal: FarmtopError,
) -> None:
    service, refusals, attention = service_with_tasks(refusal), Refusals(), Attention()
    async with watching(service, refusals, attention) as snapshots:
        await after(2, snapshots, service)
        service.failures["SearchTasks"] = [refusal]
        attention.refresh(retry=True)
        again = await after(4, snapshots, service)
        assert again.unsearched is refusal
        assert again.trouble is None
        assert len(again.rows) == 100
    assert refusals.of_search(TASKS) is refusal
    assert service.count() == {"SearchTasks": 2, "ListTasks": 2}


async def test_a_search_that_gets_no_answer_when_the_user_wants_it_is_tried_the_next_time() -> None:
    service, attention = service_with_tasks(REFUSALS[0]), Attention()
    async with watching(service, Refusals(), attention) as snapshots:
        await after(2, snapshots, service)
        service.items["SearchTasks"] = service.items["ListTasks"]
        service.failures["SearchTasks"] = [ThrottledError("Too many.")]
        attention.refresh(retry=True)
        throttled = await after(3, snapshots, service)
        assert throttled.trouble is not None
        assert throttled.unsearched is REFUSALS[0]
        attention.refresh()
        searched = await after(4, snapshots, service)
        assert searched.unsearched is None
        attention.refresh()
        await after(5, snapshots, service)
    assert service.count() == {"SearchTasks": 4, "ListTasks": 1}


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
