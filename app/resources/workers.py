"""Workers of a fleet: the machines that run sessions, the newest first."""

from app.resources import fields, hosts
from app.resources.level import Batch, Item, Level, Log, Path
from app.resources.listing import Listing, Search
from app.resources.log_place import FleetRole, LogPlace, log_of
from app.resources.status import status_in
from app.resources.terms import Choice, Moment, OneOf

WORDS = (
    "CREATED",
    "STARTED",
    "STOPPING",
    "STOPPED",
    "NOT_RESPONDING",
    "NOT_COMPATIBLE",
    "RUNNING",
    "IDLE",
)
"""What a worker can be doing."""


def log_place(path: Path, worker: Item) -> LogPlace:
    """Where a worker writes: as GetWorker says, or where the service always puts it."""
    role = FleetRole(path["farmId"], path["fleetId"])
    group = f"/aws/deadline/{role.farm_id}/{role.fleet_id}"
    return log_of(worker.get("log"), group, worker["workerId"], role)


WORKERS = Level(
    name="workers",
    noun="worker",
    key="workerId",
    parent="fleets",
    within=("farmId", "fleetId"),
    listing=Listing(
        "SearchWorkers",
        "workers",
        search=Search(
            order="-CREATED_AT",
            ids="WORKER_ID",
            sorts={
                "status": "STATUS",
                "host": "HOST_NAME",
                "instance": "EC2_INSTANCE_TYPE",
                "workerId": "WORKER_ID",
                "createdAt": "-CREATED_AT",
                "updatedAt": "-UPDATED_AT",
            },
            words=("hostProperties.hostName", "hostProperties.ec2InstanceType", "workerId"),
            terms={
                "status": OneOf(Choice("status", "STATUS", WORDS)),
                "created": Moment("createdAt", "CREATED_AT"),
                "updated": Moment("updatedAt", "UPDATED_AT"),
            },
        ),
        listed={"fleetId": "fleetIds"},
        instead=Listing("ListWorkers", "workers"),
    ),
    get="GetWorker",
    details=Batch("BatchGetWorker", "workers", ("farmId", "fleetId", "workerId")),
    span=("createdAt", "updatedAt"),
    fields=(
        fields.status(status_in("status"), "status", width=16),
        hosts.host("HOST", grows=True),
        hosts.instance(rank=2),
        fields.identifier("workerId", "ID", width=15, rank=1),
        fields.age("createdAt"),
        fields.age("updatedAt", "UPDATED", rank=3),
        fields.optional(fields.text("createdBy", "CREATED BY", 16)),
        fields.optional(fields.text("updatedBy", "UPDATED BY", 16)),
    ),
    status=status_in("status"),
    label=hosts.host_or_worker,
    log=Log(owner="workers", place=log_place),
)
