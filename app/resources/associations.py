"""The fleets that work for a queue, and the limits that hold for its jobs."""

from app.resources.fields import age, identifier, optional, status, text
from app.resources.level import Level, Listing
from app.resources.status import status_in
from app.view import plain, short_id

_STATUS = status_in("status")


def _associated(thing: str, key: str, *, inside: str | None = None) -> Level:
    """What of one kind is associated with a queue."""
    operation = f"Queue{thing.capitalize()}Association"
    return Level(
        name=f"queue-{thing}s",
        noun=f"associated {thing}",
        key=key,
        parent="queues",
        within=("farmId", "queueId"),
        listing=Listing(f"List{operation}s", f"queue{thing.capitalize()}Associations"),
        get=f"Get{operation}",
        fields=(
            status(_STATUS, "status", width=20),
            identifier(key, thing.upper(), width=16, grows=True),
            age("createdAt", rank=1),
            text("createdBy", "CREATED BY", 16, rank=2),
            optional(age("updatedAt", "UPDATED")),
            optional(text("updatedBy", "UPDATED BY", 16)),
        ),
        status=_STATUS,
        label=lambda association: plain(short_id(association[key])),
        inside=inside,
    )


QUEUE_FLEETS = _associated("fleet", "fleetId", inside="workers")
QUEUE_LIMITS = _associated("limit", "limitId")
