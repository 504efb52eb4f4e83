"""How a session runs on its worker: one action after the other, until there are no more."""

from functools import partial

from app.localfarm.contract import Action
from app.localfarm.logs.failures import FAILURES, Failure
from app.localfarm.world.ids import Kind, nested, task_id
from app.localfarm.world.jobs import ACTIVE, OVER, FarmSession, FarmWorker, Job, Step, Task
from app.localfarm.world.licences import Licences
from app.localfarm.world.past import TASK_FAILURE_WEIGHTS, TASK_FAILURES
from app.localfarm.world.recall import CONDA, environment_id
from app.localfarm.world.stage import Stage

_SECONDS = {
    "syncInputJobAttachments": (2.0, 8.0),
    "envEnter": (6.0, 25.0),
    "envExit": (0.5, 2.0),
}
"""How long an action takes that is no task: at least, at most."""
_TASKS_A_SESSION = (6, 24)
_REMEMBERED_SESSIONS = 40
"""How many of its latest sessions a worker is known by."""
_SETUP_FAILURES = 0.006
"""How likely it is that a session's environment or attachments fail."""
_SETUP = {
    kind: tuple(
        failure for failure in FAILURES.values() if failure.weight and kind in failure.kinds
    )
    for kind in ("envEnter", "syncInputJobAttachments")
}
_ENDING = frozenset({"CANCELING", "RECLAIMING"})
"""Statuses of an action that is being ended before its time."""


class Sessions:
    """Begins sessions, moves them on and brings them to an end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.licences = Licences(stage)

    def begin(self, worker: FarmWorker, job: Job, step: Step, task: Task) -> None:
        """A new session on an idle worker, with its first task."""
        stage, now = self._stage, self._stage.agenda.now
        queue = stage.layout.queues[job.queue]
        session = FarmSession(
            stage.ids.make(Kind.SESSION, job.index, len(job.sessions)),
            queue.farm.id,
            queue.id,
            job.id,
            worker.fleet_id,
            worker.id,
            worker.host,
            now,
            renderer=step.plan.renderer,
            number=len(job.sessions),
            ip_address=worker.ip_address,
            instance_type=worker.instance_type,
            worker=worker,
            tasks_left=stage.rng.randint(*_TASKS_A_SESSION),
        )
        job.sessions.append(session)
        job.active += 1
        stage.fleets[worker.fleet_number].idle.pop(worker.number, None)
        worker.session, worker.status, worker.updated_at = session, "RUNNING", now
        worker.sessions.append(session)
        del worker.sessions[:-_REMEMBERED_SESSIONS]
        session.plan("syncInputJobAttachments", step_id=step.id)
        session.plan("envEnter", environment=CONDA, environment_id=environment_id(job.id))
        self._assign(job, session, step, task)
        self._proceed(job, session)

    def _assign(self, job: Job, session: FarmSession, step: Step, task: Task) -> None:
        """Gives a session one more task."""
        action = session.plan(
            "taskRun",
            step_id=step.id,
            step=step.plan.name,
            task_id=task_id(step.id, task.number),
            parameters=step.parameters(task),
        )
        step.move(task, "ASSIGNED")
        task.latest_action = action.id
        task.updated_at = self._stage.agenda.now
        session.tasks_left -= 1
        self.licences.acquire(job, step, session, action)

    def _proceed(self, job: Job, session: FarmSession) -> None:
        """Begins the session's next action; where there is none, chooses one or ends it."""
        action = session.waiting
        if action is None and not session.is_leaving:
            found = self._another_task(job, session)
            if found is None:
                session.plan("envExit", environment=CONDA, environment_id=environment_id(job.id))
            else:
                self._assign(job, session, *found)
            action = session.waiting
        if action is None:
            self._end(job, session)
        else:
            self._run(job, session, action)
        self._stage.note(job)

    def _another_task(self, job: Job, session: FarmSession) -> tuple[Step, Task] | None:
        if session.tasks_left <= 0 or session.worker is None or session.worker.leaving:
            return None
        for step in job.steps:
            if step.plan.renderer == session.renderer and self.licences.available(job, step):
                task = step.take()
                if task is not None:
                    return step, task
        return None

    def _run(self, job: Job, session: FarmSession, action: Action) -> None:
        """Begins an action; how it will end is settled now, unless something comes between."""
        stage, rng = self._stage, self._stage.rng
        action.status, action.started_at = "RUNNING", stage.agenda.now
        if action.kind == "taskRun":
            step, task = job.task_of(action)
            step.move(task, "RUNNING")
            task.started_at = task.updated_at = stage.agenda.now
            task.ended_at = None
            step.started_at = step.started_at or stage.agenda.now
            seconds = rng.uniform(*step.plan.seconds)
            failure = self._bad_luck(job, step, task)
        else:
            seconds = rng.uniform(*_SECONDS[action.kind])
            failure = self._setup_failure(action.kind)
        if failure is not None:
            action.failure = failure.key
            seconds *= rng.uniform(0.2, 0.8)
        action.planned_end = stage.agenda.after(seconds, partial(self._over, job, session, action))

    def _bad_luck(self, job: Job, step: Step, task: Task) -> Failure | None:
        key, first, last = job.doom
        if key and step.number == 0 and first <= task.number <= last:
            return FAILURES[key]
        if self._stage.rng.random() < job.trouble:
            return self._stage.rng.choices(TASK_FAILURES, TASK_FAILURE_WEIGHTS)[0]
        return None

    def _setup_failure(self, kind: str) -> Failure | None:
        causes = _SETUP.get(kind)
        if causes is None or self._stage.rng.random() >= _SETUP_FAILURES:
            return None
        return self._stage.rng.choices(causes, [cause.weight for cause in causes])[0]

    def _over(self, job: Job, session: FarmSession, action: Action) -> None:
        """An action came to its end by itself, unless something else ended it first."""
        is_ended = action.status != "RUNNING" or session.winding_down == action.id
        if is_ended or action.hung_at is not None:
            return
        failure = FAILURES.get(action.failure)
        self._close(session, action, failure)
        if action.kind == "taskRun":
            self._finish_task(job, action, failed=failure is not None)
        elif failure is not None:
            self._give_up(job, session)
        self._proceed(job, session)

    def _close(self, session: FarmSession, action: Action, failure: Failure | None) -> None:
        action.ended_at = self._stage.agenda.now
        action.status = failure.status if failure else "SUCCEEDED"
        action.exit_code = failure.exit_code if failure else 0
        action.message = failure.message if failure else ""
        self.licences.release(session, action)

    def _finish_task(self, job: Job, action: Action, *, failed: bool) -> None:
        stage, table = self._stage, self._stage.table
        step, task = job.task_of(action)
        task.ended_at = task.updated_at = stage.agenda.now
        if not failed:
            step.move(task, "SUCCEEDED")
        elif task.retries < table.max_retries[job.index]:
            task.retries += 1
            table.retries[job.index] += 1
            task.ended_at = None
            step.move(task, "READY")
        else:
            step.move(task, "FAILED")
            if job.counts["FAILED"] > table.max_failed[job.index]:
                self.stop(job, "CANCELED")

    def stop(self, job: Job, status: str) -> None:
        """Gives every task that is not over another status; what runs is cancelled first."""
        for step in job.steps:
            for task in step.tasks:
                self.stop_task(job, step, task, status)

    def stop_task(self, job: Job, step: Step, task: Task, status: str) -> None:
        """Gives one task another status, unless it is over; what runs is cancelled first."""
        if task.status in {"READY", "PENDING", "SUSPENDED"}:
            self._stop_waiting(step, task, status)
        if task.status not in ACTIVE:
            return
        session, action = _action_of(job, task)
        if action.status == "ASSIGNED":
            self._never(session, action)
            self._stop_waiting(step, task, status)
            return
        task.target = status
        if action.status == "RUNNING":
            self._wind_down(job, session, action, "CANCELING", FAILURES["cancelled"])

    def _stop_waiting(self, step: Step, task: Task, status: str) -> None:
        """Gives a task that does not run another status; its attempts so far are then its last."""
        step.move(task, status)
        if status in OVER and task.started_at is not None:
            task.ended_at = task.ended_at or self._stage.agenda.now

    def interrupt(self, job: Job, session: FarmSession, key: str, status: str) -> None:
        """Ends a session before its time, as one of the log's failures.

        Until what runs has ended, its action is in `status`.
        """
        action = session.current
        self._give_up(job, session)
        if action is not None and action.status not in _ENDING:
            self._wind_down(job, session, action, status, FAILURES[key])
        self._stage.note(job)

    def _wind_down(
        self, job: Job, session: FarmSession, action: Action, status: str, failure: Failure
    ) -> None:
        """Lets what runs end before its time; the worker agent needs a moment for that."""
        action.status, action.failure = status, failure.key
        session.winding_down = action.id
        if action.kind == "taskRun":
            step, task = job.task_of(action)
            step.move(task, "INTERRUPTING")
        self._stage.agenda.after(
            self._stage.rng.uniform(1.0, 4.0),
            partial(self._wound_down, job, session, action, failure),
        )

    def _wound_down(self, job: Job, session: FarmSession, action: Action, failure: Failure) -> None:
        if action.ended_at is not None:
            return
        self._close(session, action, failure)
        if action.kind == "taskRun":
            step, task = job.task_of(action)
            step.move(task, task.target or ("READY" if job.resolved(step) else "PENDING"))
            task.updated_at = self._stage.agenda.now
            task.ended_at = None if task.target is None else task.updated_at
            task.target = None
        self._proceed(job, session)

    def _never(self, session: FarmSession, action: Action) -> None:
        action.status = "NEVER_ATTEMPTED"
        self.licences.release(session, action)

    def _give_up(self, job: Job, session: FarmSession) -> None:
        """Nothing that still waits in a session will be attempted."""
        session.target = "ENDED"
        for action in session.actions:
            if action.status == "ASSIGNED":
                self._never(session, action)
                if action.kind == "taskRun":
                    step, task = job.task_of(action)
                    step.move(task, "READY")

    def _end(self, job: Job, session: FarmSession) -> None:
        """The session is over and its worker free, unless it is on its way out."""
        now, worker = self._stage.agenda.now, session.worker
        session.ended_at = session.updated_at = now
        job.active -= 1
        if worker is None:
            return
        worker.session, worker.updated_at = None, now
        if worker.status == "RUNNING":
            self._stage.rest(worker)


def _action_of(job: Job, task: Task) -> tuple[FarmSession, Action]:
    """The action that runs, or will run, a task."""
    found = nested(task.latest_action or "", "sessionaction", "session")
    if found is None:
        raise LookupError(task.latest_action)
    session_id, number = found
    session = next(one for one in reversed(job.sessions) if one.id == session_id)
    return session, session.actions[number]
