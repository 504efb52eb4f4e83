"""What each of several open logs has of the few calls of GetLogEvents that an account has.

`app.aws.pace` decides when any call goes out. Here it is said how often a log is read at most, and
that one which nobody sees can wait.
"""

from dataclasses import dataclass

from app.aws.api import EventPage, LogEvents
from app.aws.priority import Asker, Priority, asking, current_asker
from app.resources.log_place import LogPlace

STEADY_RATE = 4.0
"""Calls a second that all logs make together while none is behind: less than half of what an
account has in a Region, since the whole studio shares that."""


class Budget:
    """The calls of GetLogEvents that one connection makes, shared by the logs that are open."""

    def __init__(self) -> None:
        self._shares: set[Share] = set()

    def share(self, source: LogEvents) -> "Share":
        """One more log reads from `source`, until its share is closed."""
        share = Share(self, source)
        self._shares.add(share)
        return share

    @property
    def interval(self) -> float:
        """Seconds between two reads of one log below which all together would take too much."""
        return sum(share.visible for share in self._shares) / STEADY_RATE

    def leave(self, share: "Share") -> None:
        """A log is read no more."""
        self._shares.discard(share)


class Share:
    """What one log gets of a budget: a `LogEvents` whose reads wait while nobody sees the log."""

    def __init__(self, budget: Budget, source: LogEvents) -> None:
        """`Budget.share` is how one is made."""
        self._budget = budget
        self._source = source
        self.visible = True
        """Whether somebody looks at the log; it then goes before those that nobody sees."""

    @property
    def interval(self) -> float:
        """Seconds between two reads below which all logs together would take too much."""
        return self._budget.interval

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `app.aws.api.LogEvents` promises it."""
        with asking(_Reader(self, current_asker())):
            return await self._source.get_log_events(
                place, token=token, from_head=from_head, limit=limit
            )

    def close(self) -> None:
        """The log is read no more."""
        self._budget.leave(self)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever reads a log, for as long as it can be seen."""

    share: Share
    asker: Asker

    @property
    def priority(self) -> Priority:
        return self.asker.priority if self.share.visible else Priority.UNSEEN
