"""Tails of one connection, which share what an account has little of."""

import asyncio
import time
from collections.abc import Callable
from weakref import WeakSet

from app.aws.api import LogService
from app.aws.pacing.backoff import Backoff
from app.logs.following.budget import Budget, Share
from app.logs.following.live_tail import STREAMS
from app.logs.following.tail import Tail
from app.resources.log_place import LogPlace


class Tails:
    """Opens the tails of one connection: they share its calls and its live tails."""

    def __init__(
        self,
        service: LogService,
        *,
        live_tail: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`live_tail` is the setting of that name; `clock` tells seconds since the epoch."""
        self._service = service
        self._live_tails = service if live_tail else None
        self._clock = clock
        self._budget = Budget()
        self._streams = asyncio.Semaphore(STREAMS)
        self._opened: WeakSet[Tail] = WeakSet()

    def open(self, place: LogPlace, *, from_head: bool = False) -> Tail:
        """A tail of one log; nothing is asked for before it is followed."""
        tail = Tail(
            self._service,
            place,
            backoff=Backoff(),
            from_head=from_head,
            budget=self._budget,
            live_tails=self._live_tails,
            streams=self._streams,
            clock=self._clock,
        )
        self._opened.add(tail)
        return tail

    def following(self, place: LogPlace) -> Tail | None:
        """A tail of the same stream that knows its last line; None where none is open."""
        stream = place.group, place.stream
        same = (one for one in self._opened if (one.place.group, one.place.stream) == stream)
        return next((one for one in same if one.is_current), None)

    def share(self) -> Share:
        """A share of the calls, for a log that is looked into and not followed."""
        return self._budget.share(self._service)
