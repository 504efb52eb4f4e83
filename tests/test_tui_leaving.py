"""Leaving farmtop from wherever one is, on a farm on which no time passes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.app import FarmTop
from tests.acting import ALLOWED, ask_for
from tests.pictured import PICTURED
from tests.pilots import FarmPilot, arrive, has_lines, shown, table, until
from tests.test_tui_waiting import SlowService
from tests.world_service import NOW, WorldService, refused

WAYS: dict[str, tuple[str, ...]] = {
    "ActScreen": ("a",),
    "BookmarksScreen": ("B",),
    "ColumnsScreen": ("C",),
    "ConfirmScreen": ("a", "p"),
    "DetailsScreen": ("d",),
    "HelpScreen": ("question_mark",),
    "HostScreen": ("M",),
    "LevelScreen": (),
    "LogLineScreen": ("L", "enter"),
    "LogScreen": ("L",),
    "OutcomeScreen": ("a", "p", "8", "enter", "y"),
    "TimelineScreen": ("T",),
    "WhyScreen": ("F",),
    "WorkersScreen": ("w",),
}
"""The keys that lead from a job to each screen."""
PROMPTS = (("slash",), ("colon",), ("s",), ("L", "slash"), ("L", "T"))
"""Those that lead to a line to type in."""


@asynccontextmanager
async def on_a_job(
    service: WorldService, keys: tuple[str, ...], keymap: dict[str, str] | None = None
) -> AsyncIterator[FarmPilot]:
    """The monitor where these keys lead from a job on which several workers are."""
    app = FarmTop(
        Settings(animation=False, allow_actions=True, keymap=keymap or {}),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    service.fail("UpdateJob", refused("AccessDeniedException", "No.", "UpdateJob"))
    async with app.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(service.job()["jobId"]))
        for key in keys:
            await pilot.press(key)
            if key == "L":
                await until(pilot, has_lines, pilot)
        yield pilot


async def reach(pilot: FarmPilot, screen: str) -> None:
    """Wait until a screen, by the name of its kind, is what one sees, and no change goes on."""
    await until(pilot, lambda: type(pilot.app.screen).__name__ == screen)
    if isinstance(box := pilot.app.screen, OutcomeScreen):
        await until(pilot, lambda: box.errand.done)
    assert pilot.app.return_code is None


def test_there_is_a_way_to_every_screen() -> None:
    assert WAYS.keys() == PICTURED.keys()


@pytest.mark.parametrize("screen", WAYS)
async def test_ctrl_c_leaves_from_every_screen(service: WorldService, screen: str) -> None:
    async with on_a_job(service, WAYS[screen]) as pilot:
        await reach(pilot, screen)
        await pilot.press("ctrl+c")
        assert pilot.app.return_code == 0


@pytest.mark.parametrize("keys", PROMPTS, ids="-".join)
async def test_ctrl_c_leaves_from_a_line_to_type_in(
    service: WorldService, keys: tuple[str, ...]
) -> None:
    async with on_a_job(service, keys) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press("ctrl+c")
        assert pilot.app.return_code == 0


async def test_the_key_that_the_settings_chose_leaves_from_a_box(service: WorldService) -> None:
    keymap = {"everywhere.interrupt": "f10"}
    async with on_a_job(service, WAYS["HelpScreen"], keymap) as pilot:
        await reach(pilot, "HelpScreen")
        await pilot.press("ctrl+c")
        assert pilot.app.return_code is None
        await pilot.press("f10")
        assert pilot.app.return_code == 0


async def test_the_whole_screen_is_drawn_anew_also_where_a_box_is_open(
    service: WorldService, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(FarmTop, "redraw", lambda app: drawn.append(type(app.screen).__name__))
    async with on_a_job(service, WAYS["HelpScreen"]) as pilot:
        await reach(pilot, "HelpScreen")
        drawn.clear()
        await pilot.press("ctrl+l")
        assert drawn == ["HelpScreen"]


async def test_whoever_leaves_before_all_is_answered_is_told_so(service: WorldService) -> None:
    jobs = Place(LEVELS["jobs"], service.queue())
    app = FarmTop(ALLOWED, place=jobs, connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "jobs")
        service.silence("UpdateJob")
        await ask_for(pilot, "p")
        app.screen.query_one("#amount", Input).value = "77"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "1 requested" in shown(app))
        await pilot.press("q")
        await arrive(pilot, "jobs")
        await pilot.press("q")
        await until(pilot, lambda: "leave before all are answered." in shown(app))
        assert app.return_code is None
        await pilot.press("q")
        assert app.return_code == 0


async def test_whoever_leaves_is_told_of_an_earlier_change_that_is_not_answered_yet() -> None:
    slow = SlowService()
    slow.held.add("UpdateJob")
    app = FarmTop(ALLOWED, place=Place(LEVELS["jobs"], slow.queue()), connect=slow.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "jobs")
        for priority, answer in (("77", "1 requested"), ("66", "1 refused")):
            await ask_for(pilot, "p")
            app.screen.query_one("#amount", Input).value = priority
            await pilot.press("enter", "y")
            await until(pilot, lambda words: words in shown(app), answer)
            await pilot.press("escape")
            await arrive(pilot, "jobs")
            slow.held.clear()
            slow.fail("UpdateJob", refused("AccessDeniedException", "No.", "UpdateJob"))
        await pilot.press("q")
        await until(pilot, lambda: "leave before all are answered." in shown(app))
        assert app.return_code is None
        await pilot.press("q")
        assert app.return_code == 0
