"""How many lines and errors a log has over time."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.logs.scanning.histogram import DAY, Histogram, counts
from app.view import NO_TIME, LogLine
from tests.listed_lines import ListedLines


def at(*times: int, first: int = 0) -> ListedLines:
    return ListedLines((LogLine(time, "") for time in times), first=first)


def test_lines_and_errors_are_counted_in_round_stretches_of_time() -> None:
    lines = at(1_500, 1_600, 2_000, 4_999, first=-10)
    assert counts(lines, [-10, -7], 5) == Histogram((2, 1, 0, 1), (1, 0, 0, 1), 1_000, 5_000)


def test_stretches_stay_as_lines_come() -> None:
    before = counts(at(1_000, 2_000, 3_500), [], 10)
    after = counts(at(1_000, 2_000, 3_500, 3_600), [], 10)
    assert before.began == after.began
    assert after.lines[: len(before.lines)] == before.lines


def test_an_empty_log_has_none() -> None:
    assert counts(at(), [], 10) == Histogram()


@pytest.mark.parametrize("buckets", [0, -1])
def test_where_there_is_no_room_there_is_nothing(buckets: int) -> None:
    assert counts(at(1, 2), [], buckets) == Histogram()


def test_lines_without_times_are_counted_by_where_they_stand() -> None:
    assert counts(at(*[NO_TIME] * 4), [3], 2) == Histogram((2, 2), (0, 1), NO_TIME, NO_TIME)


@given(
    st.lists(st.integers(0, 10**13), min_size=1, max_size=30).map(sorted),
    st.integers(1, 40),
    st.integers(-100, 100),
    st.data(),
)
def test_every_line_and_error_is_counted_once(
    times: list[int], buckets: int, first: int, data: st.DataObject
) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(times) - 1))))
    shown = counts(at(*times, first=first), [first + place for place in places], buckets)
    assert sum(shown.lines) == len(times)
    assert sum(shown.errors) == len(places)
    assert len(shown.lines) == len(shown.errors) <= max(2, buckets)
    assert shown.began <= times[0]
    assert times[-1] < shown.ended
    assert all(errors <= lines for errors, lines in zip(shown.errors, shown.lines, strict=True))


@given(st.integers(1, DAY), st.integers(20, 80))
def test_the_stretches_fill_more_than_half_of_their_room(span: int, buckets: int) -> None:
    assume(span > 4 * buckets)
    assert len(counts(at(0, span), [], buckets).lines) > buckets // 2
