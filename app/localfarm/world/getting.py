"""The Get and BatchGet operations: what each finds, and which members it tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.world import ground_fields as ground
from app.localfarm.world.finding import Find, Finder
from app.localfarm.world.job_fields import JOB, STEP, TASK, Fields
from app.localfarm.world.run_fields import ACTION, SESSION, WORKER
from app.localfarm.world.shapes import cut, members


@dataclass(frozen=True, slots=True)
class BatchGet:
    """One BatchGet operation."""

    listed: str
    """The member of the output that holds what was found."""
    find: Find
    fields: Fields


class Gets:
    """Answers every Get and BatchGet operation of Deadline Cloud."""

    def __init__(self, find: Finder) -> None:
        self.single: dict[str, tuple[Find, Fields]] = {
            "GetFarm": (find.farm, ground.FARM),
            "GetQueue": (find.queue, ground.QUEUE),
            "GetFleet": (find.fleet, ground.FLEET),
            "GetBudget": (find.budget, ground.BUDGET),
            "GetLimit": (find.limit, ground.LIMIT),
            "GetQueueEnvironment": (find.environment, ground.ENVIRONMENT),
            "GetStorageProfile": (find.storage_profile, ground.STORAGE_PROFILE),
            "GetStorageProfileForQueue": (_in_queue(find), ground.STORAGE_PROFILE),
            "GetQueueFleetAssociation": (find.queue_fleet, ground.ASSOCIATION),
            "GetQueueLimitAssociation": (find.queue_limit, ground.ASSOCIATION),
            "GetJob": (find.job, JOB),
            "GetStep": (find.step, STEP),
            "GetTask": (find.task, TASK),
            "GetSession": (find.session, SESSION),
            "GetSessionAction": (find.action, ACTION),
            "GetWorker": (find.worker, WORKER),
        }
        self.batches = {
            "BatchGetJob": BatchGet("jobs", find.job, JOB),
            "BatchGetStep": BatchGet("steps", find.step, STEP),
            "BatchGetTask": BatchGet("tasks", find.task, TASK),
            "BatchGetSession": BatchGet("sessions", find.session, SESSION),
            "BatchGetSessionAction": BatchGet("sessionActions", find.action, ACTION),
            "BatchGetWorker": BatchGet("workers", find.worker, WORKER),
        }

    def answer(self, request: Request) -> Reply:
        """What a Get finds."""
        find, fields = self.single[request.operation]
        return cut(fields, find(request.parameters), members(request.service, request.operation))

    def answer_batch(self, request: Request) -> Reply:
        """What a BatchGet finds, and an error for each identifier that names nothing."""
        batch = self.batches[request.operation]
        names = members(request.service, request.operation, batch.listed)
        found: list[Any] = []

        def one(identifier: dict[str, Any]) -> None:
            found.append(cut(batch.fields, batch.find(identifier), names))

        errors = each(request.parameters["identifiers"], one)
        return {batch.listed: found, "errors": errors}


def each(items: list[dict[str, Any]], act: Callable[[dict[str, Any]], None]) -> list[Any]:
    """Does something for each item of a batch; the errors of those for which it cannot be done."""
    errors = []
    for item in items:
        try:
            act(item)
        except WireError as error:
            ids = {name: value for name, value in item.items() if name.endswith("Id")}
            errors.append({**ids, "code": error.code, "message": error.message})
    return errors


def _in_queue(find: Finder) -> Find:
    """A storage profile that is asked for by its queue, which has to be there too."""

    def found(ids: Any) -> Any:
        find.queue(ids)
        return find.storage_profile(ids)

    return found
