"""What can be done with the items of a level: one declaration an action and level.

`tests/test_resources_acts.py` holds every declaration against botocore's model. The targets mean
what Deadline Cloud monitor uses them for: PENDING runs again all that is over, READY only what did
not succeed, and the others stop what is not over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.resources.level import Item, Level
from app.resources.links import PARENT, TASK
from app.resources.status import is_open

UNFINISHED = frozenset(
    {
        "PENDING",
        "READY",
        "ASSIGNED",
        "STARTING",
        "SCHEDULED",
        "RUNNING",
        "INTERRUPTING",
        "NOT_COMPATIBLE",
    }
)
"""Statuses of tasks that are not over, and that nobody has suspended."""

NOT_OVER = UNFINISHED | {"SUSPENDED"}

HAVE_ENDED = frozenset({"SUCCEEDED", "FAILED", "CANCELED", "SUSPENDED"})
"""Statuses of jobs of which nothing runs or waits to run."""

_PLAINLY = "{name} {what}"
"""How most actions read."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is asked for."""

    what: str
    """What it is, as one reads it: `priority`."""
    recorded: str
    """What the audit trail calls it: it stays, since scripts look for it."""
    brief: str
    """The same where there is little room: `pri`."""
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Many:
    """The operation that changes 1 to 100 items at once, and tells of each that it could not."""

    operation: str
    listed: str
    """The member of the request that holds the items."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done with the items of one level."""

    name: str
    """What the audit trail calls it, in the imperative: `cancel`."""
    key: str
    """What chooses it in the list of what can be done."""
    operation: str
    """Changes one item."""
    ids: tuple[str, ...]
    """The members that say which."""
    member: str
    """The member that says how it is to be from then on."""
    value: str | Amount
    """What that is."""
    touches: Callable[[Item], int]
    """How many tasks of an item it changes, or 1 where it changes the item itself; 0 where it
    makes no sense for the item as it is."""
    means: str
    """What follows, as a sentence for the confirmation."""
    many: Many | None = None
    wording: str = _PLAINLY
    """How it reads with `what` it is done to."""

    @property
    def noun(self) -> str:
        """What one of the items is called."""
        return self.ids[-1].removesuffix("Id")

    @property
    def title(self) -> str:
        """As one reads it, of nothing in particular: `mark as succeeded`."""
        return " ".join(self.done_to("").split()).removesuffix(" of")

    def done_to(self, what: str) -> str:
        """As one reads it, in the imperative: `mark the task as succeeded`."""
        return self.wording.format(name=self.name, what=what)

    def asked_of(self, what: str) -> str:
        """The same at the beginning of a sentence: `Mark the job SQ010 as succeeded`."""
        text = self.done_to(what)
        return text[0].upper() + text[1:]


def _task_in(statuses: frozenset[str]) -> Callable[[Item], int]:
    """For a task in one of these statuses."""
    return lambda task: int(task.get("runStatus") in statuses)


def _tasks_in(statuses: frozenset[str]) -> Callable[[Item], int]:
    """For a job or a step with tasks in one of these statuses."""

    def touched(item: Item) -> int:
        if _is_archived(item):
            return 0
        counts: Mapping[str, int] | None = item.get("taskRunStatusCounts")
        if not counts:
            return int(item.get("taskRunStatus") in statuses)
        return sum(count for status, count in counts.items() if status in statuses)

    return touched


def _is_archived(item: Item) -> bool:
    return item.get("lifecycleStatus") == "ARCHIVED"


def _unless_archived(job: Item) -> int:
    return int(not _is_archived(job))


def _if_over(job: Item) -> int:
    return int(not _is_archived(job) and job.get("taskRunStatus") in HAVE_ENDED)


def _if_open(session: Item) -> int:
    return int(is_open(session))


@dataclass(frozen=True, slots=True)
class _Target:
    """What tasks can be brought to: those of a job, those of a step, or one by itself."""

    name: str
    key: str
    value: str
    statuses: frozenset[str]
    """Of the tasks that it changes."""
    means: str
    wording: str = _PLAINLY


_TARGETS = (
    _Target(
        "requeue",
        "r",
        "PENDING",
        frozenset({"SUCCEEDED", "FAILED", "CANCELED", "SUSPENDED", "NOT_COMPATIBLE"}),
        "All that is over runs again from its beginning, also what succeeded.",
    ),
    _Target(
        "resume",
        "u",
        "READY",
        frozenset({"FAILED", "CANCELED", "SUSPENDED"}),
        "What failed, was cancelled or is suspended runs again; what succeeded stays as it is.",
    ),
    _Target(
        "suspend",
        "s",
        "SUSPENDED",
        UNFINISHED,
        "What runs is stopped and loses what it has done; it waits until it is resumed.",
    ),
    _Target(
        "cancel",
        "c",
        "CANCELED",
        NOT_OVER,
        "What runs is stopped and loses what it has done; nothing of it runs any more.",
    ),
    _Target(
        "fail",
        "f",
        "FAILED",
        NOT_OVER,
        "What is not over is stopped and counts as failed.",
    ),
    _Target(
        "succeed",
        "d",
        "SUCCEEDED",
        NOT_OVER | {"FAILED", "CANCELED"},
        "What is not over is stopped; all of it counts as done, and what depends on it may begin.",
        wording="mark {what} as succeeded",
    ),
)

_JOB = ("farmId", "queueId", "jobId")
_STEP = (*_JOB, "stepId")
_TASK = (*_STEP, "taskId")
_SESSION = (*_JOB, "sessionId")

_JOBS = Many("BatchUpdateJob", "jobs")
_TASKS = Many("BatchUpdateTask", "tasks")


def _aimed(
    operation: str,
    ids: tuple[str, ...],
    member: str,
    touches: Callable[[frozenset[str]], Callable[[Item], int]],
    many: Many | None,
) -> tuple[Act, ...]:
    """The actions that bring tasks to a target."""
    return tuple(
        Act(
            name=target.name,
            key=target.key,
            operation=operation,
            ids=ids,
            member=member,
            value=target.value,
            touches=touches(target.statuses),
            means=target.means,
            many=many,
            wording=target.wording,
        )
        for target in _TARGETS
    )


_END_SESSION = Act(
    name="end",
    key="e",
    operation="UpdateSession",
    ids=_SESSION,
    member="targetLifecycleStatus",
    value="ENDED",
    touches=_if_open,
    means="What runs in it is stopped, and given to another session.",
)

ACTS: Mapping[str, tuple[Act, ...]] = {
    "jobs": (
        *_aimed("UpdateJob", _JOB, "targetTaskRunStatus", _tasks_in, _JOBS),
        Act(
            name="set the priority of",
            key="p",
            operation="UpdateJob",
            ids=_JOB,
            member="priority",
            value=Amount("priority", "priority", "pri", 0, 100),
            touches=_unless_archived,
            means="Jobs of a higher priority are given workers first.",
            many=_JOBS,
        ),
        Act(
            name="set the max failed tasks of",
            key="m",
            operation="UpdateJob",
            ids=_JOB,
            member="maxFailedTasksCount",
            value=Amount("max failed tasks", "most failed tasks", "max fail", 0, 2_147_483_647),
            touches=_unless_archived,
            means="After so many failed tasks a job stops, and counts as failed.",
            many=_JOBS,
        ),
        Act(
            name="archive",
            key="x",
            operation="UpdateJob",
            ids=_JOB,
            member="lifecycleStatus",
            value="ARCHIVED",
            touches=_if_over,
            means="It never runs again, is deleted after 120 days, and cannot be brought back.",
            many=_JOBS,
        ),
    ),
    "steps": _aimed("UpdateStep", _STEP, "targetTaskRunStatus", _tasks_in, None),
    "tasks": _aimed("UpdateTask", _TASK, "targetRunStatus", _task_in, _TASKS),
    "sessions": (_END_SESSION,),
    "worker-sessions": (_END_SESSION,),
}
"""What can be done with items themselves, by the names of levels."""

ACTED_THROUGH: Mapping[str, tuple[str, ...]] = {
    "session-actions": (TASK, PARENT),
    "task-actions": (TASK, PARENT),
}
"""The links of items to those with which something is done in their stead, by the names of levels:
what an action did is over, but its task can run again, and its session can be ended."""


def can_be_acted_on(level: Level) -> bool:
    """Whether anything can be done with the items of a level, or with what they lead to."""
    return level.name in ACTS or level.name in ACTED_THROUGH
