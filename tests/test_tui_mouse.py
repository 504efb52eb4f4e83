"""The mouse and the size of the terminal, on a farm over real HTTP."""

import pytest
from textual.containers import VerticalScroll
from textual.events import MouseScrollDown, MouseScrollUp

from app.tui.boxes.overlay import Overlay
from tests.live_farm import live_farm, monitor
from tests.pilots import FarmPilot, arrive, has_lines, names, table, until, view
from widgets.bars.key_bar import KeyBar

SIZES = [(40, 10), (200, 60), (99, 39), (10, 3), (1, 1), (100, 40)]


async def click(pilot: FarmPilot, line: int, *, times: int = 1, x: int = 10) -> None:
    """Click on a line of the table, of which 0 is the header."""
    await pilot.click(table(pilot), offset=(x, line), times=times)


async def test_a_click_selects_and_a_second_one_opens() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await click(pilot, 2)
        assert table(pilot).row_list.cursor == 1
        await click(pilot, 1)
        assert table(pilot).row_list.cursor == 0
        await click(pilot, 1)
        await arrive(pilot, "queues")
        await click(pilot, 2, times=2)
        await arrive(pilot, "jobs")


async def test_a_click_on_the_name_of_a_column_sorts_by_it() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await click(pilot, 0, x=25)
        await until(pilot, lambda: table(pilot).sorting == ("name", False))
        shown_names = names(table(pilot).row_list.shown)
        assert shown_names == sorted(shown_names)


async def test_the_wheel_scrolls_and_leaves_the_selection_where_it_is() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(100, 14)) as pilot:
        await arrive(pilot, "jobs")
        selected = table(pilot).selected_key
        for kind, top in ((MouseScrollDown, 3), (MouseScrollDown, 6), (MouseScrollUp, 3)):
            table(pilot).post_message(kind(table(pilot), 5, 5, 0, 0, 0, False, False, False))
            await until(pilot, lambda line: table(pilot).top == line, top)
        assert table(pilot).selected_key == selected


@pytest.mark.parametrize("key", ["question_mark", "d", "C"])
@pytest.mark.parametrize("spot", [(1, 1), (70, 6)], ids=["beside", "inside"])
async def test_the_wheel_scrolls_what_lies_over_a_list_and_not_the_list(
    key: str, spot: tuple[int, int]
) -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(80, 12)) as pilot:
        await arrive(pilot, "jobs")
        lists = table(pilot)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, Overlay))
        await until(pilot, lambda: any(one.max_scroll_y for one in scrolled(pilot)))
        pilot.app.post_message(MouseScrollDown(None, *spot, 0, 1, 0, False, False, False, *spot))
        await until(pilot, lambda: any(one.scroll_y for one in scrolled(pilot)))
        assert lists.top == 0


def scrolled(pilot: FarmPilot) -> list[VerticalScroll]:
    """What of the screen can be scrolled."""
    return list(pilot.app.screen.query(VerticalScroll))


async def test_a_click_on_a_key_at_the_foot_presses_it() -> None:
    async with live_farm(), monitor(size=(120, 30)) as pilot:
        await arrive(pilot, "farms")
        await pilot.click(KeyBar, offset=(1, 0))
        await arrive(pilot, "queues")


async def resize(pilot: FarmPilot) -> None:
    """Take the terminal through all sizes."""
    for width, height in SIZES:
        await pilot.resize_terminal(width, height)
        await pilot.pause()


async def test_no_size_breaks_a_list_or_what_lies_over_it() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("j", "j", "j")
        lists = table(pilot)
        selected = lists.selected_key
        for key in ("j", "d", "question_mark", "colon"):
            await pilot.press(key)
            await resize(pilot)
            await pilot.press("k" if key == "j" else "escape")
            assert lists.selected_key == selected
            assert selected in lists.visible_keys


async def test_no_size_breaks_a_log() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("session-actions", session) as pilot:
            await arrive(pilot, "session-actions")
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            await resize(pilot)
            assert view(pilot).following
            await pilot.resize_terminal(100, 20)
            await pilot.press("pageup")
            await resize(pilot)
            assert not view(pilot).following
