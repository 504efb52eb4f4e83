"""What a poller says at one moment: the rows, how fresh they are, and what stands in the way."""

from collections.abc import Mapping

from msgspec import Struct

from app.errors import DeniedError, FarmtopError, Trouble
from app.resources.level import Item, Place
from app.resources.listing import Search
from app.resources.query import EVERYTHING, Query
from app.rows import Rows

NO_ROWS = Rows()


class Snapshot(Struct, frozen=True):
    """A level as far as it is known, in the service's order."""

    place: Place
    rows: Rows = NO_ROWS
    """An object that did not change is the same `Row` as in the snapshot before."""
    items: Mapping[str, Item] = {}
    """What the rows were made from, by key."""
    total: int | None = None
    """How many there are on the service, where it says so."""
    uncounted: bool = False
    """Whether there can be more than anybody has counted."""
    unreachable: bool = False
    """Whether there can be some to which no call leads in this order."""
    query: Query = EVERYTHING
    """What the service was asked for."""
    refused: Query | None = None
    """What it was asked for in vain: it does not take a field of that."""
    more: bool = False
    """Whether there are more than were loaded."""
    loading: bool = True
    """Whether the first listing is still under way."""
    fetched_at: float | None = None
    """When the service last confirmed what is shown, in seconds since the epoch."""
    asked_at: float | None = None
    """When it was asked for what was confirmed last, in seconds since the epoch."""
    asked_about: tuple[str, ...] = ()
    """Keys of the rows on the screen of which it told then: by a list, or beyond what a search said
    that may be behind."""
    interval: float = 0.0
    """Seconds between two such times, as things are now."""
    kept: bool = False
    """Whether the rows were kept from when the place was last seen, and nothing is known since."""
    trouble: Trouble | None = None
    """Set while refreshes fail; the rows are then the last ones known."""
    without_details: DeniedError | None = None
    """Why columns stay empty that only a batch get could fill, where the caller may not do it."""
    without_names: DeniedError | None = None
    """Why ids stand where a batch get could tell names, where the caller may not do it."""
    unsearched: FarmtopError | None = None
    """How the service refused to search, where the level is listed instead."""

    @property
    def search(self) -> Search | None:
        """What the service can do for what is shown beyond listing it."""
        return None if self.unsearched is not None else self.place.level.listing.search
