"""How a session runs on its worker: one action after the other, until there are no more."""

from functools import partial

from app.localfarm.contract import Action
from app.localfarm.logs.failures import FAILURES, Failure
from app.localfarm.world.ids import Kind, action_id, nested, task_id
from app.localfarm.world.jobs import ACTIVE, FarmSession, FarmWorker, Job, Step, Task
from app.localfarm.world.layout import Limit
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
    kind: tuple(f for f in FAILURES.values() if f.weight and kind in f.kinds)
    for kind in ("envEnter", "syncInputJobAttachments")
}


class Sessions:
    """Begins sessions, moves them on and brings them to an end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def begin(self, worker: FarmWorker, job: Job, step: Step, task: Task) -> None:
        """A new session on an idle worker, with its first task."""
        stage = self._stage
        queue, fleet = stage.layout.queues[job.queue], _fleet_of(stage, worker)
        session = FarmSession(
            stage.ids.make(Kind.SESSION, job.index, len(job.sessions)),
            queue.farm.id,
            queue.id,
            job.id,
            worker.fleet_id,
            worker.id,
            worker.host,
            stage.agenda.now,
            renderer=step.plan.renderer,
            number=len(job.sessions),
            ip_address=worker.ip_address,
            instance_type=worker.instance_type,
            worker_log_group=fleet,
            log_group=queue.log_group,
            step=step,
            tasks_left=stage.rng.randint(*_TASKS_A_SESSION),
        )
        job.sessions.append(session)
        job.active += 1
        worker.session = session
        worker.status = "RUNNING"
        worker.updated_at = stage.agenda.now
        worker.sessions.append(session)
        del worker.sessions[:-_REMEMBERED_SESSIONS]
        _add(session, "syncInputJobAttachments", step_id=step.id)
        _add(session, "envEnter", environment=CONDA, environment_id=environment_id(job.id))
        self._assign(session, step, task)
        self._proceed(worker, job, session)

    def takes(self, job: Job, step: Step) -> bool:
        """Whether a task of this step may begin now, as far as limits go."""
        limit = self._limit(job, step)
        return limit is None or self._stage.licences.get(limit.id, 0) < limit.maximum

    def _limit(self, job: Job, step: Step) -> Limit | None:
        queue = self._stage.layout.queues[job.queue]
        if not step.plan.licensed:
            return None
        return next((lim for lim in self._stage.layout.limits if queue.name in lim.queues), None)

    def _assign(self, session: FarmSession, step: Step, task: Task) -> None:
        action = _add(
            session,
            "taskRun",
            step_id=step.id,
            step=step.plan.name,
            task_id=task_id(step.id, task.number),
            parameters=step.parameters(task),
        )
        step.move(task, "ASSIGNED")
        task.latest_action = action.id
        task.updated_at = self._stage.agenda.now
        session.step = step
        session.tasks_left -= 1
        job = self._stage.jobs[_job_number(self._stage, session)]
        limit = self._limit(job, step)
        if limit is not None:
            session.licences[action.id] = 1
            self._stage.licences[limit.id] = self._stage.licences.get(limit.id, 0) + 1

    def _proceed(self, worker: FarmWorker, job: Job, session: FarmSession) -> None:
        """Begins the session's next action; where there is none, chooses one or ends it."""
        action = _waiting(session)
        if action is None and not _leaving(session):
            found = self._another_task(worker, job, session)
            if found is not None:
                self._assign(session, *found)
            else:
                _add(session, "envExit", environment=CONDA, environment_id=environment_id(job.id))
            action = _waiting(session)
        if action is None:
            self.end(worker, job, session)
        else:
            self._run(worker, job, session, action)
        self._stage.note(job)

    def _another_task(
        self, worker: FarmWorker, job: Job, session: FarmSession
    ) -> tuple[Step, Task] | None:
        if session.target or worker.leaving or session.tasks_left <= 0:
            return None
        for step in job.steps:
            if step.plan.renderer == session.renderer and self.takes(job, step):
                task = step.take()
                if task is not None:
                    return step, task
        return None

    def _run(self, worker: FarmWorker, job: Job, session: FarmSession, action: Action) -> None:
        stage = self._stage
        now, rng = stage.agenda.now, stage.rng
        action.status, action.started_at = "RUNNING", now
        if action.kind == "taskRun":
            step, task = _task_of(job, action)
            step.move(task, "RUNNING")
            task.started_at, task.ended_at, task.updated_at = now, None, now
            step.started_at = step.started_at or now
            seconds = rng.uniform(*step.plan.seconds)
            failure = self._bad_luck(job, step, task)
        else:
            seconds = rng.uniform(*_SECONDS[action.kind])
            failure = self._setup_failure(action.kind)
        if failure is not None:
            action.failure = failure.key
            seconds *= rng.uniform(0.2, 0.8)
        action.planned_end = stage.agenda.after(
            seconds, partial(self._over, worker, job, session, action)
        )

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

    def _over(self, worker: FarmWorker, job: Job, session: FarmSession, action: Action) -> None:
        """An action came to its end by itself, unless something else ended it first."""
        if action.status != "RUNNING" or action.planned_end > self._stage.agenda.now:
            return
        failure = FAILURES.get(action.failure)
        self._close(session, action, failure)
        if action.kind == "taskRun":
            self._finish_task(job, action, failed=failure is not None)
        elif failure is not None:
            self._give_up(job, session)
        self._proceed(worker, job, session)

    def _close(self, session: FarmSession, action: Action, failure: Failure | None) -> None:
        action.ended_at = self._stage.agenda.now
        action.status = failure.status if failure else "SUCCEEDED"
        action.exit_code = failure.exit_code if failure else 0
        action.message = failure.message if failure else ""
        if session.licences.get(action.id):
            self._release(session, action)

    def _release(self, session: FarmSession, action: Action) -> None:
        stage = self._stage
        job = stage.jobs[_job_number(stage, session)]
        step, _ = _task_of(job, action)
        limit = self._limit(job, step)
        if limit is not None and action.id in session.licences:
            stage.licences[limit.id] -= 1

    def _finish_task(self, job: Job, action: Action, *, failed: bool) -> None:
        stage, table = self._stage, self._stage.table
        step, task = _task_of(job, action)
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

    def stop(self, job: Job, status: str, steps: list[Step] | None = None) -> None:
        """Gives every task that is not over another status; what runs is cancelled first."""
        for step in job.steps if steps is None else steps:
            for task in step.tasks:
                self.stop_task(job, step, task, status)

    def stop_task(self, job: Job, step: Step, task: Task, status: str) -> None:
        """Gives one task another status, unless it is over; what runs is cancelled first."""
        if task.status in ACTIVE:
            session, action = self._action_of(job, task)
            if action.status == "ASSIGNED":
                self._never(session, action)
                step.move(task, status)
            elif action.status == "RUNNING":
                task.target = status
                step.move(task, "INTERRUPTING")
                self._wind_down(job, session, action, "CANCELING", FAILURES["cancelled"])
            elif action.status in {"CANCELING", "RECLAIMING"}:
                task.target = status
        elif task.status in {"READY", "PENDING", "SUSPENDED"}:
            step.move(task, status)

    def _action_of(self, job: Job, task: Task) -> tuple[FarmSession, Action]:
        found = nested(task.latest_action or "", "sessionaction", "session")
        if found is None:
            raise LookupError(task.latest_action)
        session_id, number = found
        session = next(s for s in reversed(job.sessions) if s.id == session_id)
        return session, session.actions[number]

    def _wind_down(
        self, job: Job, session: FarmSession, action: Action, status: str, failure: Failure
    ) -> None:
        """Lets what runs end before its time; the worker agent needs a moment for that."""
        action.status, action.failure = status, failure.key
        action.planned_end = self._stage.agenda.after(
            self._stage.rng.uniform(1.0, 4.0),
            partial(self._wound_down, job, session, action, failure),
        )

    def _wound_down(self, job: Job, session: FarmSession, action: Action, failure: Failure) -> None:
        if action.ended_at is not None:
            return
        self._close(session, action, failure)
        if action.kind == "taskRun":
            self._put_back(job, action)
        worker = _worker_of(self._stage, session)
        if session.target or failure.key != "cancelled" or worker.ended_at is not None:
            self._give_up(job, session)
        self._proceed(worker, job, session)

    def _put_back(self, job: Job, action: Action) -> None:
        """Gives the task of an action that ended before its time what it is meant to become."""
        step, task = _task_of(job, action)
        step.move(task, task.target or "READY")
        task.ended_at = None if task.status == "READY" else self._stage.agenda.now
        task.target = None
        task.updated_at = self._stage.agenda.now

    def _never(self, session: FarmSession, action: Action) -> None:
        action.status = "NEVER_ATTEMPTED"
        if session.licences.get(action.id):
            self._release(session, action)

    def _give_up(self, job: Job, session: FarmSession) -> None:
        """Nothing that still waits in a session will be attempted."""
        session.target = session.target or "ENDED"
        for action in session.actions:
            if action.status == "ASSIGNED":
                self._never(session, action)
                if action.kind == "taskRun":
                    step, task = _task_of(job, action)
                    step.move(task, "READY")

    def interrupt(self, job: Job, session: FarmSession, key: str, status: str) -> None:
        """Ends a session before its time, by a failure of the log's: `interrupted`, ..."""
        if session.ended_at is not None:
            return
        session.target = "ENDED"
        action = session.current
        self._give_up(job, session)
        if action is not None and action.status not in {"CANCELING", "RECLAIMING"}:
            if action.kind == "taskRun":
                step, task = _task_of(job, action)
                step.move(task, "INTERRUPTING")
            self._wind_down(job, session, action, status, FAILURES[key])
        self._stage.note(job)

    def end(self, worker: FarmWorker, job: Job, session: FarmSession) -> None:
        """The session is over and its worker free."""
        now = self._stage.agenda.now
        session.ended_at = session.updated_at = now
        job.active -= 1
        worker.session = None
        worker.updated_at = worker.idle_since = now
        if worker.status == "RUNNING":
            worker.status = "IDLE"
        self._stage.restless = True


def _add(session: FarmSession, kind: str, **fields: object) -> Action:
    action = Action(action_id(session.id, len(session.actions)), kind, "ASSIGNED", **fields)  # type: ignore[arg-type]
    session.actions.append(action)
    return action


def _waiting(session: FarmSession) -> Action | None:
    return next((action for action in session.actions if action.status == "ASSIGNED"), None)


def _leaving(session: FarmSession) -> bool:
    return session.actions[-1].kind == "envExit" or session.target is not None


def _task_of(job: Job, action: Action) -> tuple[Step, Task]:
    step = job.step_of(action.step_id)
    if step is None:
        raise LookupError(action.step_id)
    return step, step.tasks[int(action.task_id.rpartition("-")[2])]


def _job_number(stage: Stage, session: FarmSession) -> int:
    numbers = stage.ids.read(Kind.JOB, session.job_id)
    if numbers is None:
        raise LookupError(session.job_id)
    return numbers[0]


def _fleet_of(stage: Stage, worker: FarmWorker) -> str:
    return next(fleet.log_group for fleet in stage.layout.fleets if fleet.id == worker.fleet_id)


def _worker_of(stage: Stage, session: FarmSession) -> FarmWorker:
    numbers = stage.ids.read(Kind.WORKER, session.worker_id)
    if numbers is None:
        raise LookupError(session.worker_id)
    fleet = stage.fleets[numbers[0]]
    return fleet.workers.get(numbers[1]) or fleet.gone[numbers[1]]
