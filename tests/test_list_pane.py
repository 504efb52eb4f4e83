"""A list that is closed while the service is still answering."""

import asyncio
from collections.abc import Mapping

from textual.app import App

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.errors import ThrottledError
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane
from tests.pilots import until
from tests.world_service import NOW, WorldService


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


async def test_it_tells_each_second_when_it_tries_again_and_is_silent_once_it_has_rows() -> None:
    now = NOW
    service, app = WorldService(), App[str]()
    service.fail("ListFarms", ThrottledError("Too many calls.", retry_after=3_600.0))
    link = Link(Settings(cache=False), service.connect, clock=lambda: now)
    failing = ListPane(Place(LEVELS["farms"]), link)
    well = ListPane(Place(LEVELS["queues"], service.farm()), link)
    async with app.run_test() as pilot:
        connection = asyncio.create_task(link.hold())
        await app.mount(failing, well)
        await until(pilot, lambda: "next try in 1h00" in failing.said[0])
        await until(pilot, lambda: well.table.row_count)
        assert failing.tells_time()
        assert not well.tells_time()
        now += 1_800
        await until(pilot, lambda: "next try in 30m" in failing.said[0])
        connection.cancel()
