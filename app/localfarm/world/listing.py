"""The List operations: a page of what a declaration says how to collect, sort and filter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.localfarm.contract import Reply, Request
from app.localfarm.world.finding import Parameters
from app.localfarm.world.job_fields import Fields
from app.localfarm.world.paging import Key, page
from app.localfarm.world.shapes import cut, members

Collect = Callable[[Parameters], Sequence[Any]]
"""What a request lists, in order. Raises `WireError` where what it should be in is not there."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One List operation."""

    listed: str
    """The member of the output that holds the items."""
    collect: Collect
    key: Callable[[Any], Key]
    """What the items are sorted by."""
    fields: Fields
    view: Callable[[Any], Any] = lambda item: item
    """Makes the view of an item, where it is not one already."""
    filters: tuple[str, ...] = ()
    """Members of the input that items have to match where they are given."""
    hollow: bool = False
    """Whether a list may begin with an empty page."""


class Lists:
    """Answers List operations, each as it is declared."""

    def __init__(self, operations: Mapping[str, Listing]) -> None:
        self.operations = operations

    def answer(self, request: Request) -> Reply:
        """The page that a request asks for."""
        listing = self.operations[request.operation]
        parameters = request.parameters
        given = {name: parameters[name] for name in listing.filters if name in parameters}
        items = listing.collect(parameters)
        if given:
            items = [item for item in items if _matches(listing, item, given)]
        found = page(
            items,
            listing.key,
            _scope(request),
            parameters,
            hollow=listing.hollow or bool(given),
        )
        names = members(request.service, request.operation, listing.listed)
        records = (
            [cut(listing.fields, listing.view(item), names) for item in found.items]
            if names
            else list(found.items)
        )
        reply: dict[str, Any] = {listing.listed: records}
        return reply if found.token is None else {**reply, "nextToken": found.token}


def _matches(listing: Listing, item: Any, given: Parameters) -> bool:
    view = listing.view(item)
    return all(listing.fields[name](view) == value for name, value in given.items())


def _scope(request: Request) -> str:
    """Which list a request is about, in a text that does not depend on the page."""
    ids = sorted(
        (name, str(value))
        for name, value in request.parameters.items()
        if name not in {"nextToken", "maxResults", "principalId"}
    )
    return f"{request.operation}{ids}"
