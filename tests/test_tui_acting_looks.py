"""How it looks to act on rows, pixel by pixel, on a farm on which no time passes."""

import pytest
from textual.widgets import Input

from app.config import Settings
from app.errors import DeniedError
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.app import FarmTop
from tests.camera import Camera, list_rests
from tests.pilots import FarmPilot, table, until
from tests.rest import NARROW, Prepare
from tests.world_service import NOW, WorldService, still_world

MARKED = 3


@pytest.fixture
def service() -> WorldService:
    """A world of one's own, since it is changed."""
    return WorldService(still_world())


def sees(camera: Camera, service: WorldService, prepare: Prepare[str]) -> bool:
    """Whether it looks as before where acting is allowed."""
    monitor = FarmTop(
        Settings(animation=False, allow_actions=True, cache=False),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    return camera.sees_app(monitor, size=NARROW, prepare=prepare)


async def choose_three(pilot: FarmPilot) -> None:
    await list_rests(pilot, "jobs")
    for _ in range(MARKED):
        await pilot.press("space", "j")
    await until(pilot, lambda: len(table(pilot).marked) == MARKED)
    await pilot.press("a")


def test_what_can_be_done(camera: Camera, service: WorldService) -> None:
    assert sees(camera, service, choose_three)


@pytest.mark.parametrize("key", ["p", "r"])
def test_whether_it_is_meant(camera: Camera, service: WorldService, key: str) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await choose_three(pilot)
        await pilot.press(key)
        for line in pilot.app.screen.query(Input):
            line.cursor_blink = False

    assert sees(camera, service, prepare)


@pytest.mark.parametrize("refused", [False, True], ids=["accepted", "refused"])
def test_what_came_of_it(camera: Camera, service: WorldService, refused: bool) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await choose_three(pilot)
        await pilot.press("p")
        pilot.app.screen.query_one("#amount", Input).value = "80"
        if refused:
            service.fail("BatchUpdateJob", DeniedError("UpdateJob is denied.", "Ask somebody."))
        await pilot.press("enter", "y")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutcomeScreen))
        screen = pilot.app.screen
        assert isinstance(screen, OutcomeScreen)
        await until(pilot, lambda: screen.errand.done)

    assert sees(camera, service, prepare)


def test_rows_of_which_something_was_requested(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await choose_three(pilot)
        service.silence("BatchUpdateJob")
        await pilot.press("p")
        pilot.app.screen.query_one("#amount", Input).value = "80"
        await pilot.press("enter", "y")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutcomeScreen))
        await pilot.press("escape")
        await list_rests(pilot, "jobs")

    assert sees(camera, service, prepare)
