"""What why says of what is silent where nothing else is told, and the way into its log."""

from typing import Any

import pytest

from app.resources.links import session_of
from app.resources.session_actions import action_title
from tests.live_farm import above
from tests.pilots import arrive, bar, has_lines, log, shown, table, until
from tests.rest import NARROW
from tests.stuck_service import StuckService
from tests.test_tui_stuck import WIDE, monitor, on_marked_action


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
        assert item[place.level.key] in {action_id, session_of(action_id)}


async def test_the_log_is_headed_by_what_the_action_does(service: StuckService) -> None:
    session, key = service.stuck()
    [action] = [one for one in service.actions(session) if one["sessionActionId"] == key]
    async with on_marked_action(service, WIDE) as pilot:
        await pilot.press("F")
        await until(pilot, lambda: "↵ Line" in shown(pilot.app))
        await pilot.press("enter")
        await until(pilot, has_lines, pilot)
        assert f" › {action_title(action)} › log" in bar(pilot, "where")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"RUNNING": 1}, "Nothing has failed, but that may be stuck."),
        ({"RUNNING": 1, "NOT_COMPATIBLE": 2}, "2 tasks can run on no worker"),
    ],
    ids=["nothing", "something"],
)
async def test_that_nothing_has_failed_is_said_only_where_that_is_so(
    service: StuckService, counts: dict[str, int], said: str
) -> None:
    session, _ = service.stuck()
    job = above(session)["jobId"]

    def count(answer: dict[str, Any]) -> None:
        answer.update(taskRunStatusCounts=counts)

    service.change("GetJob", count)
    async with monitor(service, "jobs", service.queue()).run_test(size=NARROW) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(job))
        await pilot.press("F")
        await until(pilot, lambda: "↵ opens its log" in shown(pilot.app))
        assert said in shown(pilot.app)
        is_all_well = "NOT_COMPATIBLE" not in counts
        assert ("Nothing has failed" in shown(pilot.app)) is is_all_well
