"""What is painted, and how little."""

import gc
import weakref
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from textual.events import AppBlur
from textual.filter import DimFilter, LineFilter, Monochrome
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip

from app.view import CLOCK_STEP, Cell, Row
from tests.table_app import JOBS, NOW, STATES, CountingTable, TableApp, job, settle
from widgets.table.row_paint import Line


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


async def test_a_line_is_made_once_also_after_its_row_changed() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        for changed in (JOBS[4], JOBS[5]):
            app.table.show([*JOBS[:3], replace(JOBS[3], cells=changed.cells), *JOBS[4:]])
            await settle(pilot, app.table)
            assert app.table.render_line(4) is app.table.render_line(4)


class Watched(str):
    """A text of which one can tell whether anybody still has it."""

    __slots__ = ("__weakref__",)


async def test_nothing_is_kept_of_rows_in_whose_place_others_have_come() -> None:
    order = Watched("1")
    gone = weakref.ref(order)
    app = TableApp(rows=(Row("another", (Cell("one", order=order),)),))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        del order
        app.rows = ()
        app.table.show(())
        app.table.show(JOBS)
        await settle(pilot, app.table)
        gc.collect()
        assert gone() is None


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


async def test_to_have_the_focus_or_lose_it_paints_the_selected_line_alone() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down")
        await settle(pilot, app.table)
        grounds = []
        for focused in (None, app.table):
            app.screen.set_focus(focused)
            await pilot.pause()
            assert app.table.drawn == (2,)
            assert app.table.has_focus is (focused is app.table)
            grounds += [segment.style for segment in app.table.render_line(2)][:1]
            app.table.drawn = ()
        assert grounds[0] != grounds[1]


async def test_that_keys_are_about_another_table_paints_the_selected_line_alone() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down")
        await settle(pilot, app.table)
        for sign, keyed in (("▹", False), ("▸", True)):
            app.table.keyed = keyed
            await pilot.pause()
            assert app.table.drawn == (2,)
            assert app.table.render_line(2).text.startswith(f" {sign} ")
            app.table.drawn = ()


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


class LookingTable(CountingTable):
    """A table that counts how often it looks at its lines."""

    looks = 0

    def lines_changed(self) -> None:
        self.looks += 1
        super().lines_changed()


async def test_a_page_is_turned_by_one_look_at_its_lines() -> None:
    app = TableApp()
    app.table = table = LookingTable(app.table.columns, clock=lambda: NOW)
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        for turn in (
            table.action_page_down,
            table.action_page_up,
            table.action_cursor_last,
            table.action_cursor_first,
        ):
            table.looks = 0
            turn()
            assert table.looks == 1, turn


class CountingRender(ScrollBarRender):
    """Draws scroll bars, and counts how often."""

    drawn = 0

    def __init__(self, *args: object, **options: object) -> None:
        type(self).drawn += 1
        super().__init__(*args, **options)  # type: ignore[arg-type]


async def test_a_scroll_bar_is_painted_where_its_thumb_looks_different() -> None:
    class Render(CountingRender):
        pass

    app = TableApp(tuple(map(job, range(5_000))))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        bar = app.table.vertical_scrollbar
        bar.renderer = Render  # type: ignore[misc]  # as its documentation says
        await pilot.press("pagedown")
        await pilot.pause()
        assert (bar.position, Render.drawn) == (11, 0)
        await pilot.press("end")
        await pilot.pause()
        assert Render.drawn > 0


@pytest.mark.parametrize("rows", [JOBS, JOBS[:3]], ids=["with a scroll bar", "without one"])
@pytest.mark.parametrize("filters", [[], [DimFilter()], [DimFilter(), Monochrome()]], ids=len)
async def test_lines_are_filtered_as_textual_filters_them(
    filters: Sequence[LineFilter], rows: tuple[Row, ...]
) -> None:
    class Filtered(TableApp):
        def get_line_filters(self) -> Sequence[LineFilter]:
            return filters

    app = Filtered(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.stale = True
        await pilot.pause()
        background = app.table.background_colors[1]
        for y, shown in enumerate(app.table.render_lines(app.table.size.region)):
            line = app.table.render_line(y)
            for one in filters:
                line = line.apply_filter(one, background)
            assert cells(shown)[: line.cell_length] == cells(line)
            assert shown.cell_length == app.table.size.width - app.table.show_vertical_scrollbar


def cells(strip: Strip) -> list[tuple[str, object]]:
    return [(character, style) for text, style, _ in strip for character in text]
