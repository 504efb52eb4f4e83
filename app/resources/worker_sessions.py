"""Sessions of a worker: whose jobs it has worked on, one after the other."""

from app.resources import fields, links
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Log, Names
from app.resources.listing import Listing
from app.resources.queues import QUEUES
from app.resources.status import has_ended, status_in
from app.view import Column, plain, short_id


def _job(session: Item) -> str | None:
    """The job that it worked on."""
    return session.get("jobId")


def _queue(session: Item) -> str | None:
    """The queue of that job."""
    return session.get("queueId")


WORKER_SESSIONS = Level(
    name="worker-sessions",
    noun="session",
    key="sessionId",
    parent="workers",
    within=("farmId", "queueId", "jobId"),
    listing=Listing("ListSessionsForWorker", "sessions"),
    get="GetSession",
    names=(Names(JOBS, _job, "jobName"), Names(QUEUES, _queue, "queueName")),
    ended=has_ended,
    fields=(
        fields.status(status_in("lifecycleStatus"), "lifecycleStatus", width=20),
        fields.identifier("sessionId", "SESSION", width=16, rank=3),
        fields.name_or_id("jobName", _job, Column("job", "JOB", 20, grows=True), "jobId"),
        fields.name_or_id("queueName", _queue, Column("queue", "QUEUE", 12, rank=2), "queueId"),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.identifier("jobId", "JOB ID", width=12)),
        fields.optional(fields.identifier("queueId", "QUEUE ID", width=14)),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.text("targetLifecycleStatus", "TARGET", 10)),
    ),
    status=status_in("lifecycleStatus"),
    label=lambda session: plain(short_id(session["sessionId"])),
    log=Log(owner="sessions", subject=links.session_path),
    inside="session-actions",
    links={links.WORKER: links.listed_below("workers"), links.PARENT: links.JOB_OF_SESSION},
)
