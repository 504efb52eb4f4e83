"""A screen on which nothing is painted that looks as it did."""

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from widgets.closed import forget_closed


class StillScreen(Screen[None]):
    """Not painted anew, all of it, when another widget has the focus; the widgets see to that."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def on_resize(self, event: events.Resize) -> None:
        """Take no size that the terminal has left since.

        Textual lays a screen out for each that it is told of and tells it of that size once more,
        so that two which cross would follow each other for ever.
        """
        if event.size != self.app.size:
            event.prevent_default()

    def on_unmount(self) -> None:
        """The monitor stays open for days, and what is closed is to be gone."""
        forget_closed()
