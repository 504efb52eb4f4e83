"""The table: what is selected, what is painted, what is told, and how it looks."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.events import AppBlur
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from app.view import GLYPHS, Align, AnyCell, Cell, Clock, Column, Progress, Row, Tone
from widgets.cell_paint import align, bar, fit
from widgets.resource_table import ResourceTable, TableMessage
from widgets.row_filter import RowFilter
from widgets.row_list import RowList
from widgets.row_order import Sorting, sorted_rows
from widgets.row_paint import Line
from widgets.table_layout import lay_out, wanted_widths

NOW = 1_800_000_000.0
COLUMNS = (
    Column("status", "STATUS", 11),
    Column("name", "NAME", 20, grows=True),
    Column("progress", "PROGRESS", 8),
    Column("tasks", "TASKS", 9, Align.RIGHT, rank=2),
    Column("age", "AGE", 5, Align.RIGHT),
    Column("owner", "OWNER", 8, rank=1),
)
STATES = (
    ("RUNNING", Tone.BUSY, 0.49),
    ("FAILED", Tone.BAD, 0.63),
    ("READY", Tone.WAITING, 0.0),
    ("SUCCEEDED", Tone.GOOD, 1.0),
    ("CANCELED", Tone.MUTED, 0.3),
    ("SUSPENDED", Tone.WARN, 0.101),
)


def job(number: int, name: str = "", age: float = 300.0) -> Row:
    status, tone, done = STATES[number % len(STATES)]
    ended = None if tone is Tone.BUSY else NOW
    cells: tuple[AnyCell, ...] = (
        Cell(f"{GLYPHS[tone]} {status}", tone),
        Cell(name or f"sq{number:03}_sh{7919 * number % 1000:04}_beauty_v012"),
        Progress(done, tone),
        Cell(f"{int(done * 1000)}/1000", order=done * 1000),
        Clock(NOW - age - number, ended),
        Cell(f"artist{number % 3}"),
    )
    return Row(f"job-{number}", cells, tone if tone in {Tone.BAD, Tone.WARN} else Tone.PLAIN)


JOBS = tuple(map(job, range(50)))


class CountingTable(ResourceTable):
    """A table that counts the lines that it is asked to draw."""

    drawn: tuple[int, ...] = ()

    def render_line(self, y: int) -> Strip:
        self.drawn += (y,)
        return super().render_line(y)


class TableApp(App[None]):
    """One table on a screen, and everything that it told."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, rows: tuple[Row, ...] = JOBS, clock: Callable[[], float] = lambda: NOW
    ) -> None:
        super().__init__()
        self.table = CountingTable(COLUMNS, clock=clock, id="jobs")
        self.rows = rows
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(self.rows)
        self.table.focus()

    @on(ResourceTable.Highlighted, "#jobs")
    @on(ResourceTable.Opened, "#jobs")
    @on(ResourceTable.VisibleChanged, "#jobs")
    @on(ResourceTable.SortChanged, "#jobs")
    @on(ResourceTable.SortAsked, "#jobs")
    @on(ResourceTable.ReachedEnd, "#jobs")
    def remember(self, message: TableMessage) -> None:
        self.told.append(message)


def screen_text(table: ResourceTable) -> list[str]:
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


# --- the selection ------------------------------------------------------------------------------


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


async def test_a_row_that_a_filter_hid_is_selected_again_when_it_is_shown_again() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.select("job-5")
        app.table.filter("running")
        assert app.table.selected_key == "job-6"
        app.table.filter("")
        assert app.table.selected_key == "job-5"


@given(st.data())
def test_the_selection_follows_its_key_through_everything(data: st.DataObject) -> None:
    rows = RowList()
    rows.replace(JOBS)
    rows.choose(data.draw(st.integers(0, len(JOBS) - 1)))
    assert rows.selected is not None
    key = rows.selected.key
    for _ in range(data.draw(st.integers(1, 12))):
        match data.draw(st.sampled_from(["show", "sort", "filter"])):
            case "show":
                others = [row for row in JOBS if row.key != key and data.draw(st.booleans())]
                mixed = [*others, replace(next(row for row in JOBS if row.key == key))]
                random.Random(data.draw(st.integers())).shuffle(mixed)
                rows.replace(mixed)
            case "sort":
                column = st.builds(Sorting, st.integers(0, len(COLUMNS)), st.booleans())
                rows.sort(data.draw(st.none() | column))
            case _:
                rows.filter(RowFilter.parse(data.draw(st.sampled_from(["", "artist1", "!fail"]))))
        if rows.find(key, 0) is not None:
            assert rows.selected is not None
            assert rows.selected.key == key


# --- order --------------------------------------------------------------------------------------

ORDERS = st.none() | st.floats(allow_nan=False) | st.text(max_size=3)


@given(st.lists(ORDERS), st.booleans())
def test_rows_are_in_the_order_of_the_column_and_what_is_absent_is_last(
    orders: list[float | str | None], reverse: bool
) -> None:
    rows = [Row(str(place), (Cell("–", order=order),)) for place, order in enumerate(orders)]

    def rank(order: float | str | None) -> tuple[bool, float, str]:
        text = isinstance(order, str)
        return (
            text,
            0.0 if text or order is None else float(order),
            str(order).casefold() if text else "",
        )

    present = [row for row in rows if orders[int(row.key)] is not None]
    absent = [row for row in rows if orders[int(row.key)] is None]
    present.sort(key=lambda row: rank(orders[int(row.key)]), reverse=reverse)
    assert sorted_rows(rows, Sorting(0, reverse)) == [*present, *absent]


async def test_a_click_on_a_header_sorts_and_another_one_reverses() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        x = screen_text(app.table)[0].index("NAME")
        await pilot.click(app.table, offset=(x, 0))
        assert app.table.sorting == ("name", False)
        assert "NAME ▲" in screen_text(app.table)[0]
        await pilot.click(app.table, offset=(x, 0))
        assert app.table.sorting == ("name", True)
        assert "NAME ▼" in screen_text(app.table)[0]
        sorts = [told for told in app.told if isinstance(told, ResourceTable.SortChanged)]
        assert [(told.column_id, told.reverse) for told in sorts] == [
            ("name", False),
            ("name", True),
        ]


async def test_no_column_is_the_order_of_the_service() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.sort_by("name", reverse=True)
        app.table.sort_by(None)
        assert app.table.visible_keys == tuple(row.key for row in JOBS[:11])


async def test_rows_that_come_sorted_are_marked_so_and_stay_as_they_came() -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test():
        app.table.came_sorted("name", reverse=True)
        marked = [app.table.sorting]
        assert app.table.row_list.is_as_it_came
        app.table.sort_by("status")
        marked.append(app.table.sorting)
        app.table.sort_by(None)
        app.table.came_sorted(None)
        assert [*marked, app.table.sorting] == [("name", True), ("status", False), (None, False)]


async def test_a_click_on_the_header_of_a_table_that_leaves_its_order_only_asks() -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test() as pilot:
        app.table.leaves_order = True
        app.table.came_sorted("name")
        place = app.table.painter.layout.slots[1].x
        await pilot.click(app.table, offset=(place, 0))
        asked = [told for told in app.told if isinstance(told, ResourceTable.SortAsked)]
        assert [(told.column_id, told.reverse) for told in asked] == [("name", True)]
        assert app.table.row_list.is_as_it_came


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


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        ResourceTable(COLUMNS).sort_by("colour")


# --- what is painted ----------------------------------------------------------------------------


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


async def test_a_second_paints_only_the_clocks_that_read_differently() -> None:
    now = NOW
    app = TableApp(clock=lambda: now)
    async with app.run_test(size=(80, 8)) as pilot:
        await settle(pilot, app.table)
        now += 1
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
        assert painter.changed_spans(before, replace(before, selected=True)) == [
            (0, painter.layout.width)
        ]


async def test_clocks_rest_while_the_terminal_has_no_focus() -> None:
    now = NOW
    app = TableApp(clock=lambda: now)
    async with app.run_test(size=(80, 8)) as pilot:
        app.post_message(AppBlur())
        await settle(pilot, app.table)
        now += 1
        app.table.repaint_clocks()
        await pilot.pause()
        assert app.table.drawn == ()


async def settle(pilot: Pilot[None], table: CountingTable) -> None:
    await pilot.pause()
    table.drawn = ()


# --- what is told -------------------------------------------------------------------------------


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


async def test_an_invalid_filter_changes_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.filter("artist1")
        assert app.table.filter("/(/").error
        assert (app.table.row_count, app.table.total_count) == (17, 50)
        assert app.table.row_filter.text == "artist1"


# --- how it is laid out and drawn ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (120, ["status", "name", "progress", "tasks", "age", "owner"]),
        (64, ["status", "name", "progress", "age", "owner"]),
        (58, ["status", "name", "progress", "age"]),
        (30, ["status", "name"]),
        (10, ["status"]),
        (1, ["status"]),
    ],
)
def test_columns_of_the_highest_rank_give_way_first(width: int, kept: list[str]) -> None:
    layout = lay_out(COLUMNS, width, wanted_widths(COLUMNS, JOBS))
    assert [slot.column.id for slot in layout.slots] == kept


@given(st.integers(40, 300))
def test_columns_fill_the_line_and_do_not_overlap(width: int) -> None:
    layout = lay_out(COLUMNS, width, wanted_widths(COLUMNS, JOBS))
    ends = [slot.x + slot.width for slot in layout.slots]
    assert ends[-1] == width - 1
    assert all(slot.x == end + 2 for slot, end in zip(layout.slots[1:], ends, strict=False))


@given(st.text("ab雨é́👩‍🚀_", max_size=30), st.integers(1, 20))
def test_text_is_fitted_to_terminal_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width
    assert cell_len(align(text, width, Align.RIGHT)) == width


def test_a_name_is_cut_in_its_middle_between_wide_characters() -> None:
    assert fit("sq010_雨のシーン_v012", 12) == "sq010_…_v012"


@pytest.mark.parametrize(
    ("fraction", "drawn"),
    [
        (0.0, "········"),
        (0.001, "▏·······"),
        (0.49, "███▉····"),
        (0.999, "███████▉"),
        (1.0, "████████"),
        (7.0, "████████"),
        (-1.0, "········"),
    ],
)
def test_a_bar_is_full_only_where_all_is_done(fraction: float, drawn: str) -> None:
    assert "".join(bar(fraction, 8)) == drawn


async def test_widths_do_not_change_while_rows_are_refreshed() -> None:
    app = TableApp()
    async with app.run_test(size=(100, 12)):
        before = screen_text(app.table)[0]
        app.table.show([job(number, name="x" * 90) for number in range(50)])
        assert screen_text(app.table)[0] == before


async def test_markup_in_a_name_is_text() -> None:
    app = TableApp((job(1, name="[red]not[/] [/b]red"),))
    async with app.run_test(size=(80, 12)):
        assert "[red]not[/] [/b]red" in screen_text(app.table)[1]


@pytest.mark.parametrize("size", [(10, 3), (3, 3), (1, 1), (11, 4), (23, 3), (300, 60)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.press("end", "pageup", "down")
        app.table.show((job(100), *JOBS))
        app.table.filter("nothing is called so")
        await pilot.press("end", "enter")
        app.table.filter("")
        await pilot.pause()
        strips = [app.table.render_line(y) for y in range(app.table.size.height)]
        assert {strip.cell_length for strip in strips} <= {app.table.size.width}


async def test_an_empty_table_selects_and_opens_nothing() -> None:
    app = TableApp(())
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down", "end", "enter")
        await pilot.click(app.table, offset=(20, 4))
        assert app.table.selected_key is None
        assert not any(isinstance(told, ResourceTable.Opened) for told in app.told)


async def test_a_row_with_too_few_cells_shows_a_dash() -> None:
    app = TableApp((Row("job-1", (Cell("● RUNNING"),)),))
    async with app.run_test(size=(80, 12)):
        assert re.fullmatch(r" ▸ ● RUNNING +(– +)+–", screen_text(app.table)[1])


async def test_selection_tells_itself_without_colour() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down")
        marked = [line.startswith(" ▸ ") for line in screen_text(app.table)]
        assert marked.index(True) == 2
        assert marked.count(True) == 1


# --- how it looks -------------------------------------------------------------------------------


def unfocused(app: TableApp) -> None:
    app.set_focus(None)


def stale(app: TableApp) -> None:
    app.table.stale = True


def by_progress(app: TableApp) -> None:
    app.table.sort_by("progress", reverse=True)


def filtered(app: TableApp) -> None:
    app.table.filter("artist1 !succeeded")


def light(app: TableApp) -> None:
    app.theme = "textual-light"


def plain(app: TableApp) -> None:
    app.table.select("job-2")


@pytest.mark.parametrize("change", [plain, unfocused, stale, by_progress, filtered, light])
def test_how_it_looks_at_80_columns(
    snap_compare: Callable[..., bool], change: Callable[[TableApp], None]
) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TableApp)
        change(app)
        await pilot.pause()

    assert snap_compare(TableApp(), terminal_size=(80, 14), run_before=prepare)


@pytest.mark.parametrize("width", [140, 40, 24, 10])
def test_how_it_looks_at_other_widths(snap_compare: Callable[..., bool], width: int) -> None:
    assert snap_compare(TableApp(), terminal_size=(width, 10))
