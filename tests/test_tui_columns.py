"""Choosing the columns of a list, keeping them, and scrolling them sideways."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.config import Settings, load, settings_file
from app.errors import UsageError
from app.resources import LEVELS
from app.resources.level import Path as Ids
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.boxes.columns_screen import ColumnsScreen
from app.tui.levels.preview import Preview
from tests.camera import Camera, list_rests
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    level,
    open_row,
    shown,
    table,
    until,
)
from tests.rest import NARROW
from tests.world_service import NOW, WorldService
from widgets.table.resource_table import ResourceTable

LARGE = (160, 48)
SIZES = pytest.mark.parametrize("size", [NARROW, LARGE], ids=["narrow", "large"])


@pytest.fixture
def file(home: Path) -> Path:
    """The settings file; the fixture of the home directory hides the user's own."""
    assert home in settings_file(os.environ).parents
    return settings_file(os.environ)


@asynccontextmanager
async def monitor(
    service: WorldService, name: str, path: Ids, *, size: tuple[int, int] = NARROW
) -> AsyncIterator[FarmPilot]:
    """The monitor on a level, with the settings that there are."""
    place = Place(LEVELS[name], path)
    app = FarmTop(load(os.environ), place=place, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await arrive(pilot, name)
        yield pilot


def written(file: Path) -> str:
    """What is in the settings; nothing where there is no file."""
    return file.read_text() if file.exists() else ""


def write(file: Path, text: str) -> None:
    """Make it the settings."""
    file.parent.mkdir(parents=True)
    file.write_text(text)


def header(of: ResourceTable) -> list[str]:
    """The names of the columns that are on the screen."""
    return [slot.column.label for slot in of.painter.layout.slots]


def is_choosing(pilot: FarmPilot) -> bool:
    return isinstance(pilot.app.screen, ColumnsScreen)


async def choose(pilot: FarmPilot, *keys: str) -> None:
    """Press keys in the box, and wait until it is closed."""
    await pilot.press("C")
    await until(pilot, is_choosing, pilot)
    await pilot.press(*keys)
    await until(pilot, lambda: not is_choosing(pilot))


@pytest.mark.parametrize("keys", [(), ("W",)], ids=["usual", "wide"])
async def test_every_column_can_be_read_where_it_is_asked_what_to_sort_by(
    service: WorldService, keys: tuple[str, ...]
) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        await pilot.press(*keys)
        columns = table(pilot).shown_columns
        await answer(pilot, "s", "", submit=False)
        for number, column in enumerate(columns, 1):
            named = rf"  ?{number} {column.label.lower()}(  |$)"
            assert re.search(named, shown(pilot.app), re.MULTILINE)


async def test_a_column_without_room_is_said_to_be_sorted_by_with_its_direction(
    service: WorldService,
) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        for order in ("sort: pri ▼", "sort: pri ▲"):
            await answer(pilot, "s", "pri")
            await until(pilot, lambda told: told in bar(pilot, "summary"), order)
        assert "PRI" not in header(table(pilot))


async def test_what_is_kept_is_still_there_after_a_restart(
    service: WorldService, file: Path
) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        assert header(table(pilot)) == ["STATUS", "NAME", "PROGRESS", "FAIL", "AGE"]
        await choose(pilot, "j", "j", "space", "j", "j", "K", "minus", "enter")
        chosen = header(table(pilot))
    assert chosen[:3] == ["STATUS", "NAME", "FAIL"]
    assert "PROGRESS" not in chosen
    assert written(file) == (
        '[columns]\njobs = ["status", "name", "failed:5", "tasks", "createdAt", "duration", '
        '"priority", "createdBy"]\n'
    )
    async with monitor(service, "jobs", service.queue()) as pilot:
        assert header(table(pilot)) == chosen
        await choose(pilot, "0", "enter")
        assert header(table(pilot)) == ["STATUS", "NAME", "PROGRESS", "FAIL", "AGE"]
    assert load(os.environ).columns == {}


async def test_what_is_dropped_changes_nothing(service: WorldService, file: Path) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        before = header(table(pilot))
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        await pilot.press("j", "space", "plus")
        assert "NAME" not in header(pilot.app.screen_stack[-2].query_one(ResourceTable))
        await pilot.press("escape")
        await until(pilot, lambda: not is_choosing(pilot))
        assert header(table(pilot)) == before
        await choose(pilot, "enter")
    assert written(file) == ""


async def test_keys_that_scroll_a_box_move_the_cursor_of_its_lines(service: WorldService) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        box = pilot.app.screen
        assert isinstance(box, ColumnsScreen)
        last = len(LEVELS["jobs"].columns) - 1
        places = []
        for key in ("G", "down", "g", "up", "ctrl+f", "ctrl+b"):
            await pilot.press(key)
            places.append(box.cursor)
        forward = places[4]
        assert places == [last, last, 0, 0, forward, 0]
        assert 1 < forward < last
        assert "▸" in shown(pilot.app)


async def test_the_line_with_the_cursor_stays_in_sight_where_there_is_less_room(
    service: WorldService,
) -> None:
    async with monitor(service, "jobs", service.queue(), size=LARGE) as pilot:
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        await pilot.press("G")
        label = LEVELS["jobs"].columns[-1].label
        await pilot.resize_terminal(45, 12)
        await until(pilot, lambda: re.search(rf"▸ . {label} ", shown(pilot.app)))


async def test_at_least_one_column_stays(service: WorldService) -> None:
    async with monitor(service, "farms", {}) as pilot:
        await choose(pilot, *["space", "j"] * 4, "enter")
        assert header(table(pilot)) == ["AGE"]


async def test_a_click_shows_a_column(service: WorldService, file: Path) -> None:
    async with monitor(service, "farms", {}) as pilot:
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        await pilot.click("LineList", offset=(4, 4))
        await pilot.press("enter")
        await until(pilot, lambda: not is_choosing(pilot))
        assert "UPDATED" in header(table(pilot))
    assert "updatedAt" in written(file)


async def test_settings_that_cannot_be_written_leave_the_choice_for_this_run(
    service: WorldService, file: Path
) -> None:
    write(file.parent, "no folder")
    app = FarmTop(
        Settings(),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await arrive(pilot, "jobs")
        await choose(pilot, "j", "j", "space", "enter")
        await until(pilot, lambda: "written:" in shown(pilot.app))
        assert "PROGRESS" not in header(table(pilot))
        await pilot.press("escape")
        await arrive(pilot, "queues")
        await open_row(pilot, service.queue()["queueId"], "jobs")
        assert "PROGRESS" not in header(table(pilot))


async def test_a_preview_shows_what_was_chosen_for_its_level(
    service: WorldService, file: Path
) -> None:
    write(file, '[columns]\nsessions = ["status", "duration:9"]\n')
    async with monitor(service, "jobs", service.queue(), size=(180, 50)) as pilot:
        assert table(pilot).select(service.job()["jobId"])
        preview = level(pilot).query_one(Preview)
        await until(pilot, lambda: preview.query(ResourceTable))
        inside = preview.query_one(ResourceTable)
        await until(pilot, lambda: header(inside) == ["STATUS", "TIME"])


def test_a_column_that_there_is_not_is_told_before_anything_is_shown(file: Path) -> None:
    write(file, '[columns]\njobs = ["status", "nam"]\n')
    with pytest.raises(UsageError, match=r"no column 'nam' to show\. Did you mean name\?"):
        FarmTop(load(os.environ))


async def test_keys_show_a_list_wide_and_scroll_it(service: WorldService) -> None:
    async with monitor(service, "jobs", service.queue()) as pilot:
        narrow = header(table(pilot))
        await pilot.press("W")
        assert header(table(pilot))[:3] == ["STATUS", "NAME", "PROGRESS"]
        await pilot.press(">", "shift+right")
        assert header(table(pilot))[:3] == ["STATUS", "NAME", "FAIL"]
        await pilot.press("<")
        assert header(table(pilot))[:3] == ["STATUS", "NAME", "TASKS"]
        await pilot.press(*[">"] * 20)
        assert header(table(pilot))[-1] == "MAX WORKERS"
        await pilot.press("W")
        assert header(table(pilot)) == narrow


# How it looks


@SIZES
def test_choosing_columns(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        await pilot.press("j", "plus", "j", "space", "j", "J")

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


@SIZES
def test_a_wide_list(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        await pilot.press(">", ">")

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


def test_choosing_columns_on_the_smallest_screen(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        await pilot.press("C")
        await until(pilot, is_choosing, pilot)
        await pilot.press(*["j"] * 9)

    assert camera.sees("jobs", service.queue(), size=(40, 10), prepare=prepare)
