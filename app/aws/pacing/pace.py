"""The one place that decides when any call goes out.

Each operation has a pace of its own, which throttles slow down; all of them together have the one
that the user allows.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.aws.api import named
from app.aws.pacing.backoff import Backoff
from app.aws.pacing.lane import Lane, Limit
from app.aws.pacing.priority import current_asker
from app.aws.pacing.rates import Cap
from app.aws.pacing.traffic import WINDOW, Traffic
from app.aws.pacing.turns import Order, Turn
from app.errors import ThrottledError

LIMITS = {
    # 10 a second is what an account and Region have, and the whole studio shares them. A page
    # takes up to a megabyte, so few are out at once; they keep the pace busy all the same.
    ("logs", "GetLogEvents"): Limit(8, burst=8, at_once=4),
    ("logs", "FilterLogEvents"): Limit(3, burst=3),
    ("logs", "DescribeLogStreams"): Limit(3, burst=3),
    ("logs", "StartLiveTail"): Limit(1, burst=1),
    ("sts", "GetCallerIdentity"): Limit(2, burst=2),
}
"""Of (service, operation), where they are known or scarce."""

USUAL_LIMIT = Limit(10, burst=20)
"""Of any other operation."""


class Pace:
    """Lets calls out: the most urgent first, and none faster than its service takes them."""

    def __init__(
        self,
        max_rps: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        new_backoff: Callable[[], Backoff] = Backoff,
    ) -> None:
        """`max_rps` caps all calls together, a second; `clock` must be that of the event loop."""
        self.traffic = Traffic()
        """The calls that went out, by the same clock."""
        self._cap = None if max_rps is None else Cap(max_rps)
        self._capped_at = float("-inf")
        """When the cap last made a call wait."""
        self._clock = clock
        self._new_backoff = new_backoff
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._order = Order()
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, service: str, operation: str) -> AsyncIterator[None]:
        """A call of this operation is made in here, once its turn has come.

        How it ends teaches the pace: ThrottledError slows the operation down.
        """
        lane = self._lane(service, operation)
        turn = Turn(next(self._numbers), current_asker())
        went_out = await self._wait(lane, turn)
        self.traffic.called(went_out)
        try:
            yield
        except ThrottledError as error:
            now = self._clock()
            self.traffic.throttled(now)
            lane.throttled(went_out, now, error.retry_after)
            raise
        else:
            lane.succeeded(went_out, self._clock())
        finally:
            lane.done(turn)
            self._deal(self._clock())

    def slowed_to(self, now: float) -> float | None:
        """Calls a second where something holds calls back lately; None where nothing does.

        Of several operations that were throttled it is the pace of the slowest.
        """
        since = now - WINDOW
        lanes = self._lanes.values()
        rates = [lane.rate for lane in lanes if lane.is_slowed and lane.used_at > since]
        if self._cap is not None and self._capped_at > since:
            rates.append(self._cap.rate)
        return min(rates, default=None)

    async def _wait(self, lane: Lane, turn: Turn) -> float:
        """Waits for the turn; when it came. Whoever gives up leaves it to the others."""
        lane.wait(turn)
        self._deal(self._clock())
        try:
            return await turn.goes
        except asyncio.CancelledError:
            if lane.withdraw(turn) and self._cap is not None:
                self._cap.give_back(turn.goes.result())
            self._deal(self._clock())
            raise

    def _deal(self, now: float) -> None:
        """Let out whoever may go, and look again when that can be different."""
        while ready := self._ready(now):
            turns = sorted(ready, key=lambda turn: turn.number)
            chosen = self._order.next(turns)
            self._order.took(chosen, turns)
            ready[chosen].let_out(chosen, now)
            if self._cap is not None:
                self._cap.take(now)
        self._look_again()

    def _ready(self, now: float) -> dict[Turn, Lane]:
        """The next call of each operation, where it may go out now."""
        lanes = self._lanes.values()
        ready = {turn: lane for lane in lanes if (turn := lane.next(now)) is not None}
        if ready and self._cap is not None and self._cap.ready_at > now:
            self._capped_at = now
            return {}
        return ready

    def _look_again(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        times = [at for lane in self._lanes.values() if (at := lane.ready_at) is not None]
        if not times:
            return
        at = min(times) if self._cap is None else max(min(times), self._cap.ready_at)
        loop = asyncio.get_running_loop()
        # The loop may be early by the resolution of its clock, and would then look in vain.
        self._alarm = loop.call_at(at, lambda: self._deal(max(at, self._clock())))

    def _lane(self, service: str, operation: str) -> Lane:
        key = (service, operation)
        if key not in self._lanes:
            # Another Region has limits of its own, which are the same.
            limit = LIMITS.get((named(service)[0], operation), USUAL_LIMIT)
            self._lanes[key] = Lane(limit, self._new_backoff())
        return self._lanes[key]
