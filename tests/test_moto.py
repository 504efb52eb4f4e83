"""The tail reads another program's CloudWatch Logs as it reads the embedded farm's."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from app.aws.connection.cloud import Cloud
from app.aws.pacing.backoff import Backoff
from app.config import Settings
from app.localfarm.process import environment
from app.logs.following.tail import Tail
from app.resources.log_place import LogPlace
from tests.clients import client
from tests.storm import LAST, bursts

COUNT = 25_000
PLACE = LogPlace("/aws/deadline/farm/queue", "session")
PATIENCE = 240.0
OPENING = "the first line"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where moto listens, and all clients with it; its log is empty."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    for name, value in environment(address, os.environ).items():
        monkeypatch.setenv(name, value)
    logs = client("logs", address)
    logs.create_log_group(logGroupName=PLACE.group)
    logs.create_log_stream(logGroupName=PLACE.group, logStreamName=PLACE.stream)
    yield address
    # What is in moto's memory stays there when a server ends.
    logs.delete_log_group(logGroupName=PLACE.group)
    server.stop()


def write(url: str) -> list[str]:
    """Put lines in bursts of one millisecond each; what was put."""
    logs = client("logs", url)
    return [message for messages in [*bursts(COUNT), [LAST]] for message in put(logs, messages)]


def put(logs: Any, messages: list[str]) -> list[str]:
    """Put lines that are of one millisecond; these lines."""
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": message} for message in messages]
    logs.put_log_events(logGroupName=PLACE.group, logStreamName=PLACE.stream, logEvents=events)
    return messages


async def test_a_log_that_grows_is_read_whole_and_in_order(url: str) -> None:
    logs = client("logs", url)
    # Where nothing is there yet, moto's forward token is that behind the first line: `f/0`, as if
    # one had been read. Read from its end, and only then, an empty log so loses its first line.
    put(logs, [OPENING])
    async with Cloud.open(Settings()) as cloud, asyncio.timeout(PATIENCE):
        tail = Tail(cloud, PLACE, backoff=Backoff())
        writing = asyncio.create_task(asyncio.to_thread(write, url))
        await read_to_the_last_line(tail)
        written = [OPENING, *await writing]
        while not tail.at_beginning:
            await tail.older()
        assert [line.message for line in tail.lines] == written
        tail = Tail(cloud, PLACE, backoff=Backoff())
        await read_to_the_last_line(tail)
        while not tail.at_beginning:
            await tail.older()
        assert [line.message for line in tail.lines] == written


async def test_an_empty_log_that_grows_is_read_whole_from_its_head(url: str) -> None:
    logs = client("logs", url)
    async with Cloud.open(Settings()) as cloud, asyncio.timeout(PATIENCE):
        tail = Tail(cloud, PLACE, backoff=Backoff(), from_head=True)
        async with aclosing(tail.follow()) as batches:
            await anext(batches)
            assert not len(tail.lines)
            put(logs, [OPENING, LAST])
        await read_to_the_last_line(tail)
        assert [line.message for line in tail.lines] == [OPENING, LAST]


async def read_to_the_last_line(tail: Tail) -> None:
    """Follow until the last line is there."""
    async with aclosing(tail.follow()) as batches:
        async for _ in batches:
            if len(tail.lines) and tail.lines[-1].message == LAST:
                return
