"""One shared pace for each operation: however many ask, no more than this goes out."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

from app.aws.backoff import Backoff


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so many seconds; all of them may go out at once."""

    calls: float
    seconds: float


RATES = {
    # 10 a second is what an account and Region have, and the whole studio shares them.
    ("logs", "GetLogEvents"): Rate(8, 1),
    ("logs", "FilterLogEvents"): Rate(3, 1),
    ("logs", "DescribeLogStreams"): Rate(3, 1),
    ("logs", "StartLiveTail"): Rate(1, 1),
    ("sts", "GetCallerIdentity"): Rate(2, 1),
}
"""Calls a second by (service, operation), where they are known or scarce."""

USUAL_RATE = Rate(20, 2)
"""The pace of any other operation: ten a second, in bursts of up to twenty."""


@dataclass(slots=True)
class _Lane:
    """The pace of one operation."""

    limiter: AsyncLimiter
    backoff: Backoff
    held_until: float = 0.0
    throttled_at: float = field(default=float("-inf"))


class Pace:
    """Lets calls pass, one operation apart from another, and holds an operation that is throttled.

    `clock` tells seconds and never goes back.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        new_backoff: Callable[[], Backoff] = Backoff,
    ) -> None:
        self._clock = clock
        self._new_backoff = new_backoff
        self._lanes: dict[tuple[str, str], _Lane] = {}

    async def turn(self, service: str, operation: str) -> float:
        """Waits until a call of this operation may go out; returns when that is."""
        lane = self._lane(service, operation)
        await lane.limiter.acquire()
        if (wait := lane.held_until - self._clock()) > 0:
            await asyncio.sleep(wait)
            return await self.turn(service, operation)
        return self._clock()

    def succeeded(self, service: str, operation: str) -> None:
        """The service took a call: the next throttle counts as the first one."""
        self._lane(service, operation).backoff.reset()

    def throttled(
        self, service: str, operation: str, went_out: float, retry_after: float | None
    ) -> float:
        """Holds the operation back for every caller; returns for how many seconds.

        Calls that went out before the operation was last throttled met the same refusal, so they
        do not make it wait longer, unless the service itself asks for that.
        """
        lane = self._lane(service, operation)
        now = self._clock()
        if went_out > lane.throttled_at:
            lane.throttled_at = now
            wait = lane.backoff.next(retry_after)
        else:
            wait = retry_after or 0.0
        lane.held_until = max(lane.held_until, now + wait)
        return lane.held_until - now

    def _lane(self, service: str, operation: str) -> _Lane:
        key = (service, operation)
        if key not in self._lanes:
            rate = RATES.get(key, USUAL_RATE)
            self._lanes[key] = _Lane(AsyncLimiter(rate.calls, rate.seconds), self._new_backoff())
        return self._lanes[key]
