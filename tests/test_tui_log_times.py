"""The times that one can ask a log to go to."""

from datetime import UTC, datetime

import pytest

from app.errors import UsageError
from app.tui.logs.log_times import asked_time


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}+00:00").timestamp() * 1000)


BEGAN, ENDED = at("21T22:00"), at("22T04:00")


def asked(text: str, here: str) -> int:
    return asked_time(text, here=at(here), within=range(BEGAN, ENDED), zone=UTC)


@pytest.mark.parametrize(
    ("text", "here", "expected"),
    [
        ("03:12", "22T03:00", "22T03:12:00"),
        ("03:12:09", "22T03:00", "22T03:12:09"),
        ("03:12:09.402", "22T03:00", "22T03:12:09.402"),
        ("23:50", "22T00:10", "21T23:50:00"),
        ("00:10", "21T23:50", "22T00:10:00"),
        ("2026-11-22T03:12", "22T00:00", "22T03:12:00"),
        ("2026-11-22 03:12:09", "22T00:00", "22T03:12:09"),
        ("2026-11-22T05:12:09+02:00", "22T00:00", "22T03:12:09"),
        ("2026-11-22T03:12:09Z", "22T00:00", "22T03:12:09"),
        ("2026-11-22", "22T03:00", "22T00:00:00"),
        ("-5m", "22T03:12:09", "22T03:07:09"),
        ("+30s", "22T03:12:09", "22T03:12:39"),
        ("- 1h 30m", "22T03:12:09", "22T01:42:09"),
        (" +250ms ", "22T03:12:09", "22T03:12:09.250"),
    ],
)
def test_a_time_is_read_as_one_writes_it(text: str, here: str, expected: str) -> None:
    assert asked(text, here) == at(expected)


def test_a_time_of_day_is_one_within_the_log_where_it_has_one() -> None:
    assert asked("22:30", "22T03:50") == at("21T22:30")


def test_a_time_of_day_that_the_log_has_not_is_the_nearest_one() -> None:
    assert asked("12:00", "22T03:00") == at("22T12:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "5m", "-5", "2026-13-01", "03:12:", "+", "9" * 40]
)
def test_what_is_no_time_is_answered_with_what_is_one(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no time. Try 03:12:09"):
        asked(text, "22T03:00")
