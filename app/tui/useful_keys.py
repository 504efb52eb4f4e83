"""Which keys at the foot of a list or of a log are of use there: those of a list that are not work
too, and say where they would be.

It goes by the level, not by the row, so that nothing moves at the foot as one goes down a list; and
by whether there are rows.
"""

from collections.abc import Callable, Mapping

from app.config import Settings
from app.resources.failing import can_be_asked_why
from app.resources.level import Item, Level, Place
from app.resources.links import TASK
from app.resources.running import has_machine, has_timeline, leads_to_worker
from app.resources.sessions import SESSIONS


def _can_be_acted_on(level: Level, settings: Settings) -> bool:
    if not settings.allow_actions:
        return False
    from app.resources.acts import ACTS  # noqa: PLC0415 - most often the first frame does without

    return level.name in ACTS


_OF_USE: Mapping[str, Callable[[Level, Settings], bool]] = {
    "list.act": _can_be_acted_on,
    "list.timeline": lambda level, _: has_timeline(level),
    "list.machine": lambda level, _: has_machine(level),
    "list.worker": lambda level, _: leads_to_worker(level),
    "list.task": lambda level, _: TASK in level.links,
}
"""By the ids of their actions; every other key is always of use."""

_OF_A_ROW = frozenset({"table.open", "list.log", "list.why", "list.details", *_OF_USE})
"""The ids of the actions that take a row."""


def is_of_use(action_id: str, level: Level, settings: Settings, *, has_rows: bool = True) -> bool:
    """Whether a key does something with the rows of a level, or of its own where there are none."""
    if action_id in _OF_A_ROW and not has_rows:
        return False
    of_use = _OF_USE.get(action_id)
    return of_use is None or of_use(level, settings)


_LEADS: Mapping[str, Callable[[Level], bool]] = {
    "why": can_be_asked_why,
    "machine": has_machine,
    "timeline": lambda level: level.service == SESSIONS.service,
}
"""By the names of `app.tui.log_ways`' ways."""


def leads(way: str, thing: tuple[Place, Item] | None) -> bool:
    """Whether a way leads somewhere from the log of a thing; from nobody's log none does."""
    return thing is not None and _LEADS[way](thing[0].level)
