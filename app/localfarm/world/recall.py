"""What a job did before the world began, made up the same way whenever it is asked for."""

from dataclasses import dataclass
from random import Random

from app.localfarm.contract import Action
from app.localfarm.logs.failures import FAILURES
from app.localfarm.world.ids import Kind, task_id
from app.localfarm.world.jobs import FarmSession, FarmWorker, Job, Step, Task
from app.localfarm.world.layout import FleetPlan, Layout
from app.localfarm.world.names import (
    GPU_INSTANCE_TYPES,
    INSTANCE_TYPES,
    address,
    host_name,
)
from app.localfarm.world.past import TASK_FAILURE_WEIGHTS, TASK_FAILURES, session_count
from app.localfarm.world.table import JobTable

CONDA = "Conda"
"""The environment of the queue that each session enters first."""
_BOOT = 75.0
"""Seconds for which a worker was up before its one session, and after it."""


def steps_of(table: JobTable, index: int) -> list[Step]:
    """The steps of a job, with all their tasks pending."""
    created = table.created_at[index]
    return [
        Step(
            table.ids.make(Kind.STEP, index, number),
            number,
            plan,
            table.first_frame[index],
            table.frames[index],
            created + 1.0,
        )
        for number, plan in enumerate(table.kind_of(index).steps)
    ]


def environment_id(job_id: str) -> str:
    """The id by which a job's session actions name the queue's environment."""
    return f"JOB:{job_id}:{CONDA}"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One run of a task: how it ended, in a few words."""

    task: Task
    seconds: float
    failure: str = ""


class Recollection:
    """Makes up jobs that ended before the world began, from their row in the table."""

    def __init__(self, table: JobTable, layout: Layout, seed: int) -> None:
        self._table = table
        self._layout = layout
        self._seed = seed

    def job(self, index: int) -> Job:
        """The job of a row, with its steps, tasks and sessions."""
        table = self._table
        if table.outcome[index] is None:
            return Job(index, table.id_of(index), table.queue[index], [])
        rng = Random(self._seed << 40 | index)
        job = Job(index, table.id_of(index), table.queue[index], steps_of(table, index))
        plans = [
            _attempts(rng, step, counts, table.max_retries[index])
            for step, counts in zip(job.steps, table.past_counts(index), strict=True)
        ]
        _retry(rng, plans, table, index)
        self._run(rng, job, plans)
        return job

    def worker(self, job: Job, number: int) -> FarmWorker | None:
        """The worker that ran one session of a past job and is gone since."""
        if number >= len(job.sessions):
            return None
        session = job.sessions[number]
        return FarmWorker(
            session.worker_id,
            session.farm_id,
            session.fleet_id,
            session.host,
            session.started_at - _BOOT,
            None if session.ended_at is None else session.ended_at + _BOOT,
            "shutdown",
            [session],
            number=number,
            status="STOPPED",
            ip_address=session.ip_address,
            instance_type=session.instance_type,
        )

    def _run(self, rng: Random, job: Job, plans: list[list[_Attempt]]) -> None:
        """Lays the attempts of each step into sessions, between the job's start and its end."""
        table = self._table
        started = table.started_at[job.index] or table.created_at[job.index]
        ended = table.ended_at[job.index] or table.updated_at[job.index] or started + 1.0
        sizes = [
            sum(attempt.seconds for attempt in plan) / session_count(len(plan)) + 20.0
            if plan
            else 0.0
            for plan in plans
        ]
        scale = (ended - started) / (sum(sizes) or 1.0)
        begin = started
        for step, plan, size in zip(job.steps, plans, sizes, strict=True):
            end = begin + size * scale
            if plan:
                step.started_at = begin
                step.ended_at = end
                shares = session_count(len(plan))
                for share in range(shares):
                    own = [attempt for attempt in plan if attempt.task.number % shares == share]
                    if own:
                        self._session(rng, job, step, own, (begin, end))
            begin = end

    def _session(
        self,
        rng: Random,
        job: Job,
        step: Step,
        attempts: list[_Attempt],
        span: tuple[float, float],
    ) -> None:
        session = self._empty_session(rng, job, step, span)
        sync, enter, leave = 6.0, 12.0, 2.0
        whole = sync + enter + leave + sum(attempt.seconds for attempt in attempts)
        scale = (span[1] - span[0]) / whole
        cursor = _Cursor(span[0], scale)
        cursor.run(session.plan("syncInputJobAttachments", step_id=step.id), sync)
        conda = environment_id(job.id)
        cursor.run(session.plan("envEnter", environment=CONDA, environment_id=conda), enter)
        for attempt in attempts:
            task = attempt.task
            action = session.plan(
                "taskRun",
                step_id=step.id,
                step=step.plan.name,
                task_id=task_id(step.id, task.number),
                parameters=step.parameters(task),
            )
            cursor.run(action, attempt.seconds, attempt.failure)
            task.started_at = action.started_at
            task.ended_at = task.updated_at = action.ended_at
            task.latest_action = action.id
        cursor.run(session.plan("envExit", environment=CONDA, environment_id=conda), leave)
        session.ended_at = session.updated_at = session.actions[-1].ended_at
        job.sessions.append(session)

    def _empty_session(
        self, rng: Random, job: Job, step: Step, span: tuple[float, float]
    ) -> FarmSession:
        table, number = self._table, len(job.sessions)
        queue = self._layout.queues[job.queue]
        fleet = rng.choice([fleet for fleet in self._layout.fleets if queue.name in fleet.queues])
        worker, ip_address, instance_type = self._host(rng, fleet, job, number)
        return FarmSession(
            table.ids.make(Kind.SESSION, job.index, number),
            queue.farm.id,
            queue.id,
            job.id,
            fleet.id,
            worker,
            host_name(ip_address) if fleet.market else f"rack{ip_address.rsplit('.', 1)[1]}",
            span[0],
            renderer=step.plan.renderer,
            number=number,
            ip_address=ip_address,
            instance_type=instance_type,
        )

    def _host(self, rng: Random, fleet: FleetPlan, job: Job, number: int) -> tuple[str, str, str]:
        if not fleet.market and fleet.maximum:
            own = rng.randrange(fleet.maximum)
            return (
                self._table.ids.make(Kind.WORKER, fleet.number, own),
                address(fleet.number, own),
                "",
            )
        types = GPU_INSTANCE_TYPES if fleet.gpu else INSTANCE_TYPES
        ip_address = address(fleet.number, rng.randrange(60_000))
        return (
            self._table.ids.make(Kind.PAST_WORKER, job.index, number),
            ip_address,
            rng.choice(types),
        )


class _Cursor:
    """Lets the actions of a session run one after the other."""

    def __init__(self, begin: float, scale: float) -> None:
        self._now = begin
        self._scale = scale

    def run(self, action: Action, seconds: float, failure: str = "") -> None:
        """Lets an action run, after those before it."""
        told = FAILURES.get(failure)
        action.started_at = self._now
        self._now += seconds * self._scale
        action.ended_at = action.planned_end = self._now
        action.status = told.status if told else "SUCCEEDED"
        action.failure = failure
        action.exit_code = told.exit_code if told else 0
        action.message = told.message if told else ""


def _attempts(rng: Random, step: Step, counts: dict[str, int], max_retries: int) -> list[_Attempt]:
    """Gives every task of a step its status, and lists the runs that led there."""
    attempted = counts["SUCCEEDED"] + counts["FAILED"]
    rest = next((status for status in ("CANCELED", "SUSPENDED") if counts[status]), "PENDING")
    first_failed = counts["SUCCEEDED"] * 2 // 3
    failed = range(first_failed, first_failed + counts["FAILED"])
    failure = rng.choices(TASK_FAILURES, TASK_FAILURE_WEIGHTS)[0].key
    runs = []
    for task in step.tasks:
        seconds = rng.uniform(*step.plan.seconds)
        if task.number in failed:
            step.move(task, "FAILED")
            task.retries = max_retries
            runs += [_Attempt(task, seconds / 2, failure)] * (max_retries + 1)
        elif task.number < attempted:
            step.move(task, "SUCCEEDED")
            runs.append(_Attempt(task, seconds))
        else:
            step.move(task, rest)
    return runs


def _retry(rng: Random, plans: list[list[_Attempt]], table: JobTable, index: int) -> None:
    """Lets some tasks that succeeded fail at their first attempt, as the row says."""
    outcome = table.outcome[index]
    wanted = 0 if outcome is None else outcome.retried
    places = [(plan, at) for plan in plans for at in range(len(plan)) if not plan[at].failure]
    for plan, at in sorted(
        rng.sample(places, min(wanted, len(places))), key=lambda place: -place[1]
    ):
        attempt = plan[at]
        attempt.task.retries = 1
        failure = rng.choices(TASK_FAILURES, TASK_FAILURE_WEIGHTS)[0].key
        plan.insert(at, _Attempt(attempt.task, attempt.seconds / 3, failure))
