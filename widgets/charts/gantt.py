"""A chart of bars over time that one moves about in by keys and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.charts.gantt_moves import nearest, seen_middle
from widgets.charts.gantt_view import GanttView

ZOOM = 2.0
"""How many times as much, or as little, is looked at."""
SHIFT = 0.25
"""The part of what is looked at by which that is moved."""
WHEEL_ROWS = 3


class Gantt(GanttView, can_focus=True):
    """Keys go from bar to bar, from row to row, and change what time is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Earlier", id="gantt.left", show=False),
        Binding("right,l", "move(1)", "Later", id="gantt.right", show=False),
        Binding(
            "left_square_bracket", "step(-1)", "The action before", id="gantt.before", show=False
        ),
        Binding("right_square_bracket", "step(1)", "The next action", id="gantt.after", show=False),
        Binding("up,k", "row(-1)", "The row above", id="gantt.up", show=False),
        Binding("down,j", "row(1)", "The row below", id="gantt.down", show=False),
        Binding("home,g", "edge(0)", "The first action of the row", id="gantt.first", show=False),
        Binding("end,G", "edge(-1)", "The last action of the row", id="gantt.last", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="gantt.page-up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="gantt.page-down", show=False),
        Binding("plus,equals_sign", "zoom(-1)", "Zoom", id="gantt.zoom-in", tooltip="Zoom in"),
        Binding("minus", "zoom(1)", "Zoom out", id="gantt.zoom-out", show=False),
        Binding("0", "whole", "Show the whole time", id="gantt.whole", show=False),
        Binding("f", "follow", "Go along with what runs", id="gantt.follow", show=False),
        Binding(
            "less_than_sign,shift+left",
            "shift(-1)",
            "Look at what was before",
            id="gantt.earlier",
            show=False,
        ),
        Binding(
            "greater_than_sign,shift+right",
            "shift(1)",
            "Look at what came after",
            id="gantt.later",
            show=False,
        ),
        Binding("n", "notable(1)", "Next", id="gantt.next", tooltip="Next failed, slow or silent"),
        Binding("N", "notable(-1)", "The one before", id="gantt.previous", show=False),
        Binding("enter", "open", "Open its log at that time", id="gantt.open", show=False),
    ]

    @dataclass
    class Opened(Message):
        """The user opened a bar."""

        gantt: "Gantt"
        key: str

    @dataclass
    class NothingNotable(Message):
        """The user looked for another bar that stands out, and there is none."""

        gantt: "Gantt"

    def action_move(self, cells: int) -> None:
        """Go so many cells through the time, to whatever is seen in that cell of the row."""
        at, whole = self.selected, self.whole
        if at is None or whole is None:
            return
        here = self.cursor
        if here is None:  # out of sight: begin where it is looked at
            here = -1 if cells > 0 else self.bars_width
        moment = min(max(self.moment_at(here + cells), whole.start), whole.end)
        row = self.bars.row_of(at.key)
        bar = self.bar_in(row, moment) or nearest(self.bars.rows[row], moment)
        self.select(bar, moment)

    def action_step(self, bars: int) -> None:
        """Go along the row."""
        if (at := self.selected) is not None:
            self.select(self.bars.along(at.key, bars))

    def action_edge(self, place: int) -> None:
        """Go to the first or to the last bar of the row."""
        if (at := self.selected) is not None:
            self.select(self.bars.edge(at.key, place))

    def action_row(self, rows: int) -> None:
        """Go to another row, to what was at the same time."""
        at, window = self.selected, self.window
        if at is not None and window is not None:
            moment = seen_middle(at, window) if self.moment is None else self.moment
            self.select(self.bars.across(at.key, rows, moment), self.moment)

    def action_page(self, pages: int) -> None:
        """Go a page of rows up or down."""
        self.action_row(pages * max(1, self.page - 1))

    def action_notable(self, direction: int) -> None:
        """Go to the next bar in time that stands out, or to the one before."""
        if (at := self.selected) is not None:
            bar = self.bars.notable(at.key, direction)
            self.select(bar)
            if bar is None or bar is at:
                self.post_message(self.NothingNotable(self))

    def action_zoom(self, direction: int) -> None:
        """Look at half of the time around the cursor, or at twice as much."""
        at, window, whole = self.selected, self.window, self.whole
        if at is not None and window is not None and whole is not None:
            around = seen_middle(at, window) if self.moment is None else self.moment
            self.look_at(window.zoomed(ZOOM**direction, around, whole))

    def action_whole(self) -> None:
        """Look at everything."""
        if self.whole is not None:
            self.look_at(self.whole)

    def action_shift(self, direction: int) -> None:
        """Look at what was earlier or later."""
        if self.window is not None and self.whole is not None:
            self.look_at(self.window.shifted(direction * SHIFT, self.whole))

    def action_follow(self) -> None:
        """Look at the end of the time, and go along with it."""
        if self.window is not None and self.whole is not None:
            self.look_at(self.window.until(self.whole.end).inside(self.whole))

    def action_open(self) -> None:
        """Open the bar that the cursor is on."""
        if (at := self.selected) is not None:
            self.post_message(self.Opened(self, at.key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what was clicked; a second click opens that."""
        if (bar := self.bar_at(event.x, event.y)) is not None:
            self.select(bar, self.moment_at(event.x - (self.cells.width - self.bars_width)))
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self) -> None:
        """Show rows below."""
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        """Show rows above."""
        self.scroll_rows(-WHEEL_ROWS)
