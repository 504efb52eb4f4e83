"""What a step waits for, and what waits for it."""

from app.resources.fields import identifier, status
from app.resources.level import Level, Listing
from app.resources.status import status_in
from app.view import plain, short_id

_STATUS = status_in("status")


def _linked(name: str, noun: str, operation: str, result: str) -> Level:
    return Level(
        name=name,
        noun=noun,
        key="stepId",
        parent="steps",
        within=("farmId", "queueId", "jobId"),
        listing=Listing(operation, result),
        get="GetStep",
        fields=(
            status(_STATUS, "status", width=12),
            identifier("stepId", "STEP", width=14, grows=True),
        ),
        status=_STATUS,
        label=lambda link: plain(short_id(link["stepId"])),
        inside="tasks",
    )


STEP_DEPENDENCIES = _linked("dependencies", "required step", "ListStepDependencies", "dependencies")
STEP_CONSUMERS = _linked("consumers", "dependent step", "ListStepConsumers", "consumers")
