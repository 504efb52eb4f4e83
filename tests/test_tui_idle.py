"""What it costs to look at a screen and press nothing, with the watch over what is silent."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

from app.aws.api import NO_PARAMETERS, EventPage
from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.resources.log_place import LogPlace, ReadRole
from app.tui.app import FarmTop
from tests.live_farm import above
from tests.pilots import arrive, level
from tests.rest import NARROW, Size
from tests.stuck_service import StuckService
from tests.test_tui_stuck import WIDE
from tests.virtual_time import now, run_virtually
from tests.world_service import NOW, world_by

MINUTES = 9
"""For which one looks on, after the one in which the screen was opened."""
WATCH = frozenset({"GetLogEvents", "ListSessionActions", "ListSessionsForWorker"})
"""What the watch asks; in a narrow terminal nobody else on these screens does."""


class LivingService(StuckService):
    """A world in which time passes for as long as somebody looks, and two tasks are stuck."""

    def __init__(self) -> None:
        self._began = now()
        self.asked: list[tuple[int, str]] = []
        """In which minute each operation was called."""
        super().__init__(world_by(self.clock, workers=60, stuck=2))

    def clock(self) -> float:
        """Seconds since the epoch."""
        return NOW + now() - self._began

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self.asked.append((int(self.clock() - NOW) // 60, operation))
        return await super().call(service, operation, parameters, role=role)

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        return await self._log_page(place, token, from_head, limit)

    def a_minute(self) -> list[int]:
        """How many calls there were in each minute but the first."""
        minutes = Counter(minute for minute, _ in self.asked)
        return [minutes[minute] for minute in range(1, MINUTES + 1)]

    def of_watch(self) -> int:
        """How many of those the watch made in all."""
        return sum(operation in WATCH for minute, operation in self.asked if minute)


Way: TypeAlias = tuple[Path, str]
"""What leads to a list, and the id of the row to look at; empty where that is the first."""


def _jobs(service: LivingService) -> Way:
    return service.queue(), ""


def _sessions(service: LivingService) -> Way:
    session, _ = service.stuck()
    return above(session), session["sessionId"]


def _tasks(service: LivingService) -> Way:
    session, key = service.stuck()
    [ran] = [
        one["definition"]["taskRun"]
        for one in service.actions(session)
        if one["sessionActionId"] == key
    ]
    return {**above(session), "stepId": ran["stepId"]}, ran["taskId"]


def _workers(service: LivingService) -> Way:
    """Those of the fleet that has the most."""
    farm = service.farm()
    fleets = service.ask("deadline", "ListFleets", **farm)["fleets"]
    return {**farm, "fleetId": max(fleets, key=lambda one: one["workerCount"])["fleetId"]}, ""


def looked_at(name: str, way: Callable[[LivingService], Way], size: Size) -> LivingService:
    """What was asked in minutes in which one looks at a list and presses nothing."""

    async def look_on() -> LivingService:
        service = LivingService()
        path, key = way(service)
        app = FarmTop(
            Settings(animation=False, cache=False),
            place=Place(LEVELS[name], path),
            connect=service.connect,
            clock=service.clock,
        )
        async with app.run_test(size=size) as pilot:
            if key:
                await arrive(pilot, name)
                level(pilot).pane.find(key)
            await asyncio.sleep(60 * (MINUTES + 1) - service.clock() % 60)
        return service

    return run_virtually(look_on())


@pytest.mark.parametrize(
    ("name", "way", "calls", "of_watch"),
    [
        ("jobs", _jobs, 18, 0),
        ("sessions", _sessions, 12, 21),
        ("tasks", _tasks, 15, 20),
        ("workers", _workers, 27, 48),
    ],
)
def test_to_look_at_a_list_costs_few_calls_a_minute_and_fewer_to_listen(
    name: str, way: Callable[[LivingService], Way], calls: int, of_watch: int
) -> None:
    service = looked_at(name, way, NARROW)
    assert max(service.a_minute()) <= calls
    assert service.of_watch() <= of_watch
    assert bool(service.of_watch()) is bool(of_watch)


def test_what_is_shown_beside_a_list_of_jobs_is_not_listened_to_however_long_one_looks() -> None:
    service = looked_at("jobs", _jobs, WIDE)
    assert max(service.a_minute()) <= 24
    assert service.calls["ListSessions"]
    assert not service.of_watch()
