"""Rows that are marked: by which keys, how that is told, and how it looks."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from app.rows import Rows
from tests.table_app import JOBS, TableApp, job, screen_text
from widgets.table.resource_table import ResourceTable
from widgets.table.row_marks import RowMarks


def told_marks(app: TableApp) -> list[tuple[int, int]]:
    told = [one for one in app.told if isinstance(one, ResourceTable.MarksChanged)]
    return [(one.count, one.passed_over) for one in told]


async def test_space_marks_a_row_and_goes_to_the_next() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "down", "space")
        assert app.table.marked == ("job-0", "job-2")
        assert app.table.selected_key == "job-3"
        assert told_marks(app) == [(1, 0), (2, 0)]


async def test_space_takes_a_mark_away_again() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "up", "space")
        assert app.table.marked == ()
        assert told_marks(app) == [(1, 0), (0, 0)]


async def test_some_marks_are_taken_away_and_the_others_stay() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "space", "space")
        app.table.unmark({"job-0", "job-2", "job-7"})
        app.table.unmark({"job-7"})
        await pilot.pause()
        assert app.table.marked == ("job-1",)
        assert told_marks(app)[-2:] == [(3, 0), (1, 0)]


@pytest.mark.parametrize("key", ["ctrl+space", "ctrl+@"])
async def test_a_range_goes_from_the_last_mark_to_the_selected_row(key: str) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "space", "down", "down", key)
        assert list(app.table.marked) == [f"job-{number}" for number in range(1, 5)]
        await pilot.press("home", key)
        assert list(app.table.marked) == [f"job-{number}" for number in range(5)]


async def test_a_range_without_a_mark_is_the_selected_row() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "down", "ctrl+space")
        assert app.table.marked == ("job-2",)


async def test_a_range_tells_how_many_pending_rows_it_passed_over() -> None:
    known = {row.key: row for row in JOBS}
    app = TableApp(())
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show(Rows(("job-0", "", "", "job-3"), known.__getitem__))
        await pilot.press("space", "space", "end", "ctrl+space")
        assert app.table.marked == ("job-0", "job-3")
        assert told_marks(app)[-1] == (2, 2)


@pytest.mark.parametrize("key", ["asterisk", "ctrl+a"])
async def test_all_rows_are_marked_that_the_filter_lets_through(key: str) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.filter("artist1")
        await pilot.press(key)
        meant = tuple(row.key for number, row in enumerate(JOBS) if number % 3 == 1)
        assert app.table.marked == meant
        assert told_marks(app) == [(len(meant), 0)]
        assert app.table.selected_key == meant[0]
        app.table.filter("")
        assert app.table.marked == meant


async def test_of_all_rows_those_that_are_pending_are_told_not_to_be_marked() -> None:
    known = {row.key: row for row in JOBS}
    app = TableApp(())
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show(Rows(("job-0", "", "", "job-3"), known.__getitem__))
        await pilot.press("asterisk")
        app.table.filter("sq003")
        await pilot.press("asterisk")
        assert app.table.marked == ("job-0", "job-3")
        assert told_marks(app) == [(2, 2), (2, 2)]


async def test_marks_are_cleared_and_that_is_told_once() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "space", "ctrl+backslash", "ctrl+backslash")
        assert app.table.marked == ()
        assert not app.table.clear_marks()
        assert told_marks(app) == [(1, 0), (2, 0), (0, 0)]


async def test_marks_outlive_a_filter_and_rows_that_are_let_go() -> None:
    known = {row.key: row for row in JOBS}
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "space")
        app.table.filter("nothing is called so")
        app.table.filter("")
        app.table.show(Rows(("", "job-1", "job-2"), known.__getitem__))
        assert app.table.marked == ("job-1", "job-0")
        app.table.show((job(100), *JOBS))
        marked = [line for line in screen_text(app.table) if line.startswith("◆")]
        assert len(marked) == 2


async def test_nothing_is_marked_where_the_selected_row_is_pending() -> None:
    app = TableApp(())
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("space", "ctrl+space")
        app.table.show(Rows(("", "")))
        await pilot.press("space", "ctrl+space")
        assert app.table.marked == ()
        assert told_marks(app) == []


@pytest.mark.parametrize("width", [80, 30])
async def test_a_mark_tells_itself_without_colour_beside_the_selection(width: int) -> None:
    app = TableApp()
    async with app.run_test(size=(width, 12)) as pilot:
        await pilot.press("space", "space", "up")
        lines = screen_text(app.table)
        roomy = width > 40
        assert lines[1].startswith("◆  ●" if roomy else " ◆●")
        assert lines[2].startswith("◆▸ ✖" if roomy else "▸◆✖")
        assert lines[3].startswith("   ◌" if roomy else "  ◌")


def test_marking_again_makes_a_mark_the_last_one() -> None:
    marks = RowMarks()
    marks.add(["a", "b"])
    marks.add(["a"])
    assert (list(marks), marks.last) == (["b", "a"], "a")


def test_how_marked_rows_look(snap_compare: Callable[..., bool]) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await pilot.press("down", "space", "space", "down", "ctrl+space")
        await pilot.pause()

    assert snap_compare(TableApp(), terminal_size=(80, 14), run_before=prepare)
