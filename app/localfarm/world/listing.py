"""The List operations: what each lists, in which order and by which of its members it filters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.localfarm.contract import Reply, Request
from app.localfarm.world import ground_fields as ground
from app.localfarm.world.finding import Find, Finder, Parameters
from app.localfarm.world.ground_fields import Ground
from app.localfarm.world.ids import nested
from app.localfarm.world.job_fields import JOB, STEP, TASK, Fields, parameter_definitions
from app.localfarm.world.paging import Key, Newest, page
from app.localfarm.world.run_fields import ACTION, SESSION, WORKER
from app.localfarm.world.shapes import cut, members
from app.localfarm.world.stage import Stage
from app.localfarm.world.views import (
    ActionView,
    Association,
    JobView,
    SessionView,
    StepView,
    TaskView,
    WorkerView,
)

Collect = Callable[[Parameters], Sequence[Any]]
"""What a request lists, in order. Raises `WireError` where what it should be in is not there."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One List operation."""

    listed: str
    """The member of the output that holds the items."""
    collect: Collect
    key: Callable[[Any], Key]
    """What the items are sorted by."""
    fields: Fields
    view: Callable[[Any], Any] = lambda item: item
    """Makes the view of an item, where it is not one already."""
    filters: tuple[str, ...] = ()
    """Members of the input that items have to match where they are given."""
    hollow: bool = False
    """Whether a list may begin with an empty page."""


class Lists:
    """Answers every List operation of Deadline Cloud."""

    def __init__(self, stage: Stage, finder: Finder) -> None:
        self._stage = stage
        self._find = finder
        self.operations = {**self._grounds(), **self._works()}

    def answer(self, request: Request) -> Reply:
        """The page that a request asks for."""
        listing = self.operations[request.operation]
        parameters = request.parameters
        given = {name: parameters[name] for name in listing.filters if name in parameters}
        items = listing.collect(parameters)
        if given:
            items = [item for item in items if _matches(listing, item, given)]
        found = page(
            items,
            listing.key,
            _scope(request),
            parameters,
            hollow=listing.hollow or bool(given),
        )
        names = members(request.service, request.operation, listing.listed)
        records = (
            [cut(listing.fields, listing.view(item), names) for item in found.items]
            if names
            else list(found.items)
        )
        reply: dict[str, Any] = {listing.listed: records}
        return reply if found.token is None else {**reply, "nextToken": found.token}

    def _grounds(self) -> dict[str, Listing]:
        """Lists of what stands still; the order is that of the layout."""
        find, layout = self._find, self._stage.layout

        def things(names: str, parent: Find, home: Callable[[Any], object]) -> Collect:
            def collect(ids: Parameters) -> Sequence[tuple[int, Any]]:
                wanted = parent(ids).thing
                return [
                    (number, Ground(self._stage, thing))
                    for number, thing in enumerate(getattr(layout, names))
                    if home(thing) is wanted
                ]

            return collect

        def listing(listed: str, collect: Collect, fields: Fields, *filters: str) -> Listing:
            return Listing(listed, collect, _number, fields, _second, filters)

        def farm_of(thing: Any) -> object:
            return thing.farm

        profiles = things("storage_profiles", find.farm, farm_of)
        return {
            "ListFarms": listing("farms", self._farms, ground.FARM),
            "ListQueues": listing(
                "queues", things("queues", find.farm, farm_of), ground.QUEUE, "status"
            ),
            "ListFleets": listing("fleets", self._fleets, ground.FLEET, "status", "displayName"),
            "ListBudgets": listing(
                "budgets",
                things("budgets", find.farm, lambda budget: budget.queue.farm),
                ground.BUDGET,
                "status",
            ),
            "ListLimits": listing("limits", things("limits", find.farm, farm_of), ground.LIMIT),
            "ListQueueEnvironments": listing(
                "environments",
                things("environments", find.queue, lambda environment: environment.queue),
                ground.ENVIRONMENT,
            ),
            "ListStorageProfiles": listing("storageProfiles", profiles, ground.STORAGE_PROFILE),
            "ListStorageProfilesForQueue": listing(
                "storageProfiles",
                things("storage_profiles", lambda ids: _farm_of_queue(find, ids), farm_of),
                ground.STORAGE_PROFILE,
            ),
            "ListQueueFleetAssociations": listing(
                "queueFleetAssociations",
                self._queue_fleets,
                ground.ASSOCIATION,
                "queueId",
                "fleetId",
            ),
            "ListQueueLimitAssociations": listing(
                "queueLimitAssociations",
                self._queue_limits,
                ground.ASSOCIATION,
                "queueId",
                "limitId",
            ),
        }

    def _works(self) -> dict[str, Listing]:
        """Lists of what is at work: the newest first, but what is numbered by its number."""
        stage = self._stage
        return {
            "ListJobs": Listing(
                "jobs", self._jobs, lambda index: (-index,), JOB, lambda i: JobView(stage, i)
            ),
            "ListJobParameterDefinitions": Listing(
                "jobParameterDefinitions",
                lambda ids: parameter_definitions(self._find.job(ids)),
                lambda definition: (definition["name"],),
                {},
            ),
            "ListSteps": Listing("steps", self._steps, lambda view: (view.step.number,), STEP),
            "ListStepDependencies": Listing(
                "dependencies", self._dependencies, lambda pair: (pair[0].step.number,), _DEPENDENCY
            ),
            "ListStepConsumers": Listing(
                "consumers", self._consumers, lambda pair: (pair[0].step.number,), _DEPENDENCY
            ),
            "ListTasks": Listing("tasks", self._tasks, lambda view: (view.task.number,), TASK),
            "ListSessions": Listing(
                "sessions",
                self._sessions,
                lambda view: (-view.session.number,),
                SESSION,
                hollow=True,
            ),
            "ListSessionActions": Listing("sessionActions", self._actions, _action_key, ACTION),
            "ListWorkers": Listing("workers", self._workers, _worker_key, WORKER),
            "ListSessionsForWorker": Listing(
                "sessions", self._worker_sessions, _worker_session_key, SESSION
            ),
        }

    def _farms(self, _: Parameters) -> Sequence[tuple[int, Any]]:
        return list(enumerate(Ground(self._stage, farm) for farm in self._stage.layout.farms))

    def _fleets(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        return [
            (fleet.plan.number, Ground(self._stage, fleet))
            for fleet in self._stage.fleets
            if fleet.plan.farm is farm
        ]

    def _queue_fleets(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        pairs = (
            Association(queue, fleet.id)
            for queue in self._stage.layout.queues
            for fleet in self._stage.layout.fleets
            if queue.farm is farm and queue.name in fleet.queues
        )
        return [(number, Ground(self._stage, pair)) for number, pair in enumerate(pairs)]

    def _queue_limits(self, ids: Parameters) -> Sequence[tuple[int, Any]]:
        farm = self._find.farm(ids).thing
        pairs = (
            Association(queue, limit.id)
            for queue in self._stage.layout.queues
            for limit in self._stage.layout.limits
            if queue.farm is farm and queue.name in limit.queues
        )
        return [(number, Ground(self._stage, pair)) for number, pair in enumerate(pairs)]

    def _jobs(self, ids: Parameters) -> Sequence[int]:
        return Newest(self._stage.table.in_queue[self._find.queue(ids).thing.number])

    def _steps(self, ids: Parameters) -> Sequence[StepView]:
        row = self._find.job(ids)
        return [StepView(row, step) for step in row.job.steps]

    def _dependencies(self, ids: Parameters) -> Sequence[tuple[StepView, str]]:
        view = self._find.step(ids)
        steps = view.row.job.steps
        return _resolved((StepView(view.row, steps[n]) for n in view.step.plan.after), None)

    def _consumers(self, ids: Parameters) -> Sequence[tuple[StepView, str]]:
        view = self._find.step(ids)
        consumers = view.row.job.consumers(view.step)
        return _resolved((StepView(view.row, step) for step in consumers), view.step.status)

    def _tasks(self, ids: Parameters) -> Sequence[TaskView]:
        view = self._find.step(ids)
        return [TaskView(view.row, view.step, task) for task in view.step.tasks]

    def _sessions(self, ids: Parameters) -> Sequence[SessionView]:
        row = self._find.job(ids)
        return [SessionView(row, session) for session in reversed(row.job.sessions)]

    def _actions(self, ids: Parameters) -> Sequence[ActionView]:
        row = self._find.job(ids)
        sessions = row.job.sessions
        if "sessionId" in ids:
            sessions = [self._find.session(ids).session]
        task = ids.get("taskId")
        return [
            ActionView(row, session, action)
            for session in sessions
            for action in session.actions
            if task is None or action.task_id == task
        ]

    def _workers(self, ids: Parameters) -> Sequence[WorkerView]:
        fleet = self._find.fleet(ids).thing
        return [WorkerView(fleet, worker) for worker in fleet.workers.values()]

    def _worker_sessions(self, ids: Parameters) -> Sequence[SessionView]:
        worker = self._find.worker(ids).worker
        views = [SessionView(_NO_ROW, session) for session in worker.sessions]  # type: ignore[arg-type]
        return sorted(views, key=_worker_session_key)


_NO_ROW = None

_DEPENDENCY: Fields = {
    "stepId": lambda pair: pair[0].step.id,
    "status": lambda pair: pair[1],
}


def _resolved(views: Iterable[StepView], status: str | None) -> list[tuple[StepView, str]]:
    """Steps, each with whether the dependency is resolved: by its own status or a given one."""
    return [
        (view, "RESOLVED" if (status or view.step.status) == "SUCCEEDED" else "UNRESOLVED")
        for view in views
    ]


def _farm_of_queue(find: Finder, ids: Parameters) -> Ground[Any]:
    find.queue(ids)
    return find.farm(ids)


def _matches(listing: Listing, item: Any, given: Parameters) -> bool:
    view = listing.view(item)
    return all(listing.fields[name](view) == value for name, value in given.items())


def _scope(request: Request) -> str:
    """Which list a request is about, in a text that does not depend on the page."""
    ids = sorted(
        (name, str(value))
        for name, value in request.parameters.items()
        if name not in {"nextToken", "maxResults", "principalId"}
    )
    return f"{request.operation}{ids}"


def _number(item: tuple[int, Any]) -> Key:
    return (item[0],)


def _second(item: tuple[int, Any]) -> Any:
    return item[1]


def _action_key(view: ActionView) -> Key:
    found = nested(view.action.id, "sessionaction", "session")
    return (view.session.number, found[1] if found else 0)


def _worker_key(view: WorkerView) -> Key:
    return (view.worker.number,)


def _worker_session_key(view: SessionView) -> Key:
    return (-view.session.started_at, view.session.id)
