"""What is told in the corner: of a screen as long as it is on top, of what was done beyond it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.boxes.help_screen import HelpScreen
from app.tui.levels.level_screen import LevelScreen
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    complaint,
    level,
    shown,
    table,
    told,
    until,
)
from tests.rest import NARROW
from tests.world_service import WorldService
from widgets.bars.prompt import ROOM_FOR_WORDS

NOWHERE = "A queue leads to no worker by this key."


@asynccontextmanager
async def queues(service: WorldService) -> AsyncIterator[FarmPilot]:
    """The monitor at the queues of a farm."""
    place = Place(LEVELS["queues"], service.farm())
    app = FarmTop(Settings(animation=False), place=place, connect=service.connect)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await arrive(pilot, "queues")
        await until(pilot, lambda: table(pilot).selected_key)
        yield pilot


@pytest.mark.parametrize(
    ("key", "leads_to"), [("enter", "jobs"), ("tab", "fleets"), ("p", "farms")]
)
async def test_why_a_key_does_nothing_is_not_told_on_the_next_screen(
    service: WorldService, key: str, leads_to: str
) -> None:
    async with queues(service) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: NOWHERE in told(pilot))
        await pilot.press(key)
        await arrive(pilot, leads_to)
        assert told(pilot) == ""


async def test_nor_is_it_told_again_when_one_comes_back(service: WorldService) -> None:
    async with queues(service) as pilot:
        here = level(pilot)
        await pilot.press("w")
        await until(pilot, lambda: NOWHERE in told(pilot))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is here and not told(pilot))


async def test_why_there_is_no_way_is_gone_where_one_went_another(service: WorldService) -> None:
    async with queues(service) as pilot:
        await answer(pilot, "colon", "Aurora/lightninig")
        await until(pilot, lambda: "There is no queue" in shown(pilot.app))
        await pilot.press("escape", "enter")
        await arrive(pilot, "jobs")
        assert "There is no queue" not in shown(pilot.app)


async def test_why_there_was_no_way_is_told_until_one_types_on(service: WorldService) -> None:
    async with queues(service) as pilot:
        await answer(pilot, "colon", "Aurora/lightninig")
        await until(pilot, lambda: "There is no queue" in shown(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: "There is no queue" not in shown(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "There is no queue" in shown(pilot.app))


async def test_why_there_is_no_way_is_told_once_and_whole_above_the_line(
    service: WorldService,
) -> None:
    async with queues(service) as pilot:
        await answer(pilot, "colon", "Aurora/lightninig")
        await until(pilot, lambda: "There is no queue" in complaint(pilot))
        words = complaint(pilot)
        assert cell_len(words) > NARROW[0] * ROOM_FOR_WORDS
        *lines, line = shown(pilot.app).splitlines()
        assert line.strip() == ": Aurora/lightninig"
        assert " ".join(" ".join(lines).split()).endswith(words)
        assert told(pilot) == ""


async def test_what_was_copied_is_told_on_the_next_screen_too(service: WorldService) -> None:
    async with queues(service) as pilot:
        await pilot.press("y")
        await until(pilot, lambda: "Copied" in told(pilot))
        await pilot.press("enter")
        await arrive(pilot, "jobs")
        await until(pilot, lambda: "Copied" in told(pilot))


async def test_of_a_screen_that_is_covered_nothing_is_refused(service: WorldService) -> None:
    async with queues(service) as pilot:
        here = level(pilot)
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, LevelScreen) and level(pilot) is not here
        )
        here.pane.refuse("Not here.")
        level(pilot).pane.refuse("Here.")
        await until(pilot, lambda: told(pilot) == "Here.")
