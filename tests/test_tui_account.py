"""When the account is asked for whose farms these are."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.connection.cloud import Identity
from app.config import Settings
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from tests.pilots import shown, until
from tests.rest import rest
from tests.world_service import NOW, WorldService

ACCOUNT = "1111…3333"


class Unhurried(WorldService):
    """Answers calls when a test says so, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.asked: list[str] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        self.asked.append(operation)
        await self.answers.wait()
        return await super().call(service, operation, parameters, role=role)

    async def identity(self) -> Identity:
        self.asked.append("GetCallerIdentity")
        return await super().identity()


@pytest.fixture
def service() -> Unhurried:
    return Unhurried()


def monitor(service: Unhurried) -> FarmTop:
    """The monitor on the farms."""
    return FarmTop(Settings(cache=False), connect=service.connect, clock=lambda: NOW)


async def test_the_first_rows_go_before_the_account(
    service: Unhurried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.tui.app.ANSWERED_AFTER", 600.0)
    async with monitor(service).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: service.asked)
        await rest(pilot)
        assert service.asked == ["ListFarms"]
        service.answers.set()
        await until(pilot, lambda: ACCOUNT in shown(pilot.app))


async def test_a_list_that_is_not_answered_does_not_hold_the_account_up(
    service: Unhurried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.tui.app.ANSWERED_AFTER", 0.0)
    async with monitor(service).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: ACCOUNT in shown(pilot.app))
