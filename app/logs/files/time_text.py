"""Times as they stand before the lines of a log: ISO 8601 with milliseconds."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from app.view import NO_TIME

UNKNOWN = "-"
"""Stands where nobody knows the time."""


class Zone(StrEnum):
    """Whose clock a time is told by."""

    UTC = "utc"
    LOCAL = "local"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})(Z|[+-]\d\d:\d\d) |- ")


def stamp(timestamp: int, zone: Zone = Zone.UTC) -> str:
    """A time in milliseconds since the epoch, as `2026-11-22T03:12:07.118Z` or with an offset."""
    second, milliseconds = divmod(timestamp, 1000)
    try:
        before, after = _second(second, zone)
    except (OverflowError, ValueError):
        return UNKNOWN
    return f"{before}.{milliseconds:03}{after}"


def unstamped(raw: bytes) -> tuple[int, bytes] | None:
    """The time that a line begins with and what comes behind it; None where it begins with none."""
    found = _STAMP.match(raw)
    if found is None:
        return None
    second, milliseconds, zone = found.groups()
    if second is None:
        return NO_TIME, raw[found.end() :]
    try:
        return _seconds(second, zone) * 1000 + int(milliseconds), raw[found.end() :]
    except ValueError:
        return None


# Lines share their second with their neighbours.
@lru_cache(maxsize=64)
def _second(second: int, zone: Zone) -> tuple[str, str]:
    """A second as text, and what comes behind its fraction."""
    if second < 0:
        raise ValueError(second)
    moment = _EPOCH + timedelta(seconds=second)
    if zone is Zone.UTC:
        return moment.isoformat()[:19], "Z"
    text = moment.astimezone().isoformat()
    return text[:19], text[19:25]


@lru_cache(maxsize=64)
def _seconds(second: bytes, zone: bytes) -> int:
    return int(datetime.fromisoformat((second + zone).decode()).timestamp())
