"""A log stream as GetLogEvents shows it, with everything that may go wrong in between."""

import asyncio
from dataclasses import dataclass
from random import Random

from app.aws.api import EventPage
from app.errors import (
    DeniedError,
    ExpiredError,
    FarmtopError,
    InvalidError,
    NotFoundError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)
from app.resources.log_place import LogPlace
from app.view import LogLine

PLACE = LogPlace(group="/aws/deadline/farm-1/queue-1", stream="session-1")

FAILURES: tuple[FarmtopError, ...] = (
    ThrottledError("Too many requests.", retry_after=2.0),
    ThrottledError("Too many requests."),
    UnreachableError("The connection was closed."),
    ServiceError("The service failed."),
    ExpiredError("The credentials have run out."),
    DeniedError("Not allowed."),
    NotFoundError("No such stream."),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came."""

    place: LogPlace
    token: str | None
    from_head: bool
    limit: int | None


class FakeStream:
    """Pages of any length, also empty ones; tokens are positions, good for one pair of times.

    Lines are told in the order in which they arrived, so a late one comes after younger ones.
    `trouble` makes it fail, forget tokens and cut pages short at random; None makes it behave.
    """

    def __init__(self, lines: list[LogLine], trouble: Random | None = None) -> None:
        self.lines = lines
        self.trouble = trouble
        self.calls: list[Call] = []
        self.failures: list[FarmtopError] = []
        """Raised one after the other before anything is answered again."""
        self.refused: set[str] = set()
        """Tokens that have expired."""
        self.page_lines = 10_000
        self._issued = 0

    def write(self, *messages: str, at: int) -> None:
        """Lines are written, all in one millisecond."""
        self.lines.extend(LogLine(at, message) for message in messages)

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as AWS would answer; see `LogEvents`."""
        call = Call(place, token, from_head, limit)
        self.calls.append(call)
        await asyncio.sleep(0)
        self._fail(token)
        if token is None:
            return self._page(call, 0 if from_head else len(self.lines))
        direction, position, start, end, _ = token.split("/")
        assert (start, end) == (str(place.start), str(place.end)), "a token of other times"
        assert (direction == "f") == from_head, "a token of the other direction"
        return self._page(call, int(position))

    def _fail(self, token: str | None) -> None:
        if self.failures:
            raise self.failures.pop(0)
        if token in self.refused:
            raise InvalidError("The token has expired.")
        if self.trouble is not None and self.trouble.random() < 0.3:
            expired = [InvalidError("The token has expired.")] if token is not None else []
            raise self.trouble.choice([*FAILURES, *expired])

    def _within(self, place: LogPlace, positions: range) -> list[int]:
        return [
            at
            for at in positions
            if (place.start is None or self.lines[at].timestamp >= place.start)
            and (place.end is None or self.lines[at].timestamp < place.end)
        ]

    def _page(self, call: Call, position: int) -> EventPage:
        count = min(call.limit or self.page_lines, self.page_lines)
        if self.trouble is not None:
            count = self.trouble.choice((0, 1, 2, 3, count))
        if call.from_head:
            ahead = self._within(call.place, range(position, len(self.lines)))
            told = ahead[:count]
            start, stop = position, told[-1] + 1 if told else position
        else:
            ahead = self._within(call.place, range(position))
            told = ahead[-count:] if count else []
            start, stop = told[0] if told else position, position
        tokens = {"f": self._token("f", stop, call.place), "b": self._token("b", start, call.place)}
        if call.token is not None and not ahead:
            tokens[call.token[0]] = call.token
        return EventPage(tuple(self.lines[at] for at in told), tokens["f"], tokens["b"])

    def _token(self, direction: str, position: int, place: LogPlace) -> str:
        self._issued += 1
        return f"{direction}/{position}/{place.start}/{place.end}/{self._issued}"


class FakeTime:
    """A clock that only moves when somebody waits."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Time passes at once, unless the event has happened already."""
        await asyncio.sleep(0)
        if not event.is_set():
            self.waits.append(seconds)
            self.now += seconds
