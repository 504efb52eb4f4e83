"""Every level of every service, declared once.

To add a level:

1. Write its declaration in a file beside the others, with what `Level` asks for. `limits` is a
   plain one, `workers` one that the service searches, `session_actions` one with a log and a batch
   get, `associations` two that stand for items of other levels. Columns are made by `fields`;
   words for how an item is doing get their tone in `status`.
2. Name it in `LEVELS`, behind its parent. The list, the flags of `farmtop ls`, `:`, refreshing and
   the log follow from that: none of them asks for the name of a level.
3. Let the embedded farm answer its operations (`app/localfarm/world`).
4. Run the tests. `tests/test_resources.py` holds it against botocore's model,
   `tests/test_resources_on_farm.py` lists it, and `tests/test_readme.py` says what README lacks.

What only some levels have is declared in tables of its own, by the names of levels: `acts`, what
can be done with items; `failing`, whether one can ask why they failed.
"""

from app.resources.associations import QUEUE_FLEETS, QUEUE_LIMITS
from app.resources.budgets import BUDGETS
from app.resources.environments import ENVIRONMENTS
from app.resources.farms import FARMS
from app.resources.fleets import FLEETS
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Path, Place
from app.resources.limits import LIMITS
from app.resources.parameters import PARAMETERS
from app.resources.queues import QUEUES
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.step_links import STEP_CONSUMERS, STEP_DEPENDENCIES
from app.resources.steps import STEPS
from app.resources.storage_profiles import STORAGE_PROFILES
from app.resources.task_actions import TASK_ACTIONS
from app.resources.tasks import TASKS
from app.resources.worker_sessions import WORKER_SESSIONS
from app.resources.workers import WORKERS
from app.resources.workflow_acts import ACTS
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS
from app.resources.workflow_runs import WORKFLOW_RUNS
from app.resources.workflow_sessions import WORKFLOW_SESSIONS

LEVELS: dict[str, Level] = {
    level.name: level
    for level in (
        FARMS,
        QUEUES,
        JOBS,
        SESSIONS,
        SESSION_ACTIONS,
        STEPS,
        TASKS,
        PARAMETERS,
        ENVIRONMENTS,
        FLEETS,
        WORKERS,
        BUDGETS,
        LIMITS,
        STORAGE_PROFILES,
        # What stands for items of the levels above, seen from elsewhere.
        TASK_ACTIONS,
        STEP_DEPENDENCIES,
        STEP_CONSUMERS,
        QUEUE_FLEETS,
        QUEUE_LIMITS,
        WORKER_SESSIONS,
        # Nova Act's.
        WORKFLOW_DEFINITIONS,
        WORKFLOW_RUNS,
        WORKFLOW_SESSIONS,
        ACTS,
    )
}
"""By name, parents before their children; the first child is where opening an item leads, and
the first of several levels with the same key is that to which an id belongs."""

ROOT = FARMS
"""Where one begins who names no place."""


def children(level: Level) -> tuple[Level, ...]:
    """The levels that one can open from an item of `level`."""
    return tuple(other for other in LEVELS.values() if other.parent == level.name)


def siblings(level: Level) -> tuple[Level, ...]:
    """The levels that are listed below the same thing, `level` among them."""
    return tuple(other for other in LEVELS.values() if other.parent == level.parent)


def beside(level: Level) -> tuple[Level, ...]:
    """The levels that are listed at the same place, from the one after `level` on."""
    around = siblings(level)
    at = around.index(level)
    return around[at + 1 :] + around[:at]


def inside(level: Level) -> Level | None:
    """Where opening an item of `level` leads; None where there is nothing below."""
    if level.inside is not None:
        return LEVELS[level.inside]
    return next(iter(children(level)), None)


def opened(place: Place, key: str, item: Item) -> Place | None:
    """What is inside the item `key` of a place; None where there is nothing.

    Of the item no more is used than the ids that lead on, where its level is inside another's.
    """
    child = inside(place.level)
    if child is None:
        return None
    return place_among(child, {**place.path, **item, place.level.key: key})


def place_among(level: Level, known: Item | Path) -> Place:
    """Where a level is listed, by those ids among what is `known` that lead there.

    Raises KeyError where one is missing.
    """
    return Place(level, {one.key: str(known[one.key]) for one in ancestry(level)})


def ancestry(level: Level) -> tuple[Level, ...]:
    """The levels above `level`, the outermost first."""
    above: list[Level] = []
    while level.parent is not None:
        level = LEVELS[level.parent]
        above.append(level)
    return tuple(reversed(above))
