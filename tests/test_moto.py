"""The tail reads another program's CloudWatch Logs as it reads the embedded farm's."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import aclosing

import pytest
from moto.server import ThreadedMotoServer

from app.aws.backoff import Backoff
from app.aws.cloud import Cloud
from app.config import Settings
from app.localfarm.process import environment
from app.logs.tail import Tail
from app.resources.log_place import LogPlace
from tests.clients import client
from tests.storm import LAST, bursts

COUNT = 25_000
PLACE = LogPlace("/aws/deadline/farm/queue", "session")
PATIENCE = 60.0


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where moto listens, and all clients with it."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    for name, value in environment(address, os.environ).items():
        monkeypatch.setenv(name, value)
    yield address
    server.stop()


def write(url: str) -> list[str]:
    """Put lines in bursts of one millisecond each; what was put."""
    logs = client("logs", url)
    written: list[str] = []
    for messages in [*bursts(COUNT), [LAST]]:
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": message} for message in messages]
        logs.put_log_events(logGroupName=PLACE.group, logStreamName=PLACE.stream, logEvents=events)
        written += messages
    return written


async def test_a_log_that_grows_is_read_whole_and_in_order(url: str) -> None:
    logs = client("logs", url)
    logs.create_log_group(logGroupName=PLACE.group)
    logs.create_log_stream(logGroupName=PLACE.group, logStreamName=PLACE.stream)
    async with Cloud.open(Settings()) as cloud, asyncio.timeout(PATIENCE):
        # Followed from its head: what moto's backward tokens mean while a log grows is its own.
        tail = Tail(cloud, PLACE, backoff=Backoff(), from_head=True)
        writing = asyncio.create_task(asyncio.to_thread(write, url))
        await read_to_the_last_line(tail)
        written = await writing
        assert [line.message for line in tail.lines] == written
        tail = Tail(cloud, PLACE, backoff=Backoff())
        await read_to_the_last_line(tail)
        while not tail.at_beginning:
            await tail.older()
        assert [line.message for line in tail.lines] == written


async def read_to_the_last_line(tail: Tail) -> None:
    """Follow until the last line is there."""
    async with aclosing(tail.follow()) as batches:
        async for _ in batches:
            if len(tail.lines) and tail.lines[-1].message == LAST:
                return
