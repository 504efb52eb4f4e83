"""The ids that stand in a text, whatever stands around them: a URL, an ARN, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import UsageError
from app.resources import LEVELS, ancestry
from app.resources.level import Level, Path
from app.resources.links import session_of
from app.resources.nova_act import SERVICE, UUID
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.resources.workflow_acts import ACTS

_ID = re.compile(r"(?<![a-z0-9])(?P<prefix>[a-z]+)-[0-9a-f]{32}(?:-\d+)?(?![0-9a-f])")
"""An id of Deadline Cloud; the prefix tells its kind."""

_UUID = re.compile(rf"(?<![0-9a-f-]){UUID.pattern}(?![0-9a-f-])")
"""An id of Nova Act, which does not tell its kind."""

_WORKFLOW = re.compile(r"workflow-definitions?/(?P<name>[a-zA-Z0-9_-]{1,40})(?![a-zA-Z0-9_-])")
"""How ARNs and the console's pages name a workflow definition."""

WORKFLOWS: tuple[Level, ...] = (*ancestry(ACTS), ACTS)
"""The levels of Nova Act, outermost first: ids of all but the first are UUIDs."""

_HOMES = {
    level.id_prefix: level for level in reversed(LEVELS.values()) if level.get and level.id_prefix
}
"""The level to which ids belong, by what they begin with."""

_ANY_CASE = re.compile(
    rf"(?<![a-z0-9])(?:(?:{'|'.join(_HOMES)})-[0-9a-f]{{32}}|{UUID.pattern})", re.IGNORECASE
)
"""An id as somebody else's program may have written it."""

DIGITS = 32
"""So many hexadecimal digits an id of Deadline Cloud has behind its prefix."""

_CUT = re.compile(
    rf"(?<![a-z0-9])(?P<prefix>{'|'.join(_HOMES)})-(?P<digits>[0-9a-f]{{24,}})", re.IGNORECASE
)
"""An id that may have lost digits: with fewer of them it is a name as well."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a text, and what they lead to."""

    level: Level
    """Of what kind the innermost is."""
    path: Path = field(default_factory=dict)
    """By the keys of their levels, with those that they are made of."""
    others: tuple[Level, ...] = ()
    """Of what other kinds it may be."""


def step_of(task_id: str) -> str:
    """The id of the step that a task belongs to; ids of tasks are made of it."""
    return task_id.replace("task-", "step-", 1).rpartition("-")[0]


_NESTED = {
    SESSION_ACTIONS.key: (SESSIONS.key, session_of),
    TASKS.key: (STEPS.key, step_of),
}
"""The ids that others are made of: by the key of the inner, the key of the outer and how."""


def is_made_of(level: Level, outer: Level) -> bool:
    """Whether the ids of a level are made of those of another one."""
    return _NESTED.get(level.key, ("",))[0] == outer.key


def lower_ids(text: str) -> str:
    """The text with the ids in it as the services write them."""
    return _ANY_CASE.sub(lambda found: found[0].lower(), text)


def cut_id(text: str) -> str:
    """What is wrong with an id in a text that has lost digits; empty where all have theirs."""
    for found in _CUT.finditer(text):
        prefix, digits = found["prefix"].lower(), found["digits"]
        if (count := len(digits)) != DIGITS:
            ids = f"ids of {_HOMES[prefix].noun}s have {DIGITS}"
            return f"{prefix}-{digits[:4]}… has {count} digits: {ids}."
    return ""


def has_id(text: str) -> bool:
    """Whether there is an id in a text: one of Deadline Cloud in any, one of Nova Act alone."""
    return _ID.search(text) is not None or is_uuid(text)


def is_id(text: str) -> bool:
    """Whether a text is an id of Deadline Cloud and nothing else."""
    return _ID.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether a text is an id of Nova Act and nothing else."""
    return _UUID.fullmatch(text) is not None


def is_id_of(level: Level, text: str) -> bool:
    """Whether a text is an id; raises UsageError where it is one of another level."""
    if is_uuid(text):
        return level in WORKFLOWS
    if is_id(text) and home_of(text) is not level:
        raise UsageError(
            f"{text!r} does not stand where a {level.noun} does.",
            "Give the id alone, or all that leads to it: farm/queue/job.",
        )
    return is_id(text)


def home_of(text: str) -> Level | None:
    """The level to which an id of Deadline Cloud belongs; None where there is none for it."""
    found = _ID.fullmatch(text)
    return _HOMES.get(found["prefix"]) if found else None


def ids_in(text: str) -> Ids | None:
    """The ids in a text; None where there are none.

    A UUID by itself may be of any kind that has such ids. Raises UsageError where no level has ids
    of their kind, or where they contradict each other.
    """
    if path := _of_farms(text):
        return Ids(_innermost(path), path)
    if named := _WORKFLOW.search(text):
        return _of_workflow((named["name"], *_uuids(text[named.end() :])))
    uuids = _uuids(text) if is_uuid(text) or SERVICE in text else []
    if uuids:
        outermost, *others = WORKFLOWS[1:]
        return Ids(outermost, {outermost.key: uuids[-1]}, tuple(others))
    return None


def _uuids(text: str) -> list[str]:
    return list(dict.fromkeys(found[0] for found in _UUID.finditer(text)))


def ids_of_workflow(parts: list[str]) -> Ids | None:
    """What the name of a workflow definition leads to with the UUIDs behind it."""
    name, *uuids = parts
    if not uuids or not all(map(is_uuid, uuids)) or len(parts) > len(WORKFLOWS):
        return None
    return None if is_uuid(name) or is_id(name) else _of_workflow((name, *uuids))


def _of_workflow(keys: tuple[str, ...]) -> Ids:
    path = {level.key: key for level, key in zip(WORKFLOWS, keys, strict=False)}
    return Ids(WORKFLOWS[len(path) - 1], path)


def _of_farms(text: str) -> dict[str, str]:
    path: dict[str, str] = {}
    strange = ""
    for found in _ID.finditer(text):
        if (level := _HOMES.get(found["prefix"])) is None:
            strange = found["prefix"]
        else:
            path[level.key] = found[0]
    if strange and not path:
        kinds = ", ".join(
            dict.fromkeys(one.id_prefix for one in LEVELS.values() if one.id_prefix in _HOMES)
        )
        raise UsageError(f"{strange!r} ids lead nowhere yet.", f"These do: {kinds}.")
    for inner, (outer, of) in _NESTED.items():
        if inner in path and path.setdefault(outer, of(path[inner])) != of(path[inner]):
            raise UsageError(f"{path[inner]} does not belong to {path[outer]}.", "Leave out one.")
    return path


def _innermost(path: Mapping[str, str]) -> Level:
    """What the ids lead to: the one that is the furthest from the farm."""
    levels = (level for level in _HOMES.values() if level.key in path)
    return max(levels, key=lambda level: (len(ancestry(level)), list(LEVELS).index(level.name)))
