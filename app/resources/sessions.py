"""Sessions of a job: a worker's visits to it."""

from app.resources import fields, hosts, links
from app.resources.level import Batch, Item, Level, Listing, Log, Path
from app.resources.log_place import LogPlace, QueueRole
from app.resources.status import status_of
from app.view import plain, short_id


def has_ended(session: Item) -> bool:
    """Whether the session is over."""
    return session.get("endedAt") is not None


def log_place(path: Path, session: Item) -> LogPlace:
    """Where a session writes: as GetSession says, or where the service always puts it."""
    options = (session.get("log") or {}).get("options") or {}
    farm_id, queue_id = path["farmId"], path["queueId"]
    return LogPlace(
        group=options.get("logGroupName") or f"/aws/deadline/{farm_id}/{queue_id}",
        stream=options.get("logStreamName") or session["sessionId"],
        role=QueueRole(farm_id, queue_id),
    )


SESSIONS = Level(
    name="sessions",
    noun="session",
    key="sessionId",
    parent="jobs",
    within=("farmId", "queueId", "jobId"),
    listing=Listing("ListSessions", "sessions"),
    get="GetSession",
    details=Batch(
        "BatchGetSession", "sessions", ("farmId", "queueId", "jobId", "sessionId"), enriches=True
    ),
    ended=has_ended,
    fields=(
        fields.status(
            lambda session: status_of(session.get("lifecycleStatus")), "lifecycleStatus", width=20
        ),
        fields.identifier("sessionId", "SESSION", width=16),
        hosts.host(grows=True),
        hosts.instance(rank=2),
        fields.identifier("fleetId", "FLEET", width=14, rank=3),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.identifier("workerId", "WORKER ID", width=16)),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("targetLifecycleStatus", "TARGET", 10)),
    ),
    status=lambda session: status_of(session.get("lifecycleStatus")),
    label=lambda session: plain(short_id(session["sessionId"])),
    log=Log(owner="sessions", place=log_place),
    links={links.WORKER: links.WORKER_OF_SESSION},
)
