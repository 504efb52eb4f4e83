"""A box with lines, one of which is chosen."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from app.tui.line_list import LineList
from app.tui.overlay import Overlay
from widgets.row_paint import CURSOR


class ChoiceScreen(Overlay):
    """A title, what there is to choose from, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,l", "choose", "Choose", id="choice.choose"),
        Binding("down,j", "go(1)", "Down", show=False, id="choice.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="choice.up"),
    ]

    def __init__(self, title: str, keys: str) -> None:
        super().__init__()
        self._title = title
        self._keys = keys
        self.cursor = 0
        """The line that Enter chooses."""
        self._list = LineList()
        self._scroll = VerticalScroll(self._list, can_focus=False)

    @abstractmethod
    def lines(self) -> Sequence[str]:
        """What there is to choose from."""

    @abstractmethod
    def chosen(self, line: int) -> None:
        """One of the lines was chosen."""

    def nothing(self) -> str:
        """What is said where there is nothing to choose from."""
        return ""

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(classes="box"):
            yield Static(self._title, classes="heading", markup=False)
            yield self._scroll
            yield Static(self._keys, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show what there is."""
        self.action_go(0)

    def action_go(self, lines: int) -> None:
        """Go to another line."""
        texts = self.lines()
        self.cursor = max(0, min(self.cursor + lines, len(texts) - 1))
        shown = [self._line(number, text) for number, text in enumerate(texts)]
        self._list.update(Text("\n").join(shown) if shown else Text(self.nothing()))
        self._scroll.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)

    def action_choose(self) -> None:
        """Choose the line with the cursor."""
        if self.cursor < len(self.lines()):
            self.chosen(self.cursor)

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        if event.line < len(self.lines()):
            self.cursor = event.line
            self.action_choose()

    def _line(self, number: int, text: str) -> Text:
        has_cursor = number == self.cursor
        return Text(
            f"{CURSOR if has_cursor else ' '} {text}",
            style="reverse" if has_cursor else "",
            no_wrap=True,
            overflow="ellipsis",
        )
