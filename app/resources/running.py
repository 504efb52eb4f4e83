"""Which levels have items that run, or are run, on workers: what has a timeline, and a machine."""

from app.resources import children, inside
from app.resources.level import Level
from app.resources.links import TASK, WORKER
from app.resources.sessions import SESSIONS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS


def sessions_of(level: Level) -> Level | None:
    """The level on which the sessions of its items are listed; None where they have none."""
    return next((child for child in children(level) if child.key == SESSIONS.key), None)


def has_sessions(level: Level) -> bool:
    """Whether items of a level are sessions of a job."""
    return level.key == SESSIONS.key and level.service == SESSIONS.service


def has_timeline(level: Level) -> bool:
    """Whether items of a level are sessions, or have some."""
    return level.service == SESSIONS.service and (
        has_sessions(level) or sessions_of(level) is not None
    )


def has_tasks(level: Level) -> bool:
    """Whether items of a level are steps, wherever they are listed."""
    return inside(level) is TASKS


def has_workers(level: Level) -> bool:
    """Whether items of a level are worked on by workers, of whom their sessions or tasks tell."""
    return sessions_of(level) is SESSIONS or has_tasks(level)


def leads_to_worker(level: Level) -> bool:
    """Whether items of a level lead to a worker, or to several."""
    return WORKER in level.links or has_workers(level)


def leads_to_task(level: Level) -> bool:
    """Whether items of a level lead to a task: of several, the one that was begun last."""
    return TASK in level.links or has_sessions(level)


def has_machine(level: Level) -> bool:
    """Whether items of a level are workers, or lead to one: of several sessions, the newest's."""
    return level is WORKERS or WORKER in level.links or sessions_of(level) is SESSIONS
