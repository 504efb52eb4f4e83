"""What is painted, and how little."""

from msgspec.structs import replace
from textual.events import AppBlur

from app.view import CLOCK_STEP
from tests.table_app import JOBS, NOW, STATES, TableApp, job, settle
from widgets.row_paint import Line


async def test_a_refresh_without_change_paints_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.show(JOBS)
        app.table.show([replace(row) for row in JOBS])
        await pilot.pause()
        assert app.table.drawn == ()


async def test_one_changed_row_paints_one_line() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.show([*JOBS[:3], replace(JOBS[3], cells=JOBS[4].cells), *JOBS[4:]])
        await pilot.pause()
        assert app.table.drawn == (4,)


async def test_a_row_that_comes_in_below_the_screen_paints_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.show([*JOBS, job(100)])
        await pilot.pause()
        assert app.table.drawn == ()
        assert app.table.vertical_scrollbar.window_virtual_size == 52


async def test_moving_the_selection_paints_two_lines() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        await pilot.press("down")
        assert sorted(app.table.drawn) == [1, 2]


async def test_time_paints_only_the_clocks_that_read_differently() -> None:
    now = NOW
    app = TableApp(clock=lambda: now)
    async with app.run_test(size=(80, 8)) as pilot:
        await settle(pilot, app.table)
        now += CLOCK_STEP
        app.table.repaint_clocks()
        await pilot.pause()
        running = {place + 1 for place in range(7) if place % len(STATES) == 0}
        assert set(app.table.drawn) == running


async def test_of_a_changed_line_only_the_cells_that_differ_are_painted() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 8)):
        painter = app.table.painter
        before = Line(JOBS[3], ("a", "b", "c", "d", "5m00", "f"), selected=False, stale=False)
        after = replace(before, texts=("a", "b", "c", "d", "5m01", "f"))
        age = next(slot for slot in painter.layout.slots if slot.column.id == "age")
        assert painter.changed_spans(before, before) == []
        assert painter.changed_spans(before, after) == [(age.x, age.width)]
        assert painter.changed_spans(before, replace(before, selected=True)) == [(0, painter.width)]


async def test_clocks_rest_while_the_terminal_has_no_focus() -> None:
    now = NOW
    app = TableApp(clock=lambda: now)
    async with app.run_test(size=(80, 8)) as pilot:
        app.post_message(AppBlur())
        await settle(pilot, app.table)
        now += CLOCK_STEP
        app.table.repaint_clocks()
        await pilot.pause()
        assert app.table.drawn == ()
