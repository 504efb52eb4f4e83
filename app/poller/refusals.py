"""What the service has refused to search, to sort and to filter by: nobody asks for it again.

Which fields a search takes is not documented, and to ask in vain costs a call of a rate that is
shared by a whole account. So what was refused once is not asked for any more by this run.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from app.aws.api import Api
from app.aws.searches import Found, find
from app.errors import FarmtopError, InvalidError
from app.resources.level import Level, Place
from app.resources.query import Query
from app.resources.terms import Filter

Trait: TypeAlias = tuple[str, ...]
"""Something of a query that a service may not take: a field to sort by, a way to filter."""


class Refusals:
    """The traits of queries that were refused, by the names of levels."""

    def __init__(self) -> None:
        self._refused: dict[str, set[frozenset[Trait]]] = {}
        self._unsearched: dict[str, FarmtopError] = {}

    def allow(self, level: Level, query: Query) -> bool:
        """Whether there is any use in asking for a query."""
        traits = _traits(level, query)
        return not any(refused <= traits for refused in self._refused.get(level.name, ()))

    def of_search(self, level: Level) -> FarmtopError | None:
        """How the service has refused to search a level at all; None where it has not."""
        return self._unsearched.get(level.name)

    def learn_of_search(self, level: Level, error: FarmtopError) -> None:
        """The service has refused to search a level at all, and does list it."""
        self._unsearched[level.name] = error

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
