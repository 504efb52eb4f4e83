"""Steps of a job, in the order of its template."""

from app.resources import fields, lifecycle, task_counts
from app.resources.level import Batch, Field, Item, Level, Status, name_of
from app.resources.listing import Listing, Search
from app.resources.status import status_of
from app.resources.task_counts import TASK_WORDS
from app.resources.terms import Choice, Moment, OneOf
from app.view import Cell, Column, Tone


def step_status(step: Item) -> Status | None:
    """How the tasks are doing."""
    return status_of(step.get("taskRunStatus") or step.get("lifecycleStatus"))


def _waits_for(step: Item) -> Cell:
    """How many of the steps that it depends on are not done yet."""
    counts = step.get("dependencyCounts") or {}
    left = counts.get("dependenciesUnresolved", 0)
    total = left + counts.get("dependenciesResolved", 0)
    if not total:
        return Cell()
    return Cell(f"{left} of {total}", Tone.WAITING if left else Tone.MUTED, order=left)


STEPS = Level(
    name="steps",
    noun="step",
    key="stepId",
    parent="jobs",
    within=("farmId", "queueId", "jobId"),
    listing=Listing(
        "SearchSteps",
        "steps",
        search=Search(
            order="CREATED_AT",
            ids="STEP_ID",
            sorts={
                "status": "TASK_RUN_STATUS",
                "name": "NAME",
                "startedAt": "-STARTED_AT",
                "createdAt": "-CREATED_AT",
                "endedAt": "-ENDED_AT",
                "updatedAt": "-UPDATED_AT",
            },
            words=("name",),
            terms={
                "status": OneOf(Choice("taskRunStatus", "TASK_RUN_STATUS", TASK_WORDS)),
                "started": Moment("startedAt", "STARTED_AT"),
                "ended": Moment("endedAt", "ENDED_AT"),
            },
        ),
        listed={"queueId": "queueIds"},
        instead=Listing("ListSteps", "steps"),
    ),
    get="GetStep",
    # A search does not tell for how many steps one waits.
    details=Batch("BatchGetStep", "steps", ("farmId", "queueId", "jobId", "stepId"), enriches=True),
    ended=task_counts.has_ended,
    fields=(
        fields.status(step_status, "taskRunStatus", "lifecycleStatus", width=16),
        fields.text("name", "NAME", 20, grows=True),
        task_counts.progress(step_status),
        task_counts.tasks(rank=3),
        task_counts.failed(),
        Field(Column("waits", "WAITS FOR", 9, rank=4), _waits_for, ("dependencyCounts",)),
        fields.age("startedAt", "AGE"),
        fields.working_time("taskRunStatus", rank=2),
        fields.optional(fields.identifier("stepId", "ID", width=13)),
        fields.optional(fields.age("createdAt", "CREATED")),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 12)),
        fields.optional(fields.number("taskFailureRetryCount", "RETRIED", 7)),
        fields.optional(lifecycle.message()),
        fields.optional(fields.text("targetTaskRunStatus", "TARGET", 10)),
    ),
    status=step_status,
    label=name_of("name", "stepId"),
    message=lifecycle.MESSAGE,
)
