"""Which pages of a log are asked for, and what of them is new: nothing lost, nothing twice.

A token of GetLogEvents is a position, so asking twice with one is harmless and a page counts only
once it is whole. Tokens last 24 hours, though. Where one is refused, reading resumes by time, from
a while before the last line, because lines share milliseconds and some come late; those that are
already here come again and are skipped, each as often as it is here. Equal lines are not assumed to
be the same line: renderers repeat themselves. It also resumes so where a line is known to be there
that no token led to.

A page can bring lines that are older than the last one here. They go where their time says, behind
those of the same time, so that the lines always are what arrived in order of time.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from operator import attrgetter

from app.aws.api import EventPage, LogEvents
from app.errors import InvalidError
from app.lines import Splice
from app.logs.keeping.overlap import Overlap, safe_start, safe_stop
from app.logs.keeping.spool import Spool
from app.resources.log_place import LogPlace
from app.view import NO_TIME, LogLine

FIRST_LINES = 1_000
"""Lines of the first page: enough for any screen, and there at once."""
PAGE_LINES = 10_000
"""GetLogEvents answers at most so many events."""
PAGE_BYTES = 900_000
"""GetLogEvents answers at most 1 MB; how it counts is not documented, so a little less is full."""
EVENT_BYTES = 26
"""CloudWatch counts so many bytes for an event besides its message."""
SETTLE = 10.0
"""Seconds after its end until a log is taken to be whole: workers send their lines in batches."""


_time = attrgetter("timestamp")


@dataclass(frozen=True, slots=True)
class Growth:
    """What one page did to the lines."""

    splices: tuple[Splice, ...] = ()
    refused: bool = False
    """The service did not take the token; the next page resumes by time."""

    def __bool__(self) -> bool:
        return bool(self.splices)


@dataclass(slots=True)
class _Cursor:
    """Where reading in one direction goes on."""

    place: LogPlace
    """Tokens belong to the times that they were made with."""
    token: str | None = None
    overlap: Overlap = field(default_factory=Overlap)


class Reader:
    """Reads a log in both directions from where it was opened, one page a call.

    `newer` and `older` may run at the same time, each once. Cancelling one loses nothing.
    """

    def __init__(
        self,
        source: LogEvents,
        place: LogPlace,
        *,
        from_head: bool = False,
        clock: Callable[[], float] = time.time,
        settle: float = SETTLE,
    ) -> None:
        self.lines = Spool()
        self.caught_up = False
        """Whether the newest line that the service had is here."""
        self.finished = False
        """Whether nothing more can come after the last line."""
        self._source = source
        self._place = place
        self._from_head = from_head
        self._clock = clock
        self._settle = settle
        self._opened = False
        self._openings = 0
        self._at_head = from_head
        """Whether the log has no line before the first one that was read."""
        self._forward = _Cursor(place)
        self._backward = _Cursor(place)
        self._overrun = False
        """Whether a line was seen that is younger than the end of the place."""

    @property
    def at_beginning(self) -> bool:
        """Whether nothing before the first line can be read: there is nothing, or no room."""
        return self._at_head or self.lines.dropped > 0

    @property
    def closing(self) -> bool:
        """Whether the log's end has passed, so that whatever is there now is all."""
        end = self._place.end
        return end is not None and (self._overrun or self._clock() >= end / 1000 + self._settle)

    def close_at(self, end: int) -> None:
        """The log ends at `end`, milliseconds since the epoch, exclusive.

        A place that has an end keeps it. Forward tokens go on as they are: they were made without
        an end, so lines beyond it are recognised here.
        """
        if self._place.end is None:
            self._place = replace(self._place, end=end)

    async def newer(self) -> Growth:
        """The next page forward; opens the log, or opens it again, where that is needed."""
        if not self._opened:
            return await self._open()
        if not self.lines and not self.at_beginning:
            return Growth(await self._page_before())
        cursor = self._forward
        try:
            page = await self._source.get_log_events(
                cursor.place, token=cursor.token, from_head=True
            )
        except InvalidError:
            if cursor.token is None:
                raise
            self._resume_forward()
            return Growth(refused=True)
        if cursor is not self._forward:
            # Meanwhile it was found that the log has to be opened again.
            return Growth()
        return self._take_newer(cursor, page)

    async def older(self) -> tuple[Splice, ...]:
        """Read back until lines come; what that did to the lines, nothing where there are none."""
        while self._opened and self.lines and not self.at_beginning:
            if splices := await self._page_before():
                return splices
        return ()

    def look_again(self, since: int | None = None) -> bool:
        """Read forward again what was read lately, by time: a line may have come behind its token.

        It goes back to `since`, in milliseconds, where that is earlier. False, and nothing changes,
        where too little is here to tell which of the lines that would come are here already.
        """
        if not (self._opened and self._resume_by_time(since)):
            return False
        self.caught_up = self.finished = False
        return True

    async def _open(self) -> Growth:
        limit = None if self._from_head else FIRST_LINES
        place = self._place
        page = await self._source.get_log_events(place, from_head=self._from_head, limit=limit)
        removed = self.lines.truncate(0)
        self._opened = True
        self._openings += 1
        self._at_head = self._from_head
        self.caught_up = not self._from_head
        self._forward = _Cursor(place, page.forward)
        self._backward = _Cursor(place, page.backward)
        added = self.lines.append(self._before_end(page.events))
        # The newest lines come first, so that where there are any none is missing behind them.
        self.finished = self.closing and self.caught_up and bool(self.lines)
        return Growth(removed + added)

    def _take_newer(self, cursor: _Cursor, page: EventPage) -> Growth:
        removed = self._cut()
        if removed and not self.lines and not self.at_beginning:
            # What was read lies beyond the end; the part before it is reached faster from there.
            self._opened = False
            return Growth(removed)
        at_end = page.forward == cursor.token
        cursor.token = page.forward
        within = self._before_end(page.events)
        beyond = bool(removed) or len(within) < len(page.events)
        added = self._put_newer([*cursor.overlap.skip(within)])
        if at_end:
            self.caught_up = True
            cursor.overlap.clear()
        elif not page.events or _is_full(page):
            self.caught_up = False
        self.finished = self.closing and (at_end or beyond)
        return Growth(removed + added)

    async def _page_before(self) -> tuple[Splice, ...]:
        cursor, opening = self._backward, self._openings
        try:
            page = await self._source.get_log_events(
                cursor.place, token=cursor.token, limit=PAGE_LINES
            )
        except InvalidError:
            if cursor.token is None:
                raise
            if opening == self._openings:
                self._resume_backward()
            return ()
        if opening != self._openings or not self._opened:
            return ()
        self._at_head = page.backward == cursor.token
        cursor.token = page.backward
        within = reversed(self._before_end(page.events))
        return self._put_older([*cursor.overlap.skip(within)][::-1])

    def _put_newer(self, lines: list[LogLine]) -> tuple[Splice, ...]:
        """Put lines at the end, and late ones behind the others of their time."""
        newest = self.lines[-1].timestamp if self.lines else NO_TIME
        late_ones = bisect_left(lines, newest, key=_time)
        late = [line._replace(late=True) for line in lines[:late_ones]]
        between = self._put_between(late, lambda time: self.lines.since(time + 1))
        return between + self.lines.append(lines[late_ones:])

    def _put_older(self, lines: list[LogLine]) -> tuple[Splice, ...]:
        """Put lines at the beginning, and those younger than it before the others of their time."""
        if not self.lines:
            return self.lines.append(lines)
        before = bisect_right(lines, self.lines[0].timestamp, key=_time)
        return self._put_between(lines[before:], self.lines.since) + self.lines.prepend(
            lines[:before]
        )

    def _put_between(
        self, lines: list[LogLine], index_of: Callable[[int], int]
    ) -> tuple[Splice, ...]:
        """Put lines where their times lead; from the last on, so that no place moves."""
        first = self.lines.first
        runs = [
            (first + at, [*run])
            for at, run in groupby(lines, key=lambda line: index_of(line.timestamp))
        ]
        # What is dropped for want of room moves the indices, but no number.
        inserted = [
            self.lines.insert(max(0, number - self.lines.first), run)
            for number, run in reversed(runs)
        ]
        return tuple(chain.from_iterable(inserted))

    def _resume_forward(self) -> None:
        if not self._resume_by_time():
            self._opened = self._at_head and not self.lines
            self._forward = _Cursor(self._place)

    def _resume_by_time(self, since: int | None = None) -> bool:
        start = safe_start(self.lines, whole=self._at_head, since=since)
        if start is None:
            return False
        again = self.lines[self.lines.since(start) :]
        place = replace(self._place, start=max(start, self._place.start or 0))
        self._forward = _Cursor(place, overlap=Overlap(again))
        return True

    def _resume_backward(self) -> None:
        stop = safe_stop(self.lines, whole=self.finished)
        if stop is None:
            self._opened = False
            self._forward = _Cursor(self._place)
            return
        again = self.lines[: self.lines.since(stop)]
        place = replace(self._place, end=min(stop, self._place.end or stop))
        self._backward = _Cursor(place, overlap=Overlap(again))

    def _cut(self) -> tuple[Splice, ...]:
        """Drop the lines that lie beyond the end."""
        end = self._place.end
        removed = () if end is None else self.lines.truncate(self.lines.since(end))
        self._overrun |= bool(removed)
        return removed

    def _before_end(self, lines: tuple[LogLine, ...]) -> list[LogLine]:
        end = self._place.end
        within = [line for line in lines if end is None or line.timestamp < end]
        within.sort(key=_time)
        self._overrun |= len(within) < len(lines)
        return within


def _is_full(page: EventPage) -> bool:
    if len(page.events) >= PAGE_LINES:
        return True
    size = sum(len(line.message.encode("utf-8", "replace")) for line in page.events)
    return size + EVENT_BYTES * len(page.events) >= PAGE_BYTES
