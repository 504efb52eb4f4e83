"""What there is instead of a thing that nobody finds by its name."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from app.aws.budget import MOST_CALLS
from app.aws.searches import PAGE_SIZE
from app.view import count_text, plain

_FEW = 5
"""So many names are told at most."""

_ALIKE = 0.6
"""From this ratio of `difflib` on, a name is close to another."""

_MOST = MOST_CALLS * PAGE_SIZE
"""So many names are compared at most: each takes some time."""


def instead(
    noun: str, name: str, names: Sequence[str], *, are_all: bool, by_search: bool = False
) -> str:
    """What there is instead of a thing that is called `name`, in a sentence.

    `names` are those that were seen, the first of them all unless they `are_all`: of what there is,
    or of what a search for `name` finds.
    """
    if not names:
        is_empty = are_all and not by_search
        return (
            f"There are no {noun}s there." if is_empty else f"None of the {noun}s there was seen."
        )
    compared = names[:_MOST]
    are_all = are_all and len(compared) == len(names)
    shown = sorted(dict.fromkeys(compared), key=lambda one: _distance(name, one))
    if are_all and len(shown) <= _FEW:
        return f"{'A search for it finds' if by_search else 'What there is'}: {_listed(shown)}."
    if close := [one for one in shown[:_FEW] if 1 - _distance(name, one) >= _ALIKE]:
        return f"Close to it: {_listed(close)}."
    seen = f"{'' if are_all else 'first '}{count_text(len(compared), noun)}"
    where = "that a search for it finds" if by_search else "there"
    return f"Of the {seen} {where}, none is called nearly so."


def _distance(name: str, other: str) -> float:
    """0 where they are the same but for case, 1 where they have nothing in common."""
    return 1 - SequenceMatcher(None, name.casefold(), other.casefold()).ratio()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(plain, names))
