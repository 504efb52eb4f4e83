"""The way from why into the log of what is silent."""

import pytest

from app.resources.links import session_of
from tests.pilots import has_lines, log, shown, until
from tests.test_tui_stuck import WIDE, StuckService, on_marked_action


@pytest.fixture
def service() -> StuckService:
    """A world in which a task is stuck."""
    return StuckService()


@pytest.mark.parametrize(("key", "level"), [("enter", "session-actions"), ("L", "sessions")])
async def test_why_leads_into_the_log_of_what_is_silent(
    service: StuckService, key: str, level: str
) -> None:
    _, action_id = service.stuck()
    async with on_marked_action(service, WIDE) as pilot:
        await pilot.press("F")
        await until(pilot, lambda: "↵ Line" in shown(pilot.app) and "L Log" in shown(pilot.app))
        await pilot.press(key)
        await until(pilot, has_lines, pilot)
        place, item = log(pilot).pane.source.thing or (None, {})
        assert place is not None
        assert place.level.name == level
        assert item.get("sessionActionId", session_of(action_id)) in {action_id, item["sessionId"]}
