"""Queues of a farm."""

from app.resources.fields import age, identifier, optional, status, text
from app.resources.level import Level, name_of
from app.resources.listing import Listing
from app.resources.status import status_in
from app.view import Tone

QUEUES = Level(
    name="queues",
    noun="queue",
    key="queueId",
    parent="farms",
    within=("farmId",),
    listing=Listing("ListQueues", "queues"),
    get="GetQueue",
    fields=(
        status(status_in("status"), "status", width=20),
        text("displayName", "NAME", 16, grows=True),
        text("blockedReason", "BLOCKED BY", 24, rank=1, tone=Tone.BAD),
        identifier("queueId", "ID", width=14, rank=3),
        text("defaultBudgetAction", "WITHOUT BUDGET", 20, rank=4),
        age("createdAt", rank=2),
        optional(text("createdBy", "CREATED BY", 16)),
        optional(age("updatedAt", "UPDATED")),
        optional(text("updatedBy", "UPDATED BY", 16)),
    ),
    status=status_in("status"),
    label=name_of("displayName", "queueId"),
    message="blockedReason",
)
