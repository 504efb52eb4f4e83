"""`:`, `b`, `B` and `o` on every screen of a farm, on one on which no time passes."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.web_pages import console_page
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.going.bookmarks_screen import BookmarksScreen
from app.tui.host.host_screen import HostScreen
from app.tui.logs.log_screen import LogScreen
from app.tui.parts.standing import FarmScreen, Standing
from app.tui.saved import open_saved
from app.tui.timeline.timeline_screen import TimelineScreen
from app.tui.why.why_screen import WhyScreen
from tests.camera import Camera, list_rests
from tests.pilots import (
    FarmPilot,
    answer,
    answer_still,
    arrive,
    asks,
    complaint,
    has_lines,
    is_level,
    level,
    shown,
    table,
    typed,
    until,
    view,
)
from tests.rest import NARROW, Size, rest
from tests.world_service import NOW, WorldService

SCREENS: dict[str, type[FarmScreen]] = {
    "L": LogScreen,
    "F": WhyScreen,
    "T": TimelineScreen,
    "M": HostScreen,
    "d": DetailsScreen,
}
"""What each key opens from a job."""


@asynccontextmanager
async def opened(
    service: WorldService, key: str, size: Size = (100, 30)
) -> AsyncIterator[tuple[FarmPilot, Standing]]:
    """The screen that a key opens from a job which has failed, and where that stands."""
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(service.job("FAILED")["jobId"]))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, SCREENS[key]) and app.focused)
        assert isinstance(app.screen, FarmScreen)
        standing = app.screen.stand()
        assert standing is not None
        yield pilot, standing


def is_on(pilot: FarmPilot, key: str) -> Callable[[], bool]:
    """Whether the screen is on top that a key opens."""
    return lambda: isinstance(pilot.app.screen, SCREENS[key])


@pytest.mark.parametrize("key", SCREENS)
async def test_a_colon_leads_from_a_screen_to_a_level_and_escape_back(
    service: WorldService, key: str
) -> None:
    async with opened(service, key) as (pilot, standing):
        had_the_keys = pilot.app.focused
        await answer(pilot, "colon", "queues")
        await arrive(pilot, "queues")
        assert level(pilot).place.path == {"farmId": standing.place.path["farmId"]}
        await pilot.press("escape")
        await until(pilot, is_on(pilot, key))
        assert pilot.app.focused is had_the_keys


@pytest.mark.parametrize("key", SCREENS)
async def test_escape_leaves_the_line_and_the_screen_has_the_keys_again(
    service: WorldService, key: str
) -> None:
    async with opened(service, key) as (pilot, _):
        had_the_keys = pilot.app.focused
        await pilot.press("colon", "J", "K", "space", "q")
        await until(pilot, lambda: typed(pilot) == "JK q")
        await pilot.press("escape")
        assert not asks(pilot)
        assert is_on(pilot, key)()
        assert pilot.app.focused is had_the_keys


async def test_what_is_typed_right_behind_the_colon_is_the_answer(service: WorldService) -> None:
    async with opened(service, "F") as (pilot, _):
        for key, character in (("colon", ":"), ("J", "J"), ("space", " "), ("K", "K")):
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: typed(pilot) == "J K")


async def test_where_there_is_no_way_a_log_asks_again_and_goes_on_below(
    service: WorldService,
) -> None:
    async with opened(service, "L") as (pilot, _):
        await until(pilot, has_lines, pilot)
        await answer(pilot, "colon", "nonsense")
        await until(pilot, lambda: "is no level, no id, no job in" in complaint(pilot))
        assert asks(pilot)
        assert view(pilot).following
        await pilot.press("escape", "slash")
        await until(pilot, asks, pilot)
        assert typed(pilot) == ""


async def test_what_the_list_below_has_is_gone_to_by_its_name(service: WorldService) -> None:
    async with opened(service, "d") as (pilot, standing):
        path = {**service.queue(), "jobId": service.job()["jobId"]}
        assert path["jobId"] != standing.key
        await answer(pilot, "colon", service.ask("deadline", "GetJob", **path)["name"])
        await arrive(pilot, "sessions")
        assert level(pilot).place.path == path


@pytest.mark.parametrize("key", SCREENS)
async def test_b_keeps_the_row_that_a_screen_is_about_and_the_box_leads_to_it(
    service: WorldService, key: str, home: Path
) -> None:
    del home  # where the bookmarks are
    async with opened(service, key) as (pilot, standing):
        await pilot.press("b")
        await until(pilot, lambda: "B goes" in shown(pilot.app))
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, BookmarksScreen))
        await pilot.press("enter")
        name = standing.place.level.name
        await until(pilot, lambda: is_level(pilot, name) and table(pilot).selected_key)
        assert level(pilot).place == standing.place
        await until(pilot, lambda: table(pilot).selected_key == standing.key)


@pytest.mark.parametrize("key", SCREENS)
async def test_o_copies_the_address_of_the_page_of_what_one_looks_at(
    service: WorldService, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with opened(service, key) as (pilot, standing):
        await pilot.press("o")
        page = console_page(service.region, standing.path)
        await until(pilot, lambda: pilot.app.clipboard == page)


async def test_what_can_be_typed_is_told_whole_on_80_columns(service: WorldService) -> None:
    async with opened(service, "L", NARROW) as (pilot, _):
        await pilot.press("colon")
        await until(pilot, lambda: "farm/fleet/worker" in shown(pilot.app))
        assert shown(pilot.app).splitlines()[-1].endswith("URL; → completes")


async def test_a_saved_log_is_on_no_farm(tmp_path: Path) -> None:
    file = tmp_path / "render.log"
    file.write_text("one\ntwo\n")
    app = open_saved(Settings(animation=False), file, clock=lambda: NOW)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, has_lines, pilot)
        await pilot.press("colon", "b", "B", "o", "A")
        assert app.clipboard == ""
        assert not asks(pilot)
        assert len(app.screen_stack) == 1
        offered = {active.binding.id for active in app.screen.active_bindings.values()}
        assert not [key for key in offered if key and key.startswith("farm.")]


def is_answered(pilot: FarmPilot) -> bool:
    """Whether it is told why something failed."""
    screen = pilot.app.screen
    return isinstance(screen, WhyScreen) and screen.report is not None


@pytest.mark.parametrize(("key", "is_read"), [("L", has_lines), ("F", is_answered)])
def test_a_screen_that_asks_where_to_go(
    camera: Camera, service: WorldService, key: str, is_read: Callable[[FarmPilot], bool]
) -> None:
    async def asked(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        assert table(pilot).select(service.job("FAILED")["jobId"])
        await pilot.press(key)
        await until(pilot, is_read, pilot)
        await rest(pilot)
        await answer_still(pilot, "colon", "", submit=False)
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), prepare=asked)
