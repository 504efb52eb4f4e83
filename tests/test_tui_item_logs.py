"""The logs of things on a farm end where the things do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.errors import NotFoundError
from app.logs.following.batch import Phase
from app.logs.following.followed import Followed
from app.resources.level import Place
from app.resources.sessions import SESSIONS
from app.tui.connection.link import Link, Service
from app.tui.logs.item_logs import ItemLog
from tests.log_stream import FakeStream, FakeTime

BEGAN = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AFTER = (BEGAN + timedelta(hours=1)).timestamp()
PLACE = Place(SESSIONS, {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"})
RUNNING = {
    "sessionId": "session-1",
    "fleetId": "fleet-1",
    "workerId": "worker-1",
    "startedAt": BEGAN,
    "lifecycleStatus": "STARTED",
}
ENDED = {**RUNNING, "lifecycleStatus": "ENDED", "endedAt": BEGAN + timedelta(minutes=5)}


class OneSession(FakeStream):
    """A farm with one session, which a test lets end; nothing is in any log."""

    def __init__(self) -> None:
        super().__init__([])
        self.session: Mapping[str, object] | None = RUNNING
        """None once it is gone."""

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,  # noqa: ARG002
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        if self.session is None:
            raise NotFoundError("There is no such session.")
        return dict(self.session)


async def last_phase(log: Followed) -> Phase:
    """How a log stands when there is no more to follow."""
    return [batch.state.phase async for batch in log.follow()][-1]


@asynccontextmanager
async def linked(farm: OneSession, time: FakeTime) -> AsyncIterator[Link]:
    """A connection to the farm, held meanwhile."""

    @asynccontextmanager
    async def connect(settings: Settings) -> AsyncIterator[Service]:  # noqa: ARG001
        yield cast("Service", farm)

    link = Link(Settings(), connect, clock=time)
    holding = asyncio.create_task(link.hold())
    yield link
    holding.cancel()


@pytest.mark.parametrize("then", [ENDED, None], ids=["ended", "gone"])
async def test_the_log_of_a_worker_ends_with_the_session_that_it_was_put_into(
    then: Mapping[str, object] | None,
) -> None:
    farm, time = OneSession(), FakeTime(LONG_AFTER)
    async with linked(farm, time) as link:
        source = ItemLog(link, PLACE, RUNNING)
        log = await source.find()
        worker = await source.worker()
        farm.session = then
        for watch in source.watches():
            async for _ in watch:
                pass
        time.now += 3_600
        async with asyncio.timeout(120):
            assert await last_phase(worker) is Phase.ENDED
            assert await last_phase(log) is Phase.ENDED
        worker.close()
        log.close()


async def test_what_is_gone_keeps_lines_that_are_younger_than_this_machine_knows_and_says_so() -> (
    None
):
    farm, time = OneSession(), FakeTime(LONG_AFTER)
    farm.write("older", at=int((LONG_AFTER - 60) * 1000))
    farm.write("by a clock that is ahead", at=int((LONG_AFTER + 90) * 1000))
    async with linked(farm, time) as link:
        source = ItemLog(link, PLACE, RUNNING)
        log = await source.find()
        async with aclosing(log.follow()) as batches:
            async for _ in batches:
                if len(log.lines) == 2:
                    break
        farm.session = None
        for watch in source.watches():
            async for _ in watch:
                pass
        time.now += 3_600
        async with asyncio.timeout(120):
            assert await last_phase(log) is Phase.ENDED
        assert [line.message for line in log.lines] == ["older", "by a clock that is ahead"]
        assert (source.about.status, source.about.ending) == (None, "gone")
        log.close()
