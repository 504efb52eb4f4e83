"""Jobs of a queue, the newest first."""

from app.resources import fields, lifecycle, task_counts
from app.resources.level import Batch, Item, Level, Log, Status, name_of
from app.resources.listing import Listing, Search
from app.resources.status import status_of
from app.resources.task_counts import TASK_WORDS
from app.resources.terms import Choice, Moment, Number, OneOf, Parameter

OUTSTANDING = frozenset(
    {"CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_SUCCEEDED"}
)
"""Lifecycle words under which the status of the tasks says more than the lifecycle does."""

LIFECYCLE_WORDS = (
    "CREATE_IN_PROGRESS",
    "CREATE_FAILED",
    "UPLOAD_IN_PROGRESS",
    "UPLOAD_FAILED",
    "ARCHIVED",
)
"""What a job itself can be in that says more than its tasks do."""


def job_status(job: Item) -> Status | None:
    """How the tasks are doing, or what the job's own life is stuck in before there are tasks."""
    lifecycle = job.get("lifecycleStatus")
    if lifecycle is None or lifecycle in OUTSTANDING:
        return status_of(job.get("taskRunStatus") or lifecycle)
    return status_of(lifecycle)


JOBS = Level(
    name="jobs",
    noun="job",
    key="jobId",
    parent="queues",
    within=("farmId", "queueId"),
    listing=Listing(
        "SearchJobs",
        "jobs",
        search=Search(
            order="-CREATED_AT",
            ids="JOB_ID",
            sorts={
                "status": "TASK_RUN_STATUS",
                "name": "NAME",
                "createdAt": "-CREATED_AT",
                "priority": "PRIORITY",
                "createdBy": "CREATED_BY",
                "startedAt": "-STARTED_AT",
                "endedAt": "-ENDED_AT",
                "updatedAt": "-UPDATED_AT",
                "updatedBy": "UPDATED_BY",
                "lifecycleStatus": "LIFECYCLE_STATUS",
                "taskFailureRetryCount": "TASK_FAILURE_RETRY_COUNT",
                "maxRetriesPerTask": "MAX_RETRIES_PER_TASK",
                "maxFailedTasksCount": "MAX_FAILED_TASKS_COUNT",
                "maxWorkerCount": "MAX_WORKER_COUNT",
            },
            words=("name", "createdBy"),
            finds_names=True,
            terms={
                "status": OneOf(
                    Choice("taskRunStatus", "TASK_RUN_STATUS", TASK_WORDS),
                    Choice("lifecycleStatus", "LIFECYCLE_STATUS", LIFECYCLE_WORDS),
                ),
                "owner": OneOf(Choice("createdBy", "CREATED_BY")),
                "priority": Number("priority", "PRIORITY"),
                "created": Moment("createdAt", "CREATED_AT"),
                "started": Moment("startedAt", "STARTED_AT"),
                "ended": Moment("endedAt", "ENDED_AT"),
                "param": Parameter("jobParameters"),
            },
        ),
        listed={"queueId": "queueIds"},
        instead=Listing("ListJobs", "jobs"),
    ),
    get="GetJob",
    details=Batch("BatchGetJob", "jobs", ("farmId", "queueId", "jobId")),
    ended=task_counts.has_ended,
    fields=(
        fields.status(job_status, "lifecycleStatus", "taskRunStatus", width=16),
        fields.text("name", "NAME", 25, grows=True),
        task_counts.progress(job_status),
        task_counts.tasks(rank=4),
        task_counts.failed(),
        fields.age("createdAt"),
        fields.working_time("taskRunStatus", rank=3),
        fields.number("priority", "PRI", 3, rank=2),
        fields.text("createdBy", "OWNER", 12, rank=5),
        fields.optional(fields.identifier("jobId", "ID")),
        fields.optional(fields.age("startedAt", "STARTED")),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 12)),
        fields.optional(fields.text("lifecycleStatus", "LIFECYCLE", 16)),
        fields.optional(lifecycle.message()),
        fields.optional(fields.number("taskFailureRetryCount", "RETRIED", 7)),
        fields.optional(fields.number("maxRetriesPerTask", "MAX RETRIES", 11)),
        fields.optional(fields.number("maxFailedTasksCount", "MAX FAIL", 8)),
        fields.optional(fields.number("maxWorkerCount", "MAX WORKERS", 11)),
    ),
    status=job_status,
    label=name_of("name", "jobId"),
    message=lifecycle.MESSAGE,
    log=Log(owner="sessions"),
)
