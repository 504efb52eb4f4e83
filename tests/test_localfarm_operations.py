"""Every operation of the embedded farm answers as its model promises."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.contract import WireError
from app.localfarm.world.paging import Newest, page
from tests.worlds import Asked, Item

NOTHING = "0" * 32


@pytest.fixture(scope="module")
def farm() -> Asked:
    """A farm nobody changes."""
    return Asked(jobs=80, workers=10)


@pytest.fixture(scope="module")
def job(farm: Asked) -> dict[str, str]:
    """A job that runs."""
    return farm.job("RUNNING")


GROUND = {
    "ListFleets": ("fleets", "GetFleet", "fleetId"),
    "ListBudgets": ("budgets", "GetBudget", "budgetId"),
    "ListLimits": ("limits", "GetLimit", "limitId"),
    "ListQueues": ("queues", "GetQueue", "queueId"),
    "ListStorageProfiles": ("storageProfiles", "GetStorageProfile", "storageProfileId"),
    "ListQueueFleetAssociations": (
        "queueFleetAssociations",
        "GetQueueFleetAssociation",
        "queueId fleetId",
    ),
    "ListQueueLimitAssociations": (
        "queueLimitAssociations",
        "GetQueueLimitAssociation",
        "queueId limitId",
    ),
}
IN_QUEUE = {
    "ListQueueEnvironments": ("environments", "GetQueueEnvironment", "queueEnvironmentId"),
    "ListStorageProfilesForQueue": (
        "storageProfiles",
        "GetStorageProfileForQueue",
        "storageProfileId",
    ),
}


def _assert_get_agrees(
    farm: Asked, operation: str, item: Item, parent: Mapping[str, str], keys: str
) -> None:
    whole = farm.call(operation, **parent, **{key: item[key] for key in keys.split()})
    assert {name: whole.get(name) for name in item} == item


@pytest.mark.parametrize("operation", GROUND)
def test_what_a_farm_lists_can_be_got(farm: Asked, operation: str) -> None:
    listed, get, keys = GROUND[operation]
    parent = farm.farm()
    items = farm.all(operation, listed, **parent)
    assert items
    for item in items:
        _assert_get_agrees(farm, get, item, parent, keys)


@pytest.mark.parametrize("operation", IN_QUEUE)
def test_what_a_queue_lists_can_be_got(farm: Asked, operation: str) -> None:
    listed, get, keys = IN_QUEUE[operation]
    parent = farm.queues()[0]
    items = farm.all(operation, listed, **parent)
    assert items
    for item in items:
        _assert_get_agrees(farm, get, item, parent, keys)


def test_farms_can_be_got(farm: Asked) -> None:
    names = []
    for item in farm.all("ListFarms", "farms"):
        _assert_get_agrees(farm, "GetFarm", item, {}, "farmId")
        names.append(item["displayName"])
    assert names == ["Aurora", "Borealis"]


AT_WORK = {
    "ListSteps": ("steps", "GetStep", "BatchGetStep", "stepId"),
    "ListSessions": ("sessions", "GetSession", "BatchGetSession", "sessionId"),
    "ListSessionActions": (
        "sessionActions",
        "GetSessionAction",
        "BatchGetSessionAction",
        "sessionActionId",
    ),
}


@pytest.mark.parametrize("operation", AT_WORK)
def test_what_a_job_lists_can_be_got_one_by_one_and_at_once(
    farm: Asked, job: dict[str, str], operation: str
) -> None:
    listed, get, batch_get, key = AT_WORK[operation]
    items = farm.all(operation, listed, **job)
    assert items
    for item in items:
        _assert_get_agrees(farm, get, item, job, key)
    wanted = [{**job, key: item[key]} for item in items][:99]
    prefix = wanted[0][key].split("-")[0]
    number = "-0" if key == "sessionActionId" else ""
    unknown = {**job, key: f"{prefix}-{NOTHING}{number}"}
    reply = farm.call(batch_get, identifiers=[*wanted, unknown])
    assert [item[key] for item in reply[listed]] == [ids[key] for ids in wanted]
    (error,) = reply["errors"]
    assert error["code"] == "ResourceNotFoundException"
    assert error[key] == unknown[key]


def test_jobs_can_be_got_one_by_one_and_at_once(farm: Asked) -> None:
    jobs = farm.jobs()
    for ids, item in jobs:
        _assert_get_agrees(farm, "GetJob", item, ids, "")
        farm.call("ListJobParameterDefinitions", **ids)
    wanted = [ids for ids, _ in jobs][:100]
    found = farm.call("BatchGetJob", identifiers=wanted)
    assert [item["jobId"] for item in found["jobs"]] == [ids["jobId"] for ids in wanted]
    assert found["errors"] == []


def test_tasks_can_be_got_and_lead_to_their_actions(farm: Asked, job: dict[str, str]) -> None:
    led = 0
    for step in farm.all("ListSteps", "steps", **job):
        ids = {**job, "stepId": step["stepId"]}
        tasks = farm.all("ListTasks", "tasks", **ids)
        wanted = [{**ids, "taskId": task["taskId"]} for task in tasks[:100]]
        assert len(farm.call("BatchGetTask", identifiers=wanted)["tasks"]) == len(wanted)
        for task in tasks[:40]:
            _assert_get_agrees(farm, "GetTask", task, ids, "taskId")
            if "latestSessionActionId" in task:
                led += 1
                actions = farm.all(
                    "ListSessionActions", "sessionActions", **job, taskId=task["taskId"]
                )
                latest = {action["sessionActionId"] for action in actions}
                assert task["latestSessionActionId"] in latest
    assert led


def test_steps_know_what_they_wait_for(farm: Asked) -> None:
    waiting = 0
    for ids, _ in farm.jobs():
        for step in farm.all("ListSteps", "steps", **ids):
            of_step = {**ids, "stepId": step["stepId"]}
            needed = farm.all("ListStepDependencies", "dependencies", **of_step)
            consumers = farm.all("ListStepConsumers", "consumers", **of_step)
            counts = step["dependencyCounts"]
            unresolved = sum(one["status"] == "UNRESOLVED" for one in needed)
            assert counts["dependenciesUnresolved"] == unresolved
            assert counts["consumersResolved"] + counts["consumersUnresolved"] == len(consumers)
            waiting += unresolved
    assert waiting


def test_workers_know_their_sessions(farm: Asked) -> None:
    sessions = 0
    for fleet in farm.all("ListFleets", "fleets", **farm.farm()):
        ids = {**farm.farm(), "fleetId": fleet["fleetId"]}
        workers = farm.all("ListWorkers", "workers", **ids)
        wanted = [{**ids, "workerId": worker["workerId"]} for worker in workers]
        unknown = {**ids, "workerId": f"worker-{NOTHING}"}
        reply = farm.call("BatchGetWorker", identifiers=[*wanted, unknown])
        assert len(reply["workers"]) == len(workers)
        assert len(reply["errors"]) == 1
        for worker in workers:
            _assert_get_agrees(farm, "GetWorker", worker, ids, "workerId")
            sessions += len(
                farm.all("ListSessionsForWorker", "sessions", **ids, workerId=worker["workerId"])
            )
    assert sessions


def test_roles_open_for_an_hour(farm: Asked) -> None:
    queue = farm.queues()[0]
    first = farm.all("ListFleets", "fleets", **farm.farm())[0]
    fleet = {**farm.farm(), "fleetId": first["fleetId"]}
    begins = {
        "AssumeQueueRoleForRead": (queue, "ASIAQUEUEREAD"),
        "AssumeQueueRoleForUser": (queue, "ASIAQUEUEUSER"),
        "AssumeFleetRoleForRead": (fleet, "ASIAFLEETREAD"),
    }
    for operation, (ids, prefix) in begins.items():
        credentials = farm.call(operation, **ids)["credentials"]
        assert credentials["accessKeyId"].startswith(prefix)
        assert credentials["expiration"].timestamp() == farm.now + 3600.0
    assert farm.call("GetCallerIdentity", "sts")["Account"] == "111122223333"


UNKNOWN = {
    "GetFarm": ("farm", {"farmId": f"farm-{NOTHING}"}),
    "GetQueue": ("queue", {"queueId": f"queue-{NOTHING}"}),
    "GetFleet": ("fleet", {"fleetId": f"fleet-{NOTHING}"}),
    "GetBudget": ("budget", {"budgetId": f"budget-{NOTHING}"}),
    "GetLimit": ("limit", {"limitId": f"limit-{NOTHING}"}),
    "GetJob": ("job", {"jobId": f"job-{NOTHING}"}),
    "GetStep": ("step", {"stepId": f"step-{NOTHING}"}),
    "ListTasks": ("step", {"stepId": f"step-{NOTHING}"}),
    "GetSession": ("session", {"sessionId": f"session-{NOTHING}"}),
    "GetSessionAction": ("sessionAction", {"sessionActionId": f"sessionaction-{NOTHING}-0"}),
    "ListSessionActions": ("session", {"sessionId": f"session-{NOTHING}"}),
    "AssumeQueueRoleForRead": ("queue", {"queueId": f"queue-{NOTHING}"}),
}


@pytest.mark.parametrize("operation", UNKNOWN)
def test_what_is_not_there_is_named(farm: Asked, job: dict[str, str], operation: str) -> None:
    kind, ids = UNKNOWN[operation]
    with pytest.raises(WireError) as caught:
        farm.call(operation, **{**job, **ids})
    assert caught.value.code == "ResourceNotFoundException"
    assert caught.value.fields == {"resourceType": kind, "resourceId": next(iter(ids.values()))}


def test_a_job_is_not_found_in_another_queue(farm: Asked, job: dict[str, str]) -> None:
    other = next(ids for ids in farm.queues() if ids["queueId"] != job["queueId"])
    with pytest.raises(WireError):
        farm.call("GetJob", **{**job, **other})


@pytest.mark.parametrize("token", ["rubbish", "", "é", "AAAAAAAA"])
def test_a_bad_token_is_refused(farm: Asked, token: str) -> None:
    with pytest.raises(WireError) as caught:
        farm.call("ListJobs", **farm.queues()[0], nextToken=token)
    assert caught.value.code == "ValidationException"
    assert caught.value.fields["fieldList"][0]["name"] == "nextToken"


def test_a_token_of_another_list_is_refused(farm: Asked) -> None:
    first, second, *_ = farm.queues()
    token = farm.call("ListJobs", **first, maxResults=1)["nextToken"]
    with pytest.raises(WireError):
        farm.call("ListJobs", **second, nextToken=token)


def test_pages_make_the_whole_list_while_jobs_arrive() -> None:
    farm = Asked(jobs=60, workers=20)
    queue = farm.queues()[0]
    before = [job["jobId"] for job in farm.all("ListJobs", "jobs", **queue)]
    pages = farm.pages(
        "ListJobs", "jobs", between=lambda: farm.pass_time(300), **queue, maxResults=3
    )
    seen = [job["jobId"] for part in pages for job in part]
    assert seen == before
    assert len(farm.all("ListJobs", "jobs", **queue)) > len(before)


def test_some_lists_of_sessions_begin_with_an_empty_page(farm: Asked) -> None:
    firsts = [farm.call("ListSessions", **ids) for ids, _ in farm.jobs()]
    empty = [reply for reply in firsts if not reply["sessions"] and "nextToken" in reply]
    assert 0 < len(empty) < len(firsts) / 2


@settings(max_examples=60)
@given(st.sets(st.integers(0, 500)), st.sets(st.integers(501, 600)), st.integers(1, 20))
def test_pages_neither_lose_nor_repeat(old: set[int], new: set[int], size: int) -> None:
    rows = sorted(old)
    arriving = sorted(new, reverse=True)
    seen: list[int] = []
    parameters: dict[str, Any] = {"maxResults": size}
    while True:
        found = page(Newest(rows), lambda row: (-row,), "all", parameters)
        seen += found.items
        if found.token is None:
            break
        parameters["nextToken"] = found.token
        if arriving:
            rows.append(arriving.pop())
    assert seen == sorted(old, reverse=True)
