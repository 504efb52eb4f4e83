"""What is told of a key that leads somewhere, while the service is slow to say where."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

import pytest
from textual.events import MouseDown

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.keyboard import active_keys
from app.tui.keyboard.active_keys import ActiveKeys
from tests.pilots import FarmPilot, arrive, has_lines, is_level, level, shown, table, told, until
from tests.rest import NARROW, rest
from tests.world_service import NOW, WorldService, refused


class SlowService(WorldService):
    """A world that answers some operations only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.held: set[str] = set()
        self.answers = asyncio.Event()
        """Set when they are answered."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One call, held back."""
        if operation in self.held:
            await self.answers.wait()
        return await super().call(service, operation, parameters, role=role)


@pytest.fixture
def slow() -> SlowService:
    """A world whose answers are held back."""
    return SlowService()


def path_of(service: WorldService, name: str) -> Path:
    """Where a level is listed: of a session that is under way."""
    session = service.session()
    ids = {"session-actions": 4, "sessions": 3, "jobs": 2}
    return dict(islice(session.items(), ids[name]))


@asynccontextmanager
async def listed(service: WorldService, name: str) -> AsyncIterator[FarmPilot]:
    """The monitor at the list of a level."""
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS[name], path_of(service, name)),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).selected_key)
        await until(pilot, lambda: "Back" in foot(pilot))
        yield pilot


def foot(pilot: FarmPilot) -> str:
    """What the line at the foot of the screen reads."""
    return "".join(keys.text for keys in pilot.app.screen.query(ActiveKeys))


def is_going(pilot: FarmPilot) -> bool:
    """Whether a way is being gone that a key leads."""
    return any(one.group == "travel" and not one.is_finished for one in pilot.app.workers)


def selected(pilot: FarmPilot) -> str:
    """What is selected, as a person calls it."""
    here, item = level(pilot).place.level, level(pilot).pane.selected
    assert item is not None
    return f"{here.noun} {here.label(item)}"


@pytest.mark.parametrize(
    ("key", "name", "held", "sought"),
    [
        ("w", "session-actions", "GetSession", "worker"),
        ("t", "sessions", "ListSessionActions", "task"),
        ("M", "session-actions", "GetSession", "machine"),
    ],
)
async def test_what_is_looked_for_is_told_at_the_foot_until_it_is_found(
    slow: SlowService, key: str, name: str, held: str, sought: str
) -> None:
    async with listed(slow, name) as pilot:
        here, keys, rows = level(pilot), foot(pilot), table(pilot).region
        slow.held.add(held)
        await pilot.press(key)
        words = f"Esc Give up ◌ Looking for the {sought} of {selected(pilot)} …"
        await until(pilot, lambda: foot(pilot) == words)
        assert words in shown(pilot.app).splitlines()[-1]
        assert table(pilot).region == rows
        slow.answers.set()
        await until(pilot, lambda: pilot.app.screen is not here)
        await pilot.press("escape")
        await until(pilot, lambda: is_level(pilot, name) and foot(pilot) == keys)


async def test_it_is_told_in_a_log_too(slow: SlowService) -> None:
    async with listed(slow, "session-actions") as pilot:
        await pilot.press("L")
        await until(pilot, has_lines, pilot)
        slow.held.add("GetSession")
        await pilot.press("M")
        await until(pilot, lambda: "Looking for the machine of session action" in foot(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        assert has_lines(pilot)


async def test_where_it_cannot_be_found_that_is_told_instead(slow: SlowService) -> None:
    async with listed(slow, "session-actions") as pilot:
        slow.held.add("GetSession")
        slow.fail("GetSession", refused("AccessDeniedException", "No.", "GetSession"))
        await pilot.press("w")
        await until(pilot, lambda: "Looking for" in foot(pilot))
        slow.answers.set()
        await until(pilot, lambda: "GetSession is denied" in shown(pilot.app))
        await until(pilot, lambda: "Back" in foot(pilot))


@pytest.mark.parametrize("key", ["escape", "k"])
async def test_escape_gives_it_up_and_so_does_whoever_goes_on(slow: SlowService, key: str) -> None:
    async with listed(slow, "session-actions") as pilot:
        begun = table(pilot).row_list.cursor
        slow.held.add("GetSession")
        await pilot.press("w")
        await until(pilot, lambda: "Looking for" in foot(pilot))
        await pilot.press(key)
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        assert is_level(pilot, "session-actions")
        assert table(pilot).row_list.cursor == begun - (key == "k")


def point_at(pilot: FarmPilot, x: int, y: int) -> None:
    """Press the mouse at a cell of the screen, as the terminal tells of it."""
    down = MouseDown(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
    pilot.app.post_message(down)


@pytest.mark.parametrize(
    ("key", "name", "held"),
    [("w", "session-actions", "GetSession"), ("o", "sessions", "GetMonitor")],
)
async def test_a_click_on_the_key_that_gives_it_up_does_not_go_back_as_well(
    slow: SlowService, key: str, name: str, held: str
) -> None:
    slow.monitor_id = "monitor-1"
    async with listed(slow, name) as pilot:
        here = pilot.app.screen
        slow.held.add(held)
        await pilot.press(key)
        await until(pilot, lambda: foot(pilot).startswith("Esc Give up"))
        corner = here.query_one(ActiveKeys).region
        point_at(pilot, corner.x, corner.y)
        await until(pilot, lambda: not is_going(pilot))
        await rest(pilot)
        assert pilot.app.screen is here
        assert "Back" in foot(pilot)


async def test_a_click_on_a_row_gives_it_up_too(slow: SlowService) -> None:
    async with listed(slow, "session-actions") as pilot:
        slow.held.add("GetSession")
        await pilot.press("w")
        await until(pilot, lambda: "Looking for" in foot(pilot))
        rows = table(pilot).region
        point_at(pilot, rows.x + 10, rows.y + 1)
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        assert is_level(pilot, "session-actions")


async def test_what_goes_on_without_anybody_who_waits_tells_on_another_screen_why_it_fails(
    slow: SlowService,
) -> None:
    slow.monitor_id = "monitor-1"
    slow.held.add("GetMonitor")
    slow.fail("GetMonitor", refused("InternalServerErrorException", "No.", "GetMonitor"))
    async with listed(slow, "sessions") as pilot:
        await pilot.press("o")
        await until(pilot, lambda: "Looking for" in foot(pilot))
        await pilot.press("enter")
        await arrive(pilot, "session-actions")
        slow.answers.set()
        await until(pilot, lambda: not is_going(pilot))
        await until(pilot, lambda: "GetMonitor" in told(pilot))


async def test_another_key_that_leads_somewhere_is_told_in_its_stead(slow: SlowService) -> None:
    async with listed(slow, "sessions") as pilot:
        slow.held |= {"GetSession", "ListSessionActions", "GetMonitor"}
        slow.monitor_id = "monitor-1"
        await pilot.press("t")
        await until(pilot, lambda: "Looking for the task of" in foot(pilot))
        await pilot.press("o")
        await until(pilot, lambda: "Looking for the web page" in foot(pilot))


async def test_the_address_of_a_page_is_copied_also_for_whoever_goes_on(
    slow: SlowService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    slow.monitor_id = "monitor-1"
    slow.held.add("GetMonitor")
    slow.fail("GetMonitor", refused("AccessDeniedException", "No.", "GetMonitor"))
    async with listed(slow, "sessions") as pilot:
        await pilot.press("o")
        await until(pilot, lambda: "Looking for the web page" in foot(pilot))
        await pilot.press("j")
        await until(pilot, lambda: "Back" in foot(pilot))
        slow.answers.set()
        await until(pilot, lambda: pilot.app.clipboard.startswith("https://"))


async def test_escape_gives_up_the_address_of_a_page(slow: SlowService) -> None:
    slow.monitor_id = "monitor-1"
    slow.held.add("GetMonitor")
    async with listed(slow, "sessions") as pilot:
        await pilot.press("o")
        await until(pilot, lambda: "Looking for the web page" in foot(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        assert is_level(pilot, "sessions")


async def test_nothing_is_told_before_anybody_waits(
    slow: SlowService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(active_keys, "UNNOTICED", 3600.0)
    async with listed(slow, "session-actions") as pilot:
        keys = foot(pilot)
        slow.held.add("GetSession")
        await pilot.press("w")
        await rest(pilot)
        assert is_going(pilot)
        assert foot(pilot) == keys


async def test_the_box_of_the_details_tells_what_is_looked_for(slow: SlowService) -> None:
    slow.monitor_id = "monitor-1"
    slow.held.add("GetMonitor")
    async with listed(slow, "sessions") as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await pilot.press("o")
        await until(pilot, lambda: "◌ Looking for the web page …" in shown(pilot.app))
        await pilot.press("j")
        await until(pilot, lambda: "Looking for" not in shown(pilot.app))
        assert is_going(pilot)


async def test_a_row_that_is_sought_in_a_list_is_told_of_until_it_is_found(
    slow: SlowService,
) -> None:
    slow.held.add("GetJob")
    slow.fail("GetJob", refused("ResourceNotFoundException", "No such job.", "GetJob"))
    async with listed(slow, "jobs") as pilot:
        level(pilot).pane.find(f"job-{'0' * 32}")
        await until(pilot, lambda: foot(pilot) == "Esc Give up ◌ Looking for job job-0000… …")
        slow.answers.set()
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        await until(pilot, lambda: "GetJob" in shown(pilot.app))


async def test_whoever_goes_on_is_not_led_away_to_the_row_that_was_sought(
    slow: SlowService,
) -> None:
    slow.held.add("GetJob")
    async with listed(slow, "jobs") as pilot:
        level(pilot).pane.find(f"job-{'0' * 32}")
        await until(pilot, lambda: "Looking for" in foot(pilot))
        await pilot.press("j")
        await until(pilot, lambda: "Back" in foot(pilot) and not is_going(pilot))
        assert table(pilot).row_list.cursor == 1
