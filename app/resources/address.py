"""What somebody means who types or pastes where a thing is: ids, names, or a URL that holds ids.

job-3f9a…                         an id of any kind; those that it is made of are known with it
Aurora/lighting/sq010             names from the farm on, ids, or both; their beginnings are enough
Aurora/spot-cpu/ip-10-0-3-17      a fleet and a worker likewise, where there is no such queue
Aurora/lighting/session-91c2…     names and the id of anything inside, whatever lies between them
https://…/farm-…/queue-…/job-…    whatever a monitor or the console calls it, by the ids in it; so
                                  do the names of log groups
order-footage/01234567-89ab-…     a workflow definition of Nova Act and what is in it; so do ARNs
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from app.errors import UsageError
from app.resources import LEVELS, ancestry
from app.resources.farms import FARMS
from app.resources.fleets import FLEETS
from app.resources.ids_in_text import (
    WORKFLOWS,
    Ids,
    cut_id,
    has_id,
    home_of,
    ids_in,
    ids_of_workflow,
    is_id,
    is_id_of,
    lower_ids,
)
from app.resources.jobs import JOBS
from app.resources.level import Level, Path
from app.resources.queues import QUEUES
from app.resources.steps import STEPS
from app.resources.tasks import TASKS
from app.resources.workers import WORKERS
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

NAMED: tuple[Level, ...] = (FARMS, QUEUES, JOBS, STEPS, TASKS)
"""What the parts of an address with slashes are, from its beginning on."""

NAMED_IN_FLEETS: tuple[Level, ...] = (FARMS, FLEETS, WORKERS)
"""What they are where the second one is no queue."""

LOG_GROUPS = ("/aws/deadline/", "aws/deadline/")
"""How the names of log groups begin: they lead wherever the ids in them do."""

_REGION = re.compile(r"(?<![a-z0-9-])[a-z]{2}(?:-[a-z]+){1,2}-\d(?![a-z0-9-])")
"""A Region of AWS. Of several in a URL, the last is that of the farm, the first of the page."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says, before anybody was asked whether there is such a thing."""

    level: Level
    """Of what kind the thing is."""
    ids: Path = field(default_factory=dict)
    """The ids that are known of what leads to it, and its own where that is known."""
    names: tuple[str, ...] = ()
    """The names, or ids, of what lies below those, the last one its own; the first is a name."""
    others: tuple[Level, ...] = ()
    """Of what other kinds it may be, since its id or its only name does not tell."""
    within: "Address | None" = None
    """In what it has to be looked for by its id, where not all that is between is told."""

    @property
    def key(self) -> str | None:
        """Its id; None where only its name is known."""
        return None if self.names else self.ids.get(self.level.key)


def is_address(text: str) -> bool:
    """Whether a text is meant as an address, and not as a word of another kind."""
    text = lower_ids(text.strip())
    return "/" in text or has_id(text) or bool(cut_id(text))


def region_in(text: str) -> str:
    """The Region that a URL or an ARN tells, of what it leads to; empty where none does."""
    if "://" not in text and not text.startswith("arn:"):
        return ""
    found = [one[0] for one in _REGION.finditer(unquote(text))]
    return found[-1] if found else ""


def level_at_end(text: str) -> tuple[str, Level] | None:
    """The level whose name may end an address, behind that of something else: `sq010/steps`."""
    outer, _, last = text.strip().rpartition("/")
    level = LEVELS.get(last.strip().lower())
    return None if level is None or not outer.strip("/ ") or "://" in text else (outer, level)


def check_address(text: str) -> None:
    """Raises UsageError where an address makes no sense, wherever one is."""
    ends = level_at_end(text)
    read_address(text if ends is None or makes_sense(text) else ends[0], {})


def makes_sense(text: str) -> bool:
    """Whether an address may be that of a thing, wherever one is."""
    try:
        read_address(text, {})
    except UsageError:
        return False
    return True


def read_address(text: str, known: Path, wanted: Level | None = None) -> Address:
    """What an address says; `known` is where one is, or the defaults, which fill up its beginning.

    Its last name is that of something of the level that is `wanted`, where there are so many names
    or the rest is known. Else, of a path of one or two names, the last is the job, where the farm
    and the queue above are known; else the first is the farm. Raises UsageError where it makes no
    sense.
    """
    text = text.strip()
    is_url = "://" in text
    text = lower_ids(unquote(text) if is_url else text)
    if wrong := cut_id(text):
        raise UsageError(wrong, "Paste all of it.")
    parts = [part.strip() for part in text.strip("/").split("/")]
    ids: Ids | None = None
    is_anything = is_url or text.startswith(("arn:", *LOG_GROUPS))
    if is_anything or len(parts) == 1 or all(map(is_id, parts)):
        ids = ids_in(text)
    elif wanted is None or wanted in WORKFLOWS:
        ids = ids_of_workflow(parts)
    if ids is not None:
        return Address(ids.level, ids.path, others=ids.others)
    if is_url or not parts[0]:
        raise UsageError(f"There is no id in {text!r}.", "Give ids, or farm/queue/job.")
    if is_id(parts[-1]):
        return _ended_by_id(parts, known)
    address = _by_names(parts, known, _chain(parts, known, wanted))
    if wanted is None and address.level is FARMS:
        return replace(address, others=(WORKFLOW_DEFINITIONS,))
    return address


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


def _ended_by_id(parts: list[str], known: Path) -> Address:
    """An address whose last part is an id, behind names or ids of what is around it.

    The ids that it is made of may be left out before it, and so may whatever else is.
    """
    ids = ids_in(parts[-1])
    if ids is None:
        return _by_names(parts, known, _chain(parts, known, None))
    chain = (*ancestry(ids.level), ids.level)
    inner = [ids.path[level.key] for level in chain if level.key in ids.path]
    outer = [part for part in parts if part not in inner]
    first = _first_in(chain, outer)
    if first + len(outer) + len(inner) > len(chain):
        return _by_names(parts, known, _chain(parts, known, ids.level))
    whole = [*outer, *inner]
    left_out = len(chain) - len(whole)
    if left_out == first or all(level.key in known for level in chain[:left_out]):
        return _by_names(whole, known, chain)
    return Address(ids.level, ids.path, within=_around(outer, known, chain))


def _first_in(chain: Sequence[Level], parts: Sequence[str]) -> int:
    """Which level of a chain the first of some parts is, as far as that can be told."""
    home = home_of(parts[0]) if parts else None
    return chain.index(home) if home in chain else 0


def _around(parts: list[str], known: Path, chain: Sequence[Level]) -> Address:
    """The address of what is around a thing, by what stands before its id."""
    around = _chain(parts, known, None)
    if around[-1] not in chain:
        around = tuple(chain[: len(parts)])
    return _by_names(parts, known, around)


def _chain(parts: list[str], known: Path, wanted: Level | None) -> tuple[Level, ...]:
    """What the parts are, those first that are left out because they are known."""
    if wanted is not None:
        chain = (*ancestry(wanted), wanted)
        left_out = len(chain) - len(parts)
        if left_out >= 0 and all(level.key in known for level in chain[:left_out]):
            return chain
    first = _first(parts, known)
    return NAMED[: first + len(parts)]


def _by_names(parts: list[str], known: Path, chain: tuple[Level, ...]) -> Address:
    """An address whose parts are names, or ids where those are given."""
    first = len(chain) - len(parts)
    if not all(parts) or first < 0:
        raise UsageError(
            f"{'/'.join(parts)!r} is no address.", "Give farm/queue/job/step/task, or ids."
        )
    ids: dict[str, str] = {}
    names: list[str] = []
    for level, part in zip(chain[first:], parts, strict=True):
        if is_id_of(level, part) and not names:
            ids[level.key] = part
        else:
            names.append(part)
    if not ids:
        ids = {level.key: known[level.key] for level in chain[:first] if level.key in known}
    return Address(chain[-1], ids, tuple(names))


def _first(parts: list[str], known: Path) -> int:
    """Which of `NAMED` the first part is."""
    if is_id(parts[0]):
        home = home_of(parts[0])
        return NAMED.index(home) if home in NAMED else 0
    shift = max(0, NAMED.index(JOBS) + 1 - len(parts))
    return shift if all(level.key in known for level in NAMED[:shift]) else 0
