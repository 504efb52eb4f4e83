"""What the user wants to see of a list, and who sees to it: the service, or the table.

The service sorts and filters everything there is, as far as it can; the table does the same with
what is loaded: while one types, with what the service cannot do, and with what it refuses.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from app.aws.searches import LAST_OFFSET
from app.errors import UsageError
from app.poller import Snapshot
from app.resources.asking import Asked, understood
from app.resources.level import Item, Level
from app.resources.listing import Search
from app.resources.query import EVERYTHING, Query
from widgets.table.resource_table import ResourceTable
from widgets.table.row_filter import RowFilter, SearchedText

LOADED_FOR_ONE = 2_000
"""Rows that are loaded at most to come to one that is wanted: each hundred of them is a call."""

ARRANGED_HERE = 2_000
"""Items of a search that are loaded at most for the table to sort or filter them: it makes rows of
all, and each hundred of them is a call."""

IN_SIGHT = 200
"""Rows before the end of a list from where on it is told why there are no more."""


class Wish(Struct, frozen=True):
    """An order and a filter."""

    column: str | None = None
    """The column to sort by; None is the order of the service."""
    reverse: bool = False
    filter: Asked = field(default_factory=Asked)

    def query(self, search: Search | None) -> Query:
        """As much of it as the service can be asked for."""
        if search is None:
            return EVERYTHING
        column = self.column if self.column in search.sorts else None
        return Query(column, column is not None and self.reverse, self.filter.filters)


class Division(Struct, frozen=True):
    """Who does what of a wish, as far as it was answered."""

    wish: Wish
    level: Level
    snapshot: Snapshot

    @property
    def query(self) -> Query:
        """What the service is to do."""
        return self.wish.query(self.snapshot.search)

    @property
    def is_settled(self) -> bool:
        """Whether the service has answered, be it with a refusal."""
        answered = (self.snapshot.query, self.snapshot.refused)
        return self.query in answered

    def is_awaited(self, asked_for: Query) -> bool:
        """Whether the service was asked for its part, and has not answered yet."""
        return asked_for == self.query and not self.is_settled

    @property
    def filters_there(self) -> bool:
        """Whether the rows are those that pass what the service can be asked for."""
        return self.snapshot.query.filters == self.wish.filter.filters

    @property
    def filters_here(self) -> bool:
        """Whether the table has to leave out rows."""
        wanted = self.wish.filter
        return bool(wanted.here or (wanted.conditions and not self.filters_there))

    @property
    def sorts_here(self) -> bool:
        """Whether the table has to sort, once everything is answered."""
        order = (self.snapshot.query.column, self.snapshot.query.reverse)
        return self.wish.column is not None and order != (self.wish.column, self.wish.reverse)

    def row_filter(self, items: Callable[[], Mapping[str, Item]]) -> RowFilter:
        """What is left to the table to filter; `items` gives what the rows are made from."""
        wanted = self.wish.filter
        left = in_rows(wanted.here)
        if self.filters_there or not wanted.conditions:
            return left

        def knows(key: str) -> bool:
            item = items().get(key)
            return item is None or wanted.holds(item)

        return RowFilter(wanted.text, left.error, left.test, knows)

    def arrange(self, table: ResourceTable, items: Callable[[], Mapping[str, Item]]) -> None:
        """Have the table do what the service does not; rows keep their order until it answers."""
        table.filter_by(self.row_filter(items))
        if not self.is_settled:
            return
        query = self.snapshot.query
        table.came_sorted(query.column, query.reverse)
        column = self.wish.column if self.sorts_here else None
        table.sort_by(column, column is not None and self.wish.reverse)

    def complaint(self, top: int = 0) -> str:
        """What the service does not do, and what is done about it; empty where it does everything.

        `top` is the place of the first row on the screen.
        """
        if self.snapshot.refused != self.query:
            return self._limit(top)
        loaded = len(self.snapshot.rows.loaded)
        rows = f"the {loaded:,} {self.level.noun}s that are loaded"
        if not self.filters_there:
            return f"The service does not take this filter: it was applied to {rows}."
        label = {one.id: one.label for one in self.level.columns}.get(self.wish.column or "", "")
        return f"The service does not sort by {label}: {rows} were sorted here."

    def _limit(self, top: int) -> str:
        """Why there are no more rows to come to; empty where there are."""
        search, rows = self.level.listing.search, f"{self.level.noun}s"
        if search is None:
            return ""
        if (self.filters_here or self.sorts_here) and _is_full(self.snapshot):
            what = "filtered" if self.filters_here else "sorted"
            loaded = len(self.snapshot.rows.loaded)
            return f"No more than these {loaded:,} {rows} are loaded to be {what} here."
        total = max(self.snapshot.total or 0, LAST_OFFSET)
        if self.snapshot.unreachable and top >= total - IN_SIGHT:
            is_dated = total > LAST_OFFSET and not self.snapshot.query.is_by_creation(search)
            others = "of none without that time" if is_dated else "no more"
            told = f"In this order the service tells of {total:,} {rows} and {others}"
            is_lifted = not EVERYTHING.is_by_creation(search) or self.wish.column is None
            return f"{told}: filter them{'' if is_lifted else ', or lift the sort'}."
        return ""


def asked(text: str, search: Search | None, now: float) -> Asked:
    """What a filter asks for; raises UsageError where it makes no sense."""
    wanted = understood(text, search, now)
    if complaint := in_rows(wanted.here).error:
        raise UsageError(complaint)
    return wanted


def in_rows(pieces: Sequence[str]) -> RowFilter:
    """Words and patterns that are looked for in what rows read."""
    filters = [RowFilter.parse(piece) for piece in pieces]
    tests = [one.test for one in filters if one.test is not None]
    error = next((one.error for one in filters if one.error), "")

    def test(row: SearchedText) -> bool:
        return all(passes(row) for passes in tests)

    return RowFilter(" ".join(pieces), error, test if tests else None)


def is_loaded_on(snapshot: Snapshot, loaded: int) -> bool:
    """Whether a row that is wanted may come with the next page: nobody tells where it stands."""
    return snapshot.more and not is_sought(snapshot) and loaded < LOADED_FOR_ONE


def is_sought(snapshot: Snapshot) -> bool:
    """Whether the service tells where an item stands among all: by when it was created."""
    return snapshot.search is not None and EVERYTHING.newest_first(snapshot.search)


def is_to_load(snapshot: Snapshot, table: ResourceTable) -> bool:
    """Whether there is more to load for a table that is scrolled to its end.

    A filter that leaves less than a screen would else load everything there is. A search loads what
    is on the screen wherever that is, and else only so many.
    """
    is_filled = table.row_count >= table.size.height
    is_searched = snapshot.search is not None
    is_loaded = is_searched and bool(table.visible_places or _is_full(snapshot))
    return snapshot.more and is_filled and not is_loaded


def _is_full(snapshot: Snapshot) -> bool:
    """Whether no more items of a search are loaded, though there are more."""
    return snapshot.more and len(snapshot.rows.loaded) >= ARRANGED_HERE


def loaded_at_first(snapshot: Snapshot) -> int:
    """How many rows are loaded from the first one on, before the first that is not."""
    keys = snapshot.rows.keys
    return keys.index("") if "" in keys else len(keys)
