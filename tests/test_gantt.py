"""The chart: what is read without colour, where the cursor goes, and how little is painted."""

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from app.view import Tone
from tests.camera import greenwich
from tests.gantt_app import LABELS, NOON, ROWS, GanttApp, bar, row, strip_looks
from widgets.charts.gantt import Gantt
from widgets.charts.gantt_moves import Bars
from widgets.charts.gantt_paint import GanttBar, bar_text, pieces
from widgets.charts.time_axis import Window


def test_a_name_is_left_out_where_what_is_left_of_it_could_be_any() -> None:
    frame = GanttBar("1", NOON, NOON + 10, "1016")
    shot = GanttBar("2", NOON, NOON + 10, "Enter Environment: Conda")
    assert [bar_text(frame, width) for width in (3, 5, 6, 7)] == [
        "·──",
        "·────",
        "·1016─",
        "·1016──",
    ]
    assert bar_text(shot, 9) == "·────────"
    assert bar_text(shot, 12) == "·Enter…onda─"


async def test_status_and_marks_are_read_without_colour() -> None:
    app = GanttApp()
    with greenwich():
        async with app.run_test(size=(LABELS + 50, 5)):
            app.draw()
            app.gantt.select(app.gantt.bars.find("1004"))
            assert app.gantt.text.split("\n") == [
                " " * LABELS + "╷12:00:00      ╷12:00:30      ╷12:01:00          ▾",
                "host-1    50% ✔1001──────────✖1002──────────··········✔1004─────",
                "host-2    50% " + "·" * 50,
                "host-3    50% ·····✔!1003────────────────────────●1005──────────",
                "",
            ]


async def test_keys_go_from_bar_to_bar_and_from_row_to_row_at_the_same_time() -> None:
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.draw()
        assert app.key == "1002"
        for key, arrives in [
            ("right_square_bracket", "1004"),
            ("left_square_bracket", "1002"),
            ("home", "1001"),
            ("left_square_bracket", "1001"),
            ("down", "1003"),
            ("right_square_bracket", "1005"),
            ("down", "1005"),
            ("up", "1004"),
            ("g", "1001"),
            ("n", "1003"),
            ("n", "1002"),
            ("n", "1003"),
            ("N", "1002"),
            ("G", "1004"),
        ]:
            await pilot.press(key)
            assert app.key == arrives, key


async def test_other_keys_go_through_the_time_from_cell_to_cell() -> None:
    app = GanttApp()
    async with app.run_test(size=(LABELS + 50, 5)) as pilot:
        app.draw()
        await pilot.press("home")
        assert (app.key, app.gantt.moment, app.gantt.cursor) == ("1001", None, 14)
        for key, arrives, moment in [
            ("right", "1002", 31),
            ("left", "1001", 29),
            ("left", "1001", 27),
            ("down", "1003", 27),
            ("l", "1003", 29),
            ("up", "1001", 29),
        ]:
            await pilot.press(key)
            assert (app.key, app.gantt.moment) == (arrives, NOON + moment), key
            assert app.gantt.cursor == (moment - 1) // 2


async def test_where_nothing_was_done_the_nearest_is_meant_and_time_has_ends() -> None:
    app = GanttApp()
    async with app.run_test(size=(LABELS + 50, 5)) as pilot:
        app.draw()
        app.gantt.select(app.gantt.bars.find("1002"), NOON + 59)
        await pilot.press("right")
        assert (app.key, app.gantt.moment) == ("1002", NOON + 61)
        await pilot.press(*["right"] * 30)
        assert (app.key, app.gantt.moment, app.gantt.cursor) == ("1004", NOON + 100, 49)
        await pilot.press("left")
        assert app.gantt.moment == NOON + 97
        await pilot.press(*["h"] * 60)
        assert (app.key, app.gantt.moment, app.gantt.cursor) == ("1001", NOON, 0)


async def test_a_line_through_all_rows_shows_when_the_cursor_is() -> None:
    app = GanttApp()
    with greenwich():
        async with app.run_test(size=(LABELS + 50, 5)) as pilot:
            app.draw()
            before = [strip_looks(app.gantt, y) for y in range(4)]
            app.gantt.select(app.gantt.bars.find("1002"), NOON + 41)
            await pilot.pause()
            assert app.gantt.text.split("\n")[0][LABELS + 20] == "▾"
            for y in (2, 3):
                after = strip_looks(app.gantt, y)
                differ = [x for x, look in enumerate(after) if look != before[y][x]]
                assert LABELS + 20 in differ


async def test_a_time_that_the_cursor_would_cut_is_left_out_but_for_its_sign() -> None:
    app = GanttApp()
    with greenwich():
        async with app.run_test(size=(LABELS + 50, 5)) as pilot:
            app.draw()
            for moment, times in (
                (29, "╷12:00:00     ▾╷12:00:30      ╷12:01:00"),
                (31, "╷12:00:00      ▾12:00:30      ╷12:01:00"),
                (35, "╷12:00:00      ╷ ▾            ╷12:01:00"),
                (1, "▾12:00:00      ╷12:00:30      ╷12:01:00"),
                (3, "╷▾             ╷12:00:30      ╷12:01:00"),
            ):
                app.gantt.select(app.gantt.bars.find("1002"), NOON + moment)
                await pilot.pause()
                assert app.gantt.text.split("\n")[0][LABELS:].rstrip() == times


async def test_when_something_was_is_found_whatever_its_row() -> None:
    bars = Bars(ROWS)
    near = [bars.near(NOON + moment) for moment in (5, 45, 75, 200)]
    assert [bar.key for bar in near if bar is not None] == ["1001", "1002", "1005", "1004"]
    assert Bars().near(NOON) is None


async def test_one_zooms_around_the_cursor_and_back() -> None:
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.draw()
        await pilot.press("home", "plus", "plus")
        assert app.gantt.window == Window(NOON + 13.125, NOON + 38.125)
        await pilot.press("right_square_bracket")
        assert app.gantt.window == Window(NOON + 30, NOON + 55)
        await pilot.press("greater_than_sign")
        assert app.gantt.window == Window(NOON + 36.25, NOON + 61.25)
        await pilot.press("0")
        assert app.gantt.is_whole
        assert app.gantt.window == Window(NOON, NOON + 100)
        await pilot.press("minus", "less_than_sign")
        assert app.gantt.is_whole


async def test_the_cursor_stays_on_its_bar_when_others_come() -> None:
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.draw()
        await pilot.press("g", "plus")
        before = app.gantt.window
        app.gantt.show((row("host-0", bar("1000", 0, 5)), *ROWS), NOON, NOON + 200)
        assert app.key == "1001"
        assert app.gantt.window == before


async def test_a_part_goes_along_with_the_end_of_the_time_and_stays_once_it_is_moved_away() -> None:
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.draw()
        app.gantt.select(app.gantt.bars.find("1004"), NOON + 100)
        await pilot.press("plus", "plus")
        assert app.gantt.window == Window(NOON + 75, NOON + 100)
        app.gantt.show(ROWS, NOON, NOON + 110)
        assert app.gantt.window == Window(NOON + 85, NOON + 110)
        await pilot.press("less_than_sign")
        there = app.gantt.window
        assert not app.gantt.is_followed
        app.gantt.show(ROWS, NOON, NOON + 120)
        assert app.gantt.window == there
        await pilot.press("f")
        assert app.gantt.window == Window(NOON + 95, NOON + 120)
        app.gantt.show(ROWS, NOON, NOON + 130.1)
        assert app.gantt.window == Window(NOON + 105.1, NOON + 130.1)


async def test_the_row_of_the_cursor_is_brought_on_the_screen() -> None:
    rows = [row(f"host-{n}", bar(str(n), n, n + 1)) for n in range(30)]
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.gantt.show(rows, NOON, NOON + 100)
        assert app.key == "29"
        assert app.gantt.rows_shown == range(21, 30)
        await pilot.press("up", *["up"] * 8)
        assert app.gantt.rows_shown == range(20, 29)
        await pilot.press("pageup")
        assert app.key == "12"
        assert 12 in app.gantt.rows_shown


async def test_it_begins_at_what_runs_or_else_at_what_failed_last() -> None:
    ended = [row(f"host-{n}", bar(str(n), n, n + 1)) for n in range(10)]
    failed = row("failed", bar("f1", 3, 4, Tone.BAD), bar("f2", 5, 6, Tone.BAD))
    runs = GanttBar("r", NOON + 1, NOON + 100, "r", Tone.WARN, goes_on=True)
    for first, rows in (("9", ended), ("f2", [failed, *ended]), ("r", [failed, row("host", runs)])):
        app = GanttApp()
        async with app.run_test(size=(80, 5)):
            app.gantt.show([*rows, *ended], NOON, NOON + 100)
            assert app.key == first


async def test_it_is_said_which_rows_are_seen_where_more_of_them_follow() -> None:
    rows = [row(f"host-{n}", bar(str(n), n, n + 1)) for n in range(22)]
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.gantt.show(rows, NOON, NOON + 100)
        assert app.gantt.text.startswith("14–22 of 22 ")
        app.gantt.scroll_rows(-20)
        assert app.gantt.text.startswith("1–9 of 22 ")
        await pilot.resize_terminal(80, 30)
        await pilot.pause()
        assert app.gantt.text.startswith(" " * LABELS)


async def test_rows_that_come_above_leave_the_cursor_where_it_is_on_the_screen() -> None:
    rows = [row(f"host-{n}", bar(str(n), n, n + 1)) for n in range(30)]
    app = GanttApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.gantt.show(rows[20:], NOON, NOON + 100)
        await pilot.press(*["up"] * 4)
        lines = app.gantt.text.split("\n")[1:]
        app.gantt.show(rows, NOON, NOON + 100)
        assert app.gantt.text.split("\n")[1:] == lines


async def test_enter_and_a_second_click_open_a_bar() -> None:
    opened: list[str] = []

    class Opening(GanttApp):
        def on_gantt_opened(self, event: Gantt.Opened) -> None:
            opened.append(event.key)

    app = Opening()
    async with app.run_test(size=(LABELS + 50, 5)) as pilot:
        app.draw()
        await pilot.press("enter")
        await pilot.click(Gantt, offset=(LABELS + 16, 1))
        assert app.key == "1002"
        await pilot.click(Gantt, offset=(LABELS + 10, 3), times=2)
        assert opened == ["1002", "1003"]


@pytest.mark.parametrize("width", [1, 2, 3, 7, 40, 300])
def test_the_cells_of_a_row_are_as_many_as_there_are(width: int) -> None:
    window = Window(NOON + 20, NOON + 90)
    wide = GanttBar("w", NOON, NOON + 80, "影片 0012", Tone.BUSY)
    for one in (*ROWS, row("host", wide)):
        texts = "".join(piece.text for piece in pieces(one, window, width))
        assert cell_len(texts) == width


def test_of_many_bars_in_one_cell_the_worst_is_seen_and_the_one_with_the_cursor() -> None:
    many = [bar(str(n), n / 10, (n + 1) / 10, Tone.BAD if n == 7 else Tone.GOOD) for n in range(9)]
    window = Window(NOON, NOON + 100)
    assert pieces(row("host", *many), window, 10)[0].text == "✖"
    found = pieces(row("host", *many), window, 10, "3")[0]
    assert found.bar is not None
    assert found.bar.key == "3"


async def test_nothing_is_painted_where_nothing_changed() -> None:
    painted: list[int] = []

    class Counting(Gantt):
        def refresh(self, *regions: object, **how: object) -> "Counting":
            del how
            painted.append(len(regions))
            return self

    class CountingApp(GanttApp):
        def compose(self) -> ComposeResult:
            yield Counting()

    app = CountingApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.draw()
        painted.clear()
        app.draw()
        assert painted == []
        await pilot.press("left")
        assert painted == [4]  # the times and each row: a line shows when the cursor is
