"""How the header and the rows of a table are drawn as lines of the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from app.view import PENDING, Align, AnyCell, Cell, Progress, Row, Tone
from widgets.painting.cell_paint import align, fit, progress_texts
from widgets.table.flashes import CALM
from widgets.table.row_order import ABSENT
from widgets.table.table_layout import Slot, TableLayout

CURSOR, RESTING, MARKED = "▸", "▹", "◆"
"""Stand before the selected row, before that of a table without the keys, and before marked ones,
so that no colour is needed to tell."""

ASCENDING, DESCENDING = "▲", "▼"

CACHED_STRIPS = 512

WAITING = Cell("· · ·", Tone.MUTED)
"""What a row reads that was not loaded yet."""

NAMED_TONES = frozenset({Tone.BAD, Tone.WARN, Tone.MUTED})
"""The tones of a row that its name takes on."""


Piece: TypeAlias = tuple[str, Style]
"""A text on a line, and its style."""


class Line(Struct, frozen=True, gc=False):
    """All that decides how one line of a table looks, apart from its layout and its styles."""

    row: Row
    texts: tuple[str, ...]
    """What the cells read at the time of painting."""
    selected: bool
    stale: bool
    marked: bool = False
    flashing: frozenset[int] = CALM
    """Indices of the cells that changed a moment ago."""
    resting: bool = False
    """Whether it is selected while keys are about the selected row of another table."""
    focused: bool = False
    """Whether it is selected in a table that has the focus."""


class TableStyles(Struct, frozen=True):
    """The styles of a table, resolved from its style sheet."""

    base: Style
    header: Style
    sorted: Style
    """The header of the column by which the rows are sorted."""
    cursor: Style
    """Laid over the selected row of a table that has the focus."""
    unfocused: Style
    """Laid over the selected row of another table."""
    marked: Style
    """Laid over marked rows."""
    mark: Style
    """The sign before a marked row; laid over that too."""
    flash: Style
    """Laid over a cell that changed a moment ago."""
    empty: Style
    """The part of a bar that is not filled."""
    stale: Style
    """Laid over every row while the rows may be out of date."""
    tones: Mapping[Tone, Style]
    bars: Mapping[Tone, Style]
    """The filled part of a bar; a full block is louder than a letter of the same colour."""

    def under(self, overlay: Style) -> "TableStyles":
        """The same styles for a line that has something laid over the whole of it."""
        one: dict[Style, Style] = {}
        """Of styles that are equal, so that it is quickly seen which are."""

        def laid(style: Style, over: Style = overlay) -> Style:
            both = style + over
            return one.setdefault(both, both)

        return replace(
            self,
            base=laid(self.base),
            mark=laid(self.base, overlay + self.mark),
            empty=laid(self.empty),
            tones={tone: laid(style) for tone, style in self.tones.items()},
            bars={tone: laid(style) for tone, style in self.bars.items()},
        )


class RowPainter:
    """Draws lines in one layout and one set of styles, and remembers those drawn last."""

    def __init__(self, layout: TableLayout, styles: TableStyles, width: int | None = None) -> None:
        self.layout = layout
        self.styles = styles
        self.width = layout.width if width is None else width
        """Cells of a line; a scrollbar takes the last ones of the layout."""
        self._strips: LRUCache[tuple[str, bool, bool], tuple[Line, Strip]] = LRUCache(CACHED_STRIPS)
        self._styles_under: dict[tuple[bool, ...], TableStyles] = {}
        """To add styles takes longer than all else that a line is made of, and there are few."""

    def blank(self) -> Strip:
        """A line without a row."""
        return Strip.blank(self.width, self.styles.base)

    def header(self, sorted_by: str | None, *, reverse: bool = False) -> Strip:
        """The names of the columns, an arrow at the one by which the rows are sorted."""
        styles = self.styles
        pieces = [(x, sign, styles.sorted) for x, sign in self.layout.signs]
        for slot in self.layout.slots:
            arrow = (DESCENDING if reverse else ASCENDING) if slot.column.id == sorted_by else ""
            label = _label(slot, arrow)
            right = slot.column.align is Align.RIGHT
            start = slot.x + slot.width - cell_len(label) if right else slot.x
            pieces.append((start, label, styles.sorted if arrow else styles.header))
        segments: list[Segment] = []
        x = 0
        for start, text, style in sorted(pieces, key=itemgetter(0)):
            segments += [Segment(" " * (start - x), styles.header), Segment(text, style)]
            x = start + cell_len(text)
        return Strip(segments, x).adjust_cell_length(self.width, styles.header)

    def row(self, line: Line) -> Strip:
        """The line of a row."""
        place = (line.row.key, line.selected, line.stale)
        known = self._strips.get(place)
        if known is not None and known[0] == line:
            return known[1]
        strip = self._painted(line)
        self._strips.discard(place)  # else it would keep what it knew of it
        self._strips[place] = (line, strip)
        return strip

    def changed_spans(self, before: Line | None, after: Line | None) -> list[tuple[int, int]]:
        """Where on the line, as x and width, one line looks different from another."""
        if before == after:
            return []
        if before is None or after is None or _whole(before) != _whole(after):
            return [(0, self.width)]
        return [
            (slot.x, slot.width)
            for slot in self.layout.slots
            if _content(before, slot) != _content(after, slot)
        ]

    def _painted(self, line: Line) -> Strip:
        styles = self._styles_of(line)
        pieces = self._gutter(line, styles)
        x = self.layout.gutter
        for slot in self.layout.slots:
            pieces.append((" " * (slot.x - x), styles.base))
            pieces += self._cell(line, slot, styles)
            x = slot.x + slot.width
        pieces.append((" " * (self.width - x), styles.base))
        strip = Strip(_joined(pieces), max(x, self.width))
        return strip.adjust_cell_length(self.width)

    def _styles_of(self, line: Line, *, flashing: bool = False) -> TableStyles:
        """The styles of a line, or of its cells that are flashing."""
        look = (line.stale, line.marked, line.selected, flashing, line.focused)
        if (styles := self._styles_under.get(look)) is None:
            own = self.styles
            cursor = own.cursor if line.focused else own.unfocused
            laid = (own.stale, own.marked, cursor, own.flash)
            overlay = sum(compress(laid, look), Style.null())
            styles = self._styles_under[look] = self.styles.under(overlay)
        return styles

    def _gutter(self, line: Line, styles: TableStyles) -> list[Piece]:
        """The signs of the selection and of a mark, which goes into the margin if there is one."""
        cursor = RESTING if line.resting else CURSOR
        selection = (cursor if line.selected else " ", styles.base)
        marking = (MARKED, styles.mark) if line.marked else (" ", styles.base)
        width = self.layout.gutter
        if width > 2:
            return [marking, selection, (" " * (width - 2), styles.base)]
        return [selection, marking][:width]

    def _cell(self, line: Line, slot: Slot, styles: TableStyles) -> Sequence[Piece]:
        cells = line.row.cells
        cell: AnyCell = ABSENT
        text = ABSENT.text
        if line.row is PENDING:
            cell, text = WAITING, WAITING.text if slot.column.grows else ""
        elif slot.index < len(cells):
            cell, text = cells[slot.index], line.texts[slot.index]
        if slot.index in line.flashing:
            styles = self._styles_of(line, flashing=True)
        if not isinstance(cell, Progress):
            style = styles.tones[_tone(line.row, slot, cell.tone)]
            kept = cell.kept if isinstance(cell, Cell) else 0
            column = slot.column
            fitted = align(text, slot.width, column.align, kept=kept, prose=column.prose)
            return ((fitted, style),)
        done, rest, number = progress_texts(cell.fraction, text, slot.width)
        return ((done, styles.bars[cell.tone]), (rest, styles.empty), (number, styles.base))


def _joined(pieces: Iterable[Piece]) -> list[Segment]:
    """Pieces beside each other as segments, those of one style as one."""
    segments: list[Segment] = []
    texts: list[str] = []
    last: Style | None = None
    for text, style in pieces:
        if style is not last and text:
            if last is not None:
                segments.append(Segment("".join(texts), last))
            texts, last = [], style
        texts.append(text)
    return [*segments, Segment("".join(texts), last)]


def _whole(line: Line) -> tuple[str, Tone, bool, bool, bool, bool, bool]:
    """What decides how the whole of a line looks; little of another row looks the same."""
    row, selection = line.row, (line.selected, line.resting, line.focused)
    return (row.key, row.tone, *selection, line.stale, line.marked)


def _content(line: Line, slot: Slot) -> tuple[Sequence[AnyCell], Sequence[str], bool]:
    """What decides how one cell of a line looks; empty where the row has no such cell."""
    place = slice(slot.index, slot.index + 1)
    return (line.row.cells[place], line.texts[place], slot.index in line.flashing)


def _tone(row: Row, slot: Slot, tone: Tone) -> Tone:
    named = slot.column.grows and tone is Tone.PLAIN and row.tone in NAMED_TONES
    return row.tone if named else tone


def _label(slot: Slot, arrow: str) -> str:
    """A column's name with its arrow, which may use one cell of the gap beside the column."""
    label = fit(slot.column.label, slot.width)
    if not arrow:
        return label
    blank = " " if cell_len(label) + 2 <= slot.width else ""
    return arrow + blank + label if slot.column.align is Align.RIGHT else label + blank + arrow
