"""A live tail of CloudWatch Logs over HTTP, against the embedded farm."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pytest

from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.logs.following.batch import LogState
from app.logs.following.cadence import LIVE_INTERVAL
from app.logs.following.tail import Tail
from app.logs.following.tails import Tails
from app.resources.log_place import LogPlace
from tests.farm import RunningFarm, running_farm

GROUP = "/aws/deadline/farm/queue"


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm without any work, with a log group that tests write to."""
    with running_farm(jobs=0, workers=0) as farm:
        farm.client("logs").create_log_group(logGroupName=GROUP)
        yield farm


@dataclass
class Followed:
    """A log that is followed over HTTP while a test writes to it."""

    farm: RunningFarm
    tail: Tail
    place: LogPlace
    state: LogState = field(default_factory=LogState)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def follow(self) -> None:
        """Keep up with it."""
        async with aclosing(self.tail.follow()) as batches:
            async for batch in batches:
                async with self.grown:
                    self.state = batch.state
                    self.grown.notify_all()

    async def until(self, what: Callable[["Followed"], bool]) -> None:
        """Waits until a batch makes something true."""
        async with self.grown:
            await self.grown.wait_for(lambda: what(self))

    async def put(self, *messages: str) -> None:
        """Write lines, all in this millisecond."""
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": message} for message in messages]
        names = {"logGroupName": self.place.group, "logStreamName": self.place.stream}
        await asyncio.to_thread(self._client.put_log_events, **names, logEvents=events)

    @cached_property
    def _client(self) -> Any:
        return self.farm.client("logs")


def has_lines(count: int, log: Followed) -> bool:
    """Whether so many lines are there."""
    return len(log.tail.lines) == count


@asynccontextmanager
async def followed(
    farm: RunningFarm, stream: str, monkeypatch: pytest.MonkeyPatch, *, live_tail: bool = True
) -> AsyncIterator[Followed]:
    """A new stream, followed."""
    farm.client("logs").create_log_stream(logGroupName=GROUP, logStreamName=stream)
    for name, value in farm.environ().items():
        monkeypatch.setenv(name, value)
    place = LogPlace(GROUP, stream)
    async with Cloud.open(Settings()) as cloud:
        tail = Tails(cloud, live_tail=live_tail).open(place)
        log = Followed(farm, tail, place)
        following = asyncio.create_task(log.follow())
        yield log
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        tail.close()


async def test_over_http_a_line_is_there_long_before_it_would_have_been_polled(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with followed(farm, "told", monkeypatch) as log:
        await log.until(lambda log: log.state.way == "live tail")
        for number in range(2):
            await log.put(f"line {number}")
            began = time.monotonic()
            await log.until(partial(has_lines, number + 1))
            assert time.monotonic() - began < LIVE_INTERVAL / 2
        assert [line.message for line in log.tail.lines] == ["line 0", "line 1"]
        assert log.state.unread == 0


async def test_over_http_what_a_sample_leaves_out_is_read_all_the_same(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with followed(farm, "sampled", monkeypatch) as log:
        await log.until(lambda log: log.state.way == "live tail")
        messages = [f"line {number}" for number in range(3_000)]
        await log.put(*messages)
        await log.until(lambda log: log.state.way == "live tail (sampled)")
        assert [line.message for line in log.tail.lines] == messages


async def test_over_http_a_live_tail_that_is_cut_off_or_denied_leaves_polling(
    farm: RunningFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with farm.broken("tail-cut=100ms"):
        async with followed(farm, "cut", monkeypatch) as log:
            await log.until(lambda log: log.state.way.endswith("(live tail: cut off)"))
            await log.put("line")
            await log.until(partial(has_lines, 1))
    with farm.broken("deny:StartLiveTail"):
        async with followed(farm, "denied", monkeypatch) as log:
            await log.until(lambda log: log.state.way.endswith("(live tail: not allowed)"))
            await log.put("line")
            await log.until(partial(has_lines, 1))
