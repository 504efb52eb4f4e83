"""A box that lies over a screen and is read, scrolled and closed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from app.tui.parts.still_screen import StillScreen
from app.view import count_text

ROOMY = 60
"""Columns from which a box need not take the whole screen."""
TALL = 20
"""Lines from which there is room between the parts of a box."""
WHEEL_LINES = 3
"""Lines by which a turn of the wheel beside a box scrolls it."""


class Overlay(StillScreen, ModalScreen[None]):
    """The box; what is inside is the subclass's."""

    AUTO_FOCUS = ".box"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h", "dismiss", "Close", id="overlay.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="overlay.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="overlay.up"),
        Binding("space,ctrl+f", "page(1)", "Page down", show=False, id="overlay.page-down"),
        Binding("b,ctrl+b", "page(-1)", "Page up", show=False, id="overlay.page-up"),
        Binding("home,g", "edge(0)", "Beginning", show=False, id="overlay.first"),
        Binding("end,G", "edge(1)", "End", show=False, id="overlay.last"),
    ]

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROOMY, "-roomy")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012

    def inside(self) -> ComposeResult:
        """What the box holds."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with VerticalScroll(classes="box"):
            yield from self.inside()

    def on_mount(self) -> None:
        """Keep telling how much lies out of sight."""
        self.screen_layout_refresh_signal.subscribe(self, self._tell_rest)
        for part in self.query(VerticalScroll):
            self.watch(part, "scroll_y", self._tell_rest, init=False)

    def _tell_rest(self, _: object) -> None:
        for part in self.query(VerticalScroll):
            above, below = round(part.scroll_y), round(part.max_scroll_y - part.scroll_y)
            told = (f"↑ {above:,}" if above else "", f"↓ {count_text(below, 'line')} below")
            rest = "  ".join(filter(None, told if below else told[:1]))
            self.query_one(".box").border_subtitle = rest

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one(".box").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by so many pages, of which a line stays in sight."""
        box = self.query_one(".box")
        self.action_scroll(pages * max(1, box.scrollable_content_region.height - 1))

    def action_edge(self, part: int) -> None:
        """Scroll to the beginning or to the end."""
        box = self.query_one(".box")
        box.scroll_to(y=part * box.max_scroll_y, animate=False)

    def on_mouse_scroll_down(self) -> None:
        """Scroll what the box holds, also where the pointer is beside it."""
        self._roll(WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        """Scroll it back."""
        self._roll(-WHEEL_LINES)

    def _roll(self, lines: int) -> None:
        for part in self.query(VerticalScroll):
            part.scroll_relative(y=lines, animate=False)
