"""What there is instead of a thing that nobody finds by its name."""

from collections.abc import Sequence
from contextlib import aclosing
from difflib import SequenceMatcher

from app.aws.api import Api
from app.aws.pages import pages
from app.resources.level import Place
from app.view import count_text, plain

_FEW = 5
"""So many names are told at most."""

_ALIKE = 0.6
"""From this ratio of `difflib` on, a name is close to another."""

_MOST = 1_000
"""So many names are compared at most: each takes some time."""


async def instead(api: Api, place: Place, name: str, names: Sequence[str]) -> str:
    """What there is at a place instead of a thing that is called `name`, in a sentence.

    `names` are those that were seen. Where the service has only told what it found by that name,
    it is asked for its first hundred, which costs a call. Raises what that raises.
    """
    level, are_all = place.level, True
    if level.listing.search is not None and level.listing.search.finds_names and not names:
        names, are_all = await _first(api, place)
    shown = sorted(dict.fromkeys(names[:_MOST]), key=lambda one: _distance(name, one))
    close = [one for one in shown if 1 - _distance(name, one) >= _ALIKE]
    if not shown:
        return f"There are no {level.noun}s there."
    if len(shown) <= _FEW:
        return f"What there is: {_listed(shown)}."
    if close:
        return f"Close to it: {_listed(close[:_FEW])}."
    which = "" if are_all else "first "
    return f"Of the {which}{count_text(len(names), level.noun)} there, none is called nearly so."


async def _first(api: Api, place: Place) -> tuple[list[str], bool]:
    """The names on the first page, and whether there is no other one."""
    async with aclosing(pages(api, place)) as coming:
        async for page in coming:
            return [place.level.label(item) for item in page.items], page.last
    return [], True


def _distance(name: str, other: str) -> float:
    """0 where they are the same but for case, 1 where they have nothing in common."""
    return 1 - SequenceMatcher(None, name.casefold(), other.casefold()).ratio()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(plain, names))
