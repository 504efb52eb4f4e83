"""Acting on a task of which the service has to tell first how it is."""

from app.errors import DeniedError
from app.tui.acting.act_screen import ActScreen
from app.tui.acting.confirm_screen import ConfirmScreen
from tests.acting import heading, is_on
from tests.pilots import until
from tests.test_tui_acting_through import box, on_a_failed_action
from tests.test_tui_waiting import SlowService
from tests.world_service import WorldService, still_world


async def test_what_is_chosen_before_it_is_known_how_the_task_is_waits_for_that() -> None:
    slow = SlowService()
    slow.held.add("BatchGetTask")
    async with on_a_failed_action(slow) as pilot:
        await pilot.press("a", "r")
        await until(pilot, lambda: "requeue the task looking …" in box(pilot))
        slow.answers.set()
        await until(pilot, is_on, pilot, ConfirmScreen)
        assert heading(pilot).startswith("Requeue the task ")


async def test_whoever_goes_to_another_line_meanwhile_is_not_asked_about_the_first() -> None:
    slow = SlowService()
    slow.held.add("BatchGetTask")
    async with on_a_failed_action(slow) as pilot:
        await pilot.press("a", "r")
        await until(pilot, lambda: "requeue the task looking …" in box(pilot))
        await pilot.press("down")
        slow.answers.set()
        await until(pilot, lambda: "looking …" not in box(pilot))
        assert isinstance(pilot.app.screen, ActScreen)


async def test_where_it_may_not_be_seen_how_a_task_is_that_is_said_and_its_session_is_not() -> None:
    service = WorldService(still_world())
    service.fail("BatchGetTask", DeniedError("You may not see tasks.", "Ask somebody who may."))
    async with on_a_failed_action(service) as pilot:
        await pilot.press("a")
        await until(pilot, lambda: "requeue the task not known how it is" in box(pilot))
        assert box(pilot).count("You may not see tasks. Ask somebody who may.") == 1
        await until(pilot, lambda: "end the session makes no sense now" in box(pilot))
        await pilot.press("r")
        assert isinstance(pilot.app.screen, ActScreen)
