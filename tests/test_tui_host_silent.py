"""What is silent, on the page of the machine that it runs on."""

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from tests.pilots import FarmPilot, bar, shown, until
from tests.stuck_service import StuckService
from tests.test_tui_host import host, open_machine
from tests.test_tui_stuck import MARK
from tests.world_service import NOW


async def test_a_machine_page_says_of_what_runs_that_it_is_silent() -> None:
    service = StuckService()
    session, key = service.stuck()
    told = service.ask("deadline", "GetSession", **session)
    path = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS["workers"], path),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=(160, 48)) as pilot:
        await open_machine(pilot, "workers", told["workerId"])
        await until(pilot, lambda: bar(pilot, "about").startswith(f"{MARK}  last: "))
        assert selected(pilot) == key
        assert "●◷" in shown(pilot.app) or "▲◷" in shown(pilot.app)


def selected(pilot: FarmPilot) -> str | None:
    """The id of the action that the cursor of the machine's page is on."""
    at = host(pilot).pane.selected
    return None if at is None else at[0].key
