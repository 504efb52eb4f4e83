"""Who of several open logs may call GetLogEvents next: an account has few calls a second.

`app.aws.pace` says how often calls go out at all. Here it is decided whose they are: no more calls
are let out at once than keep the pace busy, so that a log which somebody looks at never waits
behind a crowd that nobody sees.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.aws.api import EventPage, LogEvents
from app.resources.log_place import LogPlace

CALLS = 4
"""Calls that are out at once; one of them is kept for logs that somebody sees."""
TURNS = 3
"""Turns that logs which are seen take before one that is not seen has one."""
STEADY_RATE = 4.0
"""Calls a second that all logs make together while none is behind: less than half of what an
account has in a Region, since the whole studio shares that."""


@dataclass(eq=False, slots=True)
class _Turn:
    """A call that waits, or is out."""

    share: "Share"
    let_out: asyncio.Future[None]
    is_seen: bool = False
    """Whether its log was seen when it was let out."""


class Budget:
    """The calls of GetLogEvents that one connection makes, shared by the logs that are open."""

    def __init__(self, calls: int = CALLS) -> None:
        self._calls = calls
        self._waiting: deque[_Turn] = deque()
        self._out: set[_Turn] = set()
        self._turns = 0
        """Turns that logs which are seen have taken while others waited."""
        self._shares: set[Share] = set()

    def share(self, source: LogEvents) -> "Share":
        """One more log reads from `source`, until its share is closed."""
        share = Share(self, source)
        self._shares.add(share)
        return share

    @property
    def interval(self) -> float:
        """Seconds between two reads of one log below which all together would take too much."""
        return sum(share.visible for share in self._shares) / STEADY_RATE

    def leave(self, share: "Share") -> None:
        """A log is read no more."""
        self._shares.discard(share)

    @asynccontextmanager
    async def turn(self, share: "Share") -> AsyncIterator[None]:
        """A call may be made in here."""
        turn = _Turn(share, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self.deal()
        try:
            await turn.let_out
            yield
        finally:
            if turn in self._out:
                self._out.remove(turn)
            else:
                self._waiting.remove(turn)
            self.deal()

    def deal(self) -> None:
        """Let out whoever may go."""
        while (turn := self._next()) is not None:
            turn.is_seen = turn.share.visible
            self._waiting.remove(turn)
            self._out.add(turn)
            if not turn.let_out.done():
                # Whoever waited for it may have been cancelled, and gives it back at once.
                turn.let_out.set_result(None)

    def _next(self) -> _Turn | None:
        """Whose turn it is, first come, first served among equals; None while all have to wait."""
        if len(self._out) >= self._calls:
            return None
        seen = next((turn for turn in self._waiting if turn.share.visible), None)
        unseen = next((turn for turn in self._waiting if not turn.share.visible), None)
        one_is_left = sum(not turn.is_seen for turn in self._out) >= self._calls - 1
        if unseen is None or one_is_left:
            return seen
        if seen is None or self._turns >= TURNS:
            self._turns = 0
            return unseen
        self._turns += 1
        return seen


class Share:
    """What one log gets of a budget: a `LogEvents` that waits for its turn."""

    def __init__(self, budget: Budget, source: LogEvents) -> None:
        """`Budget.share` is how one is made."""
        self._budget = budget
        self._source = source
        self._visible = True

    @property
    def visible(self) -> bool:
        """Whether somebody looks at the log; it then goes before those that nobody sees."""
        return self._visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._visible = visible
        self._budget.deal()

    @property
    def interval(self) -> float:
        """Seconds between two reads below which all logs together would take too much."""
        return self._budget.interval

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `app.aws.api.LogEvents` promises it, when it is this log's turn."""
        async with self._budget.turn(self):
            return await self._source.get_log_events(
                place, token=token, from_head=from_head, limit=limit
            )

    def close(self) -> None:
        """The log is read no more."""
        self._budget.leave(self)
