"""CloudWatch Logs of the embedded farm on a small world, for the tests of it."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, cast

import pytest
from hypothesis import strategies as st

from app.localfarm.contract import Events, Request, WireError
from app.localfarm.logs import LogStore
from app.localfarm.world.layout import ACCOUNT, REGION
from tests.records import QUEUE_GROUP, T0, FakeWorld
from tests.texts import texts

NOW = int(T0 * 1000)
ARN = f"arn:aws:logs:us-west-2:111122223333:log-group:{QUEUE_GROUP}"
OWN: dict[str, Any] = {"logGroupName": "own", "logStreamName": "stream"}
Event = tuple[int, str]


class Logs:
    """A log store on a small world, with its operations as methods would have them."""

    def __init__(self, *, own: bool = True, **options: Any) -> None:
        self.world = FakeWorld()
        options = {
            "region": REGION,
            "account": ACCOUNT,
            "delay": 0.0,
            "sleep": self.pass_time,
            **options,
        }
        self.store = LogStore(self.world, clock=self.world.clock, **options)
        if own:
            self("CreateLogGroup", logGroupName="own")
            self("CreateLogStream", **OWN)

    def __call__(self, operation: str, **asked: Any) -> Mapping[str, Any]:
        """The reply of an operation."""
        return cast("Mapping[str, Any]", self.answer(operation, asked))

    def answer(self, operation: str, asked: Mapping[str, Any]) -> object:
        """The answer of an operation, which may be a stream."""
        request = Request("logs", operation, asked)
        return self.store.handlers["logs", operation](request)

    def tail(self, **asked: Any) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """The events of a live tail."""
        asked.setdefault("logGroupIdentifiers", [ARN])
        return cast("Events", self.answer("StartLiveTail", asked))

    def put(self, events: list[Event], **stream: str) -> Mapping[str, Any]:
        """Puts events into a stream."""
        told = [{"timestamp": time, "message": message} for time, message in events]
        return self("PutLogEvents", **(stream or OWN), logEvents=told)

    def pages(
        self, direction: str, grow: Callable[[], None] = lambda: None, **asked: Any
    ) -> list[list[Event]]:
        """Pages one way until the token repeats; `grow` is called between them."""
        stream: dict[str, Any] = {**OWN, **asked}
        reply = self("GetLogEvents", **stream, startFromHead=direction == "Forward")
        pages = [events_of(reply)]
        while True:
            token = reply[f"next{direction}Token"]
            grow()
            reply = self("GetLogEvents", **stream, nextToken=token)
            pages.append(events_of(reply))
            if reply[f"next{direction}Token"] == token:
                return pages

    async def pass_time(self, seconds: float) -> None:
        """A sleep that takes no time of ours."""
        self.world.now += seconds


def events_of(reply: Mapping[str, Any]) -> list[Event]:
    """The events of a reply, shorter."""
    return [(event["timestamp"], event["message"]) for event in reply["events"]]


def joined(pages: list[list[Event]]) -> list[Event]:
    """The events of all pages."""
    return [event for page in pages for event in page]


def refused(code: str, call: Callable[[], object]) -> WireError:
    """The error of that code with which a call is refused."""
    with pytest.raises(WireError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


TEXTS = texts(min_size=1, max_size=8)
TIMES = st.integers(NOW - 40, NOW)
EVENTS = st.lists(st.tuples(TIMES, TEXTS), max_size=40).map(lambda all_: sorted(all_, key=time_of))
LIMITS = st.integers(1, 12)


def time_of(event: Event) -> int:
    """When an event was, in milliseconds since the epoch."""
    return event[0]
