"""A box that lies over a screen and is read, scrolled and closed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

ROOMY = 60
"""Columns from which a box need not take the whole screen."""


class Overlay(ModalScreen[None]):
    """The box; what is inside is the subclass's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h", "dismiss", "Close", id="overlay.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="overlay.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="overlay.up"),
    ]

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROOMY, "-roomy")]  # noqa: RUF012

    def inside(self) -> ComposeResult:
        """What the box holds."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with VerticalScroll(classes="box"):
            yield from self.inside()

    def on_mount(self) -> None:
        """The box has the keys."""
        self.query_one(".box").focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one(".box").scroll_relative(y=lines, animate=False)
