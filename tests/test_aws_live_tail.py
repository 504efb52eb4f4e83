"""Live tails over HTTP: whose credentials open them, what they tell, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from app.aws.api import LiveUpdate
from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.errors import DeniedError, FarmtopError, ServiceError, UnreachableError
from app.localfarm.wire.eventstream import INITIAL_RESPONSE, event_frame, exception_frame
from app.resources.log_place import LogPlace
from tests.aws_endpoint import IDENTITY, Answer, Endpoint, Reply, refusal
from tests.test_aws_log_events import DENIED, PLACE, QUEUE, assumed


def event(name: str, value: object) -> bytes:
    """The frame of an event."""
    return event_frame(name, json.dumps(value).encode())


def update(*times: int, sampled: bool = False) -> bytes:
    """The frame of an update that tells of events."""
    results = [{"timestamp": time, "message": "x", "logStreamName": "s"} for time in times]
    return event(
        "sessionUpdate", {"sessionMetadata": {"sampled": sampled}, "sessionResults": results}
    )


START = event("sessionStart", {"sessionId": "one"})
TIMED_OUT = exception_frame("SessionTimeoutException", b'{"message": "Three hours are over."}')


class Stream:
    """An answer of frames, which then ends, or is left open until the client goes."""

    def __init__(self, *frames: bytes, ends: bool = True) -> None:
        self._frames = frames
        self._ends = ends
        self.left = asyncio.Event()
        """The client has closed the connection."""

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answers one request."""
        response = web.StreamResponse(
            headers={"Content-Type": "application/vnd.amazon.eventstream"}
        )
        await response.prepare(request)
        for frame in self._frames:
            await response.write(frame)
        if not self._ends:
            try:
                await asyncio.Event().wait()
            finally:
                self.left.set()
        return response


@pytest.fixture
async def cloud(endpoint: Endpoint) -> AsyncIterator[Cloud]:
    """A cloud in which the role of a queue may be assumed."""
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDQUEUE"))
    endpoint.answer("GetCallerIdentity", IDENTITY)
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        yield cloud


async def told(cloud: Cloud, count: int, place: LogPlace = PLACE) -> list[LiveUpdate]:
    """The first so many updates of a live tail."""
    async with aclosing(cloud.live_tail(place)) as updates:
        return [await anext(updates) for _ in range(count)]


async def test_it_tells_that_it_has_begun_and_then_what_is_new(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    frames = (INITIAL_RESPONSE, START, update(), update(5, 5), update(7, sampled=True))
    endpoint.answer("StartLiveTail", Stream(*frames))
    assert await told(cloud, 4) == [
        LiveUpdate(),
        LiveUpdate(),
        LiveUpdate((5, 5)),
        LiveUpdate((7,), sampled=True),
    ]
    [asked] = endpoint.calls("StartLiveTail")
    assert asked.body == {
        "logGroupIdentifiers": [
            "arn:aws:logs:us-west-2:111122223333:log-group:/aws/deadline/farm/queue"
        ],
        "logStreamNames": ["session-1"],
    }


async def test_a_log_of_nova_act_is_told_of_in_its_region(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer("StartLiveTail", Stream(INITIAL_RESPONSE, START))
    await told(cloud, 1, replace(PLACE, service="logs@nova-act", role=None))
    [asked] = endpoint.calls("StartLiveTail")
    [group] = asked.body["logGroupIdentifiers"]
    assert group.startswith("arn:aws:logs:us-east-1:111122223333:log-group:")


async def test_leaving_it_closes_the_connection(cloud: Cloud, endpoint: Endpoint) -> None:
    stream = Stream(INITIAL_RESPONSE, START, ends=False)
    endpoint.answer("StartLiveTail", stream)
    await told(cloud, 1)
    await stream.left.wait()


async def test_whoever_is_cancelled_while_waiting_closes_it_too(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    stream = Stream(INITIAL_RESPONSE, START, ends=False)
    endpoint.answer("StartLiveTail", stream)
    waiting = asyncio.create_task(told(cloud, 2))
    await endpoint.until_called("StartLiveTail")
    for _ in range(20):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await stream.left.wait()


async def test_where_the_role_may_not_the_caller_s_own_credentials_may(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("StartLiveTail", DENIED, Stream(INITIAL_RESPONSE, START))
    assert PLACE.role == QUEUE
    for _ in range(2):
        assert await told(cloud, 1) == [LiveUpdate()]
    keys = [seen.access_key for seen in endpoint.calls("StartLiveTail")]
    assert keys == ["AKIDQUEUE", "AKIDENV", "AKIDENV"]


async def test_a_role_that_may_not_start_it_still_reads_the_log(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("StartLiveTail", DENIED)
    endpoint.answer("GetLogEvents", Reply({"events": []}))
    with pytest.raises(DeniedError, match="may start a live tail"):
        await told(cloud, 1)
    await cloud.get_log_events(PLACE)
    assert endpoint.calls("GetLogEvents")[0].access_key == "AKIDQUEUE"


@pytest.mark.parametrize(
    ("answer", "kind", "saying"),
    [
        (Stream(INITIAL_RESPONSE, START), UnreachableError, "cut off"),
        (Stream(INITIAL_RESPONSE, START, update(5)[:20]), UnreachableError, "cut off"),
        (Stream(), UnreachableError, "is not one of CloudWatch Logs"),
        (Stream(INITIAL_RESPONSE, START, update()[:-1] + b"?"), UnreachableError, "broke off"),
        (Stream(INITIAL_RESPONSE, START, TIMED_OUT), ServiceError, "as long as"),
        (refusal("LimitExceededException"), FarmtopError, "quota"),
    ],
)
async def test_however_it_ends_it_says_why(
    cloud: Cloud, endpoint: Endpoint, answer: Answer, kind: type[FarmtopError], saying: str
) -> None:
    endpoint.answer("StartLiveTail", answer)
    with pytest.raises(kind, match=saying):
        await told(cloud, 100, LogPlace(PLACE.group, PLACE.stream))


async def test_the_partition_is_that_of_the_caller(cloud: Cloud, endpoint: Endpoint) -> None:
    body: Any = IDENTITY.body
    china = Reply(body.replace("arn:aws:", "arn:aws-cn:"), headers=IDENTITY.headers)
    endpoint.answer("GetCallerIdentity", china)
    endpoint.answer("StartLiveTail", Stream(INITIAL_RESPONSE, START))
    await told(cloud, 1)
    [asked] = endpoint.calls("StartLiveTail")
    assert asked.body["logGroupIdentifiers"][0].startswith("arn:aws-cn:logs:")
