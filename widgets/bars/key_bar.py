"""One line of keys and what they do, each of which can be clicked; laid out once for each width."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.painting.palette import Palette

GAP = 1
"""Cells between two keys."""


class KeyHint(Struct, frozen=True):
    """A key, and what it does."""

    key: str
    """As Textual names it."""
    text: str
    """As one reads it."""
    does: str
    """One or two words; already made harmless by `app.view.plain` where they are not ours."""
    always: bool = False
    """Whether others are left out for it."""

    @property
    def width(self) -> int:
        """Cells."""
        return cell_len(self.text) + 1 + cell_len(self.does)


class _Placed(NamedTuple):
    hint: KeyHint
    cells: range
    """Where it stands."""


class KeyBar(Widget):
    """Keys side by side; the last ones are left out where they do not fit, as far as they may."""

    class Pressed(Message):
        """The user clicked a key."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
        background: $panel;
    }
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._hints: tuple[KeyHint, ...] = ()
        self._words = ""
        self._placed: tuple[_Placed, ...] = ()
        self._width = 0
        """The cells for which they were placed."""
        self._hovered: KeyHint | None = None

    def show(self, hints: Sequence[KeyHint], words: str = "") -> None:
        """Show these keys from now on, those that matter most first, and words behind them.

        The words were made harmless by `app.view.plain` where they are not ours.
        """
        if (shown := (tuple(hints), words)) != (self._hints, self._words):
            self._hints, self._words = shown
            self._width = 0
            self.refresh()

    @property
    def text(self) -> str:
        """What the bar reads now."""
        keys = [f"{hint.text} {hint.does}" for hint, _ in self._places()]
        return (" " * GAP).join(filter(None, [*keys, self._words]))

    def render_line(self, y: int) -> Strip:
        """Textual asks for the line."""
        blank = Style(bgcolor=self.rich_style.bgcolor)
        palette = Palette(self)
        segments: list[Segment] = []
        for place in () if y else self._places():
            segments += [Segment(" " * GAP, blank)] if segments else []
            segments += self._paint(place.hint, palette)
        if self._words and not y:
            words = palette.letters("footer-description-foreground")
            segments += [Segment(" " * GAP, blank), Segment(self._words, words)]
        return Strip(segments).adjust_cell_length(self.size.width, blank)

    def _paint(self, hint: KeyHint, palette: Palette) -> Iterator[Segment]:
        key = palette.letters("footer-key-foreground", bold=True)
        does = palette.letters("footer-description-foreground")
        if hint == self._hovered:
            does = palette.ink("footer-key-foreground") + palette.under("block-hover-background")
            key += does
        yield Segment(hint.text, key)
        yield Segment(f" {hint.does}", does)

    def _places(self) -> tuple[_Placed, ...]:
        if self.size.width != self._width:
            self._width = self.size.width
            self._placed = tuple(_side_by_side(self._hints, self._width))
        return self._placed

    def _at(self, x: int) -> KeyHint | None:
        return next((hint for hint, cells in self._places() if x in cells), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A key is pressed by clicking it."""
        if (hint := self._at(event.x)) is not None:
            self.post_message(self.Pressed(hint.key))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which key a click would press."""
        self._hover(self._at(event.x))

    def on_leave(self) -> None:
        """A click would press none."""
        self._hover(None)

    def _hover(self, hint: KeyHint | None) -> None:
        if hint != self._hovered:
            self._hovered = hint
            self.refresh()


def _side_by_side(hints: Sequence[KeyHint], width: int) -> Iterator[_Placed]:
    """As many from the first one on as fit in so many cells, and those that always do."""
    start, is_full = 0, False
    for at, hint in enumerate(hints):
        kept = 0 if hint.always else sum(GAP + one.width for one in hints[at:] if one.always)
        stop = start + hint.width
        is_full = is_full or stop + kept > width
        if stop > width or (is_full and not hint.always):
            continue
        yield _Placed(hint, range(start, stop))
        start = stop + GAP
