"""What a record is read from: an object of the world together with those it stands in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.localfarm.contract import Action
from app.localfarm.logs.tape import milliseconds
from app.localfarm.world.jobs import FarmSession, FarmWorker, Job, Step, Task
from app.localfarm.world.layout import Queue
from app.localfarm.world.stage import Fleet, Stage


@dataclass(frozen=True, slots=True)
class JobView:
    """A row of the table of jobs."""

    stage: Stage
    index: int

    @property
    def queue(self) -> Queue:
        """The queue it was handed in to."""
        return self.stage.layout.queues[self.stage.table.queue[self.index]]

    @property
    def id(self) -> str:
        """Its id."""
        return self.stage.table.id_of(self.index)

    @property
    def job(self) -> Job:
        """The job with its steps and sessions."""
        return self.stage.job(self.index)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a job."""

    row: JobView
    step: Step


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task of a step."""

    row: JobView
    step: Step
    task: Task


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session of a job."""

    row: JobView
    session: FarmSession


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action of a session."""

    row: JobView
    session: FarmSession
    action: Action


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker of a fleet."""

    fleet: Fleet
    worker: FarmWorker


@dataclass(frozen=True, slots=True)
class Association:
    """A queue and what it is associated with."""

    queue: Queue
    other: str
    """The id of a fleet or of a limit."""


def moment(seconds: float | None) -> datetime | None:
    """A time as the service sends it: aware, and cut to the millisecond as those of logs are."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(milliseconds(seconds) / 1000, UTC)
