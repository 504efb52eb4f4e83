"""Jobs, steps, tasks, sessions and workers, and what always holds between them."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.localfarm import contract
from app.localfarm.world.ids import action_id
from app.localfarm.world.kinds import Parameters, StepPlan

STATUSES = (
    "RUNNING",
    "INTERRUPTING",
    "STARTING",
    "ASSIGNED",
    "SCHEDULED",
    "READY",
    "SUSPENDED",
    "FAILED",
    "CANCELED",
    "NOT_COMPATIBLE",
    "PENDING",
    "SUCCEEDED",
)
"""Every taskRunStatus; a step or job has the first of these that any of its tasks has."""
OVER = frozenset({"FAILED", "CANCELED", "SUCCEEDED", "NOT_COMPATIBLE"})
"""Statuses in which nothing more happens by itself."""
ACTIVE = frozenset({"RUNNING", "INTERRUPTING", "STARTING", "ASSIGNED", "SCHEDULED"})
"""Statuses of a task that a session has taken."""


def no_counts() -> dict[str, int]:
    """taskRunStatusCounts with every status at nought, as the service reports them."""
    return dict.fromkeys(STATUSES, 0)


def run_status(counts: dict[str, int]) -> str:
    """The status of a step or job, by the counts of its tasks."""
    for status in STATUSES:
        if counts[status]:
            return status
    return "SUCCEEDED"


@dataclass(slots=True)
class Task:
    """One task of a step."""

    number: int
    status: str = "PENDING"
    target: str | None = None
    retries: int = 0
    started_at: float | None = None
    ended_at: float | None = None
    updated_at: float | None = None
    updated_by: str | None = None
    latest_action: str | None = None


@dataclass(slots=True)
class Step:
    """One step of a job; its counts always are those of its tasks."""

    id: str
    number: int
    plan: StepPlan
    first_frame: int
    frames: int
    created_at: float
    tasks: list[Task] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=no_counts)
    target: str | None = None
    started_at: float | None = None
    ended_at: float | None = None
    updated_at: float | None = None
    updated_by: str | None = None
    _ready: list[int] = field(default_factory=list)
    """A heap of the tasks that were made ready; may name some that no longer are."""

    def __post_init__(self) -> None:
        self.tasks = [Task(number) for number in range(self.plan.task_count(self.frames))]
        self.counts["PENDING"] = len(self.tasks)

    @property
    def status(self) -> str:
        """taskRunStatus of the step."""
        return run_status(self.counts)

    @property
    def retries(self) -> int:
        """taskFailureRetryCount of the step."""
        return sum(task.retries for task in self.tasks)

    def move(self, task: Task, status: str) -> None:
        """Gives a task another status; nothing else ever does."""
        self.counts[task.status] -= 1
        self.counts[status] += 1
        task.status = status
        if status == "READY":
            heapq.heappush(self._ready, task.number)

    def take(self) -> Task | None:
        """The first task that is ready, no longer offered to anybody else."""
        while self._ready:
            task = self.tasks[heapq.heappop(self._ready)]
            if task.status == "READY":
                return task
        return None

    def parameters(self, task: Task) -> Parameters:
        """The parameters of one of its tasks."""
        return self.plan.parameters(task.number, self.first_frame, self.frames)


@dataclass(slots=True)
class FarmWorker(contract.Worker):
    """A worker with what only the service knows of it."""

    fleet_number: int = 0
    number: int = 0
    status: str = "CREATED"
    ip_address: str = ""
    instance_type: str = ""
    """Empty where a customer manages the host."""
    updated_at: float | None = None
    session: "FarmSession | None" = None
    """What it runs now."""
    leaving: bool = False
    """Whether it stops as soon as its session has ended."""


@dataclass(slots=True)
class FarmSession(contract.Session):
    """A session with what only the service knows of it."""

    number: int = 0
    ip_address: str = ""
    instance_type: str = ""
    target: str | None = None
    updated_at: float | None = None
    updated_by: str | None = None
    worker: FarmWorker | None = None
    """The worker that runs it; None where it ended before the world began."""
    tasks_left: int = 0
    """How many more tasks it takes before it gives its worker back."""
    winding_down: str | None = None
    """The action that was last ended before its time; the log still tells it by its plan."""
    limits: dict[str, str] = field(default_factory=dict)
    """The limit of which an action has or had one, by the action's id."""

    @property
    def current(self) -> contract.Action | None:
        """The action that runs now."""
        return next((a for a in self.actions if a.started_at and a.ended_at is None), None)

    @property
    def waiting(self) -> contract.Action | None:
        """The next action, where there is one."""
        return next((action for action in self.actions if action.status == "ASSIGNED"), None)

    @property
    def is_leaving(self) -> bool:
        """Whether it takes no more tasks."""
        return self.target is not None or self.actions[-1].kind == "envExit"

    def plan(
        self,
        kind: str,
        *,
        environment: str = "",
        environment_id: str = "",
        step_id: str = "",
        step: str = "",
        task_id: str = "",
        parameters: Parameters | None = None,
    ) -> contract.Action:
        """One more action, to follow all that are there."""
        action = contract.Action(
            action_id(self.id, len(self.actions)),
            kind,
            "ASSIGNED",
            environment,
            environment_id,
            step_id,
            step,
            task_id,
            parameters or {},
        )
        self.actions.append(action)
        return action


@dataclass(slots=True)
class Job:
    """A job with its steps and sessions, as long as anybody is interested in them."""

    index: int
    """Its row in the table of jobs, which knows all about it that is not below."""
    id: str
    queue: int
    """Its queue's number."""
    steps: list[Step]
    sessions: list[FarmSession] = field(default_factory=list)
    active: int = 0
    """How many of its sessions have not ended."""
    trouble: float = 0.0
    """How likely it is that a task fails."""
    doom: tuple[str, int, int] = ("", 0, 0)
    """A failure that a stretch of frames always meets: (failure, first task, last task)."""

    @property
    def counts(self) -> dict[str, int]:
        """taskRunStatusCounts of the job."""
        return total(step.counts for step in self.steps)

    @property
    def status(self) -> str:
        """taskRunStatus of the job."""
        return run_status(self.counts)

    def step_of(self, step_id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def task_of(self, action: contract.Action) -> tuple[Step, Task]:
        """The task that an action runs, and its step."""
        step = next(step for step in self.steps if step.id == action.step_id)
        return step, step.tasks[int(action.task_id.rpartition("-")[2])]

    def resolved(self, step: Step) -> bool:
        """Whether all that the step depends on has succeeded."""
        return all(self.steps[number].status == "SUCCEEDED" for number in step.plan.after)

    def consumers(self, step: Step) -> list[Step]:
        """The steps that depend on a step."""
        return [other for other in self.steps if step.number in other.plan.after]

    def settle(self, now: float) -> None:
        """Draws the consequences of what became of its tasks."""
        for step in self.steps:
            if step.counts["PENDING"] and self.resolved(step):
                for task in step.tasks:
                    if task.status == "PENDING":
                        step.move(task, "READY")
            if step.status not in OVER:
                step.ended_at = None
            elif step.ended_at is None and step.started_at is not None:
                step.ended_at = now


def total(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The sum of several counts."""
    counts = no_counts()
    for part in parts:
        for status, number in part.items():
            counts[status] += number
    return counts
