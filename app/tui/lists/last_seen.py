"""What a place showed when it was seen last, for as long as nothing fresh can be had."""

from msgspec.structs import replace

from app.poller import Snapshot
from app.recent import Recent
from app.resources.level import Place
from app.resources.query import EVERYTHING


class LastSeen:
    """The rows of a place that were seen last, by this monitor or by one before."""

    def __init__(self, place: Place, recent: Recent, known: Snapshot | None = None) -> None:
        """`known` is what the screen from which one came has of it, if it has anything."""
        self._place = place
        self._recent = recent
        self._known = known

    def begin(self) -> Snapshot | None:
        """What there is to begin with; None where there is nothing."""
        return self._known or self.kept()

    def kept(self) -> Snapshot | None:
        """What was kept of the place; None where nothing was."""
        if (kept := self._recent.find(self._place)) is None:
            return None
        return Snapshot(self._place, kept.rows, fetched_at=kept.fetched_at, kept=True)

    def or_before(self, snapshot: Snapshot, before: Snapshot | None) -> Snapshot:
        """A snapshot, which is kept; or that from before with what is wrong, where it is empty."""
        if snapshot.fetched_at is None and before is not None and before.fetched_at is not None:
            return replace(before, trouble=snapshot.trouble)
        if snapshot.fetched_at is not None and snapshot.query == EVERYTHING:
            self._recent.keep(self._place, snapshot.rows, snapshot.fetched_at)
        return snapshot
