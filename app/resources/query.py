"""Which items of a level a search is asked for, and in which order."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.resources.listing import Search
from app.resources.terms import Filter, Path

CREATED = "CREATED_AT"
"""The one field of a time that every item has."""

TIMES = MappingProxyType(
    {
        CREATED: "createdAt",
        "STARTED_AT": "startedAt",
        "ENDED_AT": "endedAt",
        "UPDATED_AT": "updatedAt",
    }
)
"""The members that hold times, by the fields past which a search goes on where offsets end."""

NOWHERE: Path = MappingProxyType({})
"""The path of a search that nothing but its request's own members confines."""

FILTERS_A_GROUP = 3
"""The most that a group of filters takes."""


class Query(Struct, frozen=True):
    """What is asked of a level that can be searched."""

    column: str | None = None
    """The column to sort by; None is the level's own order."""
    reverse: bool = False
    filters: tuple[Filter, ...] = ()
    """All of these must hold."""

    def field(self, search: Search) -> str:
        """The search field that it is sorted by, after a `-` where that falls."""
        if self.column is None:
            return search.order
        given = search.sorts[self.column]
        return _turned(given) if self.reverse else given

    def is_by_creation(self, search: Search) -> bool:
        """Whether the items come in the order in which they were created, or against it."""
        return self.field(search).lstrip("-") == CREATED

    def also(self, condition: Filter) -> "Query":
        """The same in the same order, of what fulfils one more condition."""
        return replace(self, filters=(*self.filters, condition))

    def time(self, search: Search) -> str | None:
        """The member with the time by which the items are sorted; None where that is no time."""
        return TIMES.get(self.field(search).lstrip("-"))

    def newest_first(self, search: Search) -> bool:
        """Whether whatever is new comes at the top."""
        return self.field(search) == f"-{CREATED}"

    def request(
        self, search: Search, path: Path = NOWHERE, beyond: datetime | None = None
    ) -> dict[str, Any]:
        """The members of a request below `path` that say what is searched for.

        `beyond` is the time from which it goes on, of the field by which it is sorted. That time
        itself is included, since items can share it.
        """
        sort = self.field(search)
        fields = [sort] if self.is_by_creation(search) else dict.fromkeys([sort, search.order])
        sorts = [_sort(one) for one in fields if one]
        threshold = () if beyond is None else (_from(beyond, sort),)
        filters = (*search.fixed(path), *self.filters, *threshold)
        return {
            **({"sortExpressions": sorts} if sorts else {}),
            **({"filterExpressions": _all(filters)} if filters else {}),
        }

    def parts(self) -> list["Query"]:
        """The whole of it, then less and less: without the order, without the filters."""
        unsorted = replace(self, column=None, reverse=False)
        parts = [self]
        if self.column is not None and self.filters:
            parts += [unsorted, replace(self, filters=())]
        return parts if self == Query() else [*parts, Query()]


EVERYTHING = Query()
"""All items in the level's own order."""


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _sort(field: str) -> dict[str, Any]:
    falls = field.startswith("-")
    order = "DESCENDING" if falls else "ASCENDING"
    return {"fieldSort": {"name": field.removeprefix("-"), "sortOrder": order}}


def created_after(moment: datetime) -> Filter:
    """Whatever is newer than something that was created at this time."""
    return {"dateTimeFilter": {"name": CREATED, "operator": "GREATER_THAN", "dateTime": moment}}


def _from(moment: datetime, field: str) -> Filter:
    operator = "LESS_THAN_EQUAL_TO" if field.startswith("-") else "GREATER_THAN_EQUAL_TO"
    name = field.removeprefix("-")
    return {"dateTimeFilter": {"name": name, "operator": operator, "dateTime": moment}}


def _all(filters: Sequence[Filter]) -> dict[str, Any]:
    """A group in which all of these must hold; what a group cannot take is in groups inside."""
    while len(filters) > FILTERS_A_GROUP:
        groups = range(0, len(filters), FILTERS_A_GROUP)
        filters = [{"groupFilter": _all(filters[at : at + FILTERS_A_GROUP])} for at in groups]
    return {"filters": list(filters), "operator": "AND"}
