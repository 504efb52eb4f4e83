"""The list in a preview: where the selection goes on to, it goes as it is."""

from app.aws.priority import Priority
from app.poller import Attention, Tempo
from app.resources.level import Place
from app.tui.last_seen import LastSeen
from app.tui.link import Link
from app.tui.list_pane import ListPane
from app.tui.wanted_row import WantedRow

UNHURRIED = Tempo(quickest=15.0, slowest=30.0)
"""How often the preview is refreshed: the list beside it is what one watches."""


class PreviewList(ListPane):
    """What is inside a row, which nobody can select, sort or filter."""

    def __init__(self, place: Place, link: Link) -> None:
        super().__init__(place, link, focusable=False, priority=Priority.PREVIEW, tempo=UNHURRIED)

    def go(self, place: Place) -> None:
        """Show another place of the same level.

        A list that is opened anew is styled and laid out anew, and keys wait for as long as that
        takes. What takes less than a second is not said to be loading.
        """
        self.place, self.snapshot, self.everything = place, None, ""
        self.attention = Attention(Priority.PREVIEW)
        self._wanted = WantedRow(place, self.table, self.attention, None)
        self._last_seen = LastSeen(place, self._link.recent)
        self.table.stale = False
        self.table.show(())
        self.table.rewind()
        (self.speak if any(self.said) else self.speak_later)()
        self.watch_anew()
