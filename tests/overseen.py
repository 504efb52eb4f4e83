"""What the overview asks about the farms of a service that counts, for the tests of it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority
from app.overview import Overview, oversee
from app.overview.kinds import KINDS
from app.overview.past import Past
from app.poller import Attention
from app.resources.log_place import ReadRole
from tests.world_service import WorldService

QUEUE, FLEET = KINDS


class Counted(WorldService):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: list[tuple[str, Mapping[str, Any]]] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self._asked.append((operation, parameters))
        return await super().call(service, operation, parameters, role=role)

    def told(self) -> list[tuple[str, Mapping[str, Any]]]:
        """What it was asked since the last time."""
        asked, self._asked = self._asked, []
        return asked

    def farms(self) -> tuple[str, ...]:
        """The ids of all farms."""
        listed = self.ask("deadline", "ListFarms", maxResults=100)["farms"]
        return tuple(farm["farmId"] for farm in listed)


def overseen(
    service: WorldService, *farms: str, every: float = 0.01
) -> tuple[Attention, AsyncGenerator[Overview, None]]:
    """What moves the overview of these farms, and what it tells."""
    attention = Attention(Priority.PREVIEW)
    attention.look_at(farms)
    told = oversee(service, attention, Past(), every=every)
    return attention, told


async def first(service: WorldService, *farms: str) -> Overview:
    """What is known after the first round has begun."""
    _, overviews = overseen(service, *farms)
    async with aclosing(overviews):
        return await anext(overviews)
