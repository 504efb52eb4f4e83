"""What people do to the farm: hand jobs in, and change their minds about some."""

from functools import partial

from app.localfarm.world.jobs import Job
from app.localfarm.world.kinds import FRAMES, FRAMES_WEIGHTS, KINDS
from app.localfarm.world.past import TASK_FAILURE_WEIGHTS, TASK_FAILURES, submissions
from app.localfarm.world.recall import steps_of
from app.localfarm.world.sessions import Sessions
from app.localfarm.world.stage import Stage
from app.localfarm.world.table import Submission

_RUSH = 1.15
"""How much more is handed in than can be done, as long as the backlog allows."""
_BACKLOG = 1_500.0
"""Seconds of work a worker has before it, at which people stop handing in more."""
_TROUBLES = (0.004, 0.03, 0.12)
_TROUBLE_WEIGHTS = (75, 20, 5)
_DOOMED = 0.12
"""How many jobs have frames that cannot be rendered at all."""
_MINDS_CHANGED = 0.07
"""How many jobs somebody suspends or cancels before they are done."""


def seconds_a_job() -> float:
    """Seconds of work in a job, on average."""
    sizes = list(zip(FRAMES, FRAMES_WEIGHTS, strict=True))
    work = [
        (kind.weight * weight, sum(p.task_count(frames) * sum(p.seconds) / 2 for p in kind.steps))
        for kind in KINDS
        for frames, weight in sizes
    ]
    return sum(weight * seconds for weight, seconds in work) / sum(weight for weight, _ in work)


class Arrivals:
    """Hands in jobs as fast as the workers can be kept busy."""

    def __init__(self, stage: Stage, sessions: Sessions, workers: int) -> None:
        self._stage = stage
        self._sessions = sessions
        self._workers = max(1, workers)
        self.gap = seconds_a_job() / (_RUSH * self._workers)
        """Seconds between two jobs, on average."""

    def plan(self, moments: list[float]) -> None:
        """Lets one job arrive at each moment."""
        for job in submissions(self._stage.rng, self._stage.layout, moments):
            self._stage.agenda.at(job.created_at, partial(self._hand_in, job))

    def go_on(self) -> None:
        """Lets jobs arrive for ever, unless there is too much to do already."""
        seconds = self._stage.rng.expovariate(1.0) * self.gap
        self._stage.agenda.after(seconds, self._arrive)

    def _arrive(self) -> None:
        if self._work_ahead() < _BACKLOG * self._workers:
            now = [self._stage.agenda.now]
            for job in submissions(self._stage.rng, self._stage.layout, now):
                self._hand_in(job)
        self.go_on()

    def _work_ahead(self) -> float:
        return sum(
            (step.counts["READY"] + step.counts["PENDING"]) * sum(step.plan.seconds) / 2
            for job in self._stage.open.values()
            if not self._stage.layout.queues[job.queue].blocked
            for step in job.steps
        )

    def _hand_in(self, submission: Submission) -> None:
        stage, rng = self._stage, self._stage.rng
        index = stage.table.add(submission)
        job = Job(index, stage.table.id_of(index), submission.queue, [])
        job.trouble = rng.choices(_TROUBLES, _TROUBLE_WEIGHTS)[0]
        if rng.random() < _DOOMED:
            cause = rng.choices(TASK_FAILURES, TASK_FAILURE_WEIGHTS)[0]
            first = rng.randrange(submission.frames)
            job.doom = (cause.key, first, first + rng.randint(0, submission.frames // 3))
        stage.jobs[index] = job
        stage.agenda.after(rng.uniform(1.5, 5.0), partial(self._created, job))

    def _created(self, job: Job) -> None:
        stage, rng = self._stage, self._stage.rng
        stage.table.lifecycle[job.index] = "CREATE_COMPLETE"
        job.steps = steps_of(stage.table, job.index)
        stage.note(job)
        if rng.random() < _MINDS_CHANGED:
            status = rng.choice(("SUSPENDED", "CANCELED"))
            stage.agenda.after(rng.uniform(60.0, 1200.0), partial(self._change_mind, job, status))

    def _change_mind(self, job: Job, status: str) -> None:
        stage = self._stage
        if job.index not in stage.open:
            return
        table = stage.table
        table.target[job.index] = status
        table.updated_at[job.index] = stage.agenda.now
        table.updated_by[job.index] = table.owner[job.index]
        self._sessions.stop(job, status)
        stage.note(job)
