"""The list in a preview: where the selection goes on to, it goes as it is."""

from time import monotonic

from app.aws.pacing.priority import Priority
from app.poller import Attention, Tempo
from app.resources.level import Place
from app.tui.connection.link import Link
from app.tui.lists.last_seen import LastSeen
from app.tui.lists.list_pane import ListPane
from app.tui.lists.wanted_row import WantedRow

UNHURRIED = Tempo(quickest=15.0, slowest=30.0)
"""How often the preview is refreshed: the list beside it is what one watches."""

PATIENCE = 1.0
"""Seconds in which what is asked for may come before it is said to be loading."""


class PreviewList(ListPane):
    """What is inside a row, which nobody can select, sort or filter."""

    def __init__(self, place: Place, link: Link) -> None:
        super().__init__(place, link, focusable=False, priority=Priority.PREVIEW, tempo=UNHURRIED)
        self._went_at = float("-inf")
        """When it was told where to go, by the monotonic clock."""

    def words(self) -> str:
        """Why there are no rows; at first, nothing is said of what is still to come.

        Keys wait for as long as it takes to lay out the words, and then the rows.
        """
        is_early = monotonic() < self._went_at + PATIENCE
        # A service may answer with an empty page first, and more behind it.
        seen = self.snapshot
        is_awaited = seen is None or (seen.loading and not seen.rows)
        return "" if is_early and is_awaited and not self.said[0] else super().words()

    def go(self, place: Place) -> None:
        """Show another place of the same level.

        A list that is opened anew is styled and laid out anew, and keys wait for as long as that
        takes.
        """
        self._went_at = monotonic()
        self.place, self.snapshot, self.everything = place, None, ""
        self.attention = Attention(Priority.PREVIEW)
        self.attention.expected = self._link.requested
        self._wanted = WantedRow(place, self.table, self.attention, None)
        self._last_seen = LastSeen(place, self._link.recent)
        self.table.stale = False
        self.table.show(())
        self.table.rewind()
        (self.speak if any(self.said) else self.speak_later)()
        self.watch_anew()
