"""Environments of a queue, which its sessions enter in the order of their priority."""

from app.resources.fields import identifier, number, text
from app.resources.level import Level, name_of
from app.resources.listing import Listing

ENVIRONMENTS = Level(
    name="environments",
    noun="environment",
    key="queueEnvironmentId",
    parent="queues",
    prefix="queueenv",
    within=("farmId", "queueId"),
    listing=Listing("ListQueueEnvironments", "environments"),
    get="GetQueueEnvironment",
    fields=(
        number("priority", "PRIORITY", 8, greatest_first=False),
        text("name", "NAME", 16, grows=True),
        identifier("queueEnvironmentId", "ID", width=14, rank=1),
    ),
    status=lambda _environment: None,
    label=name_of("name", "queueEnvironmentId"),
)
