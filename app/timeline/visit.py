"""What a session did, as far as that was looked at: its actions as stretches of time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from math import inf
from typing import NamedTuple

from app.resources.fields import seconds
from app.resources.level import Item, Place, Status
from app.resources.parameter_text import value_text
from app.resources.session_actions import SESSION_ACTIONS, action_title
from app.view import plain


class Stretch(NamedTuple):
    """A stretch of time, in seconds since the epoch."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Run:
    """A session action that has begun."""

    key: str
    """The action's id."""
    action: Item
    place: Place
    """Of the actions of its session."""
    title: str
    short_title: str
    """The values of a task alone, since all of a step have the same names; else the title."""
    step: str
    """The id of the step of which it runs a task; empty where it does something else."""
    status: Status | None
    took: Stretch
    """In its lane, where it begins no sooner than what was before it has ended."""
    is_running: bool


@dataclass(frozen=True)
class Visit:
    """A session, and what it did as far as that was looked at."""

    place: Place
    """Of its actions."""
    session: Item
    worker: str
    """The id of whoever it is a session of."""
    host: str = ""
    """The machine's name, where it is known."""
    actions: tuple[Item, ...] = ()
    is_whole: bool = True
    """Whether these are all of its actions."""
    before: tuple[Run, ...] = field(default=(), compare=False, repr=False)
    """What had begun when it was read before: most of that is still told so."""

    @property
    def key(self) -> str:
        """The session's id."""
        return self.place.path["sessionId"]

    @cached_property
    def begun(self) -> tuple[Run, ...]:
        """What has begun, in order, as it is told; what runs still has no length."""
        known = {run.key: run for run in self.before}
        runs = (_run(self.place, action, known) for action in self.actions)
        return tuple(sorted(filter(None, runs), key=lambda run: (run.took, run.key)))

    @cached_property
    def settled(self) -> tuple[Run, ...]:
        """What has begun before anything that still runs, each when what was before has ended."""
        return tuple(in_a_row(takewhile(lambda run: not run.is_running, self.begun), -inf))

    @cached_property
    def waiting(self) -> int:
        """Actions that have not begun and still may."""
        return sum(
            not one.get("startedAt") and not SESSION_ACTIONS.ended(one) for one in self.actions
        )


def in_a_row(runs: Iterable[Run], free_from: float) -> Iterator[Run]:
    """Runs of one session, each of which begins once the one before has ended."""
    for run in runs:
        start = max(run.took.start, free_from)
        took = Stretch(start, max(start, run.took.end))
        yield run if took == run.took else replace(run, took=took)
        free_from = took.end


def _run(place: Place, action: Item, known: Mapping[str, Run]) -> Run | None:
    """An action as it is told, be that as it is known; None where it has not begun."""
    run = known.get(str(action[SESSION_ACTIONS.key]))
    if run is not None and run.action == action:
        return run
    level, task = SESSION_ACTIONS, (action.get("definition") or {}).get("taskRun") or {}
    start, end = seconds(action.get("startedAt")), seconds(action.get("endedAt"))
    if start is None:
        return None
    title = action_title(action)
    values = " ".join(map(value_text, (task.get("parameters") or {}).values()))
    return Run(
        key=str(action[level.key]),
        action=action,
        place=place,
        title=title,
        short_title=plain(values) or title,
        step=str(task.get("stepId", "")),
        status=level.status(action),
        took=Stretch(start, start if end is None else max(start, end)),
        is_running=end is None and not level.ended(action),
    )
