"""Finds what a request names by ids, each within what it stands in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from app.localfarm.contract import WireError
from app.localfarm.world.ground_fields import Ground
from app.localfarm.world.ids import Kind, nested
from app.localfarm.world.layout import (
    Budget,
    Farm,
    Limit,
    Queue,
    QueueEnvironment,
    StorageProfile,
)
from app.localfarm.world.stage import Fleet, Stage
from app.localfarm.world.views import (
    ActionView,
    Association,
    JobView,
    SessionView,
    StepView,
    TaskView,
    WorkerView,
)

Parameters = Mapping[str, Any]
"""A request's parameters, or one identifier of a batch."""
Find = Callable[[Parameters], Any]
"""Finds the view that parameters name. Raises `WireError` where there is none."""


class Named(Protocol):
    """Something that has an id."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


N = TypeVar("N", bound=Named)


def missing(kind: str, identifier: str) -> WireError:
    """There is no such thing, or it is not where the request looks for it."""
    return WireError(
        "ResourceNotFoundException",
        f"Resource of type {kind} with id {identifier} does not exist.",
        resourceType=kind,
        resourceId=identifier,
    )


class Finder:
    """Finds views by the ids in a request; raises `WireError` for what is not there."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def farm(self, ids: Parameters) -> Ground[Farm]:
        """The farm of `farmId`."""
        farm = self._among(self._stage.layout.farms, "farm", ids["farmId"])
        return Ground(self._stage, farm)

    def queue(self, ids: Parameters) -> Ground[Queue]:
        """The queue of `queueId`, in its farm."""
        queue = self._among(self._stage.layout.queues, "queue", ids["queueId"])
        if queue.farm is not self.farm(ids).thing:
            raise missing("queue", queue.id)
        return Ground(self._stage, queue)

    def fleet(self, ids: Parameters) -> Ground[Fleet]:
        """The fleet of `fleetId`, in its farm."""
        plan = self._among(self._stage.layout.fleets, "fleet", ids["fleetId"])
        if plan.farm is not self.farm(ids).thing:
            raise missing("fleet", plan.id)
        return Ground(self._stage, self._stage.fleets[plan.number])

    def budget(self, ids: Parameters) -> Ground[Budget]:
        """The budget of `budgetId`."""
        budget = self._among(self._stage.layout.budgets, "budget", ids["budgetId"])
        if budget.queue.farm is not self.farm(ids).thing:
            raise missing("budget", budget.id)
        return Ground(self._stage, budget)

    def limit(self, ids: Parameters) -> Ground[Limit]:
        """The limit of `limitId`."""
        limit = self._among(self._stage.layout.limits, "limit", ids["limitId"])
        if limit.farm is not self.farm(ids).thing:
            raise missing("limit", limit.id)
        return Ground(self._stage, limit)

    def environment(self, ids: Parameters) -> Ground[QueueEnvironment]:
        """The queue environment of `queueEnvironmentId`."""
        wanted = ids["queueEnvironmentId"]
        found = self._among(self._stage.layout.environments, "queueEnvironment", wanted)
        if found.queue is not self.queue(ids).thing:
            raise missing("queueEnvironment", wanted)
        return Ground(self._stage, found)

    def storage_profile(self, ids: Parameters) -> Ground[StorageProfile]:
        """The storage profile of `storageProfileId`."""
        wanted = ids["storageProfileId"]
        found = self._among(self._stage.layout.storage_profiles, "storageProfile", wanted)
        if found.farm is not self.farm(ids).thing:
            raise missing("storageProfile", wanted)
        return Ground(self._stage, found)

    def queue_fleet(self, ids: Parameters) -> Ground[Association]:
        """The association of a queue with a fleet."""
        queue, fleet = self.queue(ids).thing, self.fleet(ids).thing
        if queue.name not in fleet.plan.queues:
            raise missing("queueFleetAssociation", f"{queue.id}/{fleet.plan.id}")
        return Ground(self._stage, Association(queue, fleet.plan.id))

    def queue_limit(self, ids: Parameters) -> Ground[Association]:
        """The association of a queue with a limit."""
        queue, limit = self.queue(ids).thing, self.limit(ids).thing
        if queue.name not in limit.queues:
            raise missing("queueLimitAssociation", f"{queue.id}/{limit.id}")
        return Ground(self._stage, Association(queue, limit.id))

    def job(self, ids: Parameters) -> JobView:
        """The job of `jobId`, in its queue."""
        queue = self.queue(ids).thing
        numbers = self._stage.ids.read(Kind.JOB, ids["jobId"])
        table = self._stage.table
        if numbers is None or numbers[0] >= len(table) or table.queue[numbers[0]] != queue.number:
            raise missing("job", ids["jobId"])
        return JobView(self._stage, numbers[0])

    def step(self, ids: Parameters) -> StepView:
        """The step of `stepId`, in its job."""
        row = self.job(ids)
        step = row.job.step_of(ids["stepId"])
        if step is None:
            raise missing("step", ids["stepId"])
        return StepView(row, step)

    def task(self, ids: Parameters) -> TaskView:
        """The task of `taskId`, in its step."""
        view = self.step(ids)
        found = nested(ids["taskId"], "task", "step")
        if found is None or found[0] != view.step.id or found[1] >= len(view.step.tasks):
            raise missing("task", ids["taskId"])
        return TaskView(view.row, view.step, view.step.tasks[found[1]])

    def session(self, ids: Parameters) -> SessionView:
        """The session of `sessionId`, in its job."""
        row = self.job(ids)
        numbers = self._stage.ids.read(Kind.SESSION, ids["sessionId"])
        if numbers is None or numbers[0] != row.index or numbers[1] >= len(row.job.sessions):
            raise missing("session", ids["sessionId"])
        return SessionView(row, row.job.sessions[numbers[1]])

    def action(self, ids: Parameters) -> ActionView:
        """The session action of `sessionActionId`, in its job."""
        wanted = ids["sessionActionId"]
        found = nested(wanted, "sessionaction", "session")
        if found is None:
            raise missing("sessionAction", wanted)
        try:
            view = self.session({**ids, "sessionId": found[0]})
        except WireError as error:
            if error.fields.get("resourceType") == "session":
                raise missing("sessionAction", wanted) from error
            raise
        if found[1] >= len(view.session.actions):
            raise missing("sessionAction", wanted)
        return ActionView(view.row, view.session, view.session.actions[found[1]])

    def worker(self, ids: Parameters) -> WorkerView:
        """The worker of `workerId`, in its fleet; also one that is gone since."""
        fleet = self.fleet(ids).thing
        numbers = self._stage.ids.read(Kind.WORKER, ids["workerId"])
        if numbers is not None and numbers[0] == fleet.plan.number:
            worker = fleet.workers.get(numbers[1])
            if worker is not None:
                return WorkerView(fleet, worker)
        raise missing("worker", ids["workerId"])

    def _among(self, things: Sequence[N], kind: str, wanted: str) -> N:
        for thing in things:
            if thing.id == wanted:
                return thing
        raise missing(kind, wanted)
