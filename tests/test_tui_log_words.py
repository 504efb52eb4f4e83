"""What a log screen says about itself."""

from dataclasses import replace

import pytest

from app.errors import DeniedError, NotFoundError, Trouble
from app.logs.following.batch import LogState, Phase
from app.resources.level import Status
from app.tui.logs.log_source import About
from app.tui.logs.log_words import (
    Filtered,
    Found,
    Reading,
    age_text,
    foot,
    freshness,
    summary,
    what_is_wrong,
)
from app.view import Tone
from widgets.bars.bar import Part

NOW = 1_000_000.0
CALM = LogState(phase=Phase.FOLLOWING, caught_up=True, newest=int((NOW - 42) * 1000))
READING = Reading(About("render 1043", Status("RUNNING", Tone.BUSY)), NOW, state=CALM, lines=4_031)


def texts(parts: tuple[Part, ...] | list[Part]) -> list[str]:
    return [part.text for part in parts if part.text]


def said(reading: Reading) -> list[str]:
    left, right = foot(reading)
    return texts(left) + texts(right)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (60, "1m"), (119, "1m"), (3_599, "59m"), (3_600, "1h00")],
)
def test_an_age_changes_by_the_minute_from_a_minute_on(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_in_silence_the_age_of_the_last_line_is_told() -> None:
    assert texts(freshness(READING)) == ["● following  last line", "42s ago"]


def test_while_lines_come_it_is_told_how_far_behind_they_are() -> None:
    coming = replace(CALM, rate=214.0, newest=int((NOW - 1) * 1000))
    assert texts(freshness(replace(READING, state=coming))) == ["● following", "1s behind"]


def test_scrolled_up_it_is_told_how_far_behind_the_newest_line_the_screen_is() -> None:
    assert CALM.newest is not None
    reading = replace(READING, following=False, seen=CALM.newest - 192_000)
    assert texts(freshness(reading)) == ["⏸ paused", "3m behind"]


@pytest.mark.parametrize(
    ("phase", "word"), [(Phase.OPENING, "◌ loading"), (Phase.ENDED, "✔ complete")]
)
def test_a_log_at_rest_does_not_age(phase: Phase, word: str) -> None:
    assert texts(freshness(replace(READING, state=replace(CALM, phase=phase)))) == [word]


def test_a_log_that_cannot_be_read_says_for_how_long() -> None:
    failing = replace(CALM, phase=Phase.RETRYING, stale="Denied.", since=NOW - 61)
    assert texts(freshness(replace(READING, state=failing))) == ["✖ stale", "1m"]


@pytest.mark.parametrize(
    ("error", "word"),
    [(NotFoundError("There is no log."), "◌ waiting"), (DeniedError("No."), "✖ stale")],
)
def test_a_log_that_was_not_found_is_waited_for(error: DeniedError, word: str) -> None:
    reading = replace(READING, trouble=Trouble(error, NOW - 5, NOW + 5))
    assert freshness(reading)[0].text == word


def test_what_was_refused_is_said_of_a_log_that_has_ended_and_nothing_of_trying_again() -> None:
    ended = LogState(phase=Phase.ENDED, stale="worker: Not allowed.", refused=True)
    assert what_is_wrong(ended, NOW) == "✖ worker: Not allowed."
    assert texts(freshness(replace(READING, state=ended))) == ["✔ complete"]


def test_the_summary_says_what_the_log_is_of_and_how_lines_come() -> None:
    state = replace(CALM, rate=214.0, way="live tail")
    left, right = summary(replace(READING, state=state, progress=63.9, doing="Sample 322/512"))
    assert texts(left) == ["● RUNNING", "render 1043", "██████████▏····· 63%", "Sample 322/512"]
    assert texts(right) == ["214 lines/s", "live tail"]
    _, right = summary(replace(READING, state=replace(state, rate=1.2)))
    assert texts(right) == ["1 line/s", "live tail"]


def test_what_a_program_says_that_it_does_is_made_harmless() -> None:
    left, _ = summary(replace(READING, doing="\x1b[2Jsampling"))
    assert texts(left)[-1] == "␛[2Jsampling"


def test_the_foot_says_what_calls_for_attention_and_nothing_else() -> None:
    assert said(READING) == ["4,031 lines"]
    assert said(replace(READING, errors=1, new_below=41)) == [
        "✖ 1 error",
        "⏸ 41 new below",
        "4,031 lines",
    ]
    lossy = replace(CALM, unread=2, dropped=1_000)
    assert said(replace(READING, state=lossy))[:2] == [
        "▲ 2 events could not be read",
        "▲ 1,000 lines dropped",
    ]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Found("mem", 3, 128, complete=True), "/mem  3/128"),
        (Found("mem", 0, 1_280), "/mem  0/1,280…"),
    ],
)
def test_a_search_says_where_it_is_and_whether_it_is_done(found: Found, text: str) -> None:
    assert said(replace(READING, found=found))[0] == text


@pytest.mark.parametrize(
    ("errors", "text"), [(0, "no error so far…"), (1, "✖ 1 error…"), (1_280, "✖ 1,280 errors…")]
)
def test_errors_say_whether_there_may_be_more(errors: int, text: str) -> None:
    reading = replace(READING, errors=errors, looked_through=False)
    assert said(reading)[0] == text
    assert said(replace(reading, lines=0, errors=0)) == ["0 lines"]


def test_what_goes_on_is_said_before_anything_that_was_found() -> None:
    errand = "reading back to 03:12:00, at 05:40:12 … Esc stops"
    assert said(replace(READING, errand=errand, errors=1))[:2] == [errand, "✖ 1 error"]


def test_a_filter_says_how_much_it_shows() -> None:
    filtered = Filtered("sample", 12, 4_031, complete=True)
    assert said(replace(READING, filtered=filtered)) == ["&sample", "only 12 of 4,031 lines"]
    going_on = replace(filtered, complete=False)
    assert said(replace(READING, filtered=going_on))[-1] == "only 12 of 4,031 lines…"
