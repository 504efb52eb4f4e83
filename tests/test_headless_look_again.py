"""What a live tail told of is printed as well, over HTTP, where no token leads to it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from app.aws.api import LiveUpdate
from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.headless.hastening import told_by
from app.headless.log_flags import Wanted
from app.headless.log_streams import Streams
from app.localfarm.wire.eventstream import INITIAL_RESPONSE
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace
from tests.aws_endpoint import IDENTITY, Endpoint
from tests.test_aws_live_tail import START, Stream, update
from tests.test_aws_log_events import FARM, assumed

ENDED = int(time.time() * 1000) - 60_000
"""Milliseconds: so long ago that nobody has to wait for the rest of the log."""
PATH = {"farmId": FARM, "queueId": f"queue-{'0' * 32}", "jobId": f"job-{'0' * 32}"}
SESSION = f"session-{'0' * 32}"


class Hiding:
    """A session whose log has lines that only come where it is read by time."""

    def __init__(self, *hidden: str) -> None:
        self.heard = asyncio.Event()
        """Whoever listens has heard all that a live tail told; then the session ends."""
        self.looks = 0
        self._shown = [(ENDED - 2, "one"), (ENDED, "three")]
        self._all = sorted([*self._shown, *((ENDED - 1, message) for message in hidden)])

    async def session(self, _request: web.Request) -> web.StreamResponse:
        """Answers GetSession."""
        item = {
            "sessionId": SESSION,
            "fleetId": f"fleet-{'0' * 32}",
            "workerId": f"worker-{'0' * 32}",
            "lifecycleStatus": "STARTED",
            "startedAt": _iso(ENDED - 5_000),
            "log": {"logDriver": "awslogs"},
        }
        if self.heard.is_set():
            item |= {"endedAt": _iso(ENDED), "lifecycleStatus": "ENDED"}
        return web.json_response(item)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Answers GetLogEvents."""
        asked: Mapping[str, Any] = await request.json()
        by_time = "startTime" in asked
        token = f"f/{by_time}"
        lines = self._all if by_time else self._shown
        self.looks += by_time and "nextToken" not in asked
        told = () if asked.get("nextToken") == token else lines
        return web.json_response(
            {
                "events": [{"timestamp": time, "message": message} for time, message in told],
                "nextForwardToken": token,
                "nextBackwardToken": "b",
            }
        )


class Hearing:
    """The live tails of a cloud; it is known when so many updates were heard."""

    def __init__(self, cloud: Cloud, count: int, heard: asyncio.Event) -> None:
        self._cloud = cloud
        self._left = count
        self._heard = heard

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """See `LiveTails`."""
        async with aclosing(self._cloud.live_tail(place)) as updates:
            async for one in updates:
                yield one
                self._left -= 1
                if not self._left:
                    self._heard.set()


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat().replace("+00:00", "Z")


async def followed(endpoint: Endpoint, log: Hiding, *times: int) -> list[str]:
    """What following prints of a session while a live tail tells of events at some times."""
    frames = (INITIAL_RESPONSE, START, update(*times))
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDQUEUE"))
    endpoint.answer("GetCallerIdentity", IDENTITY)
    endpoint.answer("GetSession", log.session)
    endpoint.answer("GetLogEvents", log.events)
    endpoint.answer("StartLiveTail", Stream(*frames, ends=False))
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        rest = told_by(Hearing(cloud, 2, log.heard))
        streams = Streams(cloud, Wanted(follow=True), begun=time.time(), rest=rest)
        item = {"sessionId": SESSION, "startedAt": datetime.now(UTC)}
        _, lines = await streams.of(Place(LEVELS["sessions"], PATH), item)
        return [line.message async for some in lines for line in some]


async def test_a_line_that_was_told_of_and_not_given_is_looked_for(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Hiding("two")
    assert await followed(endpoint, log, ENDED - 1) == ["one", "three", "two"]
    assert log.looks == 1
    assert not capsys.readouterr().err


async def test_what_was_given_is_not_looked_for(endpoint: Endpoint) -> None:
    log = Hiding("two")
    assert await followed(endpoint, log, ENDED) == ["one", "three"]
    assert log.looks == 0
