"""The table of all jobs: a column for each thing that a list or a search asks for.

A hundred thousand jobs are a hundred thousand rows here and nothing else; steps, tasks and
sessions of a job that has ended are made when somebody looks at it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from app.localfarm.world.ids import Ids, Kind
from app.localfarm.world.jobs import no_counts, total
from app.localfarm.world.kinds import KINDS, JobKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a job got before the world began."""

    status: str
    stopped: int
    """The number of the step in which it stopped; the number of steps where it succeeded."""
    done: int = 0
    """Tasks of that step that had succeeded."""
    failed: int = 0
    """Tasks of that step that had failed."""
    retried: int = 0
    """Tasks that succeeded at the second attempt."""


class Submission(NamedTuple):
    """A job as it is handed in."""

    name: str
    owner: str
    kind: int
    """Its index in KINDS."""
    queue: int
    priority: int
    first_frame: int
    frames: int
    created_at: float
    max_retries: int = 2
    max_failed: int = 20
    max_workers: int = -1


@dataclass(slots=True)
class JobTable:
    """Jobs in the order of their creation: row n is job n."""

    ids: Ids
    name: list[str] = field(default_factory=list)
    owner: list[str] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)
    priority: list[int] = field(default_factory=list)
    first_frame: list[int] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    max_retries: list[int] = field(default_factory=list)
    max_failed: list[int] = field(default_factory=list)
    max_workers: list[int] = field(default_factory=list)
    created_at: list[float] = field(default_factory=list)
    started_at: list[float | None] = field(default_factory=list)
    ended_at: list[float | None] = field(default_factory=list)
    updated_at: list[float | None] = field(default_factory=list)
    updated_by: list[str | None] = field(default_factory=list)
    status: list[str | None] = field(default_factory=list)
    target: list[str | None] = field(default_factory=list)
    lifecycle: list[str] = field(default_factory=list)
    retries: list[int] = field(default_factory=list)
    outcome: list[Outcome | None] = field(default_factory=list)
    message: dict[int, str] = field(default_factory=dict)
    """lifecycleStatusMessage, where it says more than that all is well."""
    description: dict[int, str] = field(default_factory=dict)
    in_queue: list[list[int]] = field(default_factory=list)
    """The rows of each queue, ascending."""

    def __len__(self) -> int:
        return len(self.name)

    def add(self, job: Submission) -> int:
        """A new row, for a job without tasks as yet."""
        index = len(self.name)
        self.name.append(job.name)
        self.owner.append(job.owner)
        self.kind.append(job.kind)
        self.queue.append(job.queue)
        self.priority.append(job.priority)
        self.first_frame.append(job.first_frame)
        self.frames.append(job.frames)
        self.max_retries.append(job.max_retries)
        self.max_failed.append(job.max_failed)
        self.max_workers.append(job.max_workers)
        self.created_at.append(job.created_at)
        self.started_at.append(None)
        self.ended_at.append(None)
        self.updated_at.append(None)
        self.updated_by.append(None)
        self.status.append(None)
        self.target.append(None)
        self.lifecycle.append("CREATE_IN_PROGRESS")
        self.retries.append(0)
        self.outcome.append(None)
        self.in_queue[job.queue].append(index)
        return index

    def id_of(self, index: int) -> str:
        """The id of a job."""
        return self.ids.make(Kind.JOB, index)

    def kind_of(self, index: int) -> JobKind:
        """What a job renders."""
        return KINDS[self.kind[index]]

    def past_counts(self, index: int) -> list[dict[str, int]]:
        """taskRunStatusCounts of each step of a job that ended before the world began."""
        outcome = self.outcome[index]
        if outcome is None:
            return []
        rest = {"FAILED": "CANCELED"}.get(outcome.status, outcome.status)
        steps = []
        for number, plan in enumerate(self.kind_of(index).steps):
            tasks = plan.task_count(self.frames[index])
            counts = no_counts()
            if number < outcome.stopped:
                counts["SUCCEEDED"] = tasks
            elif number == outcome.stopped:
                counts["SUCCEEDED"] = outcome.done
                counts["FAILED"] = outcome.failed
                counts[rest] += tasks - outcome.done - outcome.failed
            else:
                counts[rest] += tasks
            steps.append(counts)
        return steps

    def past_total(self, index: int) -> dict[str, int]:
        """taskRunStatusCounts of a job that ended before the world began."""
        return total(self.past_counts(index))
