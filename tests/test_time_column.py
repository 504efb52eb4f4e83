"""The column of times, and the way to where a log came slowly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.keeping.spool import Spool
from app.view import NO_TIME, LogLine
from widgets.log.time_column import (
    GAP_WIDTH,
    LONG_GAP,
    TIME_WIDTH,
    TimeColumn,
    TimeMode,
    is_slow,
    next_slowdown,
    time_of_day,
)

NOON = 1_700_000_000_118
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("mode", "timestamp", "before", "text"),
    [
        (TimeMode.OFF, NOON, NOON, ""),
        (TimeMode.UTC, NOON, NOON, "22:13:20.118"),
        (TimeMode.UTC, NO_TIME, NOON, " " * 12),
        (TimeMode.RELATIVE, NOON, NOON - 511_000, "+0:08:31.000"),
        (TimeMode.RELATIVE, NOON, NO_TIME, " " * 12),
        (TimeMode.RELATIVE, NOON, NOON - 12 * HOUR, "   +12:00:00"),
        (TimeMode.RELATIVE, NOON, NOON - 100 * HOUR, "  +100:00:00"),
        (TimeMode.RELATIVE, NOON, NOON + 250, "-0:00:00.250"),
        (TimeMode.SINCE_START, NOON, NO_TIME, "+0:01:00.118"),
    ],
)
def test_a_mode_says_its_time(mode: TimeMode, timestamp: int, before: int, text: str) -> None:
    assert TimeColumn(mode, NOON - 60_118).text(timestamp, before) == text


def test_the_time_here_is_that_of_the_machine() -> None:
    assert TimeColumn(TimeMode.LOCAL).text(NOON) == time_of_day(NOON)


@given(st.sampled_from(TimeMode), st.integers(-1, 10**18), st.integers(-1, 10**18))
def test_every_text_of_a_mode_is_as_wide_as_the_others(
    mode: TimeMode, timestamp: int, before: int
) -> None:
    column = TimeColumn(mode, NOON)
    assert len(column.text(timestamp, before)) == column.width
    assert len(column.gap(timestamp, before)) <= GAP_WIDTH


def test_the_modes_follow_one_another_and_one_that_would_be_empty_is_left_out() -> None:
    column, seen = TimeColumn(TimeMode.LOCAL), []
    for _ in range(4):
        column = column.next
        seen.append(column.mode)
    assert seen == [TimeMode.UTC, TimeMode.RELATIVE, TimeMode.OFF, TimeMode.LOCAL]
    assert TimeColumn(TimeMode.RELATIVE, NOON).next.mode is TimeMode.SINCE_START
    assert TimeColumn(TimeMode.SINCE_START, None).next.mode is TimeMode.OFF


@pytest.mark.parametrize(
    ("mode", "gap", "text"),
    [
        (TimeMode.LOCAL, 511_400, "+0:08:31"),
        (TimeMode.LOCAL, LONG_GAP - 1, ""),
        (TimeMode.UTC, 99 * HOUR, "+4d03h"),
        (TimeMode.RELATIVE, 511_400, ""),
        (TimeMode.OFF, 511_400, ""),
    ],
)
def test_a_gap_is_told_where_it_is_long(mode: TimeMode, gap: int, text: str) -> None:
    assert TimeColumn(mode).gap(NOON, NOON - gap) == text


def test_nothing_is_told_of_a_gap_to_a_line_that_has_no_time() -> None:
    assert TimeColumn().gap(NOON, NO_TIME) == TimeColumn().gap(NO_TIME, NOON) == ""
    assert TimeColumn().width == TIME_WIDTH


@given(
    st.lists(st.sampled_from([0, 1, LONG_GAP, LONG_GAP - 1, None]), max_size=30),
    st.integers(0, 30),
    st.sampled_from([1, -1]),
)
async def test_the_next_slowdown_is_the_nearest_slow_line(
    gaps: list[int | None], at: int, direction: int
) -> None:
    now, times = NOON, []
    for gap in gaps:
        now += gap or 0
        times.append(NO_TIME if gap is None else now)
    spool = Spool(LogLine(time, "x") for time in times[3:])
    spool.prepend([LogLine(time, "x") for time in times[:3]])
    slow = [index for index in range(1, len(times)) if is_slow(times[index], times[index - 1])]
    beyond = [each for each in slow if (each - at) * direction > 0]
    nearest = min(beyond, key=lambda each: abs(each - at), default=None)
    found = await next_slowdown(spool, at + spool.first, direction)
    spool.close()
    assert found == (None if nearest is None else nearest + spool.first)


async def test_a_slowdown_many_blocks_away_is_found_either_way() -> None:
    spool = Spool(LogLine(index + (LONG_GAP if index >= 10 else 0), "x") for index in range(90_000))
    assert await next_slowdown(spool, 89_000, -1) == 10
    assert await next_slowdown(spool, 0, 1) == 10
    assert await next_slowdown(spool, 10, 1) is None
    spool.close()
