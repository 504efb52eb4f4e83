"""FilterLogEvents: the events of many streams, merged in order of time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, TypeAlias

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.logs import arn
from app.localfarm.logs.patterns import matcher
from app.localfarm.logs.reading import MOST_BYTES, MOST_EVENTS
from app.localfarm.logs.shelf import Shelf, Stream
from app.localfarm.logs.tokens import seal, unseal
from app.localfarm.logs.wording import seed

Key: TypeAlias = tuple[int, str, int]
"""Where a search has got to: an event's time, its stream, its number among those of its time."""

_EFFORT = 10_000
"""Events looked at in one call; a search that takes more goes on with a token."""
_OPENING = 200
"""The effort of opening a stream, in events."""
_SLACK = 60_000
"""Milliseconds by which lines can be later than the end of their session or worker."""


@dataclass(frozen=True, slots=True)
class Found:
    """One event that a search has come to."""

    stream: Stream
    index: int
    key: Key

    def event(self) -> dict[str, Any]:
        """The event as FilterLogEvents tells it."""
        time, name, rank = self.key
        number = seed(f"{self.stream.group}\n{name}")
        return {
            "logStreamName": name,
            "timestamp": time,
            "message": self.stream.tape.message(self.index),
            "ingestionTime": self.stream.tape.ingested(self.index),
            "eventId": f"{time:020}{number:010}{rank:026}",
        }


class Searching:
    """Answers FilterLogEvents."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def filter_log_events(self, request: Request) -> Reply:
        """A page of the events that match, oldest first."""
        asked = request.parameters
        if not asked.get("startFromHead", True):
            raise WireError("InvalidParameterException", "startFromHead must be true here.")
        group = arn.asked_group(asked)
        scope = _scope(group, asked)
        token = asked.get("nextToken")
        behind: Key = (-1, "", 0)
        if token is not None:
            time, name, rank = unseal(scope, token)
            behind = (time, name, rank)
        walk = Walk(self._shelf, group, self._names(group, asked), asked, behind)
        return _page(walk, asked, scope)

    def _names(self, group: str, asked: Mapping[str, Any]) -> list[str]:
        """The streams that are searched."""
        self._shelf.require_group(group)
        wanted, prefix = asked.get("logStreamNames"), asked.get("logStreamNamePrefix")
        if wanted is not None and prefix is not None:
            raise WireError(
                "InvalidParameterException",
                "logStreamNames and logStreamNamePrefix cannot both be given.",
            )
        if wanted is None:
            return [name for name in self._shelf.names(group) if name.startswith(prefix or "")]
        if not all(self._shelf.has_stream(group, name) for name in wanted):
            raise WireError("ResourceNotFoundException", "The specified log stream does not exist.")
        return list(dict.fromkeys(wanted))


class Walk:
    """Goes through the events of many streams in order of time, opening each in its time."""

    def __init__(
        self, shelf: Shelf, group: str, names: list[str], asked: Mapping[str, Any], behind: Key
    ) -> None:
        self.behind = behind
        """Every event up to this one has been looked at."""
        self.effort = 0
        """Events looked at, streams that were opened included."""
        self._shelf = shelf
        self._group = group
        self._start = max(asked.get("startTime", 0), behind[0])
        self._end = asked.get("endTime")
        self._closed = sorted(self._bounded(names), reverse=True)
        self._heads: list[tuple[int, str, int, Stream]] = []

    def events(self) -> Iterator[Found]:
        """The events behind the place where the last call stopped."""
        while self._open_due():
            time, name, index, stream = heappop(self._heads)
            self._push(stream, index + 1)
            key = (time, name, stream.tape.before(index)[1])
            if key <= self.behind:
                continue
            self.behind = key
            self.effort += 1
            yield Found(stream, index, key)

    def _open_due(self) -> bool:
        """Opens the streams that may hold the next event; False where there is none any more."""
        while self._closed and (not self._heads or self._closed[-1][0] <= self._heads[0][0]):
            _, name = self._closed.pop()
            self.effort += _OPENING
            stream = self._shelf.open(self._group, name)
            self._push(stream, stream.tape.slice(self._start, None)[0])
        return bool(self._heads)

    def _push(self, stream: Stream, index: int) -> None:
        """Notes the event of a stream that comes next, where there is one in the span."""
        if index < len(stream.tape):
            time = stream.tape.time(index)
            if self._end is None or time <= self._end:
                heappush(self._heads, (time, stream.name, index, stream))

    def _bounded(self, names: list[str]) -> Iterator[tuple[int, str]]:
        """The streams that may have events in the span, each with the time of its first one."""
        for name in names:
            first, last = self._shelf.bounds(self._group, name)
            early = self._end is not None and first > self._end
            late = last is not None and last + _SLACK < self._start
            if not early and not late:
                yield first, name


def _page(walk: Walk, asked: Mapping[str, Any], scope: str) -> Reply:
    """The next events that match, with a token where there may be more."""
    matches = matcher(asked.get("filterPattern", ""))
    limit = asked.get("limit", MOST_EVENTS)
    events: list[dict[str, Any]] = []
    size = 0
    for found in walk.events():
        message = found.stream.tape.message(found.index)
        if matches(message):
            events.append(found.event())
            size += found.stream.tape.weight(found.index, found.index + 1)
        if len(events) >= limit or size >= MOST_BYTES or walk.effort >= _EFFORT:
            token = seal(scope, *walk.behind)
            return {"events": events, "searchedLogStreams": [], "nextToken": token}
    return {"events": events, "searchedLogStreams": []}


def _scope(group: str, asked: Mapping[str, Any]) -> str:
    """What a token of this search is good for: the same search."""
    names = ("logStreamNames", "logStreamNamePrefix", "startTime", "endTime", "filterPattern")
    return json.dumps(["filter", group, [asked.get(name) for name in names]])
