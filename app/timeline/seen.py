"""What is known of the sessions of a timeline after a look at them."""

from dataclasses import dataclass

from app.errors import Trouble
from app.timeline.visit import Visit

INTERVAL = 10.0
"""Seconds between two looks while anything is under way."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known after a look, or in the midst of the first."""

    visits: tuple[Visit, ...] = ()
    unread: int = 0
    """Sessions that were listed and not read, for want of calls."""
    uncounted: bool = False
    """Whether there are more sessions than were listed."""
    calls: int = 0
    """Calls that the last look took."""
    loading: bool = True
    """Whether the first look is still under way."""
    fetched_at: float | None = None
    """When the service last confirmed all of it, in seconds since the epoch."""
    interval: float = INTERVAL
    """Seconds until the next look."""
    trouble: Trouble | None = None
    """Set while looks fail; the visits are then the last ones known."""

    @property
    def confirmed_until(self) -> float | None:
        """Until when it is known of what runs that it does, in seconds since the epoch.

        None is now; while looks fail it is no longer than the last one told.
        """
        if self.trouble is None:
            return None
        return self.trouble.since if self.fetched_at is None else self.fetched_at

    def until(self, now: float) -> float:
        """The same, where it is `now`."""
        return now if self.confirmed_until is None else self.confirmed_until

    def read_since(self, before: "Seen") -> list[Visit]:
        """The visits that were read since that was seen."""
        known = {id(visit) for visit in before.visits}
        return [visit for visit in self.visits if id(visit) not in known]

    @property
    def cut(self) -> int:
        """Sessions of which not all actions were read."""
        return sum(not visit.is_whole for visit in self.visits)
