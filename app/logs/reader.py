"""Which pages of a log are asked for, and what of them is new: nothing lost, nothing twice.

A token of GetLogEvents is a position, so asking twice with one is harmless and a page counts only
once it is whole. Tokens last 24 hours, though. Where one is refused, reading resumes by time, from
the millisecond of the last line and inclusive, because lines share milliseconds; the lines of that
millisecond that are already here are recognised by their order and skipped. Equal lines are not
assumed to be the same line: renderers repeat themselves.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.aws.api import EventPage, LogEvents
from app.errors import InvalidError
from app.lines import Splice
from app.logs.spool import Spool
from app.resources.log_place import LogPlace
from app.view import LogLine

FIRST_LINES = 1_000
"""Lines of the first page: enough for any screen, and there at once."""
OLDER_LINES = 5_000
PAGE_LINES = 10_000
"""GetLogEvents answers at most so many events."""
PAGE_BYTES = 900_000
"""GetLogEvents answers at most 1 MB; how it counts is not documented, so a little less is full."""
EVENT_BYTES = 26
"""CloudWatch counts so many bytes for an event besides its message."""
SETTLE = 10.0
"""Seconds after its end until a log is taken to be whole: workers send their lines in batches."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What one page did to the lines."""

    splices: tuple[Splice, ...] = ()
    refused: bool = False
    """The service did not take the token; the next page resumes by time."""

    def __bool__(self) -> bool:
        return bool(self.splices)


@dataclass(slots=True)
class _Overlap:
    """Lines of one millisecond that are already here, in the order in which they come again."""

    timestamp: int = 0
    messages: deque[str] = field(default_factory=deque)

    def skip(self, lines: Iterable[LogLine]) -> Iterator[LogLine]:
        """The lines that are not here yet."""
        for line in lines:
            again = line.timestamp == self.timestamp and self.messages
            if again and line.message == self.messages[0]:
                self.messages.popleft()
            else:
                yield line


@dataclass(slots=True)
class _Cursor:
    """Where reading in one direction goes on."""

    place: LogPlace
    """Tokens belong to the times that they were made with."""
    token: str | None = None
    overlap: _Overlap = field(default_factory=_Overlap)


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
        self.at_beginning = from_head
        """Whether there is nothing before the first line."""
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
        self._forward = _Cursor(place)
        self._backward = _Cursor(place)
        self._overrun = False
        """Whether a line was seen that is younger than the end of the place."""

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
        return self._take_newer(cursor, page)

    async def older(self) -> tuple[Splice, ...]:
        """Read back until lines come; what that did to the lines, nothing where there are none."""
        while self._opened and self.lines and not self.at_beginning:
            if splices := await self._page_before():
                return splices
        return ()

    async def _open(self) -> Growth:
        limit = None if self._from_head else FIRST_LINES
        place = self._place
        page = await self._source.get_log_events(place, from_head=self._from_head, limit=limit)
        removed = self.lines.truncate(0)
        self._opened = True
        self._openings += 1
        self.at_beginning = self._from_head
        self.caught_up = not self._from_head
        self._forward = _Cursor(place, page.forward)
        self._backward = _Cursor(place, page.backward)
        return Growth(removed + self.lines.append(self._before_end(page.events)))

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
        added = self.lines.append(cursor.overlap.skip(within))
        if at_end:
            self.caught_up = True
        elif not page.events or _is_full(page):
            self.caught_up = False
        self.finished = self.closing and (at_end or beyond)
        return Growth(removed + added)

    async def _page_before(self) -> tuple[Splice, ...]:
        cursor, opening = self._backward, self._openings
        try:
            page = await self._source.get_log_events(
                cursor.place, token=cursor.token, limit=OLDER_LINES
            )
        except InvalidError:
            if cursor.token is None:
                raise
            if opening == self._openings:
                self._resume_backward()
            return ()
        if opening != self._openings:
            return ()
        self.at_beginning = page.backward == cursor.token
        cursor.token = page.backward
        within = reversed(self._before_end(page.events))
        return self.lines.prepend([*cursor.overlap.skip(within)][::-1])

    def _resume_forward(self) -> None:
        if not self.lines or not self._knows_edges:
            self._opened = self.at_beginning and not self.lines
            self._forward = _Cursor(self._place)
            return
        last = self.lines[-1].timestamp
        again = deque(line.message for line in self.lines[self.lines.since(last) :])
        place = replace(self._place, start=last)
        self._forward = _Cursor(place, overlap=_Overlap(last, again))

    def _resume_backward(self) -> None:
        if not self.lines or not (self._knows_edges or self.finished):
            self._opened = False
            return
        first = self.lines[0].timestamp
        again = [line.message for line in self.lines[: self.lines.since(first + 1)]]
        place = replace(self._place, end=first + 1)
        self._backward = _Cursor(place, overlap=_Overlap(first, deque(reversed(again))))

    @property
    def _knows_edges(self) -> bool:
        """Whether the lines of the first and of the last millisecond can be told from others.

        Where all lines share one millisecond and more may lie before them, their place among the
        lines of that millisecond is unknown.
        """
        return self.at_beginning or self.lines[0].timestamp < self.lines[-1].timestamp

    def _cut(self) -> tuple[Splice, ...]:
        """Drop the lines that lie beyond the end."""
        end = self._place.end
        removed = () if end is None else self.lines.truncate(self.lines.since(end))
        self._overrun |= bool(removed)
        return removed

    def _before_end(self, lines: tuple[LogLine, ...]) -> list[LogLine]:
        end = self._place.end
        within = [line for line in lines if end is None or line.timestamp < end]
        self._overrun |= len(within) < len(lines)
        return within


def _is_full(page: EventPage) -> bool:
    if len(page.events) >= PAGE_LINES:
        return True
    size = sum(len(line.message.encode("utf-8", "replace")) for line in page.events)
    return size + EVENT_BYTES * len(page.events) >= PAGE_BYTES
