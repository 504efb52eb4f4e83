"""What the levels' columns read, also where the service says something new or nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.resources import LEVELS
from app.resources.level import Item, statuses
from app.resources.lifecycle import MESSAGE
from app.resources.session_actions import action_title
from app.view import DASH, Cell, Clock, Progress, Tone, cell_text

NOW = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
HEX = "0123456789abcdef0123456789abcdef"


def read(level: str, item: Item) -> dict[str, str]:
    """The texts of a row by the ids of its columns."""
    columns, row = LEVELS[level].columns, LEVELS[level].row(item)
    texts = (cell_text(cell, NOW.timestamp()) for cell in row.cells)
    return dict(zip((column.id for column in columns), texts, strict=True))


def job(**members: Any) -> dict[str, Any]:
    return {"jobId": f"job-{HEX}", "lifecycleStatus": "CREATE_COMPLETE", **members}


@pytest.mark.parametrize(
    ("definition", "title"),
    [
        ({"envEnter": {"environmentId": f"STEP:step-{HEX}:Conda"}}, "Enter Conda"),
        ({"envExit": {"environmentId": "queueenv-1"}}, "Exit queueenv-1"),
        ({"taskRun": {"parameters": {"Frame": {"int": "12"}, "Cam": {"string": "A"}}}},
         "Task Frame=12  Cam=A"),
        ({"taskRun": {"stepId": "step-1", "taskId": "task-1-3"}}, "Task task-1-3"),
        ({"taskRun": {"stepId": "step-1"}}, "Task"),
        ({"taskRun": {"parameters": {"F": {"SDK_UNKNOWN_MEMBER": {"name": "bool"}}}}},
         "Task F=bool"),
        ({"syncInputJobAttachments": {}}, "Sync attachments"),
        ({"SDK_UNKNOWN_MEMBER": {"name": "syncOutput"}}, "syncOutput"),
        ({"taskRun": {"parameters": {"X": {"string": "\x1b]52;c;x\x07"}}}}, "Task X=␛]52;c;x␇"),
        ({}, DASH),
    ],
)  # fmt: skip
def test_a_session_action_says_what_it_does(definition: Item, title: str) -> None:
    assert action_title({"definition": definition}) == title


def test_a_status_that_nobody_knows_yet_is_shown_as_it_came() -> None:
    item = {"sessionActionId": "sessionaction-1", "status": "HIBERNATING"}
    assert read("session-actions", item)["status"] == "· HIBERNATING"
    assert LEVELS["session-actions"].row(item).tone is Tone.PLAIN


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"taskRunStatus": "RUNNING"}, "● RUNNING"),
        ({"taskRunStatus": "FAILED"}, "✖ FAILED"),
        ({"lifecycleStatus": "UPLOAD_FAILED", "taskRunStatus": "PENDING"}, "✖ UPLOAD_FAILED"),
        ({"lifecycleStatus": "CREATE_IN_PROGRESS"}, "◌ CREATING"),
        ({"lifecycleStatus": "ARCHIVED", "taskRunStatus": "SUCCEEDED"}, "○ ARCHIVED"),
        ({"lifecycleStatus": "CREATE_COMPLETE"}, "· CREATED"),
    ],
)
def test_the_status_of_a_job_is_its_tasks_or_what_its_own_life_is_stuck_in(
    members: dict[str, Any], status: str
) -> None:
    assert read("jobs", job(**members))["status"] == status


def test_the_progress_of_a_job_is_what_succeeded_out_of_all() -> None:
    item = job(
        taskRunStatus="RUNNING", taskRunStatusCounts={"SUCCEEDED": 630, "FAILED": 2, "READY": 368}
    )
    cells = read("jobs", item)
    assert (cells["progress"], cells["tasks"], cells["failed"]) == ("63%", "630/1000", "2")


def test_a_job_without_tasks_has_no_progress() -> None:
    cells = read("jobs", job(taskRunStatusCounts={}))
    assert (cells["progress"], cells["tasks"], cells["failed"]) == (DASH, DASH, DASH)


def test_all_but_one_task_is_not_a_hundred_percent() -> None:
    assert Progress(999 / 1000).text == "99%"


def test_a_duration_grows_until_there_is_an_end() -> None:
    running = {"sessionId": f"session-{HEX}", "startedAt": NOW - timedelta(seconds=125)}
    assert read("sessions", running)["duration"] == "2m00"
    ended = {**running, "endedAt": NOW - timedelta(seconds=65)}
    assert read("sessions", ended)["duration"] == "1m00"


@pytest.mark.parametrize(("began", "age"), [(119, "1m58"), (125, "2m00"), (130, "2m10")])
def test_what_has_ended_is_never_younger_than_it_took(began: int, age: str) -> None:
    started = NOW - timedelta(seconds=began)
    ended = {
        "sessionId": f"session-{HEX}",
        "startedAt": started,
        "endedAt": started + timedelta(seconds=118),
    }
    told = read("sessions", ended)
    assert (told["duration"], told["startedAt"]) == ("1m58", age)


def test_rows_stay_the_same_value_while_only_time_passes() -> None:
    clock = Clock(NOW.timestamp())
    assert clock == Clock(NOW.timestamp())
    assert clock.at(NOW.timestamp() + 1) != clock.at(NOW.timestamp() + 2)


def test_a_session_names_its_host_and_else_its_worker() -> None:
    named = {"sessionId": f"session-{HEX}", "workerId": f"worker-{HEX}"}
    assert read("sessions", named)["host"] == "worker-0123…"
    hosted = {
        **named,
        "hostProperties": {"hostName": "ip-10-0-3-17", "ec2InstanceType": "g5.4xlarge"},
    }
    assert (read("sessions", hosted)["host"], read("sessions", hosted)["instance"]) == (
        "ip-10-0-3-17",
        "g5.4xlarge",
    )


def test_statuses_are_counted_with_what_calls_for_attention_first() -> None:
    words = ["SUCCEEDED", "SUCCEEDED", "FAILED", "RUNNING", "READY", "SUCCEEDED"]
    counts = statuses(LEVELS["jobs"], [job(taskRunStatus=word) for word in words])
    assert [(status.word, count) for status, count in counts.items()] == [
        ("RUNNING", 1),
        ("FAILED", 1),
        ("READY", 1),
        ("SUCCEEDED", 3),
    ]


@pytest.mark.parametrize("level", ["jobs", "steps"])
def test_a_message_is_told_where_it_is_of_a_failure(level: str) -> None:
    key = LEVELS[level].key
    item = {key: "one", "lifecycleStatusMessage": "What there is to say."}
    assert read(level, {**item, "lifecycleStatus": "CREATE_COMPLETE"})[MESSAGE] == DASH
    for word in ("CREATE_FAILED", "UPLOAD_FAILED", "UPDATE_FAILED"):
        told = read(level, {**item, "lifecycleStatus": word})
        assert told[MESSAGE] == "What there is to say."


@pytest.mark.parametrize(
    ("members", "text", "tone"),
    [
        ({"workerCount": 12, "targetWorkerCount": 1_020}, "12 → 1,020", Tone.BUSY),
        ({"workerCount": 12, "targetWorkerCount": 0}, "12 → 0", Tone.BUSY),
        ({"workerCount": 12, "targetWorkerCount": 12}, "12", Tone.PLAIN),
        ({"workerCount": 1_012}, "1,012", Tone.PLAIN),
        ({"targetWorkerCount": 3}, DASH, Tone.PLAIN),
    ],
)
def test_a_fleet_tells_how_many_workers_it_has_and_is_to_have(
    members: Item, text: str, tone: Tone
) -> None:
    columns = [column.id for column in LEVELS["fleets"].columns]
    cell = LEVELS["fleets"].row({"fleetId": "fleet-1", **members}).cells[columns.index("workers")]
    assert (cell_text(cell, 0.0), cell.tone) == (text, tone)
    assert isinstance(cell, Cell)
    assert cell.order == members.get("workerCount")
