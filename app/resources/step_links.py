"""What a step waits for, and what waits for it."""

from operator import itemgetter

from app.resources.fields import identifier, name_or_id, status
from app.resources.level import Level, Names, name_of
from app.resources.listing import Listing
from app.resources.status import status_in
from app.resources.steps import STEPS
from app.view import Column

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
        names=(Names(STEPS, itemgetter("stepId"), "name"),),
        fields=(
            status(_STATUS, "status", width=12),
            name_or_id(
                "name", itemgetter("stepId"), Column("name", "STEP", 14, grows=True), "stepId"
            ),
            identifier("stepId", "ID", width=14, rank=1),
        ),
        status=_STATUS,
        label=name_of("name", "stepId"),
        inside="tasks",
    )


STEP_DEPENDENCIES = _linked("dependencies", "required step", "ListStepDependencies", "dependencies")
STEP_CONSUMERS = _linked("consumers", "dependent step", "ListStepConsumers", "consumers")
