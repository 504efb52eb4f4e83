"""StartLiveTail: what arrives in some log groups, told once a second."""

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import uuid4

from app.localfarm.contract import Events, Request, WireError
from app.localfarm.logs import arn
from app.localfarm.logs.patterns import Matcher, matcher
from app.localfarm.logs.shelf import Clock, Shelf, Stream
from app.localfarm.logs.tape import Line, milliseconds

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Lets seconds pass."""

_INTERVAL = 1.0
"""Seconds between two updates."""
_MOST_EVENTS = 500
"""Events in an update at most; of more, a sample is told."""
_LASTS = 3 * 60 * 60.0
"""Seconds after which a live tail ends."""


class LiveTail:
    """Answers StartLiveTail."""

    def __init__(self, shelf: Shelf, clock: Clock, sleep: Sleep) -> None:
        self._shelf = shelf
        self._clock = clock
        self._sleep = sleep

    def start_live_tail(self, request: Request) -> Events:
        """The start of a live tail, then an update a second until it has lasted three hours."""
        asked = request.parameters
        groups = {_tailed_group(each): each for each in asked["logGroupIdentifiers"]}
        for group in groups:
            self._shelf.require_group(group)
        names, prefixes = asked.get("logStreamNames"), asked.get("logStreamNamePrefixes")
        if (names or prefixes) and (len(groups) > 1 or (names and prefixes)):
            raise WireError(
                "InvalidParameterException",
                "logStreamNames or logStreamNamePrefixes can be given for one log group only.",
            )
        delay = milliseconds(self._shelf.delay)
        since = milliseconds(self._clock()) - delay
        return self._tail(asked, Selection(asked, groups, since, delay))

    async def _tail(self, asked: Mapping[str, Any], selection: "Selection") -> Events:
        """The events of the stream that answers the call."""
        end = self._clock() + _LASTS
        self._shelf.listeners.append(selection)
        try:
            yield "sessionStart", _start(asked)
            while self._clock() < end:
                await self._sleep(_INTERVAL)
                self._write(selection)
                yield "sessionUpdate", selection.update()
        finally:
            self._shelf.listeners.remove(selection)
        raise WireError("SessionTimeoutException", "The live tail session has timed out.")

    def _write(self, selection: "Selection") -> None:
        """Has every stream that is tailed, and can still grow, written up to the present."""
        for group in selection.groups:
            for name in selection.names or self._shelf.names(group):
                if selection.follows(group, name) and (group, name) not in selection.ended:
                    self._write_stream(selection, group, name)

    def _write_stream(self, selection: "Selection", group: str, name: str) -> None:
        """Has one stream written, where it is there by now; notes when it was for the last time.

        What ended before the tail began is not even opened: of that a farm has a lot.
        """
        if self._shelf.has_stream(group, name):
            grows = self._shelf.grows(group, name)
            last = self._shelf.bounds(group, name)[1]
            if grows or last is None or last >= selection.since:
                self._shelf.open(group, name)
            if not grows:
                selection.ended.add((group, name))


class Selection:
    """Gathers what arrives in the streams that one live tail is about: a `shelf.Listener`."""

    def __init__(
        self, asked: Mapping[str, Any], groups: Mapping[str, str], since: int, delay: int
    ) -> None:
        """`groups` are names with the ARNs by which they were asked for.

        What the world wrote up to `since` is old; it arrives `delay` later. Both in milliseconds.
        """
        self.groups = groups
        self.ended: set[tuple[str, str]] = set()
        """The streams that were written to their end."""
        self.names = tuple(dict.fromkeys(asked.get("logStreamNames", ())))
        """The streams that were asked for by name; empty where that is any."""
        self._prefixes = tuple(asked.get("logStreamNamePrefixes", ()))
        self._matches: Matcher = matcher(asked.get("logEventFilterPattern", ""))
        self.since = since
        self._delay = delay
        self._gathered: list[tuple[Stream, Sequence[Line], int | None]] = []

    def __call__(self, stream: Stream, lines: Sequence[Line], *, put: int | None) -> None:
        """Takes note of lines that are new; what the world wrote before the tail began is not."""
        if not self.follows(stream.group, stream.name):
            return
        if put is None:
            lines = lines[bisect_right(lines, self.since, key=itemgetter(0)) :]
        matching = [line for line in lines if self._matches(line[1])]
        self._gathered.append((stream, matching, put))

    def follows(self, group: str, name: str) -> bool:
        """Whether a stream is one of those that are tailed."""
        if group not in self.groups:
            return False
        if self.names:
            return name in self.names
        return name.startswith(self._prefixes) if self._prefixes else True

    def update(self) -> dict[str, Any]:
        """What has been gathered since the last update, or an even sample of it."""
        gathered, self._gathered = self._gathered, []
        count = sum(len(lines) for _, lines, _ in gathered)
        wanted = min(count, _MOST_EVENTS)
        places = iter([place * count // wanted for place in range(wanted)])
        results: list[dict[str, Any]] = []
        start, place = 0, next(places, count)
        for stream, lines, put in gathered:
            end = start + len(lines)
            while place < end:
                results.append(self._event(stream, lines[place - start], put))
                place = next(places, count)
            start = end
        results.sort(key=itemgetter("timestamp"))
        return {"sessionMetadata": {"sampled": count > wanted}, "sessionResults": results}

    def _event(self, stream: Stream, line: Line, put: int | None) -> dict[str, Any]:
        """An event as a live tail tells it."""
        time, message = line
        return {
            "logGroupIdentifier": self.groups[stream.group],
            "logStreamName": stream.name,
            "message": message,
            "timestamp": time,
            "ingestionTime": time + self._delay if put is None else put,
        }


def _start(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The first event of a live tail: what was asked for."""
    names = ("logGroupIdentifiers", "logStreamNames", "logStreamNamePrefixes")
    return {
        "requestId": str(uuid4()),
        "sessionId": str(uuid4()),
        "logEventFilterPattern": asked.get("logEventFilterPattern", ""),
        **{name: list(asked.get(name, ())) for name in names},
    }


def _tailed_group(identifier: str) -> str:
    """The name of a group that a live tail is asked for, which has to be by its bare ARN."""
    if not identifier.startswith("arn:") or identifier.endswith("*"):
        raise WireError(
            "InvalidParameterException",
            f"logGroupIdentifiers must be ARNs that do not end with an asterisk: {identifier}",
        )
    return arn.group_name(identifier)
