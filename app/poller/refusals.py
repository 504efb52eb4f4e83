"""What the service has refused to search, to sort and to filter by: nobody asks for it again.

Which fields a search takes is not documented, and to ask in vain costs a call of a rate that is
shared by a whole account. So what was refused once is not asked for any more by this run.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from app.aws.api import Api
from app.aws.searches import Found, find
from app.errors import DeniedError, FarmtopError, InvalidError
from app.resources.level import Level, Place
from app.resources.query import Query
from app.resources.terms import Filter

Trait: TypeAlias = tuple[str, ...]
"""Something of a query that a service may not take: a field to sort by, a way to filter."""


Scope: TypeAlias = tuple[str, ...]
"""Where a refusal holds: in a whole level, or only within the ids behind its name."""


class Refusals:
    """The traits of queries that were refused, by the names of levels, and searches at all."""

    def __init__(self) -> None:
        self._refused: dict[str, set[frozenset[Trait]]] = {}
        self._unsearched: dict[Scope, FarmtopError] = {}

    def allow(self, level: Level, query: Query) -> bool:
        """Whether there is any use in asking for a query."""
        traits = _traits(level, query)
        return not any(refused <= traits for refused in self._refused.get(level.name, ()))

    def of_search(self, place: Place) -> FarmtopError | None:
        """How the service has refused to search a place at all; None where it has not."""
        found = (self._unsearched.get(scope) for scope in (_everywhere(place), _granted(place)))
        return next(filter(None, found), None)

    def learn_of_search(self, place: Place, error: FarmtopError) -> None:
        """The service has refused to search a place at all, and does list it.

        What it does not take it takes nowhere; what one may not do one may do elsewhere.
        """
        is_denied = isinstance(error, DeniedError)
        self._unsearched[_granted(place) if is_denied else _everywhere(place)] = error

    def forget_search(self, place: Place) -> None:
        """The service does search a place."""
        for scope in (_everywhere(place), _granted(place)):
            self._unsearched.pop(scope, None)

    def learn(self, level: Level, refused: Query, taken: Query) -> None:
        """A query was refused of which this part was taken: it was for the rest of it."""
        rest = _traits(level, refused) - _traits(level, taken)
        if rest:
            self._refused.setdefault(level.name, set()).add(rest)

    async def taken(self, api: Api, place: Place, asked: Query) -> tuple[Query, Found]:
        """As much as the service takes of a query, and the first page of that.

        Raises the errors of `app.errors`.
        """
        level, refused = place.level, list[Query]()
        *parts, least = asked.parts()
        for query in parts:
            if not self.allow(level, query):
                continue
            if (found := await _tried(api, place, query)) is not None:
                break
            refused.append(query)
        else:
            query, found = least, await find(api, place, least)
        for one in refused:
            self.learn(level, one, query)
        return query, found


async def _tried(api: Api, place: Place, query: Query) -> Found | None:
    """The first page of a query; None where the service does not take a field of it."""
    with suppress(InvalidError):
        return await find(api, place, query)
    return None


def _everywhere(place: Place) -> Scope:
    return (place.level.name,)


def _granted(place: Place) -> Scope:
    """Within what the right to search is given: what a request names outside its filters.

    That is a queue or a fleet of a farm, and a job; the policies that AWS manages give members of
    a single job the right to search its steps and tasks.
    """
    omitted = place.level.listing.omitted
    return (place.level.name, *(i for name, i in place.path.items() if name not in omitted))


def _traits(level: Level, query: Query) -> frozenset[Trait]:
    search = level.listing.search
    sorts = {("sort", query.field(search).lstrip("-"))} if search and query.column else set()
    filters = (trait for one in query.filters for trait in _ways(one))
    return frozenset(sorts.union(filters))


def _ways(filter_: Filter) -> Iterator[Trait]:
    """How a filter wants to compare which fields, whatever it compares them with.

    Words and parameters are of the user's own choice: of these the very same are meant.
    """
    for kind, asked in filter_.items():
        if kind == "groupFilter":
            for one in asked["filters"]:
                yield from _ways(one)
        elif kind in {"searchTermFilter", "parameterFilter"}:
            yield (kind, *map(str, asked.values()))
        else:
            yield (kind, asked["name"], asked["operator"])
