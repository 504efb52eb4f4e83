"""The flags of `farmtop ls` that say which items are listed, how many, and in which order."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import click

from app.errors import UsageError
from app.headless.flags import Command, with_options
from app.resources.asking import understood
from app.resources.level import Level
from app.resources.listing import Search
from app.resources.query import Query
from app.resources.terms import Filter

USUAL_LIMIT = 100
"""How many items are listed unasked: those of one page."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which of the items are listed, how many, and in which order."""

    limit: int | None = None
    """None is no limit."""
    query: Query | None = None
    """None is all of them in the level's own order."""

    @classmethod
    def of(cls, level: Level, flags: Mapping[str, Any]) -> Self:
        """What the flags of the command say; raises UsageError where that cannot be."""
        limit, is_all = flags["limit"], flags["all"]
        if is_all and limit is not None:
            raise UsageError("--all has no limit.", "Leave out --all or --limit.")
        if flags["reverse"] and flags["sort"] is None:
            raise UsageError("--reverse has nothing to turn.", "Give --sort, too.")
        query = _query(level, flags["sort"], flags["reverse"], flags["filter"])
        return cls(None if is_all else limit or USUAL_LIMIT, query)


def extent_options(command: Command) -> Command:
    """The flags behind `Extent`."""
    return with_options(
        (
            click.option("--all", is_flag=True, help="List all items, however many there are."),
            click.option(
                "--limit",
                type=click.IntRange(min=1),
                metavar="N",
                help=f"List so many items at most.  [default: {USUAL_LIMIT}]",
            ),
            click.option(
                "--filter",
                metavar="TEXT",
                help="List only what the service finds by this, as in the monitor: beauty "
                "status:failed.",
            ),
            click.option("--sort", metavar="COLUMN", help="Have the service sort by a column."),
            click.option("--reverse", is_flag=True, help="Turn the order of --sort."),
        )
    )(command)


def _query(level: Level, column: str | None, reverse: bool, text: str | None) -> Query | None:
    if column is None and text is None:
        return None
    search = level.listing.search
    if search is None:
        raise UsageError(
            f"The service neither filters nor sorts {level.name}.", "Leave out --filter and --sort."
        )
    if column is not None and column not in search.sorts:
        columns = ", ".join(search.sorts)
        raise UsageError(
            f"The service does not sort {level.name} by {column!r}.", f"Give one of: {columns}."
        )
    return Query(column, reverse, _filters(search, text or ""))


def _filters(search: Search, text: str) -> tuple[Filter, ...]:
    asked = understood(text, search, time.time())
    if asked.here:
        raise UsageError(
            f"The service cannot look for {' '.join(asked.here)}.", "Leave that out of --filter."
        )
    return asked.filters
