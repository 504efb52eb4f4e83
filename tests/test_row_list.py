"""The rows behind a table: which is selected, and where they are on the screen."""

import asyncio

import pytest

from app.rows import Rows
from app.view import Row
from tests.table_app import (
    JOBS,
    TableApp,
    job,
    screen_text,
)
from widgets.table.resource_table import READY_AT_ONCE
from widgets.table.row_filter import RowFilter


async def test_until_the_cursor_is_moved_the_first_row_is_selected() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show((job(100), *JOBS))
        await pilot.pause()
        assert app.table.selected_key == "job-100"
        assert app.table.visible_keys[0] == "job-100"


async def test_a_selected_first_row_keeps_its_selection_below_new_rows() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "up")
        app.table.show((job(100), *JOBS))
        assert app.table.selected_key == "job-0"
        assert app.table.visible_keys[:2] == ("job-100", "job-0")


async def test_rows_that_come_in_above_do_not_move_what_one_looks_at() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("pagedown", "down")
        await pilot.pause()
        before = app.table.visible_keys
        app.table.drawn = ()
        app.table.show((job(100), job(101), *JOBS))
        await pilot.pause()
        assert app.table.visible_keys == before
        assert app.table.drawn == ()


async def test_scrolled_away_from_the_selection_the_topmost_row_keeps_its_line() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.scroll_lines(20)
        app.table.show((job(100), *JOBS))
        await pilot.pause()
        assert app.table.visible_keys[0] == "job-20"


@pytest.mark.parametrize(
    ("gone", "neighbour"), [({5}, "job-6"), ({5, 6}, "job-4"), (set(range(5, 50)), "job-4")]
)
async def test_where_the_selected_row_goes_away_its_nearest_neighbour_is_selected(
    gone: set[int], neighbour: str
) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.select("job-5")
        app.table.show([row for number, row in enumerate(JOBS) if number not in gone])
        assert app.table.selected_key == neighbour


async def test_a_row_that_is_to_have_no_successor_leaves_none_selected_until_one_moves() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "down")
        app.table.leave_no_successor({"job-2"})
        app.table.show([row for row in JOBS if row.key != "job-2"])
        app.table.keep_selection()
        await pilot.press("enter", "space")
        assert app.table.selected_key is None
        assert app.table.marked == ()
        assert not any("▸" in line for line in screen_text(app.table))
        app.table.show([row for row in JOBS if row.key not in {"job-1", "job-2"}])
        assert app.table.selected_key is None
        await pilot.press("down")
        assert app.table.selected_key == "job-3"


async def test_a_row_that_is_to_have_no_successor_is_selected_again_where_it_comes_back() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "down")
        app.table.leave_no_successor({"job-2"})
        app.table.show([row for row in JOBS if row.key != "job-2"])
        app.table.show(JOBS)
        assert app.table.selected_key == "job-2"


async def test_a_row_that_a_filter_hid_is_selected_again_when_it_is_shown_again() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.select("job-5")
        app.table.filter("running")
        assert app.table.selected_key == "job-6"
        app.table.filter("")
        assert app.table.selected_key == "job-5"


async def test_rows_are_made_ready_for_a_filter_in_pieces_between_which_keys_come() -> None:
    rows = {row.key: row for row in map(job, range(1_000))}
    made: list[str] = []

    def make(key: str) -> Row:
        made.append(key)
        return rows[key]

    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show(Rows(("", *rows), make))
        await pilot.pause()
        made.clear()
        pieces = list[int]()
        preparing = app.table.expect_filter()
        while not preparing.is_finished:
            before = len(made)
            await asyncio.sleep(0)
            pieces.append(len(made) - before)
        assert set(made) == set(rows)
        assert max(pieces) <= READY_AT_ONCE
        app.table.filter("sq005_")
        assert app.table.row_list.shown.keys == ("job-5",)


async def test_a_filter_may_know_by_a_row_s_key_whether_it_passes() -> None:
    app = TableApp(JOBS[:6])
    async with app.run_test():
        keys = app.table.row_list.rows.keys
        words = RowFilter.parse(keys[1])
        app.table.filter_by(RowFilter("known", knows=set(keys[:3]).__contains__))
        assert app.table.row_list.shown.keys == keys[:3]
        app.table.filter_by(RowFilter("both", test=words.test, knows=set(keys[:3]).__contains__))
        assert app.table.row_list.shown.keys == (keys[1],)
        assert RowFilter(knows={keys[0]}.__contains__).matches(app.table.row_list.rows[0])
        assert not RowFilter(knows={keys[0]}.__contains__).matches(app.table.row_list.rows[1])


async def test_going_back_to_the_first_row_chooses_none() -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test():
        app.table.select_place(3)
        assert app.table.selected_key == app.table.row_list.rows.keys[3]
        app.table.rewind()
        app.table.show(tuple(reversed(JOBS[:5])))
        assert app.table.selected_key == app.table.row_list.rows.keys[0]


@pytest.mark.parametrize("others", ["rewind", "sort", "filter"])
async def test_the_first_row_is_selected_where_others_are_asked_for_after_one_has_left(
    others: str,
) -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test():
        app.table.select_place(3)
        app.table.leave_no_successor({"job-3"})
        app.table.show(tuple(row for row in JOBS[:5] if row.key != "job-3"))
        assert app.table.selected_key is None
        if others == "rewind":
            app.table.rewind()
        elif others == "sort":
            app.table.sort_by(app.table.columns[0].id)
        else:
            app.table.filter("!nothing")
        assert app.table.selected_key == app.table.row_list.shown.keys[0]
