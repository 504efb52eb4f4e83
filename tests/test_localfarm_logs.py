"""CloudWatch Logs of the embedded farm, as real clients read and write them over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from botocore.exceptions import EventStreamError

from app.localfarm.server import Endpoint
from tests.clients import aioclient, client
from tests.embedded_logs import ARN, NOW, OWN, Event, Logs, events_of, joined
from tests.records import QUEUE_GROUP, T0, action, session


class Metronome:
    """A sleep that lasts until the test says that a second has passed."""

    def __init__(self) -> None:
        self.ticks: asyncio.Queue[float] = asyncio.Queue()
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Waits for the next tick."""
        self.asked.append(seconds)
        await self.ticks.get()


@pytest.fixture
def metronome() -> Metronome:
    return Metronome()


@pytest.fixture
def logs(metronome: Metronome) -> Logs:
    """A store with one session that has ended."""
    logs = Logs(sleep=metronome)
    run = session([action(0, "taskRun", 1, 60)], 61)
    logs.world.sessions[run.id] = run
    logs.world.now = T0 + 100
    return logs


@pytest.fixture
async def url(logs: Logs) -> AsyncIterator[str]:
    """Where the store answers real clients."""
    async with Endpoint(logs.store.handlers) as farm:
        yield farm.url


async def test_boto_reads_a_session_over_http(logs: Logs, url: str) -> None:
    (name,) = logs.world.sessions
    wanted = joined(logs.pages("Forward", logGroupName=QUEUE_GROUP, logStreamName=name))

    def read() -> list[Event]:
        boto = client("logs", url)
        stream = {"logGroupName": QUEUE_GROUP, "logStreamName": name}
        read: list[Event] = []
        reply = boto.get_log_events(**stream, startFromHead=True, limit=100)
        token = None
        while token != reply["nextForwardToken"]:
            read += events_of(reply)
            token = reply["nextForwardToken"]
            reply = boto.get_log_events(**stream, nextToken=token, limit=100)
        return read

    assert await asyncio.to_thread(read) == wanted


async def test_boto_writes_searches_and_lists_over_http(url: str) -> None:
    def use() -> tuple[list[str], list[str]]:
        boto = client("logs", url)
        boto.create_log_group(logGroupName="mine")
        boto.create_log_stream(logGroupName="mine", logStreamName="s")
        told = [{"timestamp": NOW + at, "message": f"line {at} \x1b[31m é"} for at in range(7)]
        boto.put_log_events(logGroupName="mine", logStreamName="s", logEvents=told)
        pages = boto.get_paginator("filter_log_events").paginate(
            logGroupName="mine", filterPattern='-"line 3"', PaginationConfig={"PageSize": 2}
        )
        names = boto.get_paginator("describe_log_streams").paginate(logGroupName="mine")
        return (
            [event["message"] for page in pages for event in page["events"]],
            [stream["logStreamName"] for page in names for stream in page["logStreams"]],
        )

    messages, names = await asyncio.to_thread(use)
    assert messages == [f"line {at} \x1b[31m é" for at in range(7) if at != 3]
    assert names == ["s"]


async def test_boto_sees_errors_of_the_service_s_own_kind(url: str) -> None:
    def use() -> None:
        boto = client("logs", url)
        with pytest.raises(boto.exceptions.ResourceNotFoundException):
            boto.get_log_events(logGroupName="no", logStreamName="no")
        with pytest.raises(boto.exceptions.InvalidParameterException):
            boto.get_log_events(**OWN, nextToken="f/no")

    await asyncio.to_thread(use)


async def test_aiobotocore_tails_over_http(url: str, metronome: Metronome) -> None:
    arn = "arn:aws:logs:us-west-2:111122223333:log-group:own"
    async with aioclient("logs", url) as boto:
        reply = await boto.start_live_tail(logGroupIdentifiers=[arn], logStreamNames=["stream"])
        tail = aiter(reply["responseStream"])
        start = await anext(tail)
        assert start["sessionStart"]["logStreamNames"] == ["stream"]
        event = {"timestamp": NOW, "message": "hello"}
        await boto.put_log_events(**OWN, logEvents=[event])
        metronome.ticks.put_nowait(1.0)
        update = (await anext(tail))["sessionUpdate"]
        assert [told["message"] for told in update["sessionResults"]] == ["hello"]
        assert update["sessionMetadata"] == {"sampled": False}
        assert set(metronome.asked) == {1.0}
        reply["responseStream"].close()


async def test_a_live_tail_times_out_over_http(logs: Logs, url: str, metronome: Metronome) -> None:
    async with aioclient("logs", url) as boto:
        reply = await boto.start_live_tail(logGroupIdentifiers=[ARN])
        tail = aiter(reply["responseStream"])
        await anext(tail)
        logs.world.now += 3 * 60 * 60
        metronome.ticks.put_nowait(1.0)
        await anext(tail)
        with pytest.raises(EventStreamError, match="SessionTimeoutException"):
            await anext(tail)
