"""A log written in bursts while everything that can go wrong with reading it does."""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from tests.farm import Item, RunningFarm

COUNT = 200_000
BURSTS = (1, 10_000, 300, 4_000, 9_999, 25, 10_000, 1_500)
"""Lines that are put at once, in turn; PutLogEvents takes at most 10,000."""
FAULTS = (
    ("throttle:GetLogEvents=4/s",),
    ("drop:GetLogEvents*6", "tail-cut=1s"),
    ("cut:GetLogEvents*4",),
    ("expire=2s",),
    ("error:GetLogEvents=ServiceUnavailableException*4", "latency:GetLogEvents=150ms"),
    (),
)
"""What is broken, each for a while, again and again."""
A_WHILE = 1.5
"""Seconds."""
WORD = "numbered"
"""What marks the lines that were put, for the farm writes to the same log."""
LAST = f"{WORD} and last"


@dataclass(slots=True)
class Storm:
    """Puts numbered lines into the log of a running session, and breaks the farm meanwhile."""

    farm: RunningFarm
    session: Item
    """The ids that lead to it."""
    written: list[str] = field(default_factory=list)
    """What was put, in its order."""

    @property
    def group(self) -> str:
        """The log group of its queue."""
        return f"/aws/deadline/{self.session['farmId']}/{self.session['queueId']}"

    async def rage(self, count: int = COUNT) -> None:
        """Put so many lines and a last one, with everything breaking until they are put."""
        breaking = asyncio.create_task(self._break())
        try:
            await asyncio.to_thread(self._write, count)
        finally:
            breaking.cancel()
            await asyncio.gather(breaking, return_exceptions=True)

    async def _break(self) -> None:
        for faults in cycle(FAULTS):
            with self.farm.broken(*faults):
                await asyncio.sleep(A_WHILE)

    def _write(self, count: int) -> None:
        for number, messages in enumerate([*bursts(count), [LAST]]):
            # Credentials run out for whoever writes as well, so each burst has others.
            self._put(self.farm.client("logs", f"AKIAWRITER{number:010}"), messages)

    def _put(self, logs: Any, messages: list[str]) -> None:
        """All lines of a burst have one millisecond."""
        now = int(time.time() * 1000)
        logs.put_log_events(
            logGroupName=self.group,
            logStreamName=self.session["sessionId"],
            logEvents=[{"timestamp": now, "message": message} for message in messages],
        )
        self.written += messages


def bursts(count: int) -> Iterator[list[str]]:
    """Lines of which ten in a row read the same, in bursts."""
    chance = random.Random(1)
    sizes = cycle(BURSTS)
    done = 0
    while done < count:
        size = min(next(sizes), count - done)
        yield [f"{WORD} {number // 10}" for number in range(done, done + size)]
        done += size
        if chance.random() < 0.1:
            yield [f"{WORD} again"] * 3
