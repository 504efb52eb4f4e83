"""What the service says is the matter with a row, where no column reads it whole."""

from collections.abc import Mapping

from rich.cells import cell_len

from app.resources.level import Item, Level
from app.view import DASH, GLYPHS, cell_text, plain
from widgets.table.resource_table import ResourceTable


def matter_line(level: Level, item: Item | None, table: ResourceTable) -> str:
    """What is the matter with the selected item of a table, under its name.

    Empty where that is nothing, where a column reads it whole, or where nobody can select.
    """
    if item is None or not table.can_focus:
        return ""
    cell = level.matter(item)
    text = cell_text(cell, 0.0)
    if text == DASH or cell_len(text) <= widths_in(table).get(level.message, 0):
        return ""
    return f"{GLYPHS[cell.tone]} {plain(level.label(item))}: {text}"


def widths_in(table: ResourceTable) -> Mapping[str, int]:
    """The cells that a table has for each column that is shown, by its id."""
    return table.arrangement.lay_out(table.size.width).widths
