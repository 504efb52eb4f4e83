"""Laws of the rows of a timeline: what is kept of those before is what would be made anew."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.timeline import RowsBy, Visit, chart_of, spreads
from app.tui.timeline.timeline_rows import TimelineRows
from app.tui.timeline.timeline_words import Around, about
from tests.test_timeline_chart import NOW, RUNNING, action, visit, visits

SECONDS_ON = st.integers(0, 500)


@settings(max_examples=60)
@given(visits(), visits(), st.sampled_from(RowsBy), SECONDS_ON, st.booleans())
def test_rows_that_follow_others_are_those_that_would_be_made_anew(
    first: list[Visit], more: list[Visit], by: RowsBy, later: int, grown: bool
) -> None:
    kept = TimelineRows()
    for sessions, now in ((first, NOW), (more if grown else first, NOW + later)):
        chart = chart_of(sessions, by, now)
        told = spreads(chart.runs), {run.key for run in chart.runs[::3]}
        assert kept.of(chart, *told) == TimelineRows().of(chart, *told)


def test_time_alone_changes_no_bar_but_that_of_what_runs() -> None:
    actions = [action(number, number * 10, number * 10 + 10) for number in range(5)]
    session = visit(1, 0, None, *actions, action(5, 50, None, RUNNING))
    rows = TimelineRows()
    (before,) = rows.of(chart_of([session], RowsBy.WORKER, NOW), {}, frozenset())
    (after,) = rows.of(chart_of([session], RowsBy.WORKER, NOW + 5), {}, frozenset())
    assert [one is other for one, other in zip(before.bars, after.bars, strict=True)] == [
        *[True] * 5,
        False,
    ]
    assert after.bars[-1].end == before.bars[-1].end + 5


@settings(max_examples=60)
@given(visits(), visits(), st.sampled_from(RowsBy))
def test_a_session_that_was_read_before_is_told_as_if_it_had_not_been(
    before: list[Visit], now: list[Visit], by: RowsBy
) -> None:
    known = {one.key: one.begun for one in before}
    again = [replace(one, before=known.get(one.key, ())) for one in now]
    assert chart_of(again, by, NOW) == chart_of(now, by, NOW)


def test_what_is_told_as_before_is_not_read_anew() -> None:
    session = visit(1, 0, None, action(1, 0, 10), action(2, 10, None, RUNNING))
    again = visit(1, 0, None, action(1, 0, 10), action(2, 10, 30))
    again = replace(again, before=session.begun)
    assert again.begun[0] is session.begun[0]
    assert again.begun[1] == visit(1, 0, None, action(2, 10, 30)).begun[0]


def test_the_moment_from_one_action_to_the_next_is_used() -> None:
    first, second = action(1, 0, 10), action(2, 10, 20)
    second["startedAt"] += timedelta(milliseconds=98)
    chart = chart_of([visit(1, 0, 20, first, second)], RowsBy.WORKER, NOW)
    assert (chart.idle, chart.utilisation, chart.lanes[0].utilisation) == (0, 1, 1)


def test_the_moment_from_one_action_to_the_next_is_no_gap() -> None:
    first, second, third = action(1, 0, 10), action(2, 10, 20), action(3, 30, 40)
    second["startedAt"] += timedelta(milliseconds=98)
    lane = chart_of([visit(1, 0, 40, first, second, third)], RowsBy.WORKER, NOW).lanes[0]
    assert len(lane.gaps) == 2
    for run, idle in zip(lane.runs, ("", "", "idle 10s before"), strict=True):
        _, beside = about(run, lane, {}, {}, Around())
        told = [part.text for part in beside if part.text]
        assert [text for text in told if "idle" in text] == ([idle] if idle else [])
        assert told[-1].endswith("75% used, 1 gap, longest 10s")
