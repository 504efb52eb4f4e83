"""PutLogEvents, CreateLogStream and CreateLogGroup: what clients write."""

from app.localfarm.contract import Reply, Request, WireError
from app.localfarm.logs.reading import MOST_BYTES
from app.localfarm.logs.shelf import Clock, Shelf
from app.localfarm.logs.tape import OVERHEAD, Line, milliseconds

_DAY = 24 * 60 * 60 * 1000
_OLDEST = 14 * _DAY
"""Milliseconds; older events are rejected."""
_NEWEST = 2 * 60 * 60 * 1000
"""Milliseconds; events further in the future are rejected."""


class Putting:
    """Answers the operations that add events, streams and groups."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def create_log_group(self, request: Request) -> Reply:
        """Makes an empty group."""
        self._shelf.create_group(request.parameters["logGroupName"])
        return {}

    def create_log_stream(self, request: Request) -> Reply:
        """Makes an empty stream."""
        asked = request.parameters
        self._shelf.create(asked["logGroupName"], asked["logStreamName"])
        return {}

    def put_log_events(self, request: Request) -> Reply:
        """Takes a batch of events; those too old or too new are left out and named."""
        asked = request.parameters
        lines = [(event["timestamp"], event["message"]) for event in asked["logEvents"]]
        _check(lines)
        now = milliseconds(self._clock())
        old = sum(time < now - _OLDEST for time, _ in lines)
        new = sum(time > now + _NEWEST for time, _ in lines)
        kept = lines[old : len(lines) - new]
        self._shelf.put(asked["logGroupName"], asked["logStreamName"], kept)
        rejected = {
            **({"tooOldLogEventEndIndex": old} if old else {}),
            **({"tooNewLogEventStartIndex": len(lines) - new} if new else {}),
        }
        answer: dict[str, object] = {"nextSequenceToken": f"{now:056}"}
        if rejected:
            answer["rejectedLogEventsInfo"] = rejected
        return answer


def _check(lines: list[Line]) -> None:
    """Raises `WireError` where a batch is out of order, too long or too large."""
    times = [time for time, _ in lines]
    if times != sorted(times):
        raise WireError(
            "InvalidParameterException",
            "Log events in a single PutLogEvents request must be in chronological order.",
        )
    if times[-1] - times[0] > _DAY:
        raise WireError(
            "InvalidParameterException",
            "The batch of log events in a single PutLogEvents request cannot span more than 24 "
            "hours.",
        )
    size = sum(len(message.encode("utf-8", "surrogatepass")) + OVERHEAD for _, message in lines)
    if size > MOST_BYTES:
        raise WireError(
            "InvalidParameterException",
            f"Upload too large: {size} bytes exceeds limit of {MOST_BYTES}",
        )
