"""A row of bars for a figure over time: as text, or as a line that says what it is of."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from widgets.histogram import BARS

GAP = 1
"""Cells between the label, the bars and the words behind them."""


def sparkline(values: Sequence[float | None], width: int, most: float | None = None) -> str:
    """The newest `width` values as bars, the newest on the right; always `width` characters.

    A value that nobody knows is a space, and so is whatever was before the first. Nought has the
    lowest bar, so that it can be told from what nobody knows; anything more has a higher one.
    The highest bar is `most`, or the highest value that is shown where `most` is None.
    """
    shown = values[-width:] if width > 0 else ()
    known = [value for value in shown if value is not None]
    top = max(known, default=0.0) if most is None else most
    return "".join(_bar(value, top) for value in shown).rjust(max(0, width))


def _bar(value: float | None, top: float) -> str:
    if value is None:
        return " "
    if value <= 0 or top <= 0:
        return BARS[0]
    steps = len(BARS) - 1
    return BARS[min(steps, max(1, -int(-value * steps // top)))]


class Sparkline(Widget):
    """A label, the bars of a figure over time, and what it is now; one line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sparkline--label",
        "sparkline--bars",
        "sparkline--words",
    }

    DEFAULT_CSS = """
    Sparkline {
        height: 1;
        .sparkline--label { color: $text-muted; }
        .sparkline--bars { color: $text-accent; }
        .sparkline--words { color: $foreground; }
    }
    """

    def __init__(self, label: str, *, label_width: int = 0, words_width: int = 0) -> None:
        """`label_width` and `words_width` are cells, so that lines below each other align."""
        super().__init__()
        self._label = set_cell_size(label, label_width or cell_len(label))
        self._words_width = words_width
        self._values: tuple[float | None, ...] = ()
        self._most: float | None = None
        self._words = ""

    def show(
        self, values: Sequence[float | None], words: str = "", most: float | None = None
    ) -> None:
        """Show these values from now on, as `sparkline` does; `words` are harmless already."""
        after = (tuple(values), most, words)
        if after != (self._values, self._most, self._words):
            self._values, self._most, self._words = after
            self.refresh()

    @property
    def text(self) -> str:
        """What the line reads now."""
        return "".join(text for text, _ in self._parts()).rstrip()

    def render_line(self, y: int) -> Strip:
        """Textual asks for the line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        segments = [
            Segment(text, self.get_component_rich_style(f"sparkline--{part}"))
            for text, part in self._parts()
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _parts(self) -> list[tuple[str, str]]:
        """Texts, and what each of them is."""
        words = set_cell_size(self._words, self._words_width or cell_len(self._words))
        around = cell_len(self._label) + cell_len(words) + 2 * GAP
        bars = sparkline(self._values, self.size.width - around, self._most)
        gap = " " * GAP
        return [(self._label, "label"), (f"{gap}{bars}{gap}", "bars"), (words, "words")]
