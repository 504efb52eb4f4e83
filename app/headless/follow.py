"""The lines of a log from its beginning: to the end that it has now, or until it can have no more.

Nothing is lost and nothing comes twice: `app.logs.following.reader` sees to that.
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing

from app.aws.api import LogEvents, Reading
from app.errors import NotFoundError
from app.headless.growth import added_lines
from app.headless.hastening import Rest, by_the_clock
from app.headless.output import warn
from app.logs.following.cadence import BUSY_INTERVAL, GROWTH, IDLE_INTERVAL
from app.logs.following.reader import SETTLE, Growth, Reader
from app.logs.following.seeking import seek
from app.logs.following.unread import Unread
from app.logs.keeping.overlap import OVERLAP_LINES
from app.logs.keeping.spool import Spool
from app.logs.places.subject import Subject
from app.resources.log_place import LogPlace
from app.view import LogLine, count_text


async def read(source: LogEvents, log: LogPlace, *, until: int) -> AsyncIterator[Sequence[LogLine]]:
    """The lines that there are, up to `until`, in milliseconds since the epoch, at least.

    A log that grows while it is read must not be chased for ever. Raises FarmtopError.
    """
    reader = Reader(source, log, from_head=True)
    with closing(reader.lines):
        while not (reader.caught_up or reader.finished):
            growth = await reader.newer()
            lines = added_lines(reader.lines, growth.splices)
            _forget(reader.lines)
            yield lines
            if lines and lines[-1].timestamp >= until:
                return


def own_end(subject: Subject) -> int | None:
    """When the log of a subject ends, in milliseconds since the epoch, exclusive."""
    return subject.last


async def follow(
    source: Reading,
    log: LogPlace,
    subject: Subject,
    *,
    end_of: Callable[[Subject], int | None] = own_end,
    rest: Rest = by_the_clock,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator[Sequence[LogLine]]:
    """The lines as they come, until the item has ended and all of its lines are there.

    The item is looked at after each page and before its lines are given: while it still runs, they
    are its own. `rest` says how to wait. Raises FarmtopError, but for a log that has no first line
    yet.
    """
    settle = 0.0 if subject.owns_stream else SETTLE
    reader = Reader(source, log, from_head=True, settle=settle, clock=clock)
    missing = _Missing(reader, log)
    interval = BUSY_INTERVAL
    with closing(reader.lines):
        async with rest(log, missing.unread) as sleep:
            while not reader.finished:
                asked = clock()
                growth = await _grow(reader, subject, missing)
                subject = await subject.now(source)
                if (last := end_of(subject)) is not None:
                    reader.close_at(last)
                    missing.unread.close_at(last)
                missing.seek(asked)
                came = added_lines(reader.lines, growth.splices if growth else ())
                missing.forgot |= _forget(reader.lines)
                lines = [line for line in came if last is None or line.timestamp < last]
                yield lines
                is_lively = bool(lines) or subject.has_ended
                interval = BUSY_INTERVAL if is_lively else min(interval * GROWTH, IDLE_INTERVAL)
                if growth is None or (reader.caught_up and not reader.closing):
                    await sleep(interval)


class _Missing:
    """What is known to be there and does not come, as whoever waits for it is told."""

    def __init__(self, reader: Reader, log: LogPlace) -> None:
        self.unread = Unread(log)
        self.forgot = False
        """Whether lines were dropped that had been given."""
        self._reader = reader
        self._told = 0
        """How many lines were said to be lost."""
        self._has_told_of_log = False

    def tell_of_log(self, error: NotFoundError) -> None:
        """Say, once, that there is no log."""
        if not self._has_told_of_log:
            self._has_told_of_log = True
            warn(f"{error.what} Waiting for it.")

    def seek(self, asked: float) -> None:
        """Have it read again, after a page that was `asked` for at that time; say what is lost."""
        reader = self._reader
        if not reader.caught_up:
            return
        seek(reader, self.unread, whole=not (self.forgot or reader.lines.dropped), asked=asked)
        if self.unread.lost > self._told:
            self._told = self.unread.lost
            lost = count_text(self._told, "line")
            warn(f"CloudWatch told of {lost} that it does not give.")


async def _grow(reader: Reader, subject: Subject, missing: _Missing) -> Growth | None:
    """Read a page; None where there is no log yet, or it was deleted."""
    try:
        return await reader.newer()
    except NotFoundError as error:
        if subject.has_ended:
            raise
        missing.tell_of_log(error)
        return None


def _forget(lines: Spool) -> bool:
    """Drop the lines that were given, but for those that others may have to be told from.

    Whether there were any.
    """
    if len(lines) < 2 * OVERLAP_LINES:
        return False
    # One more than are compared: whoever compares must see that there were others before.
    return bool(lines.drop(lines.since(lines[-OVERLAP_LINES - 1].timestamp)))
