"""A scrollbar of one column that says where in a log something is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

from widgets.lines.shown_rows import ShownRows


@dataclass(frozen=True, slots=True)
class Kind:
    """Lines of one kind, and how the scrollbar marks where they are."""

    glyph: str
    style: Style
    before: Callable[[int], int]
    """How many lines of the kind come before a number."""


def marked_cells(height: int, rows: ShownRows, kinds: Sequence[Kind]) -> dict[int, Kind]:
    """Which cells of the scrollbar are marked: the first kind that has a line there is shown.

    A cell stands for as many rows as every other, and for the hidden lines between them. It costs
    the same however many lines there are. Where every row is in sight, none is marked.
    """
    count, numbers = len(rows), rows.numbers
    there = [kind for kind in kinds if kind.before(numbers.start) < kind.before(numbers.stop)]
    if count <= height or not height or not there:
        return {}
    edges = [rows[cell * count // height] for cell in range(height)] + [numbers.stop]
    edges[0] = numbers.start
    marked: dict[int, Kind] = {}
    for kind in there:
        before = [kind.before(number) for number in edges]
        for cell in range(height):
            if before[cell] < before[cell + 1]:
                marked.setdefault(cell, kind)
    return marked


class MarkedBar(ScrollBarRender):
    """Textual's scrollbar, some of whose cells bear a mark."""

    marks: ClassVar[Mapping[int, Kind]] = {}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The cells, from the top."""
        height = options.height or console.height
        bars = list(super().__rich_console__(console, options))
        for bar in bars:
            if isinstance(bar, Segments):
                cells = list(bar.segments)[:height]
                for at, kind in self.marks.items():
                    if at < len(cells):
                        cells[at] = _marked(cells[at], kind)
                yield Segments(cells, new_lines=True)


class MarkedScrollBar:
    """Lets a scrollbar bear marks, and paints it when it looks different."""

    def __init__(self, bar: ScrollBar) -> None:
        self._bar = bar
        self._marks: dict[int, Kind] = {}
        self._painted: object = None

        class Renderer(MarkedBar):
            """The bar with this view's marks."""

            marks = self._marks

        # Textual documents it as the way to change the looks of a single scrollbar.
        bar.renderer = Renderer  # type: ignore[misc]

    def show(self, rows: int, position: float, marks: Mapping[int, Kind]) -> None:
        """Say where the view stands, in rows, and bear these marks."""
        bar = self._bar
        bar.set_reactive(ScrollBar.window_virtual_size, rows)
        bar.set_reactive(ScrollBar.position, position)
        self._marks.clear()
        self._marks.update(marks)
        looks = self._thumb(), {at: (kind.glyph, kind.style) for at, kind in marks.items()}
        if looks != self._painted:
            self._painted = looks
            bar.refresh()

    def _thumb(self) -> tuple[int, int]:
        """Where the thumb begins and how long it is, in eighths of a cell as it is drawn."""
        bar, height = self._bar, self._bar.size.height
        beyond = bar.window_virtual_size - bar.window_size
        if beyond <= 0 or not height:
            return 0, 0
        length = max(1.0, bar.window_size * height / bar.window_virtual_size)
        return int((height - length) * bar.position / beyond * 8), ceil(length * 8)


def _marked(cell: Segment, kind: Kind) -> Segment:
    """A mark on a cell, in front of the thumb where that is there."""
    style = cell.style or Style()
    behind = style.color if style.reverse else style.bgcolor
    mark = Style(color=kind.style.color, bgcolor=behind, bold=kind.style.bold, meta=style.meta)
    return Segment(kind.glyph, mark)
