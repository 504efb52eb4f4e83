"""What each of several open logs has of the few calls of GetLogEvents that an account has.

`app.aws.pacing.pace` decides when any call goes out. Here it is said how often a log is read at
most, and that one which nobody sees can wait.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from app.aws.api import EventPage, LogEvents
from app.aws.pacing.priority import Asker, Priority, asking, current_asker
from app.resources.log_place import LogPlace

STEADY_RATE = 4.0
"""Calls a second that all logs make together while none is behind: less than half of what an
account has in a Region, since the whole studio shares that."""


class Budget:
    """The calls of GetLogEvents that one connection makes, shared by the logs that are open."""

    def __init__(self) -> None:
        self._shares: set[Share] = set()

    def share(self, source: LogEvents) -> "Share":
        """What one more log has that reads from `source`, for as long as its share is held."""
        return Share(self, source)

    @property
    def interval(self) -> float:
        """Seconds between two reads of one log below which all together would take too much."""
        return sum(share.visible for share in self._shares) / STEADY_RATE

    @contextmanager
    def holding(self, share: "Share") -> Iterator[None]:
        """A log is read again and again meanwhile."""
        self._shares.add(share)
        try:
            yield
        finally:
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

    def held(self) -> AbstractContextManager[None]:
        """The log is read meanwhile, so the others are read less often."""
        return self._budget.holding(self)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever reads a log, for as long as it can be seen."""

    share: Share
    asker: Asker

    @property
    def priority(self) -> Priority:
        return self.asker.priority if self.share.visible else Priority.UNSEEN
