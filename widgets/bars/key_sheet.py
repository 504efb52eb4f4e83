"""Keys and what they do, in sections: laid out as text once for each width, so it opens at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

GAP = 3
"""Cells between the keys and what they do."""
KEYS_WIDTH = 14
"""Cells that the keys take at least."""
_CONSOLE = Console(width=80)
"""Wraps words; nothing is written to it."""


@dataclass(frozen=True, slots=True)
class KeySection:
    """The keys that work in one place."""

    title: str
    keys: Sequence[tuple[str, str]]
    """Keys as one reads them, and what they do."""
    note: str = ""
    """What there is to know besides."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    kind: str
    """The component class that it is painted as."""


class KeySheet(Widget):
    """Sections of keys below each other; it is as high as they are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-sheet--title",
        "key-sheet--key",
        "key-sheet--does",
        "key-sheet--note",
    }

    DEFAULT_CSS = """
    KeySheet {
        height: auto;
        .key-sheet--title { color: $text-accent; text-style: bold; }
        .key-sheet--key { text-style: bold; }
        .key-sheet--does { color: $foreground; }
        .key-sheet--note { color: $text-muted; }
    }
    """

    def __init__(self, sections: Sequence[KeySection], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sections = sections
        self._width = 0
        """The cells for which the lines were laid out."""
        self._lines: list[tuple[_Piece, ...]] = []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the sections take in so many cells."""
        del container, viewport
        self._lay_out(width)
        return len(self._lines)

    @property
    def text(self) -> str:
        """What the sheet reads now."""
        return "\n".join("".join(piece.text for piece in line) for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """Textual asks for a line."""
        self._lay_out(self.size.width)
        blank = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, blank)
        segments = [Segment(piece.text, self._style_of(piece)) for piece in self._lines[y]]
        return Strip(segments).adjust_cell_length(self.size.width, blank)

    def _style_of(self, piece: _Piece) -> Style:
        return self.get_component_rich_style(f"key-sheet--{piece.kind}")

    def _lay_out(self, width: int) -> None:
        if width != self._width:
            self._width = width
            self._lines = [line for each in self._sections for line in self._section(each, width)]

    def _section(self, section: KeySection, width: int) -> Iterator[tuple[_Piece, ...]]:
        yield ()
        yield (_Piece(section.title, "title"),)
        widths = (cell_len(keys) for each in self._sections for keys, _ in each.keys)
        beside = max(KEYS_WIDTH, *widths) + GAP
        for keys, does in section.keys:
            first, *others = _wrapped(does, width - beside)
            yield _Piece(set_cell_size(keys, beside), "key"), _Piece(first, "does")
            for other in others:
                yield _Piece(" " * beside, "does"), _Piece(other, "does")
        if section.note:
            for line in _wrapped(section.note, width):
                yield (_Piece(line, "note"),)


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text in so many cells; at least one."""
    if cell_len(text) <= width:
        return [text]
    return [line.plain.rstrip() for line in Text(text).wrap(_CONSOLE, max(1, width))] or [""]
