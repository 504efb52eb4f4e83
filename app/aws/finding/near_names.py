"""What there is instead of a thing that nobody finds by its name."""

from collections.abc import Sequence

from app.aws.reading.budget import MOST_CALLS
from app.aws.searches import PAGE_SIZE
from app.close_names import ALIKE, close_names
from app.view import count_text, plain

_FEW = 5
"""So many names are told at most."""

_MOST = MOST_CALLS * PAGE_SIZE
"""So many names are compared at most: each takes some time."""


def instead(
    noun: str, name: str, names: Sequence[str], *, are_all: bool, by_search: bool = False
) -> str:
    """What there is instead of a thing that is called `name`, in a sentence.

    `names` are those that were seen, the first of them all unless they `are_all`: of what there is,
    or of what a search for `name` finds. Comparing many takes long: this is for a thread.
    """
    if not names:
        is_empty = are_all and not by_search
        return (
            f"There are no {noun}s there." if is_empty else f"None of the {noun}s there was seen."
        )
    compared = names[:_MOST]
    are_all = are_all and len(compared) == len(names)
    is_few = are_all and len(set(compared)) <= _FEW
    close = close_names(name, compared, _FEW, 0.0 if is_few else ALIKE)
    if is_few:
        return f"{'A search for it finds' if by_search else 'What there is'}: {_listed(close)}."
    if close:
        return f"Close to it: {_listed(close)}."
    seen = f"{'' if are_all else 'first '}{count_text(len(compared), noun)}"
    where = "that a search for it finds" if by_search else "there"
    return f"Of the {seen} {where}, none is called nearly so."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(plain, names))
