"""A box beside a table in which one chooses its columns, and sees at once how that looks."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from app.errors import UsageError
from app.resources.level import Level
from app.tui.column_draft import ColumnDraft
from app.tui.column_settings import ColumnSettings
from app.tui.line_list import LineList
from app.tui.overlay import Overlay
from app.view import GLYPHS, Column, Tone
from widgets.resource_table import ResourceTable
from widgets.row_paint import CURSOR

KEYS = "Space show or hide   J K move\n+ - width   0 as it was declared\n↵ keep   Esc drop"

NO_ROOM = "no room"


class ColumnsScreen(Overlay):
    """Columns to show, hide, move and resize."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h,C", "drop", "Drop", id="columns.drop"),
        Binding("enter", "keep", "Keep", id="columns.keep"),
        Binding("down,j", "go(1)", "Down", show=False, id="columns.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="columns.up"),
        Binding("space", "switch", "Show or hide", id="columns.switch"),
        Binding("J,shift+down", "move(1)", "Move down", id="columns.move-down"),
        Binding("K,shift+up", "move(-1)", "Move up", id="columns.move-up"),
        Binding("plus,equals_sign", "resize(1)", "Wider", id="columns.wider"),
        Binding("minus", "resize(-1)", "Narrower", id="columns.narrower"),
        Binding("0", "reset", "As declared", id="columns.reset"),
    ]

    def __init__(self, level: Level, table: ResourceTable, settings: ColumnSettings) -> None:
        """What is chosen for `level` in `settings` is shown by `table` at once."""
        super().__init__()
        self._level = level
        self._table = table
        self._settings = settings
        self._before = settings.of(level)
        self._draft = ColumnDraft.of(level.columns, self._before)
        self._cursor = 0
        self._list = LineList()
        self._scroll = VerticalScroll(self._list, can_focus=False)

    def compose(self) -> ComposeResult:
        """The box: a title, the columns, and the keys."""
        with Vertical(classes="box"):
            yield Static(f"Columns of {self._level.name}", classes="heading", markup=False)
            yield self._scroll
            yield Static(KEYS, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show the columns."""
        self._show(self._draft)

    def action_drop(self) -> None:
        """Leave everything as it was."""
        self._table.choose_columns(self._before)
        self.dismiss()

    async def action_keep(self) -> None:
        """Keep what was chosen, in the settings too."""
        if self._draft.chosen != self._before:
            self._settings.choose(self._level, self._draft.chosen)
            try:
                await asyncio.to_thread(self._settings.write, self._level)
            except UsageError as error:
                self.app.notify(
                    f"{error} The columns stay until farmtop ends.",
                    severity="warning",
                    markup=False,
                )
        self.dismiss()

    def action_go(self, lines: int) -> None:
        """Go to another column."""
        self._cursor = max(0, min(self._cursor + lines, len(self._draft.order) - 1))
        self._show(self._draft)

    def action_switch(self) -> None:
        """Show or hide the column."""
        self._change(self._draft.toggled)

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        self._cursor = event.line
        self.action_switch()

    def action_move(self, places: int) -> None:
        """Move the column among the others."""
        column_id = self._draft.order[self._cursor]
        self._change(lambda column_id: self._draft.moved(column_id, places))
        self._cursor = self._draft.order.index(column_id)
        self._show(self._draft)

    def action_resize(self, cells: int) -> None:
        """Make the column wider, or narrower where `cells` are negative."""
        draft, widths = self._draft, self._table.painter.layout.widths

        def resized(column_id: str) -> ColumnDraft:
            now = draft.widths.get(column_id) or widths.get(column_id) or self._column().width
            return draft.resized(column_id, now + cells)

        self._change(resized)

    def action_reset(self) -> None:
        """Show the level as it is declared."""
        self._show(self._draft.reset())

    def _column(self) -> Column:
        """The column that the cursor is on."""
        [column] = (c for c in self._level.columns if c.id == self._draft.order[self._cursor])
        return column

    def _change(self, change: Callable[[str], ColumnDraft]) -> None:
        self._show(change(self._draft.order[self._cursor]))

    def _show(self, draft: ColumnDraft) -> None:
        """Show a draft, in the box and in the table."""
        self._draft = draft
        self._table.choose_columns(draft.chosen)
        self._list.update(Text("\n").join(self._lines()))
        self._scroll.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False)

    def _lines(self) -> list[Text]:
        labels = {column.id: column.label for column in self._level.columns}
        longest = max(map(len, labels.values()))
        lines = []
        for place, one in enumerate(self._draft.order):
            has_cursor, is_shown = place == self._cursor, one in self._draft.shown
            sign = GLYPHS[Tone.GOOD if is_shown else Tone.PLAIN]
            line = Text(f"{CURSOR if has_cursor else ' '} {sign} {labels[one].ljust(longest)}  ")
            line.append(self._width(one).rjust(len(NO_ROOM)))
            line.append(" own" if one in self._draft.widths else "    ")
            line.stylize("reverse" if has_cursor else "" if is_shown else "dim")
            lines.append(line)
        return lines

    def _width(self, column_id: str) -> str:
        """How many cells a column has now; nothing where it has none because that is as it is."""
        if column_id not in self._draft.shown:
            return ""
        width = self._table.painter.layout.widths.get(column_id)
        if width is None:
            return "" if self._table.arrangement.wide else NO_ROOM
        return str(width)
