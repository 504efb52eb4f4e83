"""Figures over time that one moves about in by keys and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.charts.gauges_view import GaugesView
from widgets.charts.time_axis import Window

ZOOM = 2.0
"""How many times as much, or as little, is looked at."""
SHIFT = 0.25
"""The part of what is looked at by which that is moved."""


class Gauges(GaugesView, can_focus=True):
    """Keys go through the time, and change how much of it is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Earlier", id="gauges.left", show=False),
        Binding("right,l", "step(1)", "Later", id="gauges.right", show=False),
        Binding("pageup,ctrl+b", "step(-10)", "Much earlier", id="gauges.page-left", show=False),
        Binding("pagedown,ctrl+f", "step(10)", "Much later", id="gauges.page-right", show=False),
        Binding("home,g", "edge(0)", "To the beginning", id="gauges.first", show=False),
        Binding("end,G", "edge(1)", "To the end, and on with it", id="gauges.last", show=False),
        Binding("plus,equals_sign", "zoom(-1)", "Zoom in", id="gauges.zoom-in", show=False),
        Binding("minus", "zoom(1)", "Zoom out, to hours", id="gauges.zoom-out", show=False),
        Binding("0", "whole", "Show the whole time", id="gauges.whole", show=False),
        Binding(
            "less_than_sign,shift+left",
            "shift(-1)",
            "What was before",
            id="gauges.earlier",
            show=False,
        ),
        Binding(
            "greater_than_sign,shift+right",
            "shift(1)",
            "What came after",
            id="gauges.later",
            show=False,
        ),
        Binding(
            "n", "notable(1)", "Next time that one came near its end", id="gauges.next", show=False
        ),
        Binding("N", "notable(-1)", "The time before", id="gauges.previous", show=False),
        Binding("enter", "open", "Open the log of that time", id="gauges.open", show=False),
    ]

    @dataclass
    class Opened(Message):
        """The user wants to read what was written at the moment of the cursor."""

        gauges: "Gauges"

    def action_step(self, cells: int) -> None:
        """Go so many cells through the time; on behind the end of the screen, as far as it goes."""
        if self.window is None or self.whole is None:
            return
        length = self.window.length / self.bars_width
        moment = self.window.start + (self.cursor + cells + 0.5) * length
        is_end = moment > self.whole.end
        self.stand_at(None if is_end else max(moment, self.whole.start))

    def action_edge(self, which: int) -> None:
        """Go to the beginning of all, or to the end."""
        if self.whole is not None:
            self.stand_at(None if which else self.whole.start)

    def action_notable(self, direction: int) -> None:
        """Go to the next moment that stands out, or to the one before; on round at the ends."""
        here, moments = self.moment, self.shown.notable
        if here is None and self.whole is not None:
            here = self.whole.end
        beyond = [m for m in moments if here is None or (m - here) * direction > 0]
        if found := beyond or moments:
            self.stand_at(found[0 if direction > 0 else -1])

    def action_zoom(self, direction: int) -> None:
        """Look at half of the time around the cursor, or at twice as much."""
        if self.window is not None and self.whole is not None:
            around = self.whole.end if self.moment is None else self.moment
            self.look_at(self.window.zoomed(ZOOM**direction, around, self.whole), self.whole)

    def action_whole(self) -> None:
        """Look at everything."""
        if self.whole is not None:
            self.look_at(self.whole, self.whole)

    def action_shift(self, direction: int) -> None:
        """Look at what was earlier or later, and have the cursor there."""
        window, whole = self.window, self.whole
        if window is None or whole is None:
            return
        shifted = window.shifted(direction * SHIFT, whole)
        if self.moment is not None or shifted.end < whole.end:
            at = whole.end if self.moment is None else self.moment
            self.moment = _inside(at, shifted)
        self.look_at(shifted, whole)

    def action_open(self) -> None:
        """Open what was written then."""
        self.post_message(self.Opened(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the time that was clicked; a second click opens that."""
        cell = event.x - (self.cells.width - self.bars_width)
        if self.window is None or cell < 0:
            return
        self.action_step(cell - self.cursor)
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self) -> None:
        """Zoom out."""
        self.action_zoom(1)

    def on_mouse_scroll_up(self) -> None:
        """Zoom in."""
        self.action_zoom(-1)


def _inside(moment: float, window: Window) -> float:
    return min(max(moment, window.start), window.end)
