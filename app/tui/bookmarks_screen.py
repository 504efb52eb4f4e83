"""A box with the places that were kept, to go to one of them."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from app.errors import UsageError
from app.tui.goto import Destination
from app.tui.kept_places import KeptPlace, KeptPlaces
from app.tui.level_screen import LevelScreen
from app.tui.line_list import LineList
from app.tui.overlay import Overlay
from app.view import plain
from widgets.row_paint import CURSOR

KEYS = "↵ go there   x take it out   Esc close"
NOTHING = "Nothing is kept yet. b keeps the place of a list."


class BookmarksScreen(Overlay):
    """Places to go to, and to take out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h,B", "dismiss", "Close", id="bookmarks.close"),
        Binding("enter,right,l", "open", "Go there", id="bookmarks.open"),
        Binding("down,j", "go(1)", "Down", show=False, id="bookmarks.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="bookmarks.up"),
        Binding("x,delete", "remove", "Take out", id="bookmarks.remove"),
    ]

    def __init__(self, here: LevelScreen, kept: KeptPlaces, places: list[KeptPlace]) -> None:
        """`places` are those of `kept` that lead anywhere; `here` is what leads there."""
        super().__init__()
        self._here = here
        self._kept = kept
        self._places = places
        self._cursor = 0
        self._list = LineList()
        self._scroll = VerticalScroll(self._list, can_focus=False)

    def compose(self) -> ComposeResult:
        """The box: a title, the places, and the keys."""
        with Vertical(classes="box"):
            yield Static("Bookmarks", classes="heading", markup=False)
            yield self._scroll
            yield Static(KEYS, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show the places."""
        self._show()

    def action_go(self, lines: int) -> None:
        """Go to another line."""
        self._cursor = max(0, min(self._cursor + lines, len(self._places) - 1))
        self._show()

    def action_open(self) -> None:
        """Go to the place."""
        if self._places:
            self.dismiss()
            self._here.arrive(Destination(self._places[self._cursor].place))

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        if event.line < len(self._places):
            self._cursor = event.line
            self.action_open()

    def action_remove(self) -> None:
        """Keep the place no longer."""
        if not self._places:
            return
        try:
            self._kept.remove(self._places[self._cursor])
        except UsageError as error:
            self.app.notify(str(error), severity="warning", markup=False)
            return
        del self._places[self._cursor]
        self.action_go(0)

    def _show(self) -> None:
        lines = [self._line(number) for number in range(len(self._places))]
        self._list.update(Text("\n").join(lines) if lines else Text(NOTHING))
        self._scroll.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False)

    def _line(self, number: int) -> Text:
        has_cursor = number == self._cursor
        words = " › ".join(plain(word) for word in self._places[number].words)
        return Text(
            f"{CURSOR if has_cursor else ' '} {words}",
            style="reverse" if has_cursor else "",
            no_wrap=True,
            overflow="ellipsis",
        )
