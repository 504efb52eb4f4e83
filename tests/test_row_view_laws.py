"""However little is painted, the screen shows what painting all of it would show."""

import asyncio
from typing import Any, Self

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from app.rows import Rows
from app.view import Cell, Row
from tests.table_app import COLUMNS, JOBS, NOW
from widgets.table.resource_table import ResourceTable
from widgets.table.row_view import HEADER_HEIGHT, RowView

Glyph = tuple[str, Style | None]


class RememberingTable(ResourceTable):
    """A table that keeps what a screen would show that paints what it is told to, and no more."""

    painted: dict[tuple[int, int], Glyph]

    def refresh(self, *regions: Region, **others: Any) -> Self:
        super().refresh(*regions, **others)
        if hasattr(self, "painted"):
            self.paint(regions or (Region(0, 0, *self.size),))
        return self

    def paint(self, regions: tuple[Region, ...]) -> None:
        for region in regions:
            for y in range(region.y, min(region.bottom, self.size.height)):
                line = glyphs(self.render_line(y))
                self.painted |= {
                    (x, y): line[x] for x in range(region.x, min(region.right, len(line)))
                }


def glyphs(strip: Strip) -> list[Glyph]:
    return [(char, part.style) for part in strip for char in part.text]


def anew(table: RowView, y: int) -> list[Glyph]:
    """A line of a table as its rows say, whatever was painted."""
    if y < HEADER_HEIGHT:
        return glyphs(table.render_line(y))
    line = table.lines_now()[y - HEADER_HEIGHT]
    return glyphs(table.painter.blank() if line is None else table.painter.row(line))


class OneTable(App[None]):
    """A table on the whole screen."""

    def __init__(self) -> None:
        super().__init__()
        self.table = RememberingTable(COLUMNS, clock=lambda: NOW)

    def compose(self) -> ComposeResult:
        yield self.table


rows = st.builds(
    lambda row, status, owner: replace(
        row, cells=(Cell(status), *row.cells[1:5], Cell(owner)), tone=row.tone
    ),
    st.sampled_from(JOBS[:30]),
    st.sampled_from(["READY", "RUNNING", "FAILED"]),
    st.sampled_from(["a", "b"]),
)
shows = st.lists(rows, unique_by=lambda row: row.key, max_size=30)
steps = st.lists(
    st.one_of(
        st.tuples(shows, st.sets(st.integers(0, 29), max_size=8)),
        st.sampled_from(["down", "up", "pagedown", "end", "space", "ctrl+space", "stale", "flash"]),
        st.sampled_from([("sort", "owner"), ("sort", None), ("filter", "RUN"), ("filter", "")]),
        st.integers(-9, 9),
    ),
    min_size=4,
    max_size=20,
)
KEYS = {
    "down": ResourceTable.action_cursor_down,
    "up": ResourceTable.action_cursor_up,
    "pagedown": ResourceTable.action_page_down,
    "end": ResourceTable.action_cursor_last,
    "space": ResourceTable.action_mark,
    "ctrl+space": ResourceTable.action_mark_range,
}


def take(table: ResourceTable, step: object) -> None:
    match step:
        case (list() as shown, set() as pending):
            made: dict[str, Row] = {row.key: row for row in shown}
            keys = ("" if at in pending else row.key for at, row in enumerate(shown))
            table.show(Rows(tuple(keys), made.__getitem__))
        case ("sort", str() | None as column):
            table.sort_by(column)
        case ("filter", str() as text):
            table.filter(text)
        case int() as lines:
            table.scroll_lines(lines)
        case "stale":
            table.stale = not table.stale
        case "flash":
            table.flashes = not table.flashes
        case str() as key:
            KEYS[key](table)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_what_was_painted_piece_by_piece_is_what_painting_all_of_it_shows(
    taken: list[object],
) -> None:
    async def play() -> None:
        app = OneTable()
        async with app.run_test(size=(70, 10)) as pilot:
            await pilot.pause()
            app.table.painted = {}
            app.table.refresh()
            for step in taken:
                take(app.table, step)
                await pilot.pause()
                for y in range(app.table.size.height):
                    shown = [app.table.painted[x, y] for x in range(app.table.painter.width)]
                    assert shown == anew(app.table, y), (step, y)

    asyncio.run(play())
