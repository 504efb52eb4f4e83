"""Lists of what is at work: the newest first, but what is numbered by its number."""

from collections.abc import Iterable, Mapping, Sequence

from app.localfarm.world.finding import Finder, Parameters
from app.localfarm.world.ids import nested
from app.localfarm.world.job_fields import JOB, STEP, TASK, Fields, parameter_definitions
from app.localfarm.world.listing import Listing
from app.localfarm.world.paging import Key, Newest
from app.localfarm.world.run_fields import ACTION, SESSION, WORKER
from app.localfarm.world.stage import Stage
from app.localfarm.world.views import (
    ActionView,
    JobView,
    SessionView,
    StepView,
    TaskView,
    WorkerView,
)


class WorkLists:
    """Collects jobs, steps, tasks, sessions, session actions and workers."""

    def __init__(self, stage: Stage, finder: Finder) -> None:
        self._stage = stage
        self._find = finder

    def operations(self) -> Mapping[str, Listing]:
        """The declaration of each operation."""
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
        sessions = self._find.worker(ids).worker.sessions
        found = [self._stage.session(session.id) for session in sessions]
        views = [
            SessionView(JobView(self._stage, job.index), one) for job, one in filter(None, found)
        ]
        return sorted(views, key=_worker_session_key)


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


def _action_key(view: ActionView) -> Key:
    found = nested(view.action.id, "sessionaction", "session")
    return (view.session.number, found[1] if found else 0)


def _worker_key(view: WorkerView) -> Key:
    return (view.worker.number,)


def _worker_session_key(view: SessionView) -> Key:
    return (-view.session.started_at, view.session.id)
