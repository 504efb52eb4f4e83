"""The overview above the farms, in the monitor, for the tests of it."""

from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from app.tui.lists.overview_pane import OverviewPane
from tests.pilots import FarmPilot, arrive, shown, table, until
from tests.world_service import NOW, WorldService, refused


def monitor(service: WorldService) -> FarmTop:
    """The monitor as it opens without an address."""
    return FarmTop(Settings(), connect=service.connect, clock=lambda: NOW)


def above(pilot: FarmPilot) -> OverviewPane:
    """The overview on the screen."""
    return pilot.app.screen.query_one(OverviewPane)


async def overseen(pilot: FarmPilot) -> OverviewPane:
    """The overview, once every farm has its lines."""
    await arrive(pilot, "farms")
    pane = above(pilot)
    farms = table(pilot).total_count
    await until(pilot, lambda: pane.overview is not None and len(pane.overview.farms) == farms)
    return pane


def is_shown(pilot: FarmPilot, text: str) -> bool:
    """Whether a text is on the screen."""
    return text in shown(pilot.app)


class Denying(WorldService):
    """Denies operations from when on that is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.denied: set[str] = set()

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation in self.denied:
            raise refused("AccessDeniedException", "No.", operation)
        return await super().call(service, operation, parameters, role=role)
