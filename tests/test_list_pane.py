"""A list that is closed while the service is still answering."""

import asyncio
from collections.abc import Mapping

from textual.app import App

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.link import Link
from app.tui.list_pane import ListPane
from tests.pilots import until
from tests.world_service import WorldService


class Hesitating(WorldService):
    """Answers nothing before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, object]:
        self.was_asked.set()
        await self.may_answer.wait()
        return await super().call(service, operation, parameters, role=role)


async def test_an_answer_that_comes_as_a_list_is_closed_is_shown_by_nobody() -> None:
    service, app = Hesitating(), App[str]()
    link = Link(Settings(), service.connect)
    pane = ListPane(Place(LEVELS["farms"]), link)
    async with app.run_test() as pilot:
        connection = asyncio.create_task(link.hold())
        await app.mount(pane)
        await until(pilot, service.was_asked.is_set)
        # Textual closes what is inside first, and whoever is inside paints no more.
        await pane.table.remove()
        service.may_answer.set()
        await until(pilot, lambda: not app.workers)
        connection.cancel()
    assert pane.snapshot is None
