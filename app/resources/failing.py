"""The things of which one can ask why they failed."""

from app.resources import ancestry, place_among
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Place
from app.resources.links import session_of
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS

FAILING: dict[str, Level] = {
    level.key: level for level in (JOBS, STEPS, TASKS, SESSIONS, SESSION_ACTIONS, WORKERS)
}
"""Their levels, by the keys of those; other levels with the same key stand for them."""


def can_be_asked_why(level: Level) -> bool:
    """Whether one can ask why items of a level failed: a session of a workflow is another thing."""
    home = FAILING.get(level.key)
    return home is not None and home.service == level.service


def failing(place: Place, item: Item) -> Place | None:
    """Where the thing is listed that an item of a place is, or stands for.

    None where nothing tells why such a thing failed.
    """
    level = FAILING.get(place.level.key)
    known = {**place.path, **item}
    if level is SESSION_ACTIONS:
        known.setdefault(SESSIONS.key, session_of(item[level.key]))
    if level is None or not all(one.key in known for one in ancestry(level)):
        return None
    return place_among(level, known)
