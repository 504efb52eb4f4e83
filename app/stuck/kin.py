"""How long actions of a kind usually take, as far as the lists that were seen tell."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.resources.fields import seconds
from app.resources.level import Item, Path
from app.resources.session_actions import SESSION_ACTIONS
from app.view import Tone

Kind: TypeAlias = tuple[str, str]
"""The member of the definition's union, and the step, environment or job that it is of."""

MOST_KINDS, MOST_OF_A_KIND = 500, 200
"""What is remembered: of more kinds, or of more actions of one, the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual among actions of a kind."""

    median: float
    """Seconds."""
    count: int
    """Of so many, at least one."""


def kind_of(path: Path, action: Item) -> Kind:
    """What an action shares with those that do the same: tasks their step, others what they set
    up."""
    definition: Mapping[str, Item] = action.get("definition") or {}
    kind, told = next(iter(definition.items()), ("", action))
    names = (told.get(name) for name in ("stepId", "environmentId", "name"))
    return kind, str(next(filter(None, names), path.get("jobId", "")))


class Kin:
    """The lengths of actions that ended well, by their kind."""

    def __init__(self) -> None:
        self._lengths: OrderedDict[Kind, OrderedDict[str, float]] = OrderedDict()
        self._usual: dict[Kind, Usual] = {}

    def learn(self, path: Path, actions: Iterable[Item]) -> None:
        """Some actions of what a path leads to, whatever became of them."""
        for action in actions:
            status = SESSION_ACTIONS.status(action)
            if status is None or status.tone is not Tone.GOOD:
                continue
            began, ended = seconds(action.get("startedAt")), seconds(action.get("endedAt"))
            if began is not None and ended is not None:
                self._add(kind_of(path, action), action[SESSION_ACTIONS.key], ended - began)

    def usual(self, kind: Kind) -> Usual | None:
        """What is usual among actions of a kind; None where none is known."""
        if kind not in self._usual and (lengths := self._lengths.get(kind)):
            self._usual[kind] = Usual(_median(lengths.values()), len(lengths))
        return self._usual.get(kind)

    def _add(self, kind: Kind, key: str, length: float) -> None:
        lengths = self._lengths.setdefault(kind, OrderedDict())
        if lengths.get(key) == length:
            return
        lengths[key] = max(0.0, length)
        self._lengths.move_to_end(kind)
        self._usual.pop(kind, None)
        if len(lengths) > MOST_OF_A_KIND:
            lengths.popitem(last=False)
        if len(self._lengths) > MOST_KINDS:
            forgotten, _ = self._lengths.popitem(last=False)
            self._usual.pop(forgotten, None)


def _median(lengths: Iterable[float]) -> float:
    # `statistics` has one, and takes longer to import than all of this does.
    ordered = sorted(lengths)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[-middle - 1]) / 2
