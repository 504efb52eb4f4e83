"""Every level of every service, declared once.

To add a level: write its declaration in a file beside the others and name it in `LEVELS`.
"""

from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Level
from app.resources.queues import QUEUES
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS

LEVELS: dict[str, Level] = {
    level.name: level for level in (FARMS, QUEUES, JOBS, SESSIONS, SESSION_ACTIONS)
}
"""By name, parents before their children."""

ROOT = FARMS
"""Where one begins who names no place."""


def children(level: Level) -> tuple[Level, ...]:
    """The levels that one can open from an item of `level`."""
    return tuple(other for other in LEVELS.values() if other.parent == level.name)


def first_child(level: Level) -> Level | None:
    """Where opening an item of `level` leads; None where there is nothing below."""
    return next(iter(children(level)), None)


def ancestry(level: Level) -> tuple[Level, ...]:
    """The levels above `level`, the outermost first."""
    above: list[Level] = []
    while level.parent is not None:
        level = LEVELS[level.parent]
        above.append(level)
    return tuple(reversed(above))
