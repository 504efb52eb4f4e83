"""One line of parts: what matters most keeps its place, what is least needed gives way."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from app.view import Tone
from widgets.painting.palette import Palette

COLOURS = {
    Tone.PLAIN: "foreground",
    Tone.MUTED: "text-muted",
    Tone.BUSY: "text-accent",
    Tone.WAITING: "text-muted",
    Tone.GOOD: "text-success",
    Tone.WARN: "text-warning",
    Tone.BAD: "text-error",
}
"""Names of the theme."""


class Part(Struct, frozen=True):
    """A piece of text in a bar."""

    text: str
    """Already made harmless by `app.view.plain`."""
    tone: Tone = Tone.PLAIN
    strong: bool = False
    keeps_end: bool = False
    """Where it must be cut, it is cut at its beginning: its end says the most."""
    rank: int = 0
    """Parts with the highest rank are left out first where the bar is narrow; 0 is only cut."""
    goes_on: bool = False
    """Whether it makes no sense without the part before it, whose rank is lower."""


class Bar(Widget):
    """A line with parts on its left and on its right side; only cells that changed are painted."""

    DEFAULT_CSS = "Bar { height: 1; }"

    GAP = 2
    """Cells between two parts."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._left: tuple[Part, ...] = ()
        self._right: tuple[Part, ...] = ()

    def show(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Show these parts from now on; empty texts are left out."""
        shown = tuple(part for part in left if part.text), tuple(p for p in right if p.text)
        if shown == (self._left, self._right):
            return
        before = self._cells()
        self._left, self._right = shown
        after = self._cells()
        changed = [x for x, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        if changed:
            self.refresh(Region(changed[0], 0, changed[-1] - changed[0] + 1, 1))

    @property
    def text(self) -> str:
        """What the bar reads now."""
        return "".join(text for text, _ in self._layout()).rstrip()

    def render_line(self, y: int) -> Strip:
        """Textual asks for the line."""
        blank = self.rich_style
        if y:
            return Strip.blank(self.size.width, blank)
        palette = Palette(self)
        segments = [
            Segment(text, blank if part is None else _style(part, palette))
            for text, part in self._layout()
        ]
        return Strip(segments).adjust_cell_length(self.size.width, blank)

    def _cells(self) -> list[tuple[str, Tone | None, bool]]:
        """What stands in each cell, for comparison with what stood there before."""
        cells = [
            (character, part.tone if part else None, bool(part and part.strong))
            for text, part in self._layout()
            for character in text
            for _ in range(cell_len(character))
        ]
        return (cells + [(" ", None, False)] * self.size.width)[: self.size.width]

    def _layout(self) -> list[tuple[str, Part | None]]:
        """The texts from left to right, each with its part; None for the gaps."""
        left, right = self._fitting()
        room = self.size.width - self._needed(right)
        texts = self._joined(left)
        width = sum(cell_len(text) for text, _ in texts)
        if width > room - (self.GAP if right else 0):
            texts = self._cut(texts, max(0, room - 1))
            width = sum(cell_len(text) for text, _ in texts)
        gap = self.size.width - width - self._needed(right)
        return [*texts, (" " * max(0, gap), None), *self._joined(right)]

    def _fitting(self) -> tuple[list[Part], list[Part]]:
        """The parts that have room: of those left out, such as fit after all come back."""
        parts = [*self._left, *self._right]
        kept, gone = set(range(len(parts))), list[int]()
        for place in sorted(kept, key=lambda place: (-parts[place].rank, -place)):
            if self._needed([parts[one] for one in kept]) <= self.size.width:
                break
            if parts[place].rank:
                kept.remove(place)
                gone.append(place)
        for place in reversed(gone):
            fits = self._needed([parts[one] for one in (*kept, place)]) <= self.size.width
            if fits and (place - 1 in kept or not parts[place].goes_on):
                kept.add(place)
        first_right = len(self._left)
        left = [parts[place] for place in sorted(kept) if place < first_right]
        return left, [parts[place] for place in sorted(kept) if place >= first_right]

    def _needed(self, parts: list[Part]) -> int:
        return sum(cell_len(p.text) for p in parts) + self.GAP * max(0, len(parts) - 1)

    def _joined(self, parts: list[Part]) -> list[tuple[str, Part | None]]:
        texts: list[tuple[str, Part | None]] = []
        for part in parts:
            texts += [(" " * self.GAP, None)] if texts else []
            texts.append((part.text, part))
        return texts

    def _cut(
        self, texts: list[tuple[str, Part | None]], width: int
    ) -> list[tuple[str, Part | None]]:
        kept: list[tuple[str, Part | None]] = []
        for text, part in texts:
            taken = sum(cell_len(other) for other, _ in kept)
            if taken + cell_len(text) > width:
                room = max(0, width - taken - 1)
                keeps_end = part is not None and part.keeps_end
                cut = (
                    f"…{_end_of(text, room).lstrip('…')}"
                    if keeps_end
                    else f"{set_cell_size(text, room)}…"
                )
                kept.append((cut, part))
                break
            kept.append((text, part))
        return kept


def _style(part: Part, palette: Palette) -> Style:
    return palette.letters(COLOURS[part.tone], bold=part.strong or None)


def _end_of(text: str, width: int) -> str:
    """As much of the end of a text as fits into `width` cells."""
    # What is measured is remembered, thousands of texts: so few are, and not one a character.
    start = bisect_left(range(len(text)), -width, key=lambda start: -cell_len(text[start:]))
    return text[start:]
