"""What a table tells of the keys and clicks that it gets."""

import pytest

from tests.table_app import JOBS, TableApp, job, settle
from widgets.table.resource_table import ResourceTable


@pytest.mark.parametrize("key", ["enter", "right", "l"])
async def test_a_key_opens_the_selected_row(key: str) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j", key)
        opened = [told.key for told in app.told if isinstance(told, ResourceTable.Opened)]
        assert opened == ["job-1"]


async def test_a_click_selects_and_a_click_on_the_selected_row_opens() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(app.table, offset=(20, 4))
        assert app.table.selected_key == "job-3"
        assert not any(isinstance(told, ResourceTable.Opened) for told in app.told)
        await pilot.click(app.table, offset=(20, 4))
        opened = [told.key for told in app.told if isinstance(told, ResourceTable.Opened)]
        assert opened == ["job-3"]


async def test_a_double_click_opens_once() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.double_click(app.table, offset=(20, 1))
        await pilot.double_click(app.table, offset=(20, 4))
        opened = [told.key for told in app.told if isinstance(told, ResourceTable.Opened)]
        assert opened == ["job-0", "job-3"]


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        (["G"], "job-49"),
        (["end", "k"], "job-48"),
        (["end", "g"], "job-0"),
        (["pagedown"], "job-11"),
        (["ctrl+f", "ctrl+f", "ctrl+b"], "job-11"),
        (["up"], "job-0"),
        (["end", "home", "down"], "job-1"),
    ],
)
async def test_keys_move_the_selection(keys: list[str], selected: str) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.table.selected_key == selected
        assert selected in app.table.visible_keys
        highlighted = [told for told in app.told if isinstance(told, ResourceTable.Highlighted)]
        assert highlighted[-1].key == selected


async def test_what_is_on_the_screen_is_told_once_for_many_changes() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        app.told.clear()
        for _ in range(5):
            app.table.scroll_lines(2)
        await pilot.pause()
        seen = [told.keys for told in app.told if isinstance(told, ResourceTable.VisibleChanged)]
        assert seen == [tuple(f"job-{number}" for number in range(10, 21))]


async def test_coming_near_the_end_is_told_once_for_each_set_of_rows() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert not any(isinstance(told, ResourceTable.ReachedEnd) for told in app.told)
        await pilot.press("end", "up", "up")
        await pilot.pause()
        assert sum(isinstance(told, ResourceTable.ReachedEnd) for told in app.told) == 1
        app.table.show([*JOBS, job(60)])
        await pilot.pause()
        assert sum(isinstance(told, ResourceTable.ReachedEnd) for told in app.told) == 2


async def test_what_a_table_sorts_in_asks_for_no_more_until_the_user_moves() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.sort_by("name")
        await pilot.press("end")
        for count in range(60, 100, 10):
            app.table.show([*JOBS, *map(job, range(60, count))])
            app.table.filter("")
            await pilot.pause()
        assert sum(isinstance(told, ResourceTable.ReachedEnd) for told in app.told) == 1
        await pilot.press("end")
        await pilot.pause()
        assert sum(isinstance(told, ResourceTable.ReachedEnd) for told in app.told) == 2


async def test_an_invalid_filter_changes_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.filter("artist1")
        assert app.table.filter("/(/").error
        assert (app.table.row_count, app.table.total_count) == (17, 50)
        assert app.table.row_filter.text == "artist1"


async def test_rows_are_shown_when_there_is_room_for_all_that_a_filter_leaves() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot, app.table)
        app.table.filter("FAILED")
        await settle(pilot, app.table)
        assert not app.table.show_vertical_scrollbar
        assert app.export_screenshot().count("FAILED") == app.table.row_count > 0


async def test_rows_are_in_every_frame_in_which_a_scrollbar_comes_or_goes() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot, app.table)
        frames: list[str] = []

        def look(_: object) -> None:
            frames.append(app.export_screenshot())

        app.screen.screen_layout_refresh_signal.subscribe(app.table, look, immediate=True)
        for text in ("FAILED", ""):
            app.table.filter(text)
            await settle(pilot, app.table)
        assert frames
        assert all("FAILED" in frame for frame in frames)
