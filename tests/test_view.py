"""How values read as text, and that text from outside can do no harm."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.view import (
    CLOCK_STEP,
    LATER_STEP,
    Clock,
    count_text,
    duration_text,
    plain,
    short_id,
    shorten,
)

ANYTHING = st.text(st.characters(), max_size=60)


@given(ANYTHING)
def test_nothing_that_moves_the_cursor_or_turns_the_text_is_left(text: str) -> None:
    assert not {unicodedata.category(one) for one in plain(text)} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(one) for one in plain(text)} & {
        *("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"),
    }


@given(ANYTHING)
def test_harmless_text_is_not_touched_again(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fra:1 Mem:24.2M", "Fra:1 Mem:24.2M"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"),
        ("a\tb\r\nc", "a    b␍␊c"),
        ("影片 ✔ [bold]", "影片 ✔ [bold]"),
        ("\u202eevil", "�evil"),
    ],
)
def test_control_characters_are_shown_as_pictures_of_themselves(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(ANYTHING, st.integers(min_value=0, max_value=80))
def test_a_shortened_text_fits_and_keeps_both_ends(text: str, width: int) -> None:
    short = shorten(text, width)
    assert len(short) <= width
    assert short == text if len(text) <= width else "…" in short or not width


def test_shots_that_differ_at_the_end_still_differ_when_they_are_cut() -> None:
    assert shorten("sq010_sh0040_beauty_v012", 15) == "sq010_s…ty_v012"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (42.9, "42s"), (545, "9m05"), (2_940, "49m"), (4_320, "1h12"), (273_600, "3d04")],
)
def test_a_duration_has_at_most_five_characters(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@given(st.floats(min_value=0, max_value=1e9))
def test_no_duration_is_wider_than_its_column(seconds: float) -> None:
    assert len(duration_text(seconds)) <= 6


@pytest.mark.parametrize(
    ("now", "text"), [(-1, "0s"), (59.9, "59s"), (69.9, "1m00"), (70, "1m10"), (599, "9m50")]
)
def test_a_clock_that_runs_tells_seconds_in_its_first_minute(now: float, text: str) -> None:
    assert Clock(0.0).at(now) == text


@given(st.floats(min_value=0, max_value=1e5), st.integers(min_value=0, max_value=10_000))
def test_clocks_that_are_older_than_a_minute_go_on_at_the_same_moments(
    start: float, steps: int
) -> None:
    moment = (start // CLOCK_STEP + 7 + steps) * CLOCK_STEP
    assert Clock(start).at(moment) == Clock(start).at(moment + CLOCK_STEP - 0.1)


@given(st.floats(min_value=0, max_value=2e5), st.floats(min_value=0, max_value=100))
def test_no_clock_reads_otherwise_before_it_is_said_to(age: float, seconds: float) -> None:
    clock, now = Clock(1_800_000_000.0), 1_800_000_000.0 + age
    later = clock.next_change(now)
    assert now < later <= now + LATER_STEP
    assume(now + seconds < later)
    assert clock.at(now + seconds) == clock.at(now)


@given(st.floats(min_value=0, max_value=2e5), st.floats(min_value=0, max_value=100))
def test_no_clock_goes_back(age: float, seconds: float) -> None:
    start, now = 1_800_000_007.3, 1_800_000_007.3 + age
    before, after = (_seconds(Clock(start).at(moment)) for moment in (now, now + seconds))
    assert before <= after <= age + seconds


def test_a_clock_that_has_ended_tells_seconds() -> None:
    assert Clock(0.0, 192.7).at(1_000.0) == "3m12"


def test_ids_are_short_until_asked_for() -> None:
    assert short_id("job-3f9a0123456789abcdef0123456789ab") == "job-3f9a…"
    assert short_id("sessionaction-3f9a0123456789abcdef0123456789ab-12") == "sessionaction-3f9a…-12"
    assert short_id("queueenv-1") == "queueenv-1"


def test_one_thing_is_not_many() -> None:
    assert [count_text(n, "job") for n in (1, 0, 1204)] == ["1 job", "0 jobs", "1,204 jobs"]


_UNITS = {"s": (1, 0), "m": (60, 1), "h": (3_600, 60), "d": (86_400, 3_600)}


def _seconds(text: str) -> int:
    """What a duration tells, in seconds."""
    told = re.fullmatch(r"(\d+)([smhd])(\d*)", text)
    assert told is not None
    unit, smaller = _UNITS[told[2]]
    return int(told[1]) * unit + int(told[3] or 0) * smaller
