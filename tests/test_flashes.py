"""Cells that changed are highlighted once, and calm again."""

from collections.abc import Iterable

from msgspec.structs import replace
from textual.pilot import Pilot

from app.rows import Rows
from app.view import Cell, Clock, Progress, Row
from tests.table_app import JOBS, NOW, TableApp, job, settle
from widgets.table.flashes import FLASH, Flashes, changed_cells

OWNER = 5
"""The place of a cell that is only text."""


def with_cell(row: Row, text: str) -> Row:
    return replace(row, cells=(*row.cells[:OWNER], Cell(text)))


def changed(*places: int, text: str = "somebody") -> tuple[Row, ...]:
    return tuple(with_cell(row, text) if at in places else row for at, row in enumerate(JOBS))


def is_lit(app: TableApp, line: int, text: str) -> bool:
    """Whether a text on a line has another background than the sign before the line."""
    segments = list(app.table.render_line(line))
    backgrounds = {s.style.bgcolor for s in segments if text in s.text and s.style}
    assert backgrounds, "it is not there at all"
    first = segments[0].style
    return first is not None and backgrounds != {first.bgcolor}


async def calm(pilot: Pilot[None], app: TableApp, lines: Iterable[int], text: str) -> None:
    while any(is_lit(app, line, text) for line in lines):
        await pilot.pause(FLASH / 10)


async def test_a_cell_that_changed_is_lit_once_and_painted_twice() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.show(changed(3))
        await pilot.pause()
        assert is_lit(app, 4, "somebody")
        assert not is_lit(app, 4, "SUCCEEDED")
        app.table.drawn = ()
        await calm(pilot, app, [4], "somebody")
        await pilot.pause()
        assert set(app.table.drawn) == {4}


async def test_rows_that_come_arrive_or_move_are_calm() -> None:
    app = TableApp(())
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show(Rows(tuple("" for _ in JOBS)))
        await settle(pilot, app.table)
        app.table.show(JOBS)
        app.table.sort_by("owner")
        app.table.scroll_lines(9)
        app.table.show((job(100), *JOBS))
        app.table.sort_by(None)
        await pilot.pause()
        assert not any(is_lit(app, line, "artist") for line in range(2, 12))


async def test_rows_that_were_stale_are_calm() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.stale = True
        await settle(pilot, app.table)
        app.table.stale = False
        app.table.show(changed(3))
        assert is_lit(app, 4, "somebody")  # it was painted fresh before it changed
        app.table.stale = True
        app.table.show(changed(4))
        app.table.stale = False
        await pilot.pause()
        assert not is_lit(app, 5, "somebody")


async def test_what_was_loaded_of_a_row_since_is_calm() -> None:
    app = TableApp(tuple(replace(row, partial=True) for row in JOBS))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.table.show(tuple(replace(row, partial=at != 4) for at, row in enumerate(changed(3, 4))))
        await pilot.pause()
        assert is_lit(app, 4, "somebody")
        assert not is_lit(app, 5, "somebody")
        app.table.show(changed(4, text="another"))
        assert is_lit(app, 5, "another")


async def test_there_is_no_flash_without_animation() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot, app.table)
        app.animation_level = "none"
        app.table.show(changed(3))
        assert not is_lit(app, 4, "somebody")
        app.animation_level = "full"
        app.table.flashes = False
        app.table.show(changed(4))
        assert not is_lit(app, 5, "somebody")


def test_only_what_reads_differently_has_changed_and_time_is_no_change() -> None:
    before = Row("a", (Cell("x"), Progress(0.5), Clock(NOW - 60), Cell("–"), Cell("same")))
    after = Row(
        "a", (Cell("y"), Progress(0.501), Clock(NOW - 60, NOW - 9), Clock(NOW), Cell("same"))
    )
    assert changed_cells(before, after, NOW) == {0, 3}


def test_a_cell_that_changes_again_stays_lit_until_the_later_change_fades() -> None:
    flashes = Flashes()
    first = flashes.add({"a": frozenset({1}), "b": frozenset({2})})
    second = flashes.add({"a": frozenset({3})})
    flashes.fade(first)
    assert flashes.of("a") == {1, 3}
    assert not flashes.of("b")
    flashes.fade(second)
    assert not flashes.of("a")
