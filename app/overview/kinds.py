"""What is counted for a line of the overview: one declaration for queues, one for fleets.

The counts of a queue are of tasks, in the jobs that are neither done nor cancelled: a search of
jobs tells for each how many of its tasks are in which status. So one call counts the tasks of a
hundred jobs in up to ten queues, where a search for each status would cost three calls a queue and
tell of jobs only. The counts of a fleet are of its workers, a hundred a call in up to ten fleets.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import Struct

from app.resources.fleets import FLEETS
from app.resources.jobs import JOBS
from app.resources.level import Item, Level
from app.resources.queues import QUEUES
from app.resources.task_counts import COUNTS
from app.resources.workers import WORKERS


class Group(NamedTuple):
    """Statuses that are counted together, and the word for them."""

    word: str
    statuses: frozenset[str]


class Kind(Struct, frozen=True):
    """A level that has lines in the overview, and what is counted for each."""

    level: Level
    counted: Level
    """The level whose items are searched for."""
    field: str
    """The field that the search filters by."""
    over: tuple[str, ...]
    """The words in that field of items that are not worth counting."""
    tally: Callable[[Item], Mapping[str, int]]
    """How many of what is counted an item stands for, by their status."""
    working: Group
    broken: Group
    waiting: Group
    tolerated: float = 0.0
    """The part of all that is counted that may be broken before somebody should look, as long as
    it does not become more."""
    starves: bool = False
    """Whether it is wrong that something waits while nothing works."""


def _tasks(job: Item) -> Mapping[str, int]:
    return job.get(COUNTS) or {}


def _itself(worker: Item) -> Mapping[str, int]:
    return {worker.get("status", ""): 1}


KINDS = (
    Kind(
        QUEUES,
        counted=JOBS,
        field="TASK_RUN_STATUS",
        over=("SUCCEEDED", "CANCELED"),
        tally=_tasks,
        working=Group("running", frozenset({"RUNNING", "STARTING"})),
        broken=Group("failed", frozenset({"FAILED", "NOT_COMPATIBLE"})),
        waiting=Group("ready", frozenset({"READY", "ASSIGNED", "SCHEDULED"})),
        tolerated=0.1,
        starves=True,
    ),
    Kind(
        FLEETS,
        counted=WORKERS,
        field="STATUS",
        over=("STOPPED", "STOPPING"),
        tally=_itself,
        working=Group("busy", frozenset({"RUNNING"})),
        broken=Group("broken", frozenset({"NOT_RESPONDING", "NOT_COMPATIBLE"})),
        waiting=Group("idle", frozenset({"IDLE"})),
    ),
)
