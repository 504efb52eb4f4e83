"""How the lines of a saved log read: plain, with a time before each, or an event in JSON each."""

import json
from collections.abc import Iterator
from threading import Lock
from typing import Protocol

import msgspec

from app.logs.files.time_text import unstamped
from app.view import NO_TIME, LogLine

HEAD_BYTES = 65_536
"""So much of the beginning tells how all of it reads."""
_HEAD_LINES = 64


class LineForm(Protocol):
    """How a line reads that was saved in some form."""

    def __call__(self, raw: bytes) -> LogLine:
        """The line behind these bytes, which end before the line feed. Never fails."""
        ...


class _Event(msgspec.Struct):
    """An event as it is saved."""

    timestamp: int
    message: str
    log: str = ""
    late: bool = False


def plain_line(raw: bytes) -> LogLine:
    """A line of text; bytes that are no UTF-8 come out as they went in (`surrogateescape`)."""
    return LogLine(NO_TIME, raw.decode("utf-8", "surrogateescape"))


def timed_line(raw: bytes) -> LogLine:
    """A line of text behind its time."""
    parts = unstamped(raw)
    if parts is None:
        return plain_line(raw)
    return LogLine(parts[0], parts[1].decode("utf-8", "surrogateescape"))


class EventForm:
    """Reads events; logs that were saved as one are told apart by the labels of the events."""

    def __init__(self) -> None:
        self._labels: dict[str, int] = {}
        self._lock = Lock()

    @property
    def labels(self) -> tuple[str, ...]:
        """What the logs are called that were met so far; `LogLine.origin` is an index in it.

        Empty where no event says which log it is from.
        """
        return tuple(self._labels) if any(self._labels) else ()

    def __call__(self, raw: bytes) -> LogLine:
        """The event behind these bytes; as it stands where it is none."""
        event = _event(raw)
        if event is None:
            return plain_line(raw)
        return LogLine(event.timestamp, event.message, self._origin(event.log), event.late)

    def _origin(self, label: str) -> int:
        origin = self._labels.get(label)
        if origin is None:
            with self._lock:
                origin = self._labels.setdefault(label, len(self._labels))
        return origin


def form_of(head: bytes) -> LineForm:
    """How a log reads that begins with `head`."""
    lines = list(_head_lines(head))
    if lines and all(_event(line) for line in lines):
        form = EventForm()
        for line in lines:
            form(line)
        return form
    # Where a message had lines of its own, those behind its first one have no time.
    times = [parts[0] for line in lines if (parts := unstamped(line))]
    if times and unstamped(lines[0]) and 2 * len(times) >= len(lines) and max(times) != NO_TIME:
        return timed_line
    return plain_line


def without_end(raw: bytes) -> bytes:
    """A line without what ends it."""
    return raw.removesuffix(b"\n").removesuffix(b"\r")


def _head_lines(head: bytes) -> Iterator[bytes]:
    """The first whole lines, or the only one so far."""
    lines = head.split(b"\n")
    for line in (lines[:-1] or lines)[:_HEAD_LINES]:
        if line := without_end(line):
            yield line


def _event(raw: bytes) -> _Event | None:
    if not raw.startswith(b"{"):
        return None
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _odd_event(raw)


def _odd_event(raw: bytes) -> _Event | None:
    """An event that holds half of a surrogate pair, which msgspec refuses."""
    try:
        return msgspec.convert(json.loads(raw), _Event)
    except (ValueError, RecursionError):
        return None


_DECODER = msgspec.json.Decoder(_Event)
