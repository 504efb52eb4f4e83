"""How a table is laid out and drawn."""

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from textual.pilot import Pilot

from app.view import Align, Cell, Row
from app.view import plain as harmless
from tests.table_app import COLUMNS, JOBS, TableApp, job, screen_text
from widgets.painting.cell_paint import align, bar, fit
from widgets.table.resource_table import ResourceTable
from widgets.table.table_layout import lay_out, wanted_widths


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


@example("\u200d\u200d雨_", 2)
@given(st.text("ab雨é́👩‍🚀_", max_size=30), st.integers(1, 20))
def test_text_is_fitted_to_terminal_cells(written: str, width: int) -> None:
    text = harmless(written)
    assert cell_len(set_cell_size(text, width)) == width
    assert cell_len(fit(text, width)) <= width
    assert cell_len(align(text, width, Align.RIGHT)) == width


def test_a_name_is_cut_in_its_middle_between_wide_characters() -> None:
    assert fit("sq010_雨のシーン_v012", 12) == "sq010_…_v012"


@pytest.mark.parametrize(
    ("width", "drawn"),
    [
        (20, "» cancel: beauty_v01"),
        (21, "» cancel: beauty_v01 "),
        (17, "» cancel: bea…v01"),
        (11, "» cancel: …"),
        (10, "» cancel:…"),
        (5, "» ca…"),
    ],
)
def test_what_is_to_be_kept_of_a_text_is_not_cut_before_the_rest(width: int, drawn: str) -> None:
    assert align("» cancel: beauty_v01", width, Align.LEFT, kept=len("» cancel: ")) == drawn


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
        assert {strip.cell_length for strip in strips} <= {app.table.painter.width}


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
