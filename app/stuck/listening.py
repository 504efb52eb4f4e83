"""Listening to the logs of actions that run: one after the other, and no more often than needed."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from app.aws.api import NO_PARAMETERS, Api, EventPage
from app.aws.backoff import Backoff
from app.errors import FarmtopError
from app.logs.cadence import Delays, Wait, wait_for
from app.logs.tails import Tails
from app.resources.log_place import LogPlace, ReadRole
from app.stuck.hearing import hear
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect

REFUSED = (10.0, 300.0)
"""Seconds after which it is tried again, at the earliest and at the latest, where calls fail: why a
log cannot be read it says itself, to whoever opens it."""
HOUR = 3_600.0
"""Seconds that are waited at most where nothing is due at all."""


async def listen(
    api: Api,
    tails: Tails,
    silences: Silences,
    suspects: Callable[[], Sequence[Suspect]],
    woken: asyncio.Event,
    *,
    clock: Callable[[], float] = time.time,
    wait: Wait = wait_for,
    backoff: Delays | None = None,
) -> AsyncGenerator[None, None]:
    """Listen to those of the `suspects` that are due, and yield after each that was heard.

    Set `woken` when there are others. Never raises FarmtopError and never ends by itself: close
    it to stop.
    """
    backoff = backoff or Backoff(*REFUSED)
    while True:
        woken.clear()
        suspect, due = silences.next(suspects())
        if suspect is None or due > clock():
            await wait(woken, max(0.0, min(due - clock(), HOUR)))
            continue
        ear = _Ear(api, tails)
        try:
            await hear(ear, silences, suspect, clock=clock)
        except FarmtopError as error:
            await wait(asyncio.Event(), max(REFUSED[0], backoff.next(error.retry_after)))
            continue
        backoff.reset()
        yield
        await wait(asyncio.Event(), ear.rest)


class _Ear:
    """Reads the logs of one connection; one that is open anyway is not asked for again."""

    def __init__(self, api: Api, tails: Tails) -> None:
        self._api = api
        self._tails = tails
        self.rest = 0.0
        """Seconds for which to leave all logs alone after what was asked."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it."""
        return await self._api.call(service, operation, parameters, role=role)

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `app.aws.api.LogEvents` promises it."""
        if (tail := self._tails.following(place)) is not None:
            lines = tail.lines
            newest = lines[-1] if lines and lines[-1].timestamp >= (place.start or 0) else None
            return EventPage((newest,) if newest else (), "", "")
        share = self._tails.share()
        try:
            page = await share.get_log_events(place, token=token, from_head=from_head, limit=limit)
            self.rest = share.interval
        finally:
            share.close()
        return page
