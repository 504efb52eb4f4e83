"""Which row is selected as a list is opened: the first, or where the oldest is first what runs."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Item, Path, Place
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from app.tui.levels.preview_list import PreviewList
from tests.pilots import FarmPilot, arrive, level, table, until
from tests.world_service import NOW, WorldService

LOW = (80, 11)


def monitor(service: WorldService, name: str, path: Path) -> FarmTop:
    """The monitor at a level."""
    place = Place(LEVELS[name], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def status(pilot: FarmPilot) -> str:
    """The status of the selected row."""
    selected = level(pilot).pane.selected
    return "" if selected is None else str(selected["status"])


def beside(pilot: FarmPilot) -> list[Item]:
    """The row that is selected in the list beside the list."""
    lists = pilot.app.screen.query(PreviewList)
    return [one.selected for one in lists if one.selected is not None]


class ShortPages(WorldService):
    """A world that gives few actions at a time, as a service may."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        few = {"maxResults": 5} if operation == "ListSessionActions" else {}
        return await super().call(service, operation, {**parameters, **few}, role=role)


@pytest.fixture
def running(service: WorldService) -> Path:
    """A session in which more has ended than a screen has room for, and an action runs."""
    session = service.session()
    words = [action["status"] for action in service.actions(session)]
    assert words.index("RUNNING") > LOW[1] - 4
    return session


async def test_the_actions_of_a_session_begin_at_the_one_that_runs(
    service: WorldService, running: Path
) -> None:
    async with monitor(service, "session-actions", running).run_test(size=LOW) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: status(pilot) == "RUNNING")
        key = table(pilot).selected_key
        await until(pilot, lambda: key in table(pilot).visible_keys)
        await pilot.press("home", "r")
        await arrive(pilot, "session-actions")
        assert table(pilot).selected_key != key


async def test_they_do_where_what_runs_comes_with_a_later_page(running: Path) -> None:
    service = ShortPages()
    async with monitor(service, "session-actions", running).run_test(size=LOW) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: status(pilot) == "RUNNING")
        assert service.calls["ListSessionActions"] > 1


async def test_so_do_those_beside_the_session(service: WorldService, running: Path) -> None:
    job = {key: running[key] for key in running if key != "sessionId"}
    async with monitor(service, "sessions", job).run_test(size=(180, 40)) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: table(pilot).select(running["sessionId"]))
        await until(pilot, lambda: [one["status"] for one in beside(pilot)] == ["RUNNING"])


async def test_where_nothing_runs_a_list_begins_with_its_first_row(service: WorldService) -> None:
    session = service.failed_session()
    async with monitor(service, "session-actions", session).run_test(size=LOW) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: table(pilot).row_count)
        assert table(pilot).selected_key == service.actions(session)[0]["sessionActionId"]
