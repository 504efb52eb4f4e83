"""What a request changes: jobs, steps, tasks and sessions.

The targets mean what Deadline Cloud monitor uses them for: PENDING requeues all that is over,
READY resumes what is suspended and requeues what failed or was cancelled, and SUSPENDED, CANCELED,
FAILED and SUCCEEDED stop what is not over; what runs is cancelled first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.world.finding import Finder
from app.localfarm.world.getting import each
from app.localfarm.world.jobs import Job, Step, Task
from app.localfarm.world.sessions import Sessions
from app.localfarm.world.stage import Stage
from app.localfarm.world.views import JobView

_BY = "wrangler"
"""Who changes what a request changes."""
_BEGINS_AGAIN = {
    "PENDING": frozenset({"FAILED", "CANCELED", "SUCCEEDED", "SUSPENDED", "NOT_COMPATIBLE"}),
    "READY": frozenset({"FAILED", "CANCELED", "SUSPENDED"}),
}
"""The statuses out of which each target brings a task back."""
_COLUMNS = {
    "priority": "priority",
    "maxFailedTasksCount": "max_failed",
    "maxRetriesPerTask": "max_retries",
    "maxWorkerCount": "max_workers",
    "name": "name",
    "lifecycleStatus": "lifecycle",
}
"""Members of UpdateJob that are a column of the table."""


class Updates:
    """Answers the Update and BatchUpdate operations of Deadline Cloud."""

    def __init__(
        self, stage: Stage, sessions: Sessions, finder: Finder, settle: Callable[[], None]
    ) -> None:
        """`settle` lets workers take up what an update has set free."""
        self._stage = stage
        self._sessions = sessions
        self._find = finder
        self._settle = settle
        self.operations: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            "UpdateJob": self._job,
            "UpdateStep": self._step,
            "UpdateTask": self._task,
            "UpdateSession": self._session,
        }
        self.batches: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], None]]] = {
            "BatchUpdateJob": ("jobs", self._job),
            "BatchUpdateTask": ("tasks", self._task),
        }

    def answer(self, request: Request) -> Reply:
        """Makes one change."""
        self.operations[request.operation](request.parameters)
        self._settle()
        return {}

    def answer_batch(self, request: Request) -> Reply:
        """Makes as many changes of a batch as can be made."""
        listed, update = self.batches[request.operation]
        errors = each(request.parameters[listed], update)
        self._settle()
        return {"errors": errors}

    def _job(self, wanted: Mapping[str, Any]) -> None:
        row = self._find.job(wanted)
        table, index = self._stage.table, row.index
        target = wanted.get("targetTaskRunStatus")
        if target is not None and table.lifecycle[index] == "ARCHIVED":
            raise _conflict("job", row.id, "The job is archived.")
        if target is not None and self._stage.counts(index) is None:
            raise _conflict("job", row.id, f"The job is in {table.lifecycle[index]}.")
        for member, column in _COLUMNS.items():
            if member in wanted:
                getattr(table, column)[index] = wanted[member]
        if "description" in wanted:
            table.description[index] = wanted["description"]
        table.updated_at[index], table.updated_by[index] = self._stage.agenda.now, _BY
        if target is not None:
            table.target[index] = target
            job = self._stage.revive(index)
            for step in job.steps:
                self._aim_step(job, step, target)
            self._done(row, job)

    def _step(self, wanted: Mapping[str, Any]) -> None:
        view = self._find.step(wanted)
        job = self._stage.revive(view.row.index)
        self._aim_step(job, view.step, wanted["targetTaskRunStatus"])
        view.step.target = wanted["targetTaskRunStatus"]
        view.step.updated_at, view.step.updated_by = self._stage.agenda.now, _BY
        self._done(view.row, job)

    def _task(self, wanted: Mapping[str, Any]) -> None:
        view = self._find.task(wanted)
        job = self._stage.revive(view.row.index)
        self._aim(job, view.step, view.task, wanted["targetRunStatus"])
        self._done(view.row, job)

    def _session(self, wanted: Mapping[str, Any]) -> None:
        view = self._find.session(wanted)
        session = view.session
        if session.ended_at is not None:
            raise _conflict("session", session.id, "The session has ended.")
        session.updated_at, session.updated_by = self._stage.agenda.now, _BY
        self._sessions.interrupt(view.row.job, session, "cancelled", "CANCELING")

    def _aim_step(self, job: Job, step: Step, target: str) -> None:
        for task in step.tasks:
            self._aim(job, step, task, target)

    def _aim(self, job: Job, step: Step, task: Task, target: str) -> None:
        """Brings a task towards a target, where it is not there already."""
        before = task.status
        if target == "SUCCEEDED" and before in {"FAILED", "CANCELED"}:
            step.move(task, target)
        elif target not in _BEGINS_AGAIN:
            self._sessions.stop_task(job, step, task, target)
        elif before == "INTERRUPTING":
            # It is ready again when what runs has been wound down.
            task.target = None
        elif before in _BEGINS_AGAIN[target]:
            self._stage.table.retries[job.index] -= task.retries
            task.retries = 0
            job.doom = ("", 0, 0)
            task.ended_at = None
            step.move(task, "READY" if job.resolved(step) else "PENDING")
        if task.status != before:
            task.updated_at, task.updated_by = self._stage.agenda.now, _BY

    def _done(self, row: JobView, job: Job) -> None:
        self._stage.note(job)
        self._stage.table.outcome[row.index] = None


def _conflict(kind: str, identifier: str, message: str) -> WireError:
    return WireError(
        "ConflictException",
        message,
        reason="STATUS_CONFLICT",
        resourceId=identifier,
        resourceType=kind,
    )
