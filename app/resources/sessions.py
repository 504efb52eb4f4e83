"""Sessions of a job: a worker's visits to it."""

from app.resources import fields, hosts, links
from app.resources.fleets import FLEETS
from app.resources.level import Batch, Item, Level, Log, Names, Path
from app.resources.listing import Listing
from app.resources.log_place import LogPlace, QueueRole, log_of
from app.resources.status import has_ended, status_in
from app.view import Column, plain, short_id


def log_place(path: Path, session: Item) -> LogPlace:
    """Where a session writes: as GetSession says, or where the service always puts it."""
    role = QueueRole(path["farmId"], path["queueId"])
    group = f"/aws/deadline/{role.farm_id}/{role.queue_id}"
    return log_of(session.get("log"), group, session["sessionId"], role)


def _fleet(session: Item) -> str | None:
    """The fleet that its worker is one of."""
    return session.get("fleetId")


SESSIONS = Level(
    name="sessions",
    noun="session",
    key="sessionId",
    parent="jobs",
    within=("farmId", "queueId", "jobId"),
    listing=Listing("ListSessions", "sessions"),
    get="GetSession",
    details=Batch(
        "BatchGetSession",
        "sessions",
        ("farmId", "queueId", "jobId", "sessionId"),
        enriches=True,
        stays=True,  # it tells of the worker's machine
    ),
    names=(Names(FLEETS, _fleet, "fleetName"),),
    ended=has_ended,
    fields=(
        fields.status(status_in("lifecycleStatus"), "lifecycleStatus", width=20),
        fields.identifier("sessionId", "SESSION", width=16, rank=4),
        hosts.host(grows=True),
        hosts.instance(rank=3),
        fields.name_or_id("fleetName", _fleet, Column("fleet", "FLEET", 14, rank=2), "fleetId"),
        fields.age("startedAt", "AGE", rank=1),
        fields.duration(),
        fields.optional(fields.identifier("workerId", "WORKER ID", width=16)),
        fields.optional(fields.identifier("fleetId", "FLEET ID", width=14)),
        fields.optional(fields.age("endedAt", "ENDED")),
        fields.optional(fields.age("updatedAt", "UPDATED")),
        fields.optional(fields.text("targetLifecycleStatus", "TARGET", 10)),
    ),
    status=status_in("lifecycleStatus"),
    label=lambda session: plain(short_id(session["sessionId"])),
    log=Log(owner="sessions", place=log_place),
    links={links.WORKER: links.WORKER_OF_SESSION},
)
