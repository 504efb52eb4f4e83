"""The times that one can ask a log to go to: `03:12`, `03:12:09`, `2026-11-22T03:12`, `-5m`."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from app.errors import UsageError

EXAMPLES = "Try 03:12:09 or -5m."

_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_STEP = re.compile(r"(\d{1,9})\s*(ms|[dhms])\s*")
_STEPS = re.compile(rf"([+-])\s*((?:{_STEP.pattern})+)")


def asked_time(text: str, *, here: int, within: range, zone: tzinfo | None = None) -> int:
    """The time that `text` asks for, in milliseconds since the epoch.

    A step forward or back counts from `here`. A time of day is the one nearest to `here` that is
    `within` the log, else the nearest of all. Times are those of `zone`, of this place where it is
    None. Raises UsageError where the text is no time.
    """
    wanted = text.strip()
    if (steps := _STEPS.fullmatch(wanted)) is not None:
        length = sum(int(count) * _UNITS[unit] for count, unit in _STEP.findall(steps[2]))
        return here + (length if steps[1] == "+" else -length)
    try:
        if ":" in wanted and "-" not in wanted.partition(":")[0]:
            return _nearest(time.fromisoformat(wanted), here, within, zone)
        return _milliseconds(datetime.fromisoformat(wanted), zone)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{text.strip()!r} is no time.", EXAMPLES) from error


def time_text(timestamp: int, *, beside: int, zone: tzinfo | None = None) -> str:
    """A time of day, with its date where it is not of the same day as the time `beside` it.

    Both in milliseconds since the epoch. Empty where no calendar has the time.
    """
    try:
        moment = datetime.fromtimestamp(timestamp // 1000, zone)
        is_same_day = datetime.fromtimestamp(beside // 1000, zone).date() == moment.date()
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{moment:%H:%M:%S}" if is_same_day else f"{moment:%Y-%m-%d %H:%M:%S}"


def _nearest(of_day: time, here: int, within: range, zone: tzinfo | None) -> int:
    times = list(_on_days(of_day, here, zone))
    inside = [one for one in times if within.start <= one < within.stop]
    return min(inside or times, key=lambda one: abs(one - here))


def _on_days(of_day: time, here: int, zone: tzinfo | None) -> Iterator[int]:
    """A time of day on the day of `here`, and on the days around it."""
    today: date = datetime.fromtimestamp(here / 1000, zone).date()
    for days in (-1, 0, 1):
        yield _milliseconds(datetime.combine(today + timedelta(days), of_day), zone)


def _milliseconds(moment: datetime, zone: tzinfo | None) -> int:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    return round(aware.timestamp() * 1000)
