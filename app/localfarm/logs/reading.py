"""GetLogEvents: pages of one stream, forward and backward, while it grows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from zlib import crc32

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.logs import arn
from app.localfarm.logs.shelf import Stream
from app.localfarm.logs.tape import Place, Tape, fitting
from app.localfarm.logs.tokens import seal, unseal

MOST_EVENTS = 10_000
"""Events in a page at most."""
MOST_BYTES = 1_048_576
"""What the events of a page weigh at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in milliseconds; None is open."""

    start: int | None = None
    """Inclusive."""
    end: int | None = None
    """Exclusive."""

    def within(self, other: "Span") -> "Span":
        """What two stretches have in common."""
        starts = [start for start in (self.start, other.start) if start is not None]
        ends = [end for end in (self.end, other.end) if end is not None]
        return Span(max(starts, default=None), min(ends, default=None))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins and which way it goes."""

    forward: bool
    place: Place
    span: Span
    rested: bool = False
    """Whether an empty page was given at this place already."""

    @classmethod
    def parse(cls, scope: str, token: str) -> "Cursor":
        """What a token stands for; raises `WireError` where it is not one of this scope."""
        direction, _, sealed = token.partition("/")
        time, rank, start, end, rested = unseal(f"{direction}/{scope}", sealed)
        return cls(direction == "f", (time, rank), Span(start, end), bool(rested))

    def token(self, scope: str) -> str:
        """The token that stands for this cursor."""
        direction = "f" if self.forward else "b"
        values = (*self.place, self.span.start, self.span.end, int(self.rested))
        return f"{direction}/{seal(f'{direction}/{scope}', *values)}"


class Streams(Protocol):
    """Where the streams are; `Shelf` is one."""

    def open(self, group: str, name: str) -> Stream:
        """A stream, up to the present; raises `WireError` where there is none."""
        ...


class Reading:
    """Answers GetLogEvents."""

    def __init__(self, shelf: Streams, *, empty_pages: int = 0) -> None:
        """In one stream out of `empty_pages` every page that a token asks for comes after an
        empty one, as the service may send them; 0 is in none.
        """
        self._shelf = shelf
        self._empty_pages = empty_pages

    def _is_hollow(self, scope: str) -> bool:
        """Whether a stream is one of those with empty pages, by its name alone."""
        name = scope.encode("utf-8", "surrogatepass")
        return bool(self._empty_pages) and crc32(name) % self._empty_pages == 0

    def get_log_events(self, request: Request) -> Reply:
        """A page of one stream, with the tokens of the pages before and behind it."""
        asked = request.parameters
        group = arn.asked_group(asked)
        name = asked["logStreamName"]
        scope = f"{group}\n{name}"
        token = asked.get("nextToken")
        cursor = None if token is None else Cursor.parse(scope, token)
        tape = self._shelf.open(group, name).tape
        span = Span(asked.get("startTime"), asked.get("endTime"))
        if span.start is not None and span.end is not None and span.end < span.start:
            raise WireError("InvalidParameterException", "endTime is before startTime.")
        limit = asked.get("limit", MOST_EVENTS)
        if cursor is None:
            return _first(tape, scope, span, limit, head=bool(asked.get("startFromHead")))
        cursor = replace(cursor, span=cursor.span.within(span))
        if self._is_hollow(scope) and not cursor.rested:
            return _page(tape, scope, replace(cursor, rested=True), 0, 0)
        return _next(tape, scope, cursor, limit)


def _first(tape: Tape, scope: str, span: Span, limit: int, *, head: bool) -> Reply:
    """The page of a call without a token: the head or the tail of a span."""
    first, last = tape.slice(span.start, span.end)
    if head:
        first, last = fitting(tape, first, min(last, first + limit), MOST_BYTES, forward=True)
    else:
        first, last = fitting(tape, max(first, last - limit), last, MOST_BYTES, forward=False)
    return _page(tape, scope, Cursor(head, (span.start or 0, 0), span), first, last)


def _next(tape: Tape, scope: str, cursor: Cursor, limit: int) -> Reply:
    """The page that a token asks for."""
    first, last = tape.slice(cursor.span.start, cursor.span.end)
    here = tape.index(cursor.place)
    if cursor.forward:
        first = max(first, here)
        last = max(first, min(last, first + limit))
    else:
        last = max(first, min(last, here))
        first = max(first, last - limit)
    first, last = fitting(tape, first, last, MOST_BYTES, forward=cursor.forward)
    return _page(tape, scope, cursor, first, last)


def _page(tape: Tape, scope: str, cursor: Cursor, first: int, last: int) -> Reply:
    """The events from `first` up to `last`; where there are none both tokens stay in place."""
    front, back = cursor.place, cursor.place
    if last > first:
        front, back = tape.before(first), tape.behind(last - 1)
    rested = cursor.rested and last == first
    return {
        "events": [_event(tape, index) for index in range(first, last)],
        "nextForwardToken": Cursor(True, back, cursor.span, rested).token(scope),
        "nextBackwardToken": Cursor(False, front, cursor.span, rested).token(scope),
    }


def _event(tape: Tape, index: int) -> Mapping[str, Any]:
    """An event as GetLogEvents tells it."""
    return {
        "timestamp": tape.time(index),
        "message": tape.message(index),
        "ingestionTime": tape.ingested(index),
    }
