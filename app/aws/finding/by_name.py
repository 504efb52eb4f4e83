"""Finding an item of a place by its name, in a few calls however long the list is.

The service is asked to search for the name where it can. Only where that finds nothing called so,
and is not known to find whatever is, the list itself is looked through, as far as calls are left.
Of what is called by its parameters, as `Frame=1042`, the value of one of them is a name as well.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from app.aws.api import Api
from app.aws.finding.near_names import instead
from app.aws.reading.budget import MOST_CALLS, Budget, SpentError
from app.aws.reading.items import get_item
from app.aws.reading.pages import pages
from app.aws.searches import refused_both
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError, UsageError
from app.resources.asking import called
from app.resources.ids_in_text import is_id_of
from app.resources.level import Item, Level, Place
from app.resources.query import Query
from app.view import count_text, plain

_TOLD_AT_MOST = 5
"""So many of several that are meant are told by their names."""

_IDS_AT_MOST = 3
"""So many by their ids."""


async def find_named(
    api: Api,
    place: Place,
    name: str,
    passed: Sequence[tuple[Level, Item]] = (),
    most_calls: int = MOST_CALLS,
) -> Item:
    """The item of a place with this id, or the only one that is called so, or that begins so.

    Of items that are called by their parameters it may be the only one with this value, too.
    `passed` is what leads to the place. Raises what the calls raise; NotFoundError where there is
    none and UsageError where several are meant, both of which say how far was looked.
    """
    level = place.level
    if is_id_of(level, name):
        return {level.key: name, **await get_item(api, place, name)}
    looked = await look_for(api, place, name, most_calls)
    where = "/".join(one.label(item) for one, item in passed)
    return await asyncio.to_thread(looked.meant, level, name, where)


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is by a name among the items of a level that were looked at."""

    exact: Sequence[Item] = ()
    """What is called so and not otherwise; of several it is no matter whether there are more."""
    beginning: Sequence[Item] = ()
    """What is called more than that."""
    valued: Sequence[Item] = ()
    """What has it as the value of one of several parameters."""
    others: Sequence[Item] = ()
    """What is called otherwise."""
    are_all: bool = True
    """Whether there are no more items."""
    is_sure: bool = True
    """Whether nothing else can be called so."""
    by_search: bool = False
    """Whether they are those that a search has found."""

    @property
    def is_whole_name(self) -> bool:
        """Whether anything goes by the name as it is, and not by more than that."""
        return bool(self.exact or self.valued)

    def meant(self, level: Level, name: str, where: str) -> Item:
        """The only one that can be meant, of what is looked for in `where`.

        Raises NotFoundError where there is none and UsageError where several are meant. It compares
        names, so this is for a thread.
        """
        if len(self.exact) == 1:
            return self.exact[0]
        if self.is_sure and len(self.valued) == 1:
            return self.valued[0]
        if self.is_sure and len(self.beginning) == 1:
            return self.beginning[0]
        raise _refusal(level, name, where, self)

    def how_far(self, noun: str) -> str:
        """What was looked at where there is more of it."""
        if not (seen := len(self.beginning) + len(self.others)):
            return "as far as was looked"
        so = " that a search for it finds" if self.by_search else ""
        return f"among the first {count_text(seen, noun)}{so}"


async def look_for(api: Api, place: Place, name: str, most_calls: int) -> Looked:
    """What a search or else the list has by a name, in so many calls. Raises what they raise."""
    budget = Budget(api, most_calls)
    search = place.level.listing.search
    if search is None or (condition := called(name, search)) is None:
        return await _through(budget, place, name)
    try:
        found = await _through(budget, place, name, Query(filters=(condition,)))
    except (DeniedError, InvalidError) as refusal:
        return await _unsearched(budget, place, name, refusal)
    # A search that finds what begins so does look into names, whatever else it is known to do.
    if found.exact or found.beginning or found.valued or not budget.left:
        return found
    if not search.finds_names:
        return await _through(budget, place, name)
    if found.others:
        return found
    # Nothing is called so: the first hundred tell what there is instead.
    return replace(await _through(budget, place, name, most_pages=1), is_sure=True)


async def _unsearched(
    budget: Budget, place: Place, name: str, refusal: DeniedError | InvalidError
) -> Looked:
    """What the list has by a name that the service refuses to search for."""
    if isinstance(refusal, InvalidError):  # it may take a search for everything
        return await _through(budget, place, name)
    if place.unsearched is None:
        raise refusal
    try:
        return await _through(budget, place.unsearched, name)
    except (DeniedError, InvalidError) as error:
        raise refused_both(refusal, error) from error


async def _through(
    budget: Budget,
    place: Place,
    name: str,
    query: Query | None = None,
    most_pages: int = MOST_CALLS,
) -> Looked:
    """What one list, or one search, has by a name, as far as the calls reach."""
    level, wanted = place.level, name.casefold()
    exact, beginning = list[Item](), list[Item]()
    valued, others, is_whole, number = list[Item](), list[Item](), False, 0
    try:
        async with aclosing(pages(budget, place, query)) as coming:
            async for page in coming:
                for item in page.items:
                    label = level.label(item).casefold()
                    if label == wanted:
                        exact.append(item)
                        continue
                    given = level.values(item)
                    if name in given.values():
                        if len(given) == 1:  # no other can have it
                            return Looked([item])
                        valued.append(item)
                    if label.startswith(wanted):
                        beginning.append(item)
                    else:
                        others.append(item)
                if exact:
                    return Looked([one for one in exact if level.label(one) == name] or exact)
                is_whole = page.last
                number += 1
                if number == most_pages:
                    break
    except SpentError:
        pass
    by_search = query is not None
    return Looked((), beginning, valued, others, is_whole, is_whole, by_search)


def _refusal(level: Level, name: str, where: str, looked: Looked) -> FarmtopError:
    """Why no item is the one that is meant, and how far was looked."""
    typed, far = repr(plain(name)), "" if looked.is_sure else f" {looked.how_far(level.noun)}"
    within = f" in {where}" if where else ""
    if looked.exact:
        keys = ", ".join(item[level.key] for item in looked.exact[:_IDS_AT_MOST])
        more = " and others" if len(looked.exact) > _IDS_AT_MOST else ""
        what = f"{count_text(len(looked.exact), level.noun)}{within} are called {typed}"
        return UsageError(f"{what}: {keys}{more}.", "Give the id of one.")
    if several := looked.valued or looked.beginning:
        labels = ", ".join(level.label(item) for item in several[:_TOLD_AT_MOST])
        more = " and others" if len(several) > _TOLD_AT_MOST else ""
        what = "a value" if looked.valued else "the beginning"
        is_begun = looked.is_sure and not looked.valued
        return UsageError(
            f"{typed} is {what} of {count_text(len(several), level.noun)}{far}: {labels}{more}.",
            "Type some more of it." if is_begun else "Type all of it, or paste its id.",
        )
    names = [level.label(one) for one in looked.others]
    there = instead(level.noun, name, names, are_all=looked.are_all, by_search=looked.by_search)
    return NotFoundError(
        f"There is no {level.noun} {typed}{far}{within}.",
        there if looked.is_sure else f"{there} Paste its id.",
    )
