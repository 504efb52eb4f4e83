"""What the parts of the simulation share: the table, the jobs that live, the fleets, the clock."""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from random import Random

from app.localfarm.world.agenda import Agenda
from app.localfarm.world.ids import Ids, Kind
from app.localfarm.world.jobs import OVER, FarmSession, FarmWorker, Job, no_counts, run_status
from app.localfarm.world.layout import FleetPlan, Layout
from app.localfarm.world.recall import Recollection
from app.localfarm.world.table import JobTable

_AGE = 200 * 86_400.0
_REMEMBERED = 256
"""Past jobs that stay made up, so that somebody who looks around in one does not wait twice."""


@dataclass(slots=True)
class Fleet:
    """A fleet as it is now."""

    plan: FleetPlan
    workers: dict[int, FarmWorker] = field(default_factory=dict)
    """By their number: those that are up, and for a while those that stopped."""
    gone: dict[int, FarmWorker] = field(default_factory=dict)
    """Those that are not listed any more; their logs can still be read."""
    idle: dict[int, FarmWorker] = field(default_factory=dict)
    """Those of its workers that could take a session."""
    target: int = 0
    capacity: int = 0
    """How many workers the market would let it have now."""
    created: int = 0
    """How many workers it ever had."""

    @property
    def up(self) -> list[FarmWorker]:
        """The workers that count: neither stopped nor lost."""
        return [worker for worker in self.workers.values() if worker.ended_at is None]


@dataclass(slots=True)
class Stage:
    """Everything that changes."""

    ids: Ids
    rng: Random
    agenda: Agenda
    layout: Layout
    table: JobTable
    recollection: Recollection
    fleets: list[Fleet]
    opening: float
    """When somebody could look for the first time."""
    jobs: dict[int, Job] = field(default_factory=dict)
    """The jobs that are or were simulated."""
    open: dict[int, Job] = field(default_factory=dict)
    """Those of them in which something can still happen."""
    ready: defaultdict[int, dict[int, Job]] = field(default_factory=lambda: defaultdict(dict))
    """Those of them that have tasks that are ready, by the number of their queue."""
    licences: dict[str, int] = field(default_factory=dict)
    """How many of each limit are in use, by its id."""
    restless: bool = True
    """Whether something changed that may let a worker begin a session."""
    _recalled: OrderedDict[int, Job] = field(default_factory=OrderedDict)

    @property
    def founded(self) -> float:
        """When farms and queues were set up."""
        return self.opening - _AGE

    def job(self, index: int) -> Job:
        """A job with its steps and sessions, simulated or made up."""
        if index in self.jobs:
            return self.jobs[index]
        if index not in self._recalled:
            self._recalled[index] = self.recollection.job(index)
            if len(self._recalled) > _REMEMBERED:
                self._recalled.popitem(last=False)
        self._recalled.move_to_end(index)
        return self._recalled[index]

    def revive(self, index: int) -> Job:
        """A job about to be changed: from now on it is simulated."""
        job = self.job(index)
        self.jobs[index] = job
        self._recalled.pop(index, None)
        return job

    def counts(self, index: int) -> dict[str, int] | None:
        """taskRunStatusCounts of a job; None where it never came to have tasks."""
        if index in self.jobs:
            return self.jobs[index].counts if self.jobs[index].steps else None
        return self.table.past_total(index) if self.table.outcome[index] else None

    def note(self, job: Job) -> None:
        """Draws the consequences of what became of a job's tasks and writes them down."""
        now, table, index = self.agenda.now, self.table, job.index
        job.settle(now)
        counts = job.counts if job.steps else no_counts()
        status = run_status(counts)
        table.status[index] = status
        if table.started_at[index] is None:
            starts = [step.started_at for step in job.steps if step.started_at is not None]
            table.started_at[index] = min(starts, default=None)
        over = status in OVER and not any(counts[busy] for busy in ("READY", "RUNNING"))
        if over and table.ended_at[index] is None:
            table.ended_at[index] = now
        elif not over:
            table.ended_at[index] = None
        if counts["READY"]:
            self.ready[job.queue][index] = job
        else:
            self.ready[job.queue].pop(index, None)
        if over:
            self.open.pop(index, None)
        else:
            self.open[index] = job
        self.restless = True

    def rest(self, worker: FarmWorker) -> None:
        """A worker has nothing to do from now on."""
        worker.status = "IDLE"
        worker.updated_at = self.agenda.now
        self.fleets[worker.fleet_number].idle[worker.number] = worker
        self.restless = True

    def session(self, session_id: str) -> tuple[Job, FarmSession] | None:
        """A session and its job, by the session's id."""
        numbers = self.ids.read(Kind.SESSION, session_id)
        if numbers is None or numbers[0] >= len(self.table):
            return None
        job = self.job(numbers[0])
        return (job, job.sessions[numbers[1]]) if numbers[1] < len(job.sessions) else None
