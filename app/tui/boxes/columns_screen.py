"""A box beside a table in which one chooses its columns, and sees at once how that looks."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from app.errors import UsageError
from app.resources.level import Level
from app.tui.boxes.choice_screen import ChoiceScreen
from app.tui.boxes.column_draft import ColumnDraft
from app.tui.connection.column_settings import ColumnSettings
from app.view import GLYPHS, Column, Tone
from widgets.table.resource_table import ResourceTable

KEYS = "Space show or hide   J K move\n+ - width   0 as it was declared\n↵ keep   Esc drop"

NO_ROOM = "no room"


class ColumnsScreen(ChoiceScreen):
    """Columns to show, hide, move and resize."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,left,h,C", "drop", "Drop", id="columns.drop"),
        Binding("enter", "keep", "Keep", id="columns.keep"),
        Binding("space", "choose", "Show or hide", id="columns.switch"),
        Binding("J,shift+down", "move(1)", "Move down", id="columns.move-down"),
        Binding("K,shift+up", "move(-1)", "Move up", id="columns.move-up"),
        Binding("plus,equals_sign", "resize(1)", "Wider", id="columns.wider"),
        Binding("minus", "resize(-1)", "Narrower", id="columns.narrower"),
        Binding("0", "reset", "As declared", id="columns.reset"),
    ]

    def __init__(self, level: Level, table: ResourceTable, settings: ColumnSettings) -> None:
        """What is chosen for `level` in `settings` is shown by `table` at once."""
        super().__init__(f"Columns of {level.name}", KEYS)
        self._level = level
        self._table = table
        self._settings = settings
        self._before = settings.of(level)
        self._draft = ColumnDraft.of(level.columns, self._before)

    def lines(self) -> list[Text]:
        """The columns, those that are not shown dimmed, and how wide they are."""
        labels = {column.id: column.label for column in self._level.columns}
        longest = max(map(len, labels.values()))
        lines = []
        for one in self._draft.order:
            is_shown = one in self._draft.shown
            sign = GLYPHS[Tone.GOOD if is_shown else Tone.PLAIN]
            line = Text(f"{sign} {labels[one].ljust(longest)}  ", style="" if is_shown else "dim")
            line.append(self._width(one).rjust(len(NO_ROOM)))
            line.append(" own" if one in self._draft.widths else "    ")
            lines.append(line)
        return lines

    def chosen(self, line: int) -> None:
        """Show or hide a column."""
        self._show(self._draft.toggled(self._draft.order[line]))

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

    def action_move(self, places: int) -> None:
        """Move the column among the others."""
        column_id = self._draft.order[self.cursor]
        self._change(lambda column_id: self._draft.moved(column_id, places))
        self.cursor = self._draft.order.index(column_id)
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
        [column] = (c for c in self._level.columns if c.id == self._draft.order[self.cursor])
        return column

    def _change(self, change: Callable[[str], ColumnDraft]) -> None:
        self._show(change(self._draft.order[self.cursor]))

    def _show(self, draft: ColumnDraft) -> None:
        """Show a draft, in the box and in the table."""
        self._draft = draft
        self._table.choose_columns(draft.chosen)
        self.draw()

    def _width(self, column_id: str) -> str:
        """How many cells a column has now; nothing where it has none because that is as it is."""
        if column_id not in self._draft.shown:
            return ""
        width = self._table.painter.layout.widths.get(column_id)
        if width is None:
            return "" if self._table.arrangement.wide else NO_ROOM
        return str(width)
