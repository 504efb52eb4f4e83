"""A screen on which nothing is painted that looks as it did."""

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget


class StillScreen(Screen[None]):
    """Not painted anew, all of it, when another widget has the focus; the widgets see to that."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
