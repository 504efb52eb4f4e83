"""The lines of a log from its beginning: to the end that it has now, or until it can have no more.

Nothing is lost and nothing comes twice: `app.logs.reader` sees to that.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from app.aws.api import LogEvents
from app.errors import NotFoundError
from app.headless.patience import Sleep, Source
from app.logs.cadence import BUSY_INTERVAL, GROWTH, IDLE_INTERVAL
from app.logs.reader import SETTLE, Reader
from app.logs.subject import Subject
from app.resources.log_place import LogPlace
from app.view import LogLine


async def read(source: LogEvents, log: LogPlace, *, until: int) -> AsyncIterator[Sequence[LogLine]]:
    """The lines that there are, up to `until`, in milliseconds since the epoch, at least.

    A log that grows while it is read must not be chased for ever. Raises FarmtopError.
    """
    reader = Reader(source, log, from_head=True)
    while not (reader.caught_up or reader.finished):
        known = len(reader.lines)
        await reader.newer()
        lines = reader.lines[known:]
        yield lines
        if lines and lines[-1].timestamp >= until:
            return


async def follow(
    source: Source, log: LogPlace, subject: Subject, *, sleep: Sleep = asyncio.sleep
) -> AsyncIterator[Sequence[LogLine]]:
    """The lines as they come, until the item has ended and all of its lines are there.

    The item is looked at after each page and before its lines are given: while it still runs, they
    are its own. Raises FarmtopError, but for a log that has no first line yet.
    """
    settle = 0.0 if subject.owns_stream else SETTLE
    reader = Reader(source, log, from_head=True, settle=settle)
    interval = BUSY_INTERVAL
    given = 0
    while not reader.finished:
        exists = await _grow(reader, subject)
        subject = await subject.now(source)
        if (last := subject.last) is not None:
            reader.close_at(last)
        lines = [line for line in reader.lines[given:] if last is None or line.timestamp < last]
        given += len(lines)
        yield lines
        is_lively = bool(lines) or subject.has_ended
        interval = BUSY_INTERVAL if is_lively else min(interval * GROWTH, IDLE_INTERVAL)
        if not exists or (reader.caught_up and not reader.closing):
            await sleep(interval)


async def _grow(reader: Reader, subject: Subject) -> bool:
    """Read a page; whether there is a log at all."""
    try:
        await reader.newer()
    except NotFoundError:
        if subject.has_ended:
            raise
        return False
    return True
