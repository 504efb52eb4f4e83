"""Where the items of each level lead by the keys for that, and what else does where they do not."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from app.errors import NotFoundError
from app.resources import LEVELS
from app.resources.failing import can_be_asked_why
from app.resources.level import Level
from app.resources.links import PARENT, TASK, WORKER
from app.resources.running import (
    has_machine,
    has_timeline,
    leads_to_task,
    leads_to_worker,
)
from app.view import either, with_article

MACHINE, TIMELINE, WHY, LOG = "machine", "timeline", "why", "log"
"""What items lead to besides what links name."""


class Lead(Struct, frozen=True):
    """Something to which the items of some levels lead."""

    begins_at: Callable[[Level], bool]
    """Whether items of a level lead to it."""
    lacks: str
    """What is said of an item that does not: `has no timeline`."""


LEADS: Mapping[str, Lead] = {
    WORKER: Lead(leads_to_worker, "leads to no worker by this key"),
    TASK: Lead(leads_to_task, "leads to no task by this key"),
    PARENT: Lead(lambda level: level.parent is not None, "is a part of nothing else"),
    MACHINE: Lead(has_machine, "has no machine to show"),
    TIMELINE: Lead(has_timeline, "has no timeline"),
    WHY: Lead(can_be_asked_why, "cannot be asked why it failed"),
    LOG: Lead(lambda level: level.log is not None, "has no log"),
}
"""By what is there."""


def leads(level: Level, name: str) -> bool:
    """Whether items of a level lead to what a name stands for."""
    return LEADS[name].begins_at(level)


def nowhere(level: Level, name: str) -> NotFoundError:
    """Why items of a level do not lead there, and what to select instead where anything does."""
    one = with_article(level.noun).capitalize()
    return NotFoundError(f"{one} {LEADS[name].lacks}.", _instead(level, name))


def _instead(level: Level, name: str) -> str:
    """What of the same service to select to get there; nobody is led to another one's parent."""
    own = (other for other in LEVELS.values() if other.service == level.service)
    # What stands for items of another level is called otherwise, and need not be selected for that.
    others = (other for other in own if other.inside is None and name != PARENT)
    nouns = dict.fromkeys(with_article(other.noun) for other in others if leads(other, name))
    return f"Select {either(nouns)}." if nouns else ""
