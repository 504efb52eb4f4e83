"""A scrolling view of rows that paints no line twice that looks the same."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest

from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.view import ChosenColumn, Column, Row
from widgets.painting.bare_lines import BareLines
from widgets.painting.line_regions import merged
from widgets.painting.quiet_scrollbar import QuietScrollBar
from widgets.table.arrangement import Arrangement
from widgets.table.flashes import FLASH, Flashes, changes
from widgets.table.row_list import RowList
from widgets.table.row_order import Sorting
from widgets.table.row_paint import Line, RowPainter, TableStyles
from widgets.table.row_texts import RowTexts
from widgets.table.running_clocks import RunningClocks
from widgets.table.table_theme import TABLE_CSS, resolved_styles
from widgets.terminal.alarm import Alarm

HEADER_HEIGHT = 1


class RowView(ScrollView, inherit_bindings=False):
    """Rows under a header of columns, of which only those on the screen cost anything.

    Whatever happens, the lines as they should now look are compared with those painted last, and
    those that differ are painted. The rows that one looks at stay where they are on the screen.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = TABLE_CSS

    stale: reactive[bool] = reactive(False, repaint=False)
    """Whether the rows may be out of date; they are dimmed then."""

    flashes: bool = True
    """Whether cells are highlighted for a moment after they changed, where there is animation."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        clock: Callable[[], float] = time.time,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 — Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._styles_cache = BareLines(self)
        self.columns = tuple(columns)
        self.arrangement = Arrangement(columns)
        """The columns that are shown; to be changed through the methods here only."""
        self.row_list = RowList(clock)
        """The rows; to be changed through `change` only."""
        self.row_list.search_in(self.arrangement.places)
        self.order_as_came: Sorting | None = None
        """The order in which the rows come, where that is by a column."""
        self._clock = clock
        self._painter: RowPainter | None = None
        self._styles: TableStyles | None = None
        self._lines: list[Line | None] = []
        self._texts = RowTexts()
        self._flashes = Flashes()
        self._clocks = RunningClocks(Alarm(self, self.repaint_clocks))
        self._bar = QuietScrollBar(self)

    @property
    def top(self) -> int:
        """Index of the row on the first line below the header."""
        return self.scroll_offset.y

    @property
    def page(self) -> int:
        """How many rows fit the screen."""
        return max(1, self.size.height - HEADER_HEIGHT)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that one sees where there is room, from the left."""
        return self.arrangement.shown

    @property
    def visible_rows(self) -> Sequence[Row]:
        """The rows that are on the screen, from the top."""
        return self.row_list.shown[self.span.start : self.span.stop]

    @property
    def span(self) -> range:
        """The places on the screen among the rows that are shown."""
        stop = self.top + max(0, self.size.height - HEADER_HEIGHT)
        return range(self.top, max(self.top, min(stop, len(self.row_list.shown))))

    def lines_changed(self) -> None:
        """Called after every look at the lines; for what must follow the screen."""

    def measure(self, rows: Sequence[Row]) -> None:
        """Decide anew how wide columns would like to be; nothing is kept of rows before these."""
        self.arrangement.measure(rows)
        self._painter, self._texts = None, RowTexts()
        self.refresh()

    def choose_columns(self, chosen: Sequence[ChosenColumn] | None) -> None:
        """Show these columns, in this order; None are those that are declared so."""
        if self.arrangement.choose(chosen):
            self.measure(self.row_list.rows.loaded)
            self.change(lambda: self.row_list.search_in(self.arrangement.places))
            self.repaint()

    def show_wide(self, wide: bool) -> None:
        """Show every column as wide as it wants to be, or those that were chosen and fit."""
        if wide is not self.arrangement.wide:
            self.arrangement.wide = wide
            self.measure(self.row_list.rows.loaded)
            self.repaint()

    def shift_columns(self, columns: int) -> None:
        """Scroll sideways by so many columns; they are shown wide before."""
        self.show_wide(True)
        before = self.painter.layout
        self.arrangement.passed = max(0, before.passed + columns)
        after = self.arrangement.lay_out(before.width)
        if after != before:
            self._painter = RowPainter(after, self.painter.styles, self.painter.width)
            self.refresh(Region(after.still, 0, after.width - after.still, self.size.height))
            self._wind_clocks()

    def change(self, change: Callable[[], bool]) -> None:
        """Change the rows, and keep those on the screen where they are.

        The selected row keeps its line where it is on the screen, else the topmost row does. At
        the very top, with the first row selected, rows that come in above it are shown.
        """
        top = self.row_list.top_after(change, self.top, self.page)
        if top is None:
            return
        self._bar.resize(len(self.row_list.shown) + HEADER_HEIGHT)
        self._scroll_and_repaint(top)

    def reveal(self, lines: int = 0) -> None:
        """Scroll by so many lines, and as many more as bring the selected row on the screen.

        What changed is painted, once for both.
        """
        top, cursor = self._reachable(self.top + lines), self.row_list.cursor
        self._scroll_and_repaint(min(cursor, max(top, cursor - self.page + 1)))

    def scroll_lines(self, lines: int) -> None:
        """Scroll by a number of lines, at once; the selection stays with its row."""
        self._scroll_top_to(self.top + lines)

    def repaint(self) -> None:
        """Paint the lines that look different from how they were painted."""
        if not self.size:  # Nobody sees it: it has no place yet, or none any more.
            self._lines = []
            self._clocks.stop()
        else:
            self._flash_changes()
            self._paint_changes()
        self.lines_changed()

    def _paint_changes(self) -> None:
        """Paint what looks different on the rows that are shown."""
        before, painter = self._lines, self.painter
        self._lines = self.lines_now()
        pairs = zip_longest(before[: len(self._lines)], self._lines)
        spans = [painter.changed_spans(old, new) for old, new in pairs]
        if any(spans):
            self.refresh(*merged(spans, HEADER_HEIGHT))
        self._wind_clocks()

    def _wind_clocks(self) -> None:
        slots = self.painter.layout.slots
        self._clocks.wind(self.visible_rows, [slot.index for slot in slots], self._clock())

    def repaint_header(self) -> None:
        """Paint the names of the columns."""
        self.refresh(Region(0, 0, self.painter.width, HEADER_HEIGHT))

    def repaint_clocks(self) -> None:
        """Paint the rows in which a clock reads differently by now, if anyone can see them."""
        # A screen that another one covers counts as current for Textual, and painting there
        # paints all of the one on top.
        on_top = self.app.screen is self.screen
        if not (on_top and self.app.app_focus and self.is_on_screen):
            self._clocks.hide()
        elif self._clocks.look(self._clock()):
            self._paint_changes()

    def render_line(self, y: int) -> Strip:
        """The line at `y` from the top of the widget, as Textual asks for it."""
        painter = self.painter
        if y < HEADER_HEIGHT:
            sorting = self.row_list.sorting or self.order_as_came
            if sorting is None:
                return painter.header(None)
            return painter.header(self.columns[sorting.column].id, reverse=sorting.reverse)
        if len(self._lines) != self.size.height - HEADER_HEIGHT:
            # It is painted in a new size before it is told of that.
            self._lines = self.lines_now()
        place = y - HEADER_HEIGHT
        line = self._lines[place] if place < len(self._lines) else None
        return painter.blank() if line is None else painter.row(line)

    @property
    def painter(self) -> RowPainter:
        """What draws the lines at the present width and in the present colours."""
        painter, width = self._painter, self.scrollable_content_region.width
        if painter is None or (painter.layout.width, painter.width) != (self.size.width, width):
            layout = self.arrangement.lay_out(self.size.width)
            self._styles = self._styles or resolved_styles(self)
            painter = self._painter = RowPainter(layout, self._styles, width)
        return painter

    def on_mount(self) -> None:
        """Paint what there is already."""
        self.repaint()

    def on_unmount(self) -> None:
        """Look at no clock any more."""
        self._clocks.stop()

    def on_resize(self) -> None:
        """Lay the columns out anew, and keep the selection on the screen."""
        self._painter = None
        self.refresh()
        self._bar.resize(len(self.row_list.shown) + HEADER_HEIGHT)
        self.reveal()

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._painter = self._styles = None

    def watch_stale(self) -> None:
        """Dim the rows, or show them fresh again."""
        self.repaint()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:  # noqa: ARG002
        """Paint the lines that show another row than before."""
        self._bar.move(round(old_value))
        self.repaint()

    def lines_now(self) -> list[Line | None]:
        """How the lines of the screen should look, from the top; None where there is no row."""
        now, marks, span = self._clock(), self.row_list.marks, self.span
        lines: list[Line | None] = [
            Line(
                row,
                self._texts.at(row, now),
                selected=index == self.row_list.cursor and not self.row_list.is_left,
                stale=self.stale,
                marked=row.key in marks,
                flashing=self._flashes.of(row.key),
            )
            for index, row in zip(span, self.visible_rows, strict=True)
        ]
        return lines + [None] * (self.size.height - HEADER_HEIGHT - len(lines))

    def _flash_changes(self) -> None:
        """Highlight for a moment the cells that read differently than they were last painted.

        Rows that were not on the screen have nothing to be compared with, and whoever comes back
        to rows that were stale has to read all of them.
        """
        if not self.flashes or self.app.animation_level == "none":
            return
        painted = [line.row for line in self._lines if line and not line.stale]
        if changed := changes(painted, self.visible_rows, self._clock()):
            self.set_timer(FLASH, partial(self._fade, self._flashes.add(changed)))

    def _fade(self, batch: int) -> None:
        self._flashes.fade(batch)
        self.repaint()

    def _scroll_top_to(self, top: int) -> bool:
        """Show another row on the topmost line; False where it is there, and nothing painted."""
        reachable = self._reachable(top)
        is_elsewhere = reachable != self.top
        if is_elsewhere:
            self.scroll_to(y=reachable, animate=False, force=True)
        return is_elsewhere

    def _reachable(self, top: int) -> int:
        """The row nearest to one that can be the topmost."""
        return max(0, min(top, self.max_scroll_y))

    def _scroll_and_repaint(self, top: int) -> None:
        """Paint what changed, which scrolling does by itself."""
        if not self._scroll_top_to(top):
            self.repaint()
