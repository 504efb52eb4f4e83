"""Every level and every screen has a picture in a terminal of 80 columns and 24 lines."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Static

import app.tui
from app.resources import LEVELS
from app.resources.level import Level
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.boxes.field_lines import FieldLines
from app.tui.boxes.help_screen import HelpScreen
from app.tui.going.bookmarks_screen import BookmarksScreen
from app.tui.logs.log_line_screen import LogLineScreen
from tests.camera import Camera, list_rests
from tests.pictured import PICTURED
from tests.pilots import FarmPilot, has_lines, shown, table, until
from tests.rest import NARROW, Size, rest
from tests.test_resources_on_farm import listed
from tests.world_service import WorldService

WIDE = (160, 48)


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
def test_a_level(camera: Camera, service: WorldService, level: Level) -> None:
    place, _ = asyncio.run(listed(service, level))

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, level.name)

    assert camera.sees(level.name, place.path, prepare=prepare)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_bookmarks(camera: Camera, service: WorldService, size: Size) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        await pilot.press("b")
        await until(pilot, lambda: "B goes there" in shown(pilot.app))
        pilot.app.clear_notifications()
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, BookmarksScreen))
        await until(pilot, lambda: "B goes there" not in shown(pilot.app))
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


def test_the_keys(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), prepare=prepare)


def fields(pilot: FarmPilot) -> Sequence[tuple[str, str]]:
    """The fields in the box on the screen, in sight or not."""
    content = pilot.app.screen.query_one("#details-fields", Static).content
    return content.fields if isinstance(content, FieldLines) else ()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_fields(camera: Camera, service: WorldService, size: Size) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        assert table(pilot).select(service.job()["jobId"])
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await until(pilot, lambda: "taskFailureRetryCount" in dict(fields(pilot)))
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


def test_a_line_of_a_log(camera: Camera, service: WorldService) -> None:
    session = service.session()

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "sessions")
        assert table(pilot).select(session["sessionId"])
        await pilot.press("L")
        await until(pilot, lambda: has_lines(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogLineScreen))
        await rest(pilot)

    path = {key: value for key, value in session.items() if key != "sessionId"}
    assert camera.sees("sessions", path, prepare=prepare)


def leaves(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    """The kinds of screens of which there are no further kinds, but for those of tests."""
    further = [one for one in kind.__subclasses__() if not one.__module__.startswith("tests.")]
    if not further:
        yield kind
    for one in further:
        yield from leaves(one)


def test_no_screen_is_without_a_picture() -> None:
    for module in pkgutil.walk_packages(app.tui.__path__, "app.tui."):
        importlib.import_module(module.name)
    ours = {one.__name__ for one in leaves(Screen) if one.__module__.startswith("app.tui.")}
    assert ours == set(PICTURED)
    snapshots = Path(__file__).with_name("__snapshots__")
    assert [one for one in PICTURED.values() if not (snapshots / f"{one}.svg").exists()] == []
