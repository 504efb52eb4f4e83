"""How the header and the rows of a table are drawn as lines of the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from operator import itemgetter

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from app.view import PENDING, Align, AnyCell, Cell, Progress, Row, Tone
from widgets.cell_paint import align, fit, progress_segments
from widgets.flashes import CALM
from widgets.row_order import ABSENT
from widgets.table_layout import Slot, TableLayout

CURSOR, MARKED = "▸", "◆"
"""Stand before the selected row and before marked ones, so that no colour is needed to tell."""

ASCENDING, DESCENDING = "▲", "▼"

CACHED_STRIPS = 512

WAITING = Cell("· · ·", Tone.MUTED)
"""What a row reads that was not loaded yet."""

NAMED_TONES = frozenset({Tone.BAD, Tone.WARN, Tone.MUTED})
"""The tones of a row that its name takes on."""


class Line(Struct, frozen=True):
    """All that decides how one line of a table looks, apart from its layout and its styles."""

    row: Row
    texts: tuple[str, ...]
    """What the cells read at the time of painting."""
    selected: bool
    stale: bool
    marked: bool = False
    flashing: frozenset[int] = CALM
    """Indices of the cells that changed a moment ago."""


class TableStyles(Struct, frozen=True):
    """The styles of a table, resolved from its style sheet."""

    base: Style
    header: Style
    sorted: Style
    """The header of the column by which the rows are sorted."""
    cursor: Style
    """Laid over the selected row."""
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


class RowPainter:
    """Draws lines in one layout and one set of styles, and remembers those drawn last."""

    def __init__(self, layout: TableLayout, styles: TableStyles, width: int | None = None) -> None:
        self.layout = layout
        self.styles = styles
        self.width = layout.width if width is None else width
        """Cells of a line; a scrollbar takes the last ones of the layout."""
        self._strips: LRUCache[tuple[str, bool, bool], tuple[Line, Strip]] = LRUCache(CACHED_STRIPS)

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
        self._strips[place] = (line, strip)
        return strip

    def changed_spans(self, before: Line | None, after: Line | None) -> list[tuple[int, int]]:
        """Where on the line, as x and width, one line looks different from another."""
        if before == after:
            return []
        if before is None or after is None or _frame(before) != _frame(after):
            return [(0, self.width)]
        return [
            (slot.x, slot.width)
            for slot in self.layout.slots
            if _content(before, slot) != _content(after, slot)
        ]

    def changes(
        self, before: Sequence[Line | None], after: Sequence[Line | None]
    ) -> Iterator[tuple[int, int, int]]:
        """Where lines look different from before: which of them, and there x and width."""
        for place, (old, new) in enumerate(zip_longest(before[: len(after)], after)):
            for x, width in self.changed_spans(old, new):
                yield place, x, width

    def _painted(self, line: Line) -> Strip:
        overlay = self._overlay(line)
        base = self.styles.base + overlay
        segments = self._gutter(line, base)
        x = self.layout.gutter
        for slot in self.layout.slots:
            segments.append(Segment(" " * (slot.x - x), base))
            segments += self._cell(line, slot, overlay)
            x = slot.x + slot.width
        inked = [segment for segment in segments if segment.text]
        return Strip(inked, x).adjust_cell_length(self.width, base).simplify()

    def _overlay(self, line: Line) -> Style:
        """What is laid over the whole of a line."""
        overlay = self.styles.stale if line.stale else Style.null()
        if line.marked:
            overlay += self.styles.marked
        return overlay + self.styles.cursor if line.selected else overlay

    def _gutter(self, line: Line, base: Style) -> list[Segment]:
        """The signs of the selection and of a mark, which goes into the margin if there is one."""
        selection = Segment(CURSOR if line.selected else " ", base)
        marking = Segment(MARKED, base + self.styles.mark) if line.marked else Segment(" ", base)
        width = self.layout.gutter
        if width > 2:
            return [marking, selection, Segment(" " * (width - 2), base)]
        return [selection, marking][:width]

    def _cell(self, line: Line, slot: Slot, overlay: Style) -> list[Segment]:
        cells = line.row.cells
        cell: AnyCell = ABSENT
        text = ABSENT.text
        if line.row is PENDING:
            cell, text = WAITING, WAITING.text if slot.column.grows else ""
        elif slot.index < len(cells):
            cell, text = cells[slot.index], line.texts[slot.index]
        if slot.index in line.flashing:
            overlay += self.styles.flash
        style = self.styles.tones[_tone(line.row, slot, cell.tone)] + overlay
        if not isinstance(cell, Progress):
            return [Segment(align(text, slot.width, slot.column.align), style)]
        return progress_segments(
            cell.fraction,
            text,
            slot.width,
            filled=self.styles.bars[cell.tone] + overlay,
            empty=self.styles.empty + overlay,
            text=self.styles.base + overlay,
        )


def _frame(line: Line) -> tuple[Tone, bool, bool, bool]:
    """What decides how the whole of a line looks."""
    return (line.row.tone, line.selected, line.stale, line.marked)


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
