"""What the services' words for a status mean to a wrangler: one table for all of them.

Words are those of the enums in botocore's models of deadline and nova-act; an enum may grow, so a
word that is not here is shown as it came, in a plain tone.
"""

from collections.abc import Callable
from functools import lru_cache

from app.resources.level import Item, Status
from app.view import GLYPHS, WIDEST, Cell, Tone, plain

TONES: dict[str, Tone] = {
    # Jobs, steps and tasks: taskRunStatus.
    "RUNNING": Tone.BUSY,
    "STARTING": Tone.BUSY,
    "ASSIGNED": Tone.WAITING,
    "SCHEDULED": Tone.WAITING,
    "READY": Tone.WAITING,
    "PENDING": Tone.WAITING,
    "SUSPENDED": Tone.WARN,
    "INTERRUPTING": Tone.WARN,
    "CANCELED": Tone.MUTED,
    "SUCCEEDED": Tone.GOOD,
    "FAILED": Tone.BAD,
    "NOT_COMPATIBLE": Tone.BAD,
    # Jobs: lifecycleStatus.
    "CREATE_IN_PROGRESS": Tone.WAITING,
    "CREATE_FAILED": Tone.BAD,
    "CREATE_COMPLETE": Tone.PLAIN,
    "UPLOAD_IN_PROGRESS": Tone.WAITING,
    "UPLOAD_FAILED": Tone.BAD,
    "UPDATE_FAILED": Tone.BAD,
    "ARCHIVED": Tone.MUTED,
    # Sessions: lifecycleStatus.
    "STARTED": Tone.BUSY,
    "UPDATE_IN_PROGRESS": Tone.BUSY,
    "UPDATE_SUCCEEDED": Tone.BUSY,
    "ENDED": Tone.MUTED,
    # Session actions.
    "CANCELING": Tone.WARN,
    "INTERRUPTED": Tone.WARN,
    "NEVER_ATTEMPTED": Tone.MUTED,
    "RECLAIMING": Tone.WARN,
    "RECLAIMED": Tone.WARN,
    # Queues.
    "IDLE": Tone.MUTED,
    "SCHEDULING": Tone.BUSY,
    "SCHEDULING_BLOCKED": Tone.BAD,
    # Fleets, budgets, what is associated with a queue.
    "ACTIVE": Tone.GOOD,
    "INACTIVE": Tone.MUTED,
    "GROWING": Tone.BUSY,
    "STEADY": Tone.PLAIN,
    "SHRINKING": Tone.MUTED,
    "STOP_SCHEDULING_AND_COMPLETE_TASKS": Tone.WARN,
    "STOP_SCHEDULING_AND_CANCEL_TASKS": Tone.WARN,
    "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS": Tone.WARN,
    "STOP_LIMIT_USAGE_AND_CANCEL_TASKS": Tone.WARN,
    "STOPPED": Tone.MUTED,
    # Workers.
    "CREATED": Tone.WAITING,
    "STOPPING": Tone.WARN,
    "NOT_RESPONDING": Tone.BAD,
    # What steps wait for.
    "RESOLVED": Tone.GOOD,
    "UNRESOLVED": Tone.WAITING,
    # Workflows of Nova Act.
    "DELETING": Tone.MUTED,
    "TIMED_OUT": Tone.BAD,
    "PENDING_CLIENT_ACTION": Tone.WAITING,
    "PENDING_HUMAN_ACTION": Tone.WARN,
}

SHORT: dict[str, str] = {
    "SCHEDULING_BLOCKED": "BLOCKED",
    "CREATE_IN_PROGRESS": "CREATING",
    "CREATE_COMPLETE": "CREATED",
    "CREATE_FAILED": "NOT CREATED",
    "UPLOAD_IN_PROGRESS": "UPLOADING",
    "UPLOAD_FAILED": "NOT UPLOADED",
    "UPDATE_IN_PROGRESS": "UPDATING",
    "UPDATE_SUCCEEDED": "UPDATED",
    "UPDATE_FAILED": "NOT UPDATED",
    "NOT_COMPATIBLE": "INCOMPATIBLE",
    "NEVER_ATTEMPTED": "UNATTEMPTED",
    "STOP_SCHEDULING_AND_COMPLETE_TASKS": "COMPLETING TASKS",
    "STOP_SCHEDULING_AND_CANCEL_TASKS": "CANCELING TASKS",
    "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS": "COMPLETING TASKS",
    "STOP_LIMIT_USAGE_AND_CANCEL_TASKS": "CANCELING TASKS",
}
"""Words that say as much as those that would be cut where a column has little room."""

WORDS = 256
"""Words that are remembered: all that the services have today, and some more."""


@lru_cache(WORDS)
def status_of(word: str | None) -> Status | None:
    """The status that a service's word stands for; None where the service says nothing."""
    return None if word is None else Status(plain(word), TONES.get(word, Tone.PLAIN))


def status_in(member: str) -> Callable[[Item], Status | None]:
    """The status whose word is a member of an item."""
    return lambda item: status_of(item.get(member))


def has_ended(item: Item) -> bool:
    """Whether the service tells when an item ended; for what is never begun anew."""
    return item.get("endedAt") is not None


def is_open(session: Item) -> bool:
    """Whether a session goes on; it may have ended before the service tells when."""
    return not has_ended(session) and session.get("lifecycleStatus") != "ENDED"


def status_cell(status: Status | None, width: int = WIDEST) -> Cell:
    """A status as a cell: its glyph and its word, or one for which there is room in `width`."""
    if status is None:
        return Cell()
    word, glyph = status.word, GLYPHS[status.tone]
    text = f"{glyph} {word}"
    if len(text) <= width:
        return Cell(text, status.tone, order=word)
    return Cell(f"{glyph} {SHORT.get(word, word)}", status.tone, order=word, found_by=word)
