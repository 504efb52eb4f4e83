"""How a view of lines scrolls, wraps and paints, whatever happens to the lines."""

from itertools import pairwise
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from app.view import LogLine, Tone
from tests.listed_lines import ListedLines
from tests.log_app import LogApp, numbered, until
from widgets.lines.scrolling import Position, bottom, moved
from widgets.log.log_view import LogView
from widgets.terminal.frames import BYTES_PER_SECOND, FRAME, changed_cells, seconds_for

heights = st.lists(st.integers(1, 5), min_size=1, max_size=30)


@given(heights, st.integers(0, 40), st.integers(1, 20))
def test_a_position_moves_as_it_would_in_a_list_of_lines(
    heights: list[int], by: int, room: int
) -> None:
    lines = [Position(row, below) for row, height in enumerate(heights) for below in range(height)]
    last = bottom(len(heights), room, heights.__getitem__)
    assert last == lines[max(0, len(lines) - room)]
    assert (
        moved(Position(), by, len(heights), heights.__getitem__) >= lines[min(by, len(lines) - 1)]
    )
    for one in lines[: by + 1]:
        at = lines.index(one)
        back = moved(one, -by, len(heights), heights.__getitem__)
        assert back == lines[max(0, at - by)]


@pytest.mark.parametrize("rows", [0, 1, 10, 11, 1_000])
def test_rows_of_one_line_are_counted_and_not_looked_at(rows: int) -> None:
    assert bottom(rows, 10, None) == Position(max(0, rows - 10))
    assert moved(Position(), 3, rows, None) == Position(max(0, min(3, rows - 1)))


# Changes of the lines


async def scrolled_up(pilot: Pilot[None], app: LogApp) -> list[str]:
    await pilot.press("pageup", "pageup")
    assert not app.view.following
    return app.shown()


@pytest.mark.parametrize("index", [0, 1, 40, 70, 99, 100])
async def test_lines_put_in_out_of_sight_leave_the_screen_as_it_is(index: int) -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        before = await scrolled_up(pilot, app)
        app.view.splice(app.lines.insert(index, numbered(3, 500)))
        app.view.splice(app.lines.append([LogLine(0, "the last one")]))
        await until(lambda: app.view.count == 104 and app.view.new_below > 0, pilot.pause)
        assert app.shown() == before
        await pilot.press("f")
        assert app.shown()[-1] == "the last one"


async def test_lines_put_in_between_those_in_sight_are_seen() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        before = await scrolled_up(pilot, app)
        at = int(before[3].removeprefix("line "))
        app.view.splice(app.lines.insert(at, [LogLine(at, "late")]))
        await until(lambda: "late" in app.shown(), pilot.pause)
        assert app.shown() == [*before[:3], "late", *before[3:-1]]


async def test_lines_that_go_from_the_front_leave_the_screen_as_it_is() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        before = await scrolled_up(pilot, app)
        number = app.view.top_number
        app.view.splice(app.lines.drop(50))
        await until(lambda: app.view.scroll_y < 30, pilot.pause)
        assert app.shown() == before
        assert app.view.top_number == number
        app.view.splice(app.lines.drop(40))
        await until(lambda: app.shown()[0] == "line 90", pilot.pause)


async def test_lines_after_all_of_them_were_gone_have_their_own_numbers() -> None:
    app = LogApp(numbered(5))
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.splice(app.lines.drop(5))
        app.view.splice(app.lines.append(numbered(3, 100)))
        app.view.splice(app.lines.drop(1))
        app.view.splice(app.lines.prepend(numbered(2, 50)))
        await until(lambda: app.shown()[0] == "line 50", pilot.pause)
        assert app.shown()[:4] == ["line 50", "line 51", "line 101", "line 102"]
        assert app.view.top_number == app.lines.first


async def test_a_larger_terminal_is_nobody_who_scrolls() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await scrolled_up(pilot, app)
        await pilot.resize_terminal(60, 50)
        await until(lambda: app.shown()[-1] == "line 99", pilot.pause)
        assert not app.view.following
        await pilot.press("j")
        assert app.view.following


async def test_the_end_that_is_on_the_scrollbar_is_the_end_while_lines_come() -> None:
    app = LogApp(numbered(100))
    async with app.run_test(size=(60, 10)) as pilot:
        await scrolled_up(pilot, app)
        for number in range(100, 110):
            app.append(LogLine(number, f"line {number}"))
        app.view.scroll_y = app.view.max_scroll_y
        assert app.view.following
        await until(lambda: app.shown()[-1] == "line 109", pilot.pause)


async def test_a_view_that_has_no_room_asks_for_no_older_lines() -> None:
    app = LogApp([])
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.styles.height = 0
        await until(lambda: not app.view.size.height, pilot.pause)
        app.append(*numbered(100, 200))
        app.prepend(*numbered(100, 100))
        await pilot.press("g")
        assert not any(isinstance(told, LogView.ReachedTop) for told in app.told)


# Wrapping


def long_lines(count: int) -> list[LogLine]:
    """Lines of one row, two rows, three rows, one row ..."""
    return [LogLine(at, f"line {at} " + "x" * (40 * (at % 3))) for at in range(count)]


def beginnings(app: LogApp) -> list[int]:
    """Which lines begin on the screen."""
    texts = [text.removeprefix("line ") for text in app.shown() if text.startswith("line ")]
    return [int(text.split()[0]) for text in texts]


async def test_wrapped_lines_are_scrolled_row_by_row_and_none_is_missing() -> None:
    app = LogApp(long_lines(60))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("w")
        assert app.view.following
        seen = beginnings(app)
        assert seen[-1] == 59
        screens = [app.shown()]
        for _ in range(200):
            await pilot.press("k")
            screens.append(app.shown())
            seen += beginnings(app)
            if app.view.scroll_y == 0 and screens[-1] == screens[-2]:
                break
        assert set(seen) == set(range(60))
        assert all(new[1:] == old[:-1] for old, new in pairwise(screens[:-1]))


async def test_wrapped_lines_are_followed_and_paged() -> None:
    app = LogApp(long_lines(60))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("w")
        app.append(LogLine(0, "line 60 " + "y" * 100))
        await until(lambda: 60 in beginnings(app), pilot.pause)
        await pilot.press("g", "space")
        last_of_first_page = 4
        assert beginnings(app)[0] - last_of_first_page in {0, 1}
        await pilot.press("w")
        assert app.shown()[1].startswith("line ")


async def test_a_million_long_lines_wrap_at_once() -> None:
    lines = ListedLines([LogLine(0, "line " + "x" * 100)] * 1_000_000)
    app = LogApp([])
    async with app.run_test(size=(60, 10)) as pilot:
        painted = 0

        def counting(line: LogLine) -> Tone:
            nonlocal painted
            painted += line.message != ""
            return Tone.PLAIN

        view = LogView(lines, tone_of=counting)
        await app.mount(view)
        view.focus()
        await pilot.press("w", "pageup", "g", "f")
        assert 0 < painted < 200


# Painting


PLAIN, RED = Style(color="white"), Style(color="red")


@pytest.mark.parametrize(
    ("before", "after", "cells"),
    [
        ("line 1   ", "line 1   ", 0),
        ("line 1   ", "line 2   ", 6),
        ("line 1   ", "line     ", 6),
        ("         ", "x        ", 1),
        ("123456789", "         ", 9),
    ],
)
def test_what_is_blank_at_the_end_of_a_line_is_not_painted(
    before: str, after: str, cells: int
) -> None:
    strips = Strip([Segment(before, PLAIN)]), Strip([Segment(after, PLAIN)])
    assert changed_cells(*strips) == cells


def test_a_line_that_ends_in_another_colour_is_painted_to_its_end() -> None:
    assert changed_cells(Strip([Segment("x  ", PLAIN)]), Strip([Segment("x  ", RED)])) == 3


class CountedView(LogView):
    """Counts how often it asks to be painted."""

    asked = 0

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Count it."""
        self.asked += repaint
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


async def test_nothing_is_painted_where_nothing_changes() -> None:
    lines = ListedLines(numbered(100))
    app = LogApp([])
    async with app.run_test(size=(60, 20)) as pilot:
        view = CountedView(lines)
        await app.mount(view)
        view.focus()
        await until(lambda: view.size.height > 0 and not view.is_resized, pilot.pause)
        await pilot.press("pageup")
        asked = view.asked
        view.splice(lines.append(numbered(5, 100)))
        await until(lambda: view.new_below == 5, pilot.pause)
        view.splice(lines.prepend(numbered(5, 200)))
        await until(lambda: view.scroll_y > 80, pilot.pause)
        assert view.asked == asked
        view.splice(lines.insert(90, numbered(1, 300)))
        await until(lambda: view.asked > asked, pilot.pause)


def test_a_frame_leaves_the_terminal_the_time_to_take_it() -> None:
    strip = Strip.blank(160)
    assert seconds_for([]) == FRAME
    assert seconds_for([strip]) == FRAME
    assert seconds_for([strip] * 400) > 400 * 160 / BYTES_PER_SECOND
