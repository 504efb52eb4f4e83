"""Listening to the logs of actions that run: one after the other, and no more often than needed."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from app.aws.api import Api, EventPage
from app.aws.pacing.backoff import Backoff
from app.errors import FarmtopError
from app.logs.following.cadence import Delays, Wait, wait_for
from app.logs.following.tails import Tails
from app.resources.log_place import LogPlace
from app.stuck.hearing import REFUSALS, hear
from app.stuck.silences import MOST, Silences
from app.stuck.suspects import Suspect

FAILED = (10.0, 300.0)
"""Seconds after which it is tried again, at the earliest and at the latest, where calls fail."""
REFUSED = (60.0, 1_800.0)
"""Seconds after which one is tried again that was refused, at first and at most: why its log cannot
be read that says itself, to whoever opens it."""
WORKERS, WORKER_EVERY = 6, 15.0
"""So many workers are asked what they run one after the other, and from then on one in so many
seconds: a list shows many, and none tells of itself since when it has been silent. Whoever begins
to listen anew, as with every screen that is opened, begins with as many again."""
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

    One that is refused is put off, and the others are not; whatever else fails holds all. Workers
    take turns at a pace of their own, for which nothing else waits. Set `woken` when there are
    others. Never raises FarmtopError and never ends by itself: close it to stop.
    """
    backoff = backoff or Backoff(*FAILED)
    refused = _Refused()
    turns = _Turns(silences, refused.until)
    while True:
        woken.clear()
        suspect, due = turns.next(suspects(), clock())
        if suspect is None or due > clock():
            await wait(woken, max(0.0, min(due - clock(), HOUR)))
            continue
        ear = _Ear(api, tails)
        try:
            await hear(ear, silences, suspect, clock=clock)
        except REFUSALS:
            refused.add(suspect, clock())
        except FarmtopError as error:
            await wait(asyncio.Event(), max(FAILED[0], backoff.next(error.retry_after)))
            continue
        else:
            refused.discard(suspect.key)
            yield
        backoff.reset()
        if not suspect.session:
            turns.take(clock())
        await wait(asyncio.Event(), ear.rest)


class _Turns:
    """Whose turn it is, where workers have theirs at a pace of their own.

    A worker that is known to be silent comes first in every other turn: it would be forgotten while
    many others are asked for the first time, and these would never be where many are silent.
    """

    def __init__(self, silences: Silences, put_off: Mapping[str, float]) -> None:
        """`put_off` says until when some are left alone, in seconds since the epoch, by their
        keys."""
        self._silences = silences
        self._put_off = put_off
        self._paid_at = 0.0
        """When all turns that were taken have had their time, in seconds since the epoch."""
        self._is_for_silent = True
        """Whether the next turn is one in which those come first."""

    def next(self, suspects: Sequence[Suspect], now: float) -> tuple[Suspect | None, float]:
        """Which of several to listen to next, if any, and when, in seconds since the epoch."""
        if now < (resumed := self._paid_at - WORKERS * WORKER_EVERY):
            others = [one for one in suspects if one.session]
            suspect, due = self._silences.next(others, self._put_off)
            return (suspect, due) if due <= resumed else (None, resumed)
        if self._is_for_silent:
            suspect, due = self._silences.next(self._silent(suspects, now), self._put_off)
            if due <= now:
                return suspect, due
        return self._silences.next(suspects, self._put_off)

    def take(self, now: float) -> None:
        """A worker was asked."""
        self._paid_at = max(self._paid_at, now) + WORKER_EVERY
        self._is_for_silent = not self._is_for_silent

    def _silent(self, suspects: Sequence[Suspect], now: float) -> list[Suspect]:
        """The workers on which something is known to be silent."""
        silent = self._silences.known(now)
        workers = (one for one in suspects if not one.session)
        return [
            worker
            for worker in workers
            if any(worker.ids.items() <= one.ids.items() for one in silent)
        ]


class _Refused:
    """Those that were refused, which others do not wait for."""

    def __init__(self) -> None:
        self.until: dict[str, float] = {}
        """When to try them again, in seconds since the epoch, by their keys."""
        self._waits: dict[str, float] = {}

    def add(self, suspect: Suspect, now: float) -> None:
        """One was refused, and is left alone for twice as long as the last time."""
        least, most = REFUSED
        wait = self._waits[suspect.key] = min(2 * self._waits.pop(suspect.key, least / 2), most)
        self.until[suspect.key] = now + wait
        if len(self._waits) > MOST:
            self.discard(next(iter(self._waits)))

    def discard(self, key: str) -> None:
        """One was listened to."""
        self.until.pop(key, None)
        self._waits.pop(key, None)


class _Ear:
    """Reads the logs of one connection; one that is open anyway is not asked for again."""

    def __init__(self, api: Api, tails: Tails) -> None:
        self.call = api.call
        self._tails = tails
        self.rest = 0.0
        """Seconds for which to leave all logs alone after what was asked."""

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
        with share.held():
            self.rest = share.interval
            return await share.get_log_events(place, token=token, from_head=from_head, limit=limit)
