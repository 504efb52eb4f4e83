"""Searches find what their filters say, in the order that their sorts say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.localfarm.contract import WireError
from app.localfarm.world.search import Field, Searchable, search
from tests.search_filters import (
    DAY_BEFORE,
    FILTERS,
    list_filter,
    parameter_filter,
    text_filter,
    time_filter,
)
from tests.worlds import Asked, Item


@pytest.fixture(scope="module")
def farm() -> Asked:
    """A farm nobody changes."""
    return Asked(jobs=150, workers=10)


@pytest.fixture(scope="module")
def everything(farm: Asked) -> list[Item]:
    """Every job of Aurora in full, the newest first."""
    jobs = [farm.call("GetJob", **ids) for ids, _ in farm.jobs()]
    return sorted(jobs, key=lambda job: job["createdAt"], reverse=True)


def _found(farm: Asked, *filters: Item, operator: str = "AND", **rest: Any) -> list[str]:
    wanted = {"filterExpressions": {"filters": list(filters), "operator": operator}}
    reply = _search(farm, **(wanted if filters else {}), **rest)
    return [job["jobId"] for job in reply["jobs"]]


def _search(farm: Asked, **rest: Any) -> dict[str, Any]:
    queues = [ids["queueId"] for ids in farm.queues()]
    return farm.call("SearchJobs", **farm.farm(), **{"queueIds": queues, "itemOffset": 0, **rest})


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds(farm: Asked, everything: list[Item], name: str) -> None:
    filter_, is_wanted = FILTERS[name]
    wanted = {job["jobId"] for job in everything if is_wanted(job)}
    found = _found(farm, filter_)
    reply = _search(farm, filterExpressions={"filters": [filter_], "operator": "AND"})
    assert reply["totalResults"] == len(wanted)
    assert set(found) <= wanted
    assert len(found) == min(100, len(wanted))


def test_filters_are_joined_by_and_or_and_groups(farm: Asked, everything: list[Item]) -> None:
    failed, failed_is = FILTERS["a status"]
    beauty, beauty_is = FILTERS["a term that is contained"]
    urgent, urgent_is = FILTERS["a number above"]
    both = [job["jobId"] for job in everything if failed_is(job) and beauty_is(job)]
    either = [job["jobId"] for job in everything if failed_is(job) or urgent_is(job)]
    nested = [
        job["jobId"] for job in everything if beauty_is(job) and (failed_is(job) or urgent_is(job))
    ]
    group = {"groupFilter": {"filters": [failed, urgent], "operator": "OR"}}
    assert _found(farm, failed, beauty) == both
    assert _found(farm, failed, urgent, operator="OR") == either
    assert _found(farm, beauty, group) == nested


def test_the_newest_come_first_where_no_sort_is_asked_for(
    farm: Asked, everything: list[Item]
) -> None:
    assert _found(farm) == [job["jobId"] for job in everything[:100]]


SORTS = {
    "NAME": "name",
    "PRIORITY": "priority",
    "CREATED_AT": "createdAt",
    "STARTED_AT": "startedAt",
    "ENDED_AT": "endedAt",
    "CREATED_BY": "createdBy",
    "TASK_RUN_STATUS": "taskRunStatus",
}


@pytest.mark.parametrize("field", SORTS)
@pytest.mark.parametrize("order", ["ASCENDING", "DESCENDING"])
def test_a_sort_orders_and_puts_what_has_no_value_last(
    farm: Asked, everything: list[Item], field: str, order: str
) -> None:
    member = SORTS[field]
    sort = {"fieldSort": {"name": field, "sortOrder": order}}
    found: list[Item] = []
    while True:
        reply = _search(farm, sortExpressions=[sort], itemOffset=len(found), pageSize=40)
        found += reply["jobs"]
        if "nextItemOffset" not in reply:
            break
        assert reply["nextItemOffset"] == len(found)
    assert len(found) == reply["totalResults"] == len(everything)
    values = [job.get(member) for job in found]
    present = [value for value in values if value is not None]
    assert values[: len(present)] == sorted(present, reverse=order == "DESCENDING")


def test_the_first_sort_counts_most_and_a_user_can_come_first(farm: Asked) -> None:
    reply = _search(
        farm,
        sortExpressions=[
            {"userJobsFirst": {"userIdentityId": "artist3"}},
            {"fieldSort": {"name": "PRIORITY", "sortOrder": "DESCENDING"}},
            {"parameterSort": {"name": "Samples", "sortOrder": "ASCENDING"}},
        ],
    )
    keys = [(job["createdBy"] != "artist3", -job["priority"]) for job in reply["jobs"]]
    assert keys == sorted(keys)
    assert keys[0][0] is False


@pytest.mark.parametrize(
    "filter_",
    [
        text_filter("NO_SUCH_FIELD", "EQUAL", "x"),
        text_filter("PRIORITY", "EQUAL", "high"),
        time_filter("NAME", "EQUAL", DAY_BEFORE),
        text_filter("NAME", "ANY_EQUALS", "x"),
        list_filter("NAME", "LESS_THAN", "x"),
        {},
    ],
    ids=["field", "number", "time", "operator", "list", "empty"],
)
def test_a_filter_that_makes_no_sense_is_refused(farm: Asked, filter_: Item) -> None:
    with pytest.raises(WireError) as caught:
        _found(farm, filter_)
    assert caught.value.code == "ValidationException"


def test_a_sort_by_an_unknown_field_is_refused(farm: Asked) -> None:
    sort = {"fieldSort": {"name": "COLOUR", "sortOrder": "ASCENDING"}}
    with pytest.raises(WireError) as caught:
        _search(farm, sortExpressions=[sort])
    assert caught.value.code == "ValidationException"


def test_steps_and_tasks_of_a_job_are_found(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    where: dict[str, Any] = {
        **farm.farm(),
        "queueIds": [ids["queueId"]],
        "jobId": ids["jobId"],
        "itemOffset": 0,
    }
    steps = farm.all("ListSteps", "steps", **ids)
    found = farm.call("SearchSteps", **where)
    assert {step["stepId"] for step in found["steps"]} == {step["stepId"] for step in steps}
    running = {"filters": [text_filter("RUN_STATUS", "EQUAL", "RUNNING")], "operator": "AND"}
    tasks = farm.call("SearchTasks", **where, filterExpressions=running)["tasks"]
    job = farm.call("GetJob", **ids)
    assert len(tasks) == job["taskRunStatusCounts"]["RUNNING"]
    assert {task["runStatus"] for task in tasks} == {"RUNNING"}


def test_tasks_are_found_by_their_frame(farm: Asked) -> None:
    ids = farm.job("SUCCEEDED")
    step = farm.all("ListSteps", "steps", **ids)[0]
    task = farm.all("ListTasks", "tasks", **ids, stepId=step["stepId"])[0]
    name, value = next(iter(task["parameters"].items()))
    wanted = parameter_filter(name, "EQUAL", next(iter(value.values())))
    reply = farm.call(
        "SearchTasks",
        **farm.farm(),
        queueIds=[ids["queueId"]],
        jobId=ids["jobId"],
        itemOffset=0,
        filterExpressions={"filters": [wanted], "operator": "AND"},
    )
    assert task["taskId"] in {found["taskId"] for found in reply["tasks"]}


def test_steps_of_a_job_that_is_not_there_are_not_found(farm: Asked) -> None:
    queue = farm.queues()[0]
    with pytest.raises(WireError) as caught:
        farm.call(
            "SearchSteps",
            **farm.farm(),
            queueIds=[queue["queueId"]],
            jobId=f"job-{'0' * 32}",
            itemOffset=0,
        )
    assert caught.value.code == "ResourceNotFoundException"


def test_recent_tasks_are_found_without_a_job(farm: Asked) -> None:
    reply = farm.call(
        "SearchTasks",
        **farm.farm(),
        queueIds=[farm.queues()[0]["queueId"]],
        itemOffset=0,
        pageSize=10,
    )
    assert len(reply["tasks"]) == 10
    assert reply["totalResults"] <= 10_000


def test_workers_are_found_by_their_status(farm: Asked) -> None:
    fleets = [fleet["fleetId"] for fleet in farm.all("ListFleets", "fleets", **farm.farm())]
    running = {"filters": [text_filter("STATUS", "EQUAL", "RUNNING")], "operator": "AND"}
    found = farm.call(
        "SearchWorkers",
        **farm.farm(),
        fleetIds=fleets,
        itemOffset=0,
        filterExpressions=running,
    )
    workers = [
        worker
        for fleet in fleets
        for worker in farm.all("ListWorkers", "workers", **farm.farm(), fleetId=fleet)
    ]
    wanted = {worker["workerId"] for worker in workers if worker["status"] == "RUNNING"}
    assert {worker["workerId"] for worker in found["workers"]} == wanted


@pytest.mark.parametrize(
    ("compared", "given"),
    [
        ("GREATER_THAN_EQUAL_TO", [1, 2, 3]),
        ("GREATER_THAN", [3]),
        ("LESS_THAN_EQUAL_TO", [0, 1, 2]),
    ],
)
def test_a_time_leads_to_whatever_it_was_told_of(compared: str, given: list[int]) -> None:
    seconds = [11.9999, 12.0001, 12.0009, 12.0011]  # the two in between are told as 12.000
    times: Searchable[int] = Searchable(
        {"ENDED_AT": Field(datetime, seconds.__getitem__)}, (), lambda _: str, str
    )
    limit = time_filter("ENDED_AT", compared, datetime.fromtimestamp(12, UTC))
    asked = {"itemOffset": 0, "filterExpressions": {"filters": [limit], "operator": "AND"}}
    assert search(times, range(4), asked).items == given
