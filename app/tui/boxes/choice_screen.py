"""A box with lines, of which one has the cursor."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from app.tui.boxes.line_list import LineList
from app.tui.boxes.overlay import Overlay
from widgets.table.row_paint import CURSOR


class ChoiceScreen(Overlay):
    """A title, what there is to choose from, and the keys; what scrolls a box moves the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,l", "choose", "Choose", id="choice.choose"),
    ]

    def __init__(self, title: str, keys: str) -> None:
        super().__init__()
        self._title = Static(title, classes="heading", markup=False)
        self._keys = keys
        self.cursor = 0
        """The line that Enter chooses."""
        self._list = LineList()
        self._scroll = VerticalScroll(self._list, can_focus=False)

    @abstractmethod
    def lines(self) -> Sequence[Text]:
        """What there is to choose from."""

    @abstractmethod
    def chosen(self, line: int) -> None:
        """One of the lines was chosen."""

    def nothing(self) -> str:
        """What is said where there is nothing to choose from."""
        return ""

    def entitle(self, title: str) -> None:
        """Call the box something else."""
        self._title.update(title)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(classes="box"):
            yield self._title
            yield self._scroll
            yield Static(self._keys, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show what there is."""
        self.draw()

    def draw(self) -> None:
        """Show the lines as they are now."""
        lines = self.lines()
        self.cursor = max(0, min(self.cursor, len(lines) - 1))
        shown = [self._line(number, text) for number, text in enumerate(lines)]
        self._list.update(Text("\n").join(shown) if shown else Text(self.nothing()))
        self._show_cursor()

    @on(events.Resize)
    def _resized(self) -> None:
        """Keep the line with the cursor in sight where there is less room."""
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        self._scroll.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)

    def action_scroll(self, lines: int) -> None:
        """Go to another line."""
        self.cursor += lines
        self.draw()

    def action_page(self, pages: int) -> None:
        """Go on by so many pages, of which a line stays in sight."""
        self.action_scroll(pages * max(1, self._scroll.scrollable_content_region.height - 1))

    def action_edge(self, part: int) -> None:
        """Go to the first line or to the last."""
        self.cursor = part * (len(self.lines()) - 1)
        self.draw()

    def action_choose(self) -> None:
        """Choose the line with the cursor."""
        if self.cursor < len(self.lines()):
            self.chosen(self.cursor)

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        if event.line < len(self.lines()):
            self.cursor = event.line
            self.draw()
            self.chosen(event.line)

    def _line(self, number: int, text: Text) -> Text:
        if number == self.cursor:
            return Text(f"{CURSOR} {text.plain}", style="reverse")
        return Text("  ").append_text(text)
