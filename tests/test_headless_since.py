"""How far back a log is read, as it is typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.headless.since import parse_since

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("1.5h", 5_400), ("2h", 7_200), ("1d", 86_400), (" 15m ", 900)],
)
def test_a_stretch_of_time_counts_back_from_now(text: str, seconds: int) -> None:
    assert parse_since(text, NOW) == (NOW - seconds) * 1000


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_iso_time_is_taken_with_its_offset(moment: datetime) -> None:
    assert abs(parse_since(moment.isoformat(), NOW) / 1000 - moment.timestamp()) < 0.001


def test_a_time_without_an_offset_is_local() -> None:
    local = datetime(2026, 3, 1, 14, 30).astimezone()
    assert parse_since("2026-03-01T14:30", NOW) == local.timestamp() * 1000


def test_more_than_there_ever_was_is_everything() -> None:
    assert parse_since("99999d", NOW) == 0


@pytest.mark.parametrize(
    "text", ["", "15", "m", "15 minutes", "-5m", "yesterday", "1e999d", "9" * 400 + "d"]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="90s, 15m, 2h, 1d or 2026-03-01T14:30"):
        parse_since(text, NOW)
