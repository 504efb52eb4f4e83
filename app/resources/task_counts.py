"""How the tasks of a job or of a step are doing, counted by their status."""

from collections.abc import Callable

from app.resources.level import Field, Item, Status
from app.view import Align, Cell, Column, Progress, Tone

TASK_WORDS = (
    "RUNNING",
    "FAILED",
    "SUCCEEDED",
    "READY",
    "PENDING",
    "ASSIGNED",
    "STARTING",
    "SCHEDULED",
    "INTERRUPTING",
    "SUSPENDED",
    "CANCELED",
    "NOT_COMPATIBLE",
)
"""What a task can be doing, and so a step and a job."""

ENDED = frozenset({"SUCCEEDED", "FAILED", "CANCELED", "NOT_COMPATIBLE"})
"""What tasks do not leave by themselves; all of them can be requeued."""

COUNTS = "taskRunStatusCounts"
"""The member that holds how many tasks are in each status."""


def has_ended(item: Item) -> bool:
    """Whether nothing of a job or a step runs any more; it can be requeued, so that its list is
    still looked at."""
    return item.get("endedAt") is not None and item.get("taskRunStatus") in ENDED


def progress(status: Callable[[Item], Status | None]) -> Field:
    """The part of the tasks that succeeded, in the tone of the whole."""

    def cell(item: Item) -> Cell | Progress:
        succeeded, failed, total = _counts(item)
        if not total:
            return Cell()
        word = status(item)
        tone = word.tone if word and word.tone is not Tone.WAITING else Tone.BUSY
        return Progress(succeeded / total, Tone.BAD if failed and tone is Tone.BAD else tone)

    return Field(Column("progress", "PROGRESS", 14, rank=1), cell, (COUNTS,))


def tasks(*, rank: int = 0) -> Field:
    """Tasks that succeeded of all there are."""

    def cell(item: Item) -> Cell:
        succeeded, _, total = _counts(item)
        return Cell(f"{succeeded}/{total}", order=total) if total else Cell()

    column = Column("tasks", "TASKS", 11, Align.RIGHT, rank=rank, greatest_first=True)
    return Field(column, cell, (COUNTS,))


def failed() -> Field:
    """Tasks that failed."""

    def cell(item: Item) -> Cell:
        _, count, _ = _counts(item)
        return Cell(f"{count:,}", Tone.BAD, order=count) if count else Cell(order=0)

    column = Column("failed", "FAIL", 6, Align.RIGHT, greatest_first=True)
    return Field(column, cell, (COUNTS,))


def _counts(item: Item) -> tuple[int, int, int]:
    """Tasks that succeeded, that failed, and all there are."""
    counts = item.get(COUNTS) or {}
    return counts.get("SUCCEEDED", 0), counts.get("FAILED", 0), sum(counts.values())
