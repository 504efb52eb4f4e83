"""How urgent the calls are that the screens make."""

from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority, current_asker
from app.config import Settings
from app.poller import Attention
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from tests.pilots import answer, arrive, has_lines, is_level, until
from tests.world_service import NOW, WorldService


class Listening(WorldService):
    """Remembers how urgent each operation was, each time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, list[Priority]] = {}

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self.asked.setdefault(operation, []).append(current_asker().priority)
        return await super().call(service, operation, parameters, role=role)

    def told(self, *operations: str) -> set[Priority]:
        """How urgent these operations were, since the last time."""
        return {priority for name in operations for priority in self.asked.pop(name, ())}


def monitor(service: WorldService, name: str, path: Path) -> FarmTop:
    """The monitor at a place."""
    place = Place(LEVELS[name], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def test_a_round_is_asked_for_until_another_one_begins() -> None:
    attention = Attention()
    told = [attention.priority]
    for _ in range(2):
        attention.take_refresh()
        told.append(attention.priority)
    attention.refresh()
    told.append(attention.priority)
    assert told == [Priority.ASKED, Priority.ASKED, Priority.VISIBLE, Priority.ASKED]


def test_nobody_waits_for_what_is_merely_beside() -> None:
    attention = Attention(Priority.PREVIEW)
    attention.refresh()
    assert attention.priority is Priority.PREVIEW


async def test_what_is_opened_and_refreshed_is_asked_for_and_its_preview_is_not() -> None:
    service = Listening()
    async with monitor(service, "queues", service.farm()).run_test(size=(200, 50)) as pilot:
        await arrive(pilot, "queues")
        await until(pilot, lambda: "SearchJobs" in service.asked)
        assert service.told("ListQueues") == {Priority.ASKED}
        assert service.told("SearchJobs") == {Priority.PREVIEW}
        await pilot.press("r")
        await until(pilot, lambda: {"ListQueues", "SearchJobs"} <= service.asked.keys())
        assert service.told("ListQueues") == {Priority.ASKED}
        assert service.told("SearchJobs") == {Priority.PREVIEW}
        await pilot.press("enter")
        await arrive(pilot, "jobs")
        assert Priority.ASKED in service.told("SearchJobs")


async def test_details_and_destinations_are_asked_for() -> None:
    service = Listening()
    async with monitor(service, "queues", service.farm()).run_test() as pilot:
        await arrive(pilot, "queues")
        await pilot.press("d")
        await until(pilot, lambda: "GetQueue" in service.asked)
        assert service.told("GetQueue") == {Priority.ASKED}
        await pilot.press("escape")
        await answer(pilot, ":", service.job()["jobId"])
        await until(pilot, lambda: is_level(pilot, "sessions"))
        assert service.told("BatchGetJob") == {Priority.ASKED}


async def test_a_log_is_asked_for_until_it_is_found() -> None:
    service = Listening()
    path = service.session()
    above = {key: path[key] for key in ("farmId", "queueId", "jobId")}
    async with monitor(service, "sessions", above).run_test(size=(200, 50)) as pilot:
        await arrive(pilot, "sessions")
        service.asked.clear()
        await pilot.press("L")
        await until(pilot, has_lines, pilot)
        assert service.told("GetLogEvents") == {Priority.VISIBLE}
        assert service.told("GetSession") <= {Priority.ASKED, Priority.VISIBLE}
        await pilot.press("g")
        await until(pilot, lambda: "GetLogEvents" in service.asked)
        assert Priority.ASKED in service.told("GetLogEvents")


async def test_a_log_that_is_merely_a_preview_can_wait() -> None:
    service = Listening()
    actions = monitor(service, "session-actions", service.session())
    async with actions.run_test(size=(200, 50)) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: "GetLogEvents" in service.asked)
        assert service.told("GetLogEvents", "GetSessionAction") == {Priority.PREVIEW}
