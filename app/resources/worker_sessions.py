"""Sessions of a worker: whose jobs it has worked on, one after the other."""

from app.resources import fields, links
from app.resources.level import Level, Log
from app.resources.listing import Listing
from app.resources.status import has_ended, status_in
from app.view import plain, short_id

WORKER_SESSIONS = Level(
    name="worker-sessions",
    noun="session",
    key="sessionId",
    parent="workers",
    within=("farmId", "queueId", "jobId"),
    listing=Listing("ListSessionsForWorker", "sessions"),
    get="GetSession",
    ended=has_ended,
    fields=(
        fields.status(status_in("lifecycleStatus"), "lifecycleStatus", width=20),
        fields.identifier("sessionId", "SESSION", width=16, grows=True),
        fields.identifier("jobId", "JOB", width=12),
        fields.identifier("queueId", "QUEUE", width=14, rank=2),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.text("targetLifecycleStatus", "TARGET", 10)),
    ),
    status=status_in("lifecycleStatus"),
    label=lambda session: plain(short_id(session["sessionId"])),
    log=Log(owner="sessions", subject=links.session_path),
    inside="session-actions",
    links={links.WORKER: links.listed_below("workers"), links.PARENT: links.JOB_OF_SESSION},
)
