"""The fleets that work for a queue, and the limits that hold for its jobs."""

from operator import itemgetter

from app.resources.fields import age, identifier, name_or_id, optional, status, text
from app.resources.fleets import FLEETS
from app.resources.level import Counterpart, Field, Level, Names, name_of
from app.resources.limits import LIMITS, USE, USE_MEMBERS
from app.resources.listing import Listing
from app.resources.status import status_in
from app.view import Column

_STATUS = status_in("status")


def _associated(
    of: Level,
    *,
    inside: str | None = None,
    details: Counterpart | None = None,
    doing: tuple[Field, ...] = (),
) -> Level:
    """What of one kind is associated with a queue; `doing` are columns that `details` fill."""
    thing, key, name = of.noun, of.key, f"{of.noun}Name"
    operation = f"Queue{thing.capitalize()}Association"
    return Level(
        name=f"queue-{thing}s",
        noun=f"associated {thing}",
        key=key,
        parent="queues",
        within=("farmId", "queueId"),
        listing=Listing(f"List{operation}s", f"queue{thing.capitalize()}Associations"),
        get=f"Get{operation}",
        details=details,
        names=(Names(of, itemgetter(key), name),),
        fields=(
            status(_STATUS, "status", width=20),
            name_or_id(name, itemgetter(key), Column(name, thing.upper(), 16, grows=True), key),
            *doing,
            identifier(key, "ID", width=14, rank=3),
            age("createdAt", rank=1),
            text("createdBy", "CREATED BY", 16, rank=2),
            optional(age("updatedAt", "UPDATED")),
            optional(text("updatedBy", "UPDATED BY", 16)),
        ),
        status=_STATUS,
        label=name_of(name, key),
        inside=inside,
    )


QUEUE_FLEETS = _associated(FLEETS, inside="workers")
QUEUE_LIMITS = _associated(LIMITS, details=Counterpart(LIMITS, USE_MEMBERS), doing=USE)
