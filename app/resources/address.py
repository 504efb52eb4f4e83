"""What somebody means who types or pastes where a thing is: ids, names, or a URL that holds ids.

job-3f9a…                         an id of any kind; those that it is made of are known with it
Aurora/lighting/sq010             names from the farm on, ids, or both; their beginnings are enough
https://…/farm-…/queue-…/job-…    whatever a monitor or the console calls it, by the ids in it
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import UsageError
from app.resources import LEVELS, ancestry
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Level, Path
from app.resources.links import session_of
from app.resources.queues import QUEUES
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS

_ID = re.compile(r"(?<![a-z0-9])(?P<prefix>[a-z]+)-[0-9a-f]{32}(?:-\d+)?(?![0-9a-f])")
"""An id of Deadline Cloud; the prefix tells its kind."""

NAMED: tuple[Level, ...] = (FARMS, QUEUES, JOBS, STEPS, TASKS)
"""What the parts of an address with slashes are, from its beginning on."""

_HOMES = {
    level.id_prefix: level for level in reversed(LEVELS.values()) if level.get and level.id_prefix
}
"""The level to which ids belong, by what they begin with."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says, before anybody was asked whether there is such a thing."""

    level: Level
    """Of what kind the thing is."""
    ids: Path = field(default_factory=dict)
    """The ids that are known of what leads to it, and its own where that is known."""
    names: tuple[str, ...] = ()
    """The names of what lies below those, the last one its own."""

    @property
    def key(self) -> str | None:
        """Its id; None where only its name is known."""
        return self.ids.get(self.level.key)


def step_of(task_id: str) -> str:
    """The id of the step that a task belongs to; ids of tasks are made of it."""
    return task_id.replace("task-", "step-", 1).rpartition("-")[0]


_NESTED = {
    SESSION_ACTIONS.key: (SESSIONS.key, session_of),
    TASKS.key: (STEPS.key, step_of),
}
"""The ids that others are made of: by the key of the inner, the key of the outer and how."""


def is_address(text: str) -> bool:
    """Whether a text is meant as an address, and not as a word of another kind."""
    return "/" in text or _ID.search(text) is not None


def read_address(text: str, known: Path) -> Address:
    """What an address says; `known` is where one is, or the defaults, which fill up its beginning.

    Of a path of one or two names the last is the job, where the farm and the queue above are
    known; else the first is the farm. Raises UsageError where it makes no sense.
    """
    text = text.strip()
    ids = _ids_in(text)
    parts = [part.strip() for part in text.strip("/").split("/")]
    if "://" in text or (ids and all(_ID.fullmatch(part) for part in parts)) or len(parts) == 1:
        if ids:
            return Address(_innermost(ids), ids)
        if "://" in text or not parts[0]:
            raise UsageError(f"There is no id in {text!r}.", "Give ids, or farm/queue/job.")
    return _by_names(parts, known)


def above(address: Address, known: Path) -> Path:
    """The ids that lead to the thing, as far as the address and what is `known` tell them.

    What is known holds only for as long as the address says nothing else.
    """
    path: dict[str, str] = {}
    for level in ancestry(address.level):
        if (told := address.ids.get(level.key)) is not None:
            if known.get(level.key) != told:
                known = {}
            path[level.key] = told
        elif level.key in known:
            path[level.key] = known[level.key]
    return path


def _ids_in(text: str) -> dict[str, str]:
    """The ids in a text, by the keys of their levels, with those that they are made of."""
    ids: dict[str, str] = {}
    strange = ""
    for found in _ID.finditer(text):
        if (level := _HOMES.get(found["prefix"])) is None:
            strange = found["prefix"]
        else:
            ids[level.key] = found[0]
    if strange and not ids:
        kinds = ", ".join(
            dict.fromkeys(one.id_prefix for one in LEVELS.values() if one.id_prefix in _HOMES)
        )
        raise UsageError(f"{strange!r} ids lead nowhere yet.", f"These do: {kinds}.")
    for inner, (outer, of) in _NESTED.items():
        if inner in ids:
            ids.setdefault(outer, of(ids[inner]))
    return ids


def _innermost(ids: Mapping[str, str]) -> Level:
    """What the ids lead to: the one that is the furthest from the farm."""
    levels = (level for level in _HOMES.values() if level.key in ids)
    return max(levels, key=lambda level: (len(ancestry(level)), list(LEVELS).index(level.name)))


def _by_names(parts: list[str], known: Path) -> Address:
    """An address whose parts are names, or ids where those are given."""
    first = _first(parts, known)
    if not all(parts) or first + len(parts) > len(NAMED):
        raise UsageError(
            f"{'/'.join(parts)!r} is no address.", "Give farm/queue/job/step/task, or ids."
        )
    ids: dict[str, str] = {}
    names: list[str] = []
    for level, part in zip(NAMED[first:], parts, strict=False):
        if _ID.fullmatch(part):
            ids |= _ids_in(part)
            if level.key not in ids or names:
                raise UsageError(f"{part!r} does not stand where a {level.noun} does.")
        else:
            names.append(part)
    outer = {level.key: known[level.key] for level in NAMED[:first] if level.key in known}
    level = NAMED[first + len(parts) - 1]
    return Address(level, {**outer, **ids}, tuple(names))


def _first(parts: list[str], known: Path) -> int:
    """Which of `NAMED` the first part is."""
    if found := _ID.fullmatch(parts[0]):
        home = _HOMES.get(found["prefix"])
        return NAMED.index(home) if home in NAMED else 0
    shift = max(0, NAMED.index(JOBS) + 1 - len(parts))
    return shift if all(level.key in known for level in NAMED[:shift]) else 0
