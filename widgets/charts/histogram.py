"""A row of bars: how many lines a log has over time, and where errors are among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.charts.sparkline import BARS

GAP = 2
"""Cells between the bars and the caption at least."""


def bar(count: int, most: int) -> str:
    """The bar of a count where the highest one is `most`; a space for none, a bar for any."""
    if count <= 0 or most <= 0:
        return " "
    return BARS[min(len(BARS), -(-count * len(BARS) // most)) - 1]


class Histogram(Widget):
    """Counts in stretches of time, the oldest on the left; only cells that changed are painted.

    Somebody counts into as many stretches as there are `buckets`, and again after `Refit`.
    """

    @dataclass
    class Refit(Message):
        """There is room for another number of bars."""

        histogram: "Histogram"
        buckets: int
        """How many bars there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "histogram--bar",
        "histogram--error",
        "histogram--caption",
    }

    DEFAULT_CSS = """
    Histogram {
        height: 1;
        .histogram--bar { color: $foreground 45%; }
        .histogram--error { color: $text-error; }
        .histogram--caption { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._counts: tuple[int, ...] = ()
        self._errors: tuple[int, ...] = ()
        self._caption = ""
        self._told = 0

    @property
    def buckets(self) -> int:
        """How many bars there is room for beside the caption."""
        caption = cell_len(self._caption)
        return max(0, self.size.width - (caption + GAP if caption else 0))

    def show(self, counts: Sequence[int], errors: Sequence[int], caption: str = "") -> None:
        """Show these counts of lines, and of the errors among them, from now on.

        `caption` is harmless already; it stands on the right, and gives way to nothing.
        """
        before = self._cells()
        self._counts, self._errors, self._caption = tuple(counts), tuple(errors), caption
        after = self._cells()
        changed = [x for x, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        if changed:
            self.refresh(Region(changed[0], 0, changed[-1] - changed[0] + 1, 1))
        self._tell_room()

    @property
    def text(self) -> str:
        """What the row reads now."""
        return "".join(character for character, _ in self._cells()).rstrip()

    def on_resize(self, _event: events.Resize) -> None:
        """More bars or fewer have room."""
        self._tell_room()

    def render_line(self, y: int) -> Strip:
        """Textual asks for the line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        styles = {
            name: self.get_component_rich_style(f"histogram--{name}")
            for name in ("bar", "error", "caption")
        }
        segments = [Segment(character, styles[name]) for character, name in self._cells()]
        return Strip(segments, self.size.width).simplify()

    def _tell_room(self) -> None:
        if self.buckets != self._told:
            self._told = self.buckets
            self.post_message(self.Refit(self, self.buckets))

    def _cells(self) -> list[tuple[str, str]]:
        """What stands in each cell, and as what; a wide character takes two of them."""
        room = self.buckets
        counts, errors = self._counts[-room:] if room else (), self._errors[-room:] if room else ()
        most = max(counts, default=0)
        bars = [
            (bar(count, most), "error" if broken else "bar")
            for count, broken in zip(counts, errors, strict=True)
        ]
        caption = set_cell_size(self._caption, min(cell_len(self._caption), self.size.width))
        blank = self.size.width - len(bars) - cell_len(caption)
        return [*bars, *[(" ", "bar")] * blank, *_by_cells(caption)]


def _by_cells(caption: str) -> list[tuple[str, str]]:
    return [
        (part, "caption")
        for character in caption
        for part in (character, *[""] * (cell_len(character) - 1))
    ]
