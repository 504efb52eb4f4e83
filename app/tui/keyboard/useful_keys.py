"""Which keys at the foot of a list or of a log are of use there: those of a list that are not work
too, and say where they would be.

It goes by the level, not by the row, so that nothing moves at the foot as one goes down a list; and
by whether there are rows.
"""

from collections.abc import Callable, Mapping

from app.config import Settings
from app.resources.failing import can_be_asked_why
from app.resources.leading import LEADS, LOG, MACHINE, TIMELINE, WHY
from app.resources.level import Item, Level, Place
from app.resources.links import TASK, WORKER
from app.resources.running import has_machine
from app.resources.sessions import SESSIONS


def _can_be_acted_on(level: Level, settings: Settings) -> bool:
    if not settings.allow_actions:
        return False
    from app.resources.acts import (  # noqa: PLC0415 - most often the first frame does without
        can_be_acted_on,
    )

    return can_be_acted_on(level)


_OF_USE: Mapping[str, Callable[[Level], bool]] = {
    "list.log": LEADS[LOG].begins_at,
    "list.why": LEADS[WHY].begins_at,
    "list.timeline": LEADS[TIMELINE].begins_at,
    "list.machine": LEADS[MACHINE].begins_at,
    "list.worker": LEADS[WORKER].begins_at,
    # A session leads to one as well; but of its keys this one is wanted least.
    "list.task": lambda level: TASK in level.links,
}
"""By the ids of their actions; every other key is always of use, but for the one that acts."""

_OF_A_ROW = frozenset({"table.open", "list.act", "list.details", *_OF_USE})
"""The ids of the actions that take a row."""


def is_of_use(action_id: str, level: Level, settings: Settings, *, has_rows: bool = True) -> bool:
    """Whether a key does something with the rows of a level, or of its own where there are none."""
    if action_id in _OF_A_ROW and not has_rows:
        return False
    if action_id == "list.act":
        return _can_be_acted_on(level, settings)
    of_use = _OF_USE.get(action_id)
    return of_use is None or of_use(level)


_FROM_A_LOG: Mapping[str, Callable[[Level], bool]] = {
    "why": can_be_asked_why,
    "machine": has_machine,
    "timeline": lambda level: level.service == SESSIONS.service,
}
"""By the names of `app.tui.going.log_ways`' ways."""


def leads(way: str, thing: tuple[Place, Item] | None) -> bool:
    """Whether a way leads somewhere from the log of a thing; from nobody's log none does."""
    return thing is not None and _FROM_A_LOG[way](thing[0].level)
