"""The fast parser of timestamps gives what botocore's own gives, for whatever arrives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.utils import parse_timestamp as parse_as_botocore
from hypothesis import given
from hypothesis import strategies as st

from app.aws.wire.timestamps import parse_timestamp
from tests.texts import texts

DIGITS = st.text("0123456789", min_size=1, max_size=9)
OFFSETS = st.integers(-24 * 60, 24 * 60).map(
    lambda minutes: f"{'+-'[minutes < 0]}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
)
ZONES = st.one_of(st.sampled_from(["Z", "", "+0000", "z", " GMT", "+05"]), OFFSETS)
FRACTIONS = st.one_of(st.just(""), DIGITS.map(lambda digits: f".{digits}"))
MOMENTS = st.datetimes().map(lambda moment: moment.replace(microsecond=0))
ISO = st.builds(
    lambda moment, fraction, zone: f"{moment.isoformat()}{fraction}{zone}",
    MOMENTS,
    FRACTIONS,
    ZONES,
)
NEARLY_ISO = st.builds(
    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}".format,
    st.integers(0, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
    FRACTIONS,
    ZONES,
)
OTHER_ISO = st.one_of(
    st.datetimes().map(lambda moment: moment.strftime("%G-W%V-%u")),
    st.datetimes().map(lambda moment: moment.strftime("%G-W%V")),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.strftime("%Y%m%dT%H%M%SZ")),
    st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S,%f")),
    st.datetimes().map(lambda moment: moment.strftime("%Y-%j")),
)
RFC_822 = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
)
EPOCH = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12),
    st.integers(-(10**11), 10**11).map(str),
    st.floats(-1e11, 1e11).map(str),
)


def outcome(parse: Any, value: object) -> tuple[Any, ...]:
    """What a parser makes of a value: the moment as it is told, or how it fails."""
    try:
        moment: datetime = parse(value)
        return moment.replace(tzinfo=None), moment.utcoffset()
    except Exception as error:  # noqa: BLE001 - whatever botocore raises is what is compared
        return type(error), str(error)


@given(st.one_of(ISO, NEARLY_ISO))
def test_iso_times_read_as_botocore_reads_them(value: str) -> None:
    assert outcome(parse_timestamp, value) == outcome(parse_as_botocore, value)


@given(st.one_of(OTHER_ISO, RFC_822, EPOCH))
def test_every_other_format_reads_as_botocore_reads_it(value: object) -> None:
    assert outcome(parse_timestamp, value) == outcome(parse_as_botocore, value)


@given(st.one_of(texts(max_size=40), st.text("0123456789-:.TZW+ ", max_size=30), st.none()))
def test_garbage_fails_as_botocore_fails(value: object) -> None:
    assert outcome(parse_timestamp, value) == outcome(parse_as_botocore, value)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-11-22T01:02:03Z", 0),
        ("2026-11-22T01:02:03.123456789+05:30", 330),
        ("2026-11-22T01:02:03.5-08:00", -480),
    ],
)
def test_what_deadline_cloud_sends_keeps_its_offset(text: str, offset: int) -> None:
    moment = parse_timestamp(text)
    assert moment.utcoffset() == timedelta(minutes=offset)
    assert (moment.hour, moment.second) == (1, 3)
