"""The logs of things on a farm end where the things do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from app.aws.api import NO_PARAMETERS
from app.config import Settings
from app.logs.batch import Phase
from app.logs.followed import Followed
from app.resources.level import Place
from app.resources.sessions import SESSIONS
from app.tui.item_logs import ItemLog
from app.tui.link import Link, Service
from tests.log_stream import FakeStream

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
        self.session = RUNNING

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,  # noqa: ARG002
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        return dict(self.session)


async def last_phase(log: Followed) -> Phase:
    """How a log stands when there is no more to follow."""
    return [batch.state.phase async for batch in log.follow()][-1]


async def test_the_log_of_a_worker_ends_with_the_session_that_it_was_put_into() -> None:
    farm = OneSession()

    @asynccontextmanager
    async def connect(settings: Settings) -> AsyncIterator[Service]:  # noqa: ARG001
        yield cast("Service", farm)

    link = Link(Settings(), connect, clock=lambda: LONG_AFTER)
    holding = asyncio.create_task(link.hold())
    source = ItemLog(link, PLACE, RUNNING)
    log = await source.find()
    worker = await source.worker()
    farm.session = ENDED
    for watch in source.watches():
        async for _ in watch:
            pass
    async with asyncio.timeout(120):
        assert await last_phase(worker) is Phase.ENDED
        assert await last_phase(log) is Phase.ENDED
    worker.close()
    log.close()
    holding.cancel()
