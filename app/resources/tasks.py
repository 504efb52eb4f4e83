"""Tasks of a step: a frame each, or whatever else its parameters say."""

from app.resources import fields, links, task_counts
from app.resources.level import Batch, Field, Item, Level, Log, Path, Status
from app.resources.listing import Listing, Search
from app.resources.parameter_text import parameter_values, parameters_text
from app.resources.status import status_of
from app.resources.task_counts import TASK_WORDS
from app.resources.terms import Choice, Moment, Number, OneOf, Parameter, among
from app.view import Cell, Column, Tone, plain, short_id

AT_WORK = among("RUN_STATUS", sorted(fields.WORKING))
"""The filter of the tasks on which somebody is at work."""


def task_status(task: Item) -> Status | None:
    """How the task is doing."""
    return status_of(task.get("runStatus"))


def has_ended(task: Item) -> bool:
    """Whether the task is over; it can be requeued, so its list is still looked at."""
    return task.get("runStatus") in task_counts.ENDED


def task_label(task: Item) -> str:
    """What tells a task from the others: its parameters, or its number."""
    return plain(parameters_text(task.get("parameters"))) or plain(short_id(task["taskId"]))


def _latest(path: Path, task: Item) -> Path | None:
    """The ids that lead to the action which ran the task last; None where none has."""
    action_id = task.get("latestSessionActionId")
    return links.action_path(path, action_id) if action_id else None


def _retries(count: int) -> Tone:
    return Tone.WARN if count else Tone.MUTED


TASKS = Level(
    name="tasks",
    noun="task",
    key="taskId",
    parent="steps",
    within=("farmId", "queueId", "jobId", "stepId"),
    listing=Listing(
        "SearchTasks",
        "tasks",
        search=Search(
            order="",
            ids="TASK_ID",
            sorts={
                "status": "RUN_STATUS",
                "failureRetryCount": "FAILURE_RETRY_COUNT",
                "startedAt": "-STARTED_AT",
                "endedAt": "-ENDED_AT",
                "updatedAt": "-UPDATED_AT",
            },
            words=("parameters",),
            terms={
                "status": OneOf(Choice("runStatus", "RUN_STATUS", TASK_WORDS)),
                "retried": Number("failureRetryCount", "FAILURE_RETRY_COUNT"),
                "started": Moment("startedAt", "STARTED_AT"),
                "ended": Moment("endedAt", "ENDED_AT"),
                "param": Parameter("parameters"),
            },
            within={"stepId": "STEP_ID"},
        ),
        listed={"queueId": "queueIds"},
        omitted=frozenset({"stepId"}),
        instead=Listing("ListTasks", "tasks"),
    ),
    get="GetTask",
    details=Batch("BatchGetTask", "tasks", ("farmId", "queueId", "jobId", "stepId", "taskId")),
    ended=has_ended,
    fields=(
        fields.status(task_status, "runStatus", width=16),
        Field(
            Column("parameters", "TASK", 20, grows=True),
            lambda task: Cell(task_label(task)),
            ("parameters", "taskId"),
        ),
        fields.number("failureRetryCount", "RETRIED", 7, tone=_retries),
        fields.age("startedAt", "AGE", rank=1),
        fields.working_time("runStatus"),
        fields.identifier("latestSessionActionId", "LAST ACTION", width=18, rank=2),
        fields.optional(fields.identifier("taskId", "ID", width=15)),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 12)),
        fields.optional(fields.text("targetRunStatus", "TARGET", 10)),
    ),
    status=task_status,
    label=task_label,
    values=lambda task: parameter_values(task.get("parameters")),
    log=Log(owner="session-actions", subject=_latest),
    links={links.WORKER: links.WORKER_OF_TASK},
)
