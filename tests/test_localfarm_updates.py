"""What a request changes, changes the world."""

from typing import Any

import pytest

from app.localfarm.contract import WireError
from tests.worlds import Asked


@pytest.fixture
def farm() -> Asked:
    """A farm to change."""
    return Asked(jobs=80, workers=10)


def _counts(farm: Asked, ids: dict[str, str]) -> dict[str, int]:
    counts = farm.call("GetJob", **ids)["taskRunStatusCounts"]
    return {status: number for status, number in counts.items() if number}


def test_a_job_that_is_cancelled_stops_what_runs_and_then_everything(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    running = _counts(farm, ids)["RUNNING"]
    farm.call("UpdateJob", **ids, targetTaskRunStatus="CANCELED")
    assert _counts(farm, ids)["INTERRUPTING"] == running
    assert farm.call("GetJob", **ids)["targetTaskRunStatus"] == "CANCELED"
    actions = farm.all("ListSessionActions", "sessionActions", **ids)
    assert sum(action["status"] == "CANCELING" for action in actions) == running
    farm.pass_time(10)
    job = farm.call("GetJob", **ids)
    assert job["taskRunStatus"] == ("FAILED" if "FAILED" in _counts(farm, ids) else "CANCELED")
    assert "endedAt" in job
    assert _counts(farm, ids).keys() <= {"CANCELED", "SUCCEEDED", "FAILED"}
    actions = farm.all("ListSessionActions", "sessionActions", **ids)
    assert sum(action["status"] == "CANCELED" for action in actions) >= running


def test_a_job_that_is_suspended_can_be_resumed(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    farm.call("UpdateJob", **ids, targetTaskRunStatus="SUSPENDED")
    farm.pass_time(10)
    assert farm.call("GetJob", **ids)["taskRunStatus"] == "SUSPENDED"
    farm.pass_time(600)
    assert farm.call("GetJob", **ids)["taskRunStatus"] == "SUSPENDED"
    farm.call("UpdateJob", **ids, targetTaskRunStatus="READY")
    assert "SUSPENDED" not in _counts(farm, ids)
    assert farm.call("GetJob", **ids)["taskRunStatus"] in {"READY", "ASSIGNED", "RUNNING"}


def test_progress_does_not_jump_when_a_task_is_cancelled(farm: Asked) -> None:
    ids = farm.job("RUNNING")

    def progress() -> dict[str, float]:
        actions = farm.all("ListSessionActions", "sessionActions", **ids)
        running = {"RUNNING", "CANCELING"}
        return {
            a["sessionActionId"]: a["progressPercent"] for a in actions if a["status"] in running
        }

    before = progress()
    farm.call("UpdateJob", **ids, targetTaskRunStatus="CANCELED")
    assert before
    assert progress() == before


@pytest.mark.parametrize("target", ["READY", "PENDING"])
def test_what_is_still_being_cancelled_can_be_run_again(farm: Asked, target: str) -> None:
    ids = farm.job("RUNNING")
    farm.call("UpdateJob", **ids, targetTaskRunStatus="CANCELED")
    assert "INTERRUPTING" in _counts(farm, ids)
    farm.call("UpdateJob", **ids, targetTaskRunStatus=target)
    farm.pass_time(10)
    assert _counts(farm, ids).keys().isdisjoint({"CANCELED", "INTERRUPTING"})


def test_a_job_that_ended_long_ago_can_be_run_again(farm: Asked) -> None:
    ids = [ids for ids, job in farm.jobs() if job.get("taskRunStatus") == "FAILED"][-1]
    before = len(farm.all("ListSessions", "sessions", **ids))
    farm.call("UpdateJob", **ids, targetTaskRunStatus="PENDING", priority=100)
    assert "endedAt" not in farm.call("GetJob", **ids)
    assert "FAILED" not in _counts(farm, ids)
    assert farm.call("GetJob", **ids)["taskFailureRetryCount"] == 0
    farm.pass_time(1200)
    assert len(farm.all("ListSessions", "sessions", **ids)) > before


def test_what_is_said_of_a_job_changes(farm: Asked) -> None:
    ids, before = farm.jobs()[-1]
    changes: dict[str, Any] = {
        "name": "renamed_v001",
        "priority": 99,
        "maxFailedTasksCount": 7,
        "maxRetriesPerTask": 9,
        "maxWorkerCount": 3,
        "description": "for the trailer",
    }
    farm.call("UpdateJob", **ids, **changes)
    after = farm.call("GetJob", **ids)
    assert {name: after[name] for name in changes} == changes
    assert after["updatedAt"].timestamp() == farm.now
    assert after["taskRunStatusCounts"] == before["taskRunStatusCounts"]


def test_an_archived_job_cannot_be_run_again(farm: Asked) -> None:
    ids = farm.job("SUCCEEDED")
    farm.call("UpdateJob", **ids, lifecycleStatus="ARCHIVED")
    assert farm.call("GetJob", **ids)["lifecycleStatus"] == "ARCHIVED"
    with pytest.raises(WireError) as caught:
        farm.call("UpdateJob", **ids, targetTaskRunStatus="PENDING")
    assert caught.value.code == "ConflictException"


def test_a_job_without_tasks_cannot_be_run(farm: Asked) -> None:
    ids = next(ids for ids, job in farm.jobs() if job["lifecycleStatus"] == "CREATE_FAILED")
    with pytest.raises(WireError) as caught:
        farm.call("UpdateJob", **ids, targetTaskRunStatus="READY")
    assert caught.value.code == "ConflictException"


def test_one_task_can_be_run_again(farm: Asked) -> None:
    ids = farm.job("SUCCEEDED")
    step = farm.all("ListSteps", "steps", **ids)[0]
    of_step = {**ids, "stepId": step["stepId"]}
    task = {**of_step, "taskId": farm.all("ListTasks", "tasks", **of_step)[0]["taskId"]}
    first = farm.call("GetTask", **task)["latestSessionActionId"]
    farm.call("UpdateJob", **ids, priority=100)
    farm.call("UpdateTask", **task, targetRunStatus="PENDING")
    assert farm.call("GetTask", **task)["runStatus"] in {"READY", "ASSIGNED"}
    farm.pass_time(900)
    again = farm.call("GetTask", **task)
    assert again["runStatus"] == "SUCCEEDED"
    assert again["latestSessionActionId"] != first


def test_a_failed_task_can_be_marked_as_succeeded(farm: Asked) -> None:
    ids = farm.job("FAILED")
    for step in farm.all("ListSteps", "steps", **ids):
        farm.call("UpdateStep", **ids, stepId=step["stepId"], targetTaskRunStatus="SUCCEEDED")
    farm.pass_time(10)
    assert farm.call("GetJob", **ids)["taskRunStatus"] == "SUCCEEDED"


def test_a_task_that_waits_for_another_attempt_has_ended_when_it_is_cancelled(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    (session, *_) = [
        one
        for one in farm.all("ListSessions", "sessions", **ids)
        if one["lifecycleStatus"] == "STARTED"
    ]
    of_session = {**ids, "sessionId": session["sessionId"]}
    actions = farm.all("ListSessionActions", "sessionActions", **of_session)
    run = next(one["definition"]["taskRun"] for one in actions if one["status"] == "RUNNING")
    task = {**ids, "stepId": run["stepId"], "taskId": run["taskId"]}
    farm.call("UpdateJob", **ids, maxWorkerCount=1)
    farm.call("UpdateSession", **of_session, targetLifecycleStatus="ENDED")
    while farm.call("GetTask", **task)["runStatus"] == "INTERRUPTING":
        farm.pass_time(0.25)
    assert farm.call("GetTask", **task)["runStatus"] == "READY"
    farm.call("UpdateTask", **task, targetRunStatus="CANCELED")
    cancelled = farm.call("GetTask", **task)
    assert cancelled["runStatus"] == "CANCELED"
    assert cancelled["endedAt"].timestamp() == farm.now


def test_a_step_is_cancelled_without_its_neighbours(farm: Asked) -> None:
    ids = next(
        ids
        for ids, job in farm.jobs()
        if job.get("taskRunStatus") == "RUNNING" and len(farm.all("ListSteps", "steps", **ids)) > 1
    )
    first, *others = farm.all("ListSteps", "steps", **ids)
    farm.call("UpdateStep", **ids, stepId=others[-1]["stepId"], targetTaskRunStatus="CANCELED")
    after = {step["stepId"]: step for step in farm.all("ListSteps", "steps", **ids)}
    assert after[others[-1]["stepId"]]["taskRunStatus"] == "CANCELED"
    assert after[others[-1]["stepId"]]["targetTaskRunStatus"] == "CANCELED"
    assert after[first["stepId"]]["taskRunStatusCounts"] == first["taskRunStatusCounts"]


def test_a_session_that_is_ended_gives_its_task_back(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    sessions = farm.all("ListSessions", "sessions", **ids)
    session = next(one for one in sessions if one["lifecycleStatus"] == "STARTED")
    of_session = {**ids, "sessionId": session["sessionId"]}
    farm.call("UpdateSession", **of_session, targetLifecycleStatus="ENDED")
    ending = farm.call("GetSession", **of_session)
    assert (ending["lifecycleStatus"], ending["targetLifecycleStatus"]) == (
        "UPDATE_IN_PROGRESS",
        "ENDED",
    )
    farm.pass_time(10)
    ended = farm.call("GetSession", **of_session)
    assert ended["lifecycleStatus"] == "ENDED"
    assert "endedAt" in ended
    with pytest.raises(WireError) as caught:
        farm.call("UpdateSession", **of_session, targetLifecycleStatus="ENDED")
    assert caught.value.code == "ConflictException"


def test_a_batch_changes_what_it_can_and_says_what_it_cannot(farm: Asked) -> None:
    jobs = [ids for ids, job in farm.jobs() if job.get("taskRunStatus") == "READY"][:2]
    unknown = {**jobs[0], "jobId": f"job-{'0' * 32}"}
    wanted = [{**ids, "targetTaskRunStatus": "SUSPENDED"} for ids in [*jobs, unknown]]
    (error,) = farm.call("BatchUpdateJob", jobs=wanted)["errors"]
    assert (error["jobId"], error["code"]) == (unknown["jobId"], "ResourceNotFoundException")
    assert all(farm.call("GetJob", **ids)["taskRunStatus"] == "SUSPENDED" for ids in jobs)


def test_tasks_are_changed_in_a_batch(farm: Asked) -> None:
    ids = farm.job("RUNNING")
    step = farm.all("ListSteps", "steps", **ids)[0]
    of_step = {**ids, "stepId": step["stepId"]}
    tasks = [{**of_step, "taskId": t["taskId"]} for t in farm.all("ListTasks", "tasks", **of_step)]
    wanted = [{**task, "targetRunStatus": "CANCELED"} for task in tasks[:100]]
    assert farm.call("BatchUpdateTask", tasks=wanted)["errors"] == []
    farm.pass_time(10)
    statuses = {farm.call("GetTask", **task)["runStatus"] for task in tasks[:100]}
    assert statuses <= {"CANCELED", "SUCCEEDED", "FAILED"}
