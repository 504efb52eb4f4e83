"""A chart of bars over time: a row for whoever did the work, times above, a cursor on one bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from app.view import Align, Tone
from widgets.charts.gantt_moves import Bars
from widgets.charts.gantt_paint import GanttBar, GanttRow, around_mark, axis, pieces, rows_told
from widgets.charts.time_axis import Window
from widgets.painting.cell_paint import align
from widgets.painting.painted_lines import PaintedLines

AXIS_HEIGHT = 1
NOTE_WIDTH = 4
LEAST_LABEL, MOST_LABEL = 8, 24
"""Cells that labels take."""
SAME_TIME = 0.001
"""Seconds by which times differ that are the same, but for how they were reckoned."""
CURSOR = Style(bold=True, reverse=True)
UPRIGHT = Style(reverse=False)
CURSOR_SIGN = "▾"


class GanttView(PaintedLines):
    """The chart; the cursor belongs to a bar, never to a place, and is at a moment of it."""

    ALLOW_SELECT = False
    COMPONENT_PREFIX = "gantt"

    @dataclass
    class Moved(Message):
        """The cursor is on another bar, or another time is looked at."""

        gantt: "GanttView"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"gantt--{tone}" for tone in Tone),
        *("gantt--axis", "gantt--idle", "gantt--label", "gantt--cursor"),
    }

    DEFAULT_CSS = """
    GanttView {
        height: 1fr;
        background: $background;
        .gantt--axis { color: $foreground 55%; }
        .gantt--idle { color: $foreground 30%; }
        .gantt--label { color: $foreground; }
        .gantt--cursor { background: $foreground 22%; }
        .gantt--plain { color: $foreground; background: $foreground 10%; }
        .gantt--muted { color: $foreground 60%; background: $foreground 6%; }
        .gantt--busy { color: $text-primary; background: $primary 25%; }
        .gantt--waiting { color: $foreground 60%; background: $foreground 10%; }
        .gantt--good { color: $text-success 80%; background: $success 14%; }
        .gantt--warn { color: $text-warning; background: $warning 18%; }
        .gantt--bad { color: $text-error; background: $error 25%; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.bars = Bars()
        self.whole: Window | None = None
        """All the time that there is; None where there is nothing."""
        self._zoomed: Window | None = None
        self._key: str | None = None
        self._moment: float | None = None
        """Where the cursor is, in seconds since the epoch; None at the end of its bar."""
        self._top = 0
        self._longest = 0
        """Cells of the longest label."""
        self._drawn: dict[tuple[object, ...], list[Segment]] = {}
        """Rows as they were drawn in the window that is looked at: a key changes two of them."""

    @property
    def window(self) -> Window | None:
        """What is looked at; None where there is nothing."""
        return self._zoomed or self.whole

    @property
    def is_whole(self) -> bool:
        """Whether that is all there is."""
        return self._zoomed is None

    @property
    def is_followed(self) -> bool:
        """Whether the end of the time is looked at, and will be when there is more of it."""
        window, whole = self.window, self.whole
        return window is not None and whole is not None and window.end > whole.end - SAME_TIME

    @property
    def selected(self) -> GanttBar | None:
        """The bar that the cursor is on."""
        return self.bars.find(self._key)

    @property
    def _row_of_cursor(self) -> int | None:
        """The place of the row that the cursor is in."""
        return None if self.selected is None else self.bars.row_of(self.selected.key)

    @property
    def moment(self) -> float | None:
        """Where the cursor is, in seconds since the epoch; None at the end of its bar."""
        return self._moment

    @property
    def cursor(self) -> int | None:
        """The cell of the bars in which the cursor is; None where it is not in sight."""
        window, bar = self.window, self.selected
        if window is None or bar is None:
            return None
        moment = bar.end if self._moment is None else self._moment
        cell = window.cell(moment, self.bars_width)
        if moment == bar.end:  # which is where the next one begins
            cell = max(window.cell(bar.start, self.bars_width), cell - 1)
        is_seen = window.start <= moment <= window.end
        return max(0, min(cell, self.bars_width - 1)) if is_seen else None

    @property
    def page(self) -> int:
        """How many rows fit the screen."""
        return max(1, self.cells.height - AXIS_HEIGHT)

    @property
    def rows_shown(self) -> range:
        """The places of the rows that are on the screen."""
        return range(self._top, min(len(self.bars.rows), self._top + self.page))

    def show(self, rows: Sequence[GanttRow], start: float, end: float) -> None:
        """Show these rows from now on; the cursor stays on its bar, a part of the time in sight.

        A part that reaches to the end of the time goes along with it.
        """
        followed, row = self.is_followed, self._row_of_cursor
        self.bars, self.whole = Bars(rows), Window(start, max(end, start + 1.0))
        self._longest = max((cell_len(row.label) for row in rows), default=0)
        self._drawn = {}
        if self._zoomed is not None:
            part = self._zoomed.until(self.whole.end) if followed else self._zoomed
            self._zoomed = self._part(part.inside(self.whole))
        if self.selected is None:
            self.select(self.bars.foremost)
        elif row is not None and (now := self._row_of_cursor) is not None:
            self._top += now - row  # where rows come above it, it stays where it is on the screen
        self.repaint()

    def select(self, bar: GanttBar | None, moment: float | None = None) -> None:
        """Put the cursor on a bar, if there is one, and bring that on the screen.

        It is at a moment of the bar, or beside it; at its end where that is None.
        """
        if bar is None or self.whole is None:
            return
        self._key, self._moment = bar.key, moment
        if self._zoomed is not None:
            stretch = (bar.start, bar.end) if moment is None else (moment, moment)
            self._zoomed = self._part(self._zoomed.holding(*stretch, self.whole))
        row = self.bars.row_of(bar.key)
        self._top = min(max(self._top, row - self.page + 1), row)
        self.repaint()

    def look_at(self, window: Window) -> None:
        """Look at another stretch of time."""
        self._drawn = {}
        self._zoomed = self._part(window)
        self.repaint()

    def scroll_rows(self, rows: int) -> None:
        """Show rows further down, or up; the cursor stays on its bar."""
        self._top += rows
        self.repaint()

    def bar_at(self, x: int, y: int) -> GanttBar | None:
        """The bar in a cell of the widget."""
        place = self._top + y - AXIS_HEIGHT
        if y < AXIS_HEIGHT or place >= len(self.bars.rows) or x < self._left:
            return None
        return self._seen_in(place, x - self._left, self._key)

    def moment_at(self, cell: int) -> float:
        """The middle of the time of a cell of the bars, also of one that is not in sight."""
        window = self.window
        return (
            0.0 if window is None else window.start + (cell + 0.5) * window.length / self.bars_width
        )

    def bar_in(self, place: int, moment: float) -> GanttBar | None:
        """The bar that is seen at a moment in the row at a place."""
        window = self.window
        return (
            None if window is None else self._seen_in(place, window.cell(moment, self.bars_width))
        )

    def _seen_in(self, place: int, at: int, first: str | None = None) -> GanttBar | None:
        if self.window is None:
            return None
        cell = 0
        for piece in pieces(self.bars.rows[place], self.window, self.bars_width, first):
            cell += cell_len(piece.text)
            if at < cell:
                return piece.bar
        return None

    def repaint(self) -> None:
        """Paint the lines that look different, and tell where one is."""
        self.cells = self.size
        if not self.cells:
            return
        self._top = max(0, min(self._top, len(self.bars.rows) - self.page))
        super().repaint()
        self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """Lay it out anew, with the cursor in sight."""
        self.repaint()
        self.select(self.selected, self._moment)

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        super().notify_style_update()
        self._drawn = {}

    def _part(self, window: Window) -> Window | None:
        """A window, or None where it is the whole."""
        return None if window == self.whole else window

    @property
    def _label_width(self) -> int:
        return max(LEAST_LABEL, min(self._longest, MOST_LABEL, self.cells.width // 4))

    @property
    def _left(self) -> int:
        """The cells before the bars."""
        return self._label_width + NOTE_WIDTH + 2

    @property
    def bars_width(self) -> int:
        """The cells for bars."""
        return max(1, self.cells.width - self._left)

    def segments(self, y: int) -> list[Segment]:
        """What stands in a line."""
        place, window = self._top + y - AXIS_HEIGHT, self.window
        if window is None:
            return []
        if y < AXIS_HEIGHT:
            return self._axis(window)
        if place >= len(self.bars.rows):
            return []
        has_cursor = self._row_of_cursor == place
        seen = (place, window, self.cells.width, self._key if has_cursor else None)
        if seen not in self._drawn:
            row = self.bars.rows[place]
            self._drawn[seen] = self._row(row, window, self._key if has_cursor else None)
        return self._crossed(self._drawn[seen])

    def _axis(self, window: Window) -> list[Segment]:
        rows = rows_told(self.rows_shown, len(self.bars.rows), self._left - 1)
        text, look = f"{rows} {axis(window, self.bars_width)}", self.style_of("axis")
        if (cursor := self.cursor) is None:
            return [Segment(text, look)]
        before, behind = around_mark(text, self._left + cursor)
        sign = Segment(CURSOR_SIGN, self.style_of("label"))
        return [Segment(before, look), sign, Segment(behind, look)]

    def _crossed(self, line: list[Segment]) -> list[Segment]:
        """A row with the line through all of them that shows when the cursor is."""
        if (cursor := self.cursor) is None:
            return line
        ink = self.style_of("cursor").background_style + UPRIGHT
        return self.crossed(line, self._left + cursor, ink)

    def _row(self, row: GanttRow, window: Window, cursor: str | None) -> list[Segment]:
        """The line of a row, with the cursor on the bar with that key where it has one."""
        label = align(row.label, self._label_width, Align.LEFT)
        note = align(row.note, NOTE_WIDTH, Align.RIGHT)
        style = self.style_of("label") + Style(bold=cursor is not None)
        line = [Segment(f"{label} {note} ", style)]
        for piece in pieces(row, window, self.bars_width, cursor):
            look = self.style_of("idle" if piece.bar is None else piece.bar.tone)
            is_cursor = piece.bar is not None and piece.bar.key == cursor
            line.append(Segment(piece.text, look + CURSOR if is_cursor else look))
        return line
