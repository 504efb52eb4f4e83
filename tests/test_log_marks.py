"""Errors, marks and the current line: how one goes to them, and where the scrollbar has them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from app.view import LogLine
from tests.log_app import LogApp, nothings, numbered, until
from widgets.lines.shown_rows import ShownRows
from widgets.log.log_scrollbar import Kind, marked_cells
from widgets.log.log_view import LogView


async def test_the_current_line_is_the_last_one_that_is_followed_else_the_first() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        assert app.view.current_number == 99
        await pilot.press("up")
        assert app.view.current_number == 89
        await pilot.click(offset=(20, 4))
        assert app.view.current_line == LogLine(93, "line 93")
        await pilot.press("pageup")
        assert app.view.current_number == 80


async def test_each_move_of_somebody_who_does_not_follow_is_told() -> None:
    app = LogApp(numbered(100))

    def moves() -> int:
        return sum(isinstance(told, LogView.Moved) for told in app.told)

    async with app.run_test(size=(60, 10)) as pilot:
        for count, key in enumerate(["k", "k", "J", "J"], 1):
            await pilot.press(key)
            assert moves() == count
        await pilot.press("w")  # the current line stays the same one
        assert moves() == 4
        app.append(*numbered(1, 100))
        await until(lambda: moves() == 5, pilot.pause)
        await pilot.press("G")
        app.append(*numbered(1, 101))
        await until(lambda: app.shown()[-1] == "line 101", pilot.pause)
        assert moves() == 5


async def test_keys_go_from_error_to_error_and_round() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings([20, 21, 150], ())
        visited = []
        for key in ("e", "e", "e", "e", "E", "E"):
            await pilot.press(key)
            visited.append(app.view.current_number)
        assert visited == [20, 21, 150, 20, 150, 21]
        assert not app.view.following


async def test_the_first_error_before_the_end_is_the_last_one() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings([20, 199], ())
        await pilot.press("E")
        assert app.view.current_number == 199


async def test_errors_and_marks_go_with_their_lines() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings([50], ())
        await pilot.press("e", "x")
        app.view.splice(app.lines.insert(10, numbered(5, 500)))
        app.prepend(*numbered(5, 600))
        await until(lambda: app.view.count == 110, pilot.pause)
        await pilot.press("f", "e")
        assert app.view.current_line == LogLine(50, "line 50")
        assert app.view.marked() == [LogLine(50, "line 50")]
        app.truncate(40)
        await until(lambda: app.view.count == 40, pilot.pause)
        assert app.view.marked() == []
        assert not app.view.errors


async def test_lines_are_marked_one_after_the_other() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("g", "J", "J", "J")
        assert [line.timestamp for line in app.view.marked()] == [0, 1, 2]
        assert app.screen_text()[0].startswith("◆")
        await pilot.press("f", "u")
        assert app.view.current_number == 0
        await pilot.press("U")
        assert app.view.current_number == 2
        await pilot.press("x", "K")
        assert [line.timestamp for line in app.view.marked()] == [0, 1, 2]
        await pilot.press("x")
        assert [line.timestamp for line in app.view.marked()] == [0, 2]


@pytest.mark.parametrize("key", ["e", "E", "u", "U", "s", "asterisk"])
async def test_where_there_is_none_the_view_says_so(key: str) -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(key)
        await until(lambda: len(nothings(app)) == 1, pilot.pause)


async def test_a_key_goes_to_where_it_was_quiet() -> None:
    lines = numbered(100)
    lines[60:] = [LogLine(line.timestamp + 20_000, line.message) for line in lines[60:]]
    app = LogApp(lines)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("s")
        await until(lambda: app.view.current_number == 60, pilot.pause)


async def test_a_time_is_gone_to() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)):
        app.view.go_to_time(42)
        assert app.view.current_number == 42
        app.view.go_to_time(10_000)
        assert app.view.current_number == 99


def counted(numbers: Sequence[int], glyph: str) -> Kind:
    return Kind(glyph, Style(), lambda number: sum(each < number for each in numbers))


@given(
    st.integers(1, 300),
    st.integers(1, 40),
    st.sets(st.integers(0, 299)),
    st.sets(st.integers(0, 299)),
)
def test_every_line_of_a_kind_has_a_mark_where_it_is(
    count: int, height: int, some: set[int], hidden: set[int]
) -> None:
    rows = ShownRows(range(count))
    rows.hide(range(each, each + 1) for each in sorted(hidden))
    numbers = sorted(each for each in some if each < count)
    cells = marked_cells(height, rows, [counted(numbers, "x")])
    if len(rows) <= height:
        assert cells == {}
        return
    starts = [0, *(rows[cell * len(rows) // height] for cell in range(1, height)), count]
    wanted = {max(at for at in range(height) if starts[at] <= each) for each in numbers}
    assert set(cells) == wanted


def test_the_first_kind_is_the_one_that_is_seen() -> None:
    rows = ShownRows(range(100))
    cells = marked_cells(10, rows, [counted([5, 95], "a"), counted([6, 50], "b")])
    assert {at: kind.glyph for at, kind in cells.items()} == {0: "a", 5: "b", 9: "a"}


async def test_an_error_is_gone_to_as_soon_as_it_is_found() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.looked_through = False
        await pilot.press("E")
        await until(lambda: nothings(app) == ["Looking for errors …"], pilot.pause)
        app.view.show_findings([], (), complete=False)
        assert app.view.following
        app.view.show_findings([20, 50], (), complete=False)
        assert app.view.current_number == 50
        app.view.show_findings([20, 50, 60], ())
        assert app.view.current_number == 50


async def test_the_next_error_is_awaited_until_none_can_be_before_it() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("home")
        app.view.looked_through = False
        await pilot.press("e")
        app.view.show_findings([150], (), complete=False)
        assert app.view.current_number == 0
        app.view.show_findings([20, 150], ())
        assert app.view.current_number == 20


async def test_who_goes_elsewhere_awaits_no_error() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.looked_through = False
        await pilot.press("e", "home")
        app.view.show_findings([50], ())
        assert app.view.current_number == 0


async def test_that_there_is_no_error_is_said_once_that_is_known() -> None:
    app = LogApp(numbered(200))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.looked_through = False
        await pilot.press("e")
        app.view.show_findings([], ())
        told = ["Looking for errors …", "No line tells of an error."]
        await until(lambda: nothings(app) == told, pilot.pause)


async def test_lines_that_have_just_come_may_tell_of_an_error() -> None:
    app = LogApp(numbered(20))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.show_findings([], ())
        app.append(LogLine(20, "an error"))
        await pilot.press("e")
        app.view.show_findings([20], ())
        assert app.view.current_number == 20
