"""Every key that leads somewhere answers on every level: it goes there, or says why not."""

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.leading import LOG, MACHINE, TIMELINE, WHY, leads, nowhere
from app.resources.level import Level, Place
from app.resources.links import PARENT, TASK, WORKER
from app.tui.app import FarmTop
from tests.pilots import arrive, level, table, told, until
from tests.rest import NARROW
from tests.test_resources_on_farm import listed
from tests.world_service import NOW, WorldService

KEYS = {"w": WORKER, "t": TASK, "p": PARENT, "M": MACHINE, "T": TIMELINE, "F": WHY, "L": LOG}
"""What each key leads to."""


@pytest.mark.parametrize("named", LEVELS.values(), ids=lambda level: level.name)
async def test_each_key_goes_there_or_says_why_not(service: WorldService, named: Level) -> None:
    place, _ = await listed(service, named)
    app = FarmTop(
        Settings(animation=False), place=place, connect=service.connect, clock=lambda: NOW
    )
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await arrive(pilot, named.name)
        await until(pilot, lambda: table(pilot).selected_key)
        here = level(pilot)
        # Of a workflow's log this world knows nothing.
        keys = [one for one in KEYS if one != "L" or not leads(named, LOG)]
        for key, name in ((one, KEYS[one]) for one in keys):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not here or told(pilot))
            assert leads(named, name) or str(nowhere(named, name)) in told(pilot), key
            app.clear_notifications()
            if app.screen is not here:
                app.pop_screen()
            await until(pilot, lambda: app.screen is here and not told(pilot))


@pytest.mark.parametrize("named", LEVELS.values(), ids=lambda level: level.name)
async def test_every_level_has_a_page_in_the_web(
    service: WorldService, named: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    place, _ = await listed(service, named)
    app = FarmTop(Settings(animation=False), place=place, connect=service.connect)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await arrive(pilot, named.name)
        await pilot.press("o")
        await until(pilot, lambda: app.clipboard.startswith("https://"))


async def test_where_nothing_is_selected_that_is_said(service: WorldService) -> None:
    service.change("SearchJobs", lambda answer: answer.update(jobs=[], totalResults=0))
    place = Place(LEVELS["jobs"], service.queue())
    app = FarmTop(Settings(animation=False), place=place, connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "jobs")
        for key in (key for key in KEYS if key not in "tp"):
            await pilot.press(key)
            await until(pilot, lambda: "No job is selected." in told(pilot))
            app.clear_notifications()
            await until(pilot, lambda: not told(pilot))
