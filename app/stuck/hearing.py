"""Listening to the logs of actions that run: one after the other, and no more often than needed."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence

from app.aws.api import LogEvents
from app.aws.backoff import Backoff
from app.errors import FarmtopError, NotFoundError
from app.logs.cadence import Delays, Wait, wait_for
from app.logs.tails import Tails
from app.resources.log_place import LogPlace
from app.stuck.silence import Heard
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect
from app.view import LogLine, plain

PAGES = 3
"""Calls at most to find a last line: a page can be empty although there is more before it."""
LONGEST = 300
"""Characters of a line that are kept."""
REFUSED = (10.0, 300.0)
"""Seconds after which it is tried again, at the earliest and at the latest, where calls fail: why a
log cannot be read it says itself, to whoever opens it."""
HOUR = 3_600.0
"""Seconds that are waited at most where nothing is due at all."""


async def listen(
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
        try:
            heard, rest = await _heard(tails, suspect, clock)
        except FarmtopError as error:
            await wait(asyncio.Event(), max(REFUSED[0], backoff.next(error.retry_after)))
            continue
        backoff.reset()
        silences.hear(suspect, heard)
        yield
        await wait(asyncio.Event(), rest)


async def _heard(tails: Tails, suspect: Suspect, clock: Callable[[], float]) -> tuple[Heard, float]:
    """What a suspect said last, and how long to leave its like alone after that.

    A log that is open anyway is not asked for again.
    """
    place, rest = suspect.log, 0.0
    if (tail := tails.following(place)) is not None:
        lines = tail.lines
        newest = lines[-1] if lines and lines[-1].timestamp >= (place.start or 0) else None
        return _of(newest, suspect, clock()), rest
    share = tails.share()
    try:
        asked = clock()
        line, is_told = await _last_line(share, place)
        rest = share.interval
    finally:
        share.close()
    # What nothing was told of has the benefit of the doubt.
    return (_of(line, suspect, asked) if is_told else Heard(asked, asked)), rest


async def _last_line(source: LogEvents, place: LogPlace) -> tuple[LogLine | None, bool]:
    """The last line of a log, if it has any; and whether it was told which that is.

    Raises FarmtopError.
    """
    token: str | None = None
    for _ in range(PAGES):
        try:
            page = await source.get_log_events(place, token=token, limit=1)
        except NotFoundError:  # the stream is made with the first line
            return None, True
        if page.events:
            return page.events[-1], True
        if page.backward == token:
            return None, True
        token = page.backward
    return None, False


def _of(line: LogLine | None, suspect: Suspect, asked: float) -> Heard:
    if line is None:
        return Heard(suspect.began, asked)
    at = max(suspect.began, line.timestamp / 1000)
    return Heard(at, asked, plain(line.message[:LONGEST]).strip())
