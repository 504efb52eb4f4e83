"""Changes to a sequence, put together into one that tells the same.

An edit is read along the sequence: so many elements stay, so many go, so many come, and so on; what
follows the last step stays.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias

from app.lines import Splice

MOST_SPLICES = 256
"""More changes than that at once are told in fewer, which take up what lies between them."""


class Kind(Enum):
    """What a step says of its elements."""

    STAY = "stay"
    GO = "go"
    COME = "come"


class Step(NamedTuple):
    """So many elements that share a fate."""

    kind: Kind
    size: int


Edit: TypeAlias = list[Step]

Run: TypeAlias = tuple[int, int]
"""Where, in the sequence as it was, and how many elements."""


def insertion(runs: Iterable[Run]) -> Edit:
    """Elements come at these places, which ascend."""
    edit: Edit = []
    at = 0
    for place, count in runs:
        edit += (Step(Kind.STAY, place - at), Step(Kind.COME, count))
        at = place
    return edit


def removal(runs: Iterable[Run]) -> Edit:
    """Elements go from these places, which ascend."""
    edit: Edit = []
    at = 0
    for place, count in runs:
        edit += (Step(Kind.STAY, place - at), Step(Kind.GO, count))
        at = place + count
    return edit


def edit_of(change: Splice) -> Edit:
    """The edit that a splice is."""
    return [
        Step(Kind.STAY, change.at),
        Step(Kind.GO, change.removed),
        Step(Kind.COME, change.added),
    ]


def compose(first: Sequence[Step], second: Sequence[Step]) -> Edit:
    """The edit that `first` and then `second` are."""
    before, after = _Walk(first), _Walk(second)
    edit = _Steps()
    while after.kind is not None:
        if after.kind is Kind.COME:
            edit.add(Kind.COME, after.take(after.left))
        elif before.kind is Kind.GO:
            edit.add(Kind.GO, before.take(before.left))
        elif before.kind is None:
            edit.add(after.kind, after.take(after.left))
        else:
            kind, fate, count = before.kind, after.kind, min(before.left, after.left)
            before.take(count)
            after.take(count)
            if kind is Kind.STAY or fate is Kind.STAY:
                edit.add(fate if kind is Kind.STAY else kind, count)
    while before.kind is not None:
        edit.add(before.kind, before.take(before.left))
    return edit.steps


def splices_of(edit: Sequence[Step], most: int = MOST_SPLICES) -> tuple[Splice, ...]:
    """The splices that tell an edit, from the front to the back."""
    splices = _splices(edit)
    gap = 1
    while len(splices) > most:
        splices = _joined(splices, gap)
        gap *= 2
    return tuple(splices)


class _Steps:
    """Steps that grow, those of one kind as one."""

    def __init__(self) -> None:
        self.steps: Edit = []

    def add(self, kind: Kind, count: int) -> None:
        if self.steps and self.steps[-1].kind is kind:
            self.steps[-1] = Step(kind, self.steps[-1].size + count)
        elif count:
            self.steps.append(Step(kind, count))


class _Walk:
    """Goes along an edit, by less than a step where need be."""

    def __init__(self, edit: Sequence[Step]) -> None:
        self._rest = iter(edit)
        self.kind: Kind | None = None
        """The kind of the step that is next; None at the end."""
        self.left = 0
        self._next()

    def take(self, count: int) -> int:
        """Go on by so many elements of the step; gives them back."""
        self.left -= count
        if self.left == 0:
            self._next()
        return count

    def _next(self) -> None:
        self.kind = None
        for kind, count in self._rest:
            if count:
                self.kind, self.left = kind, count
                return


def _splices(edit: Sequence[Step]) -> list[Splice]:
    splices: list[Splice] = []
    at = removed = added = 0
    for kind, count in edit:
        if kind is Kind.GO:
            removed += count
        elif kind is Kind.COME:
            added += count
        elif count:
            if removed or added:
                splices.append(Splice(at, removed, added))
            at += added + count
            removed = added = 0
    if removed or added:
        splices.append(Splice(at, removed, added))
    return splices


def _joined(splices: Sequence[Splice], gap: int) -> list[Splice]:
    """The same with those as one that have at most `gap` elements between them."""
    joined: list[Splice] = []
    for splice in splices:
        if joined:
            at, removed, added = joined[-1]
            between = splice.at - (at + added)
            if between <= gap:
                joined[-1] = Splice(
                    at, removed + between + splice.removed, added + between + splice.added
                )
                continue
        joined.append(splice)
    return joined
