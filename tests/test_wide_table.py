"""A table of which one chooses the columns, and which one scrolls sideways."""

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from app.view import Align, AnyCell, Cell, ChosenColumn, Clock, Column, Row
from tests.table_app import CountingTable
from widgets.table.resource_table import ResourceTable
from widgets.table.row_view import HEADER_HEIGHT

NOW = 1_800_000_000.0
COLUMNS = (
    Column("status", "STATUS", 9),
    Column("name", "NAME", 20, grows=True),
    Column("tasks", "TASKS", 12, Align.RIGHT),
    Column("age", "AGE", 6, Align.RIGHT),
    Column("owner", "OWNER", 12, rank=1),
    Column("updatedBy", "UPDATED BY", 16, shown=False),
    Column("updated", "UPDATED", 8, Align.RIGHT, shown=False),
)


def job(number: int, tasks: int = 0) -> Row:
    cells: tuple[AnyCell, ...] = (
        Cell("READY" if number % 2 else "FAILED"),
        Cell(f"sq{number:03}_beauty"),
        Cell(f"{tasks}/100"),
        Clock(NOW - number, NOW),
        Cell(f"artist{number % 3}"),
        Cell(f"wrangler{number % 5}"),
        Clock(NOW - number),
    )
    return Row(f"job-{number}", cells)


JOBS = tuple(map(job, range(40)))


class TableApp(App[None]):
    """One table on a screen."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.table = CountingTable(COLUMNS, clock=lambda: self.now)

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(JOBS)


async def settle(pilot: Pilot[None], table: CountingTable) -> None:
    await pilot.pause()
    table.drawn = ()


def header(table: ResourceTable) -> list[str]:
    return table.render_line(0).text.split()


def line(table: ResourceTable, place: int) -> str:
    return table.render_line(place + HEADER_HEIGHT).text


async def test_columns_that_nobody_asked_for_are_not_shown_and_not_searched() -> None:
    app = TableApp()
    async with app.run_test(size=(120, 12)):
        assert header(app.table) == ["STATUS", "NAME", "TASKS", "AGE", "OWNER"]
        app.table.filter("wrangler1")
        assert app.table.row_count == 0
        app.table.choose_columns([ChosenColumn("updatedBy"), ChosenColumn("name")])
        assert app.table.row_count == 8
        assert header(app.table) == ["UPDATED", "BY", "NAME"]
        app.table.choose_columns(None)
        assert app.table.row_count == 0


async def test_columns_are_shown_as_they_were_chosen() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.choose_columns([ChosenColumn("age", 10), ChosenColumn("name", 24)])
        widths = [(slot.column.id, slot.width) for slot in app.table.painter.layout.slots]
        assert widths == [("age", 10), ("name", 24)]
        assert [column.id for column in app.table.shown_columns] == ["age", "name"]


async def test_wide_every_column_is_shown_and_the_name_stays() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)):
        table = app.table
        assert header(table) == ["STATUS", "NAME", "TASKS", "AGE"]
        table.show_wide(True)
        assert header(table) == ["STATUS", "NAME", "TASKS", "AGE", "›"]
        table.shift_columns(1)
        assert header(table) == ["STATUS", "NAME", "‹", "AGE", "OWNER", "›"]
        table.shift_columns(99)
        assert header(table) == ["STATUS", "NAME", "‹", "UPDATED"]
        assert "sq000_beauty" in line(table, 0)
        table.shift_columns(-1)
        assert header(table) == ["STATUS", "NAME", "‹", "UPDATED", "BY", "›"]
        table.shift_columns(-99)
        assert header(table) == ["STATUS", "NAME", "TASKS", "AGE", "›"]
        table.show_wide(False)
        assert header(table) == ["STATUS", "NAME", "TASKS", "AGE"]


async def test_scrolling_to_the_right_shows_the_table_wide() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)):
        app.table.shift_columns(1)
        assert app.table.arrangement.wide
        assert header(app.table) == ["STATUS", "NAME", "‹", "AGE", "OWNER", "›"]


async def test_where_one_has_scrolled_to_survives_refresh_order_filter_and_size() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.shift_columns(2)
        scrolled = header(app.table)
        assert scrolled == ["STATUS", "NAME", "‹", "OWNER", "›"]
        app.table.show([job(100), *JOBS])
        app.table.filter("beauty")
        assert header(app.table) == scrolled
        app.table.sort_by("name")
        assert header(app.table) == ["STATUS", "NAME", "▲", "‹", "OWNER", "›"]
        app.table.sort_by(None)
        await pilot.resize_terminal(200, 12)
        assert "UPDATED" in header(app.table)
        await pilot.resize_terminal(60, 12)
        assert header(app.table) == scrolled


async def test_of_a_scrolled_table_only_what_changed_is_painted() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.show_wide(True)
        await settle(pilot, app.table)
        app.table.show([*JOBS[:3], job(3, tasks=50), *JOBS[4:]])
        await pilot.pause()
        assert app.table.drawn == (3 + HEADER_HEIGHT,)


async def test_what_changed_beyond_the_edge_is_not_painted() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.shift_columns(2)
        await settle(pilot, app.table)
        app.table.show([*JOBS[:3], job(3, tasks=50), *JOBS[4:]])
        await pilot.pause()
        assert app.table.drawn == ()


async def test_a_step_beyond_the_last_column_paints_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.shift_columns(99)
        await settle(pilot, app.table)
        app.table.shift_columns(1)
        await pilot.pause()
        assert app.table.drawn == ()


async def test_clocks_that_are_not_shown_paint_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        await settle(pilot, app.table)
        app.now += 1
        app.table.repaint_clocks()
        await pilot.pause()
        assert app.table.drawn == ()
        app.table.shift_columns(99)
        await settle(pilot, app.table)
        app.now += 1
        app.table.repaint_clocks()
        await pilot.pause()
        assert len(app.table.drawn) == app.table.page


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (23, 3), (300, 60)])
async def test_no_size_breaks_a_wide_table(size: tuple[int, int]) -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.shift_columns(2)
        await pilot.resize_terminal(*size)
        app.table.shift_columns(-1)
        app.table.shift_columns(9)
        app.table.show([replace(row, key=f"{row.key}x") for row in JOBS])
        await pilot.pause()
        strips = [app.table.render_line(y) for y in range(app.table.size.height)]
        assert {strip.cell_length for strip in strips} <= {app.table.painter.width}
