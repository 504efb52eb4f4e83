"""Laws of a timeline: nothing overlaps, nothing is unaccounted for, and what is slow stands out."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resources import LEVELS
from app.resources.level import Place
from app.timeline import RowsBy, Visit, chart_of, spreads
from app.timeline.spread import FEWEST, spread_of

BEGAN = 1_800_000_000
NOW = BEGAN + 5_000.0
RUNNING, SUCCEEDED, READY = "RUNNING", "SUCCEEDED", "ASSIGNED"


def at(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(BEGAN + second, UTC)


def action(
    number: int, start: int | None, end: int | None, status: str = SUCCEEDED, step: str = "step-1"
) -> dict[str, Any]:
    definition = {"taskRun": {"stepId": step, "parameters": {"Frame": {"int": str(number)}}}}
    told = {"sessionActionId": f"sessionaction-{number}", "status": status}
    times = {"startedAt": at(start), "endedAt": at(end)}
    known = {name: value for name, value in times.items() if value is not None}
    return {**told, **known, "definition": definition}


def visit(
    number: int, start: int, end: int | None, *actions: dict[str, Any], worker: str = "worker-1"
) -> Visit:
    path = {"farmId": "f", "queueId": "q", "jobId": "j", "sessionId": f"session-{number}"}
    session = {"sessionId": path["sessionId"], "startedAt": at(start)}
    ended = {} if end is None else {"endedAt": at(end)}
    place = Place(LEVELS["session-actions"], path)
    return Visit(place, {**session, **ended}, worker, actions=actions)


SECONDS = st.integers(0, 4_000)


@st.composite
def visits(draw: st.DrawFn) -> list[Visit]:
    """Sessions of few workers whose actions may even be told in a way that cannot be."""
    found, number = [], 0
    for session in range(draw(st.integers(0, 6))):
        start, actions = draw(SECONDS), []
        for _ in range(draw(st.integers(0, 6))):
            began = draw(st.none() | SECONDS)
            ended = None if began is None else draw(st.none() | st.integers(began, 4_500))
            status = draw(st.sampled_from([RUNNING, SUCCEEDED, READY, "FAILED"]))
            actions.append(action(number := number + 1, began, ended, status))
        end = draw(st.none() | st.integers(start, 4_500))
        worker = draw(st.sampled_from(["worker-1", "worker-2", ""]))
        found.append(visit(session, start, end, *actions, worker=worker))
    return found


@settings(max_examples=40)
@given(visits(), st.sampled_from(RowsBy), st.booleans())
def test_what_a_row_does_never_overlaps_and_gaps_with_it_make_up_its_presence(
    sessions: list[Visit], by: RowsBy, idles_between: bool
) -> None:
    chart = chart_of(sessions, by, NOW, idles_between=idles_between)
    for lane in chart.lanes:
        assert all(one.end <= other.start for one, other in pairwise(lane.present))
        assert all(one.took.end <= other.took.start for one, other in pairwise(lane.runs))
        for run in lane.runs:
            assert any(s.start <= run.took.start <= run.took.end <= s.end for s in lane.present)
        busy = sum(run.took.length for run in lane.runs)
        assert busy + sum(gap.length for gap in lane.gaps) == lane.length


@settings(max_examples=40)
@given(visits(), st.sampled_from(RowsBy))
def test_every_action_that_has_begun_is_drawn_once(sessions: list[Visit], by: RowsBy) -> None:
    begun = [a["sessionActionId"] for v in sessions for a in v.actions if "startedAt" in a]
    chart = chart_of(sessions, by, NOW)
    assert sorted(run.key for run in chart.runs) == sorted(begun)
    assert len({lane.key for lane in chart.lanes}) == len(chart.lanes)


def test_sessions_that_follow_each_other_share_the_row_of_their_worker() -> None:
    sessions = [visit(1, 0, 100), visit(2, 100, 200), visit(3, 150, 300)]
    chart = chart_of(sessions, RowsBy.WORKER, NOW)
    assert [lane.label for lane in chart.lanes] == ["worker-1", "worker-1 ·2"]
    assert len(chart_of(sessions, RowsBy.SESSION, NOW).lanes) == 3


def test_of_a_jobs_worker_nobody_knows_what_it_did_between_two_sessions() -> None:
    sessions = [visit(1, 0, 100, action(1, 0, 100)), visit(2, 300, 400, action(2, 300, 350))]
    of_job = chart_of(sessions, RowsBy.WORKER, NOW)
    of_worker = chart_of(sessions, RowsBy.WORKER, NOW, idles_between=True)
    assert (of_job.idle, of_job.utilisation) == (50, 0.75)
    assert (of_worker.idle, of_worker.utilisation) == (250, 150 / 400)


def test_what_runs_goes_on_until_now_and_what_waits_is_counted() -> None:
    session = visit(1, 0, None, action(1, 10, None, RUNNING), action(2, None, None, READY))
    chart = chart_of([session], RowsBy.WORKER, NOW)
    [run] = chart.runs
    assert run.is_running
    assert run.took.end == NOW
    assert chart.waiting == 1


def test_a_bar_says_the_frame_and_the_words_below_the_whole_title() -> None:
    [run] = chart_of([visit(1, 0, 9, action(7, 0, 9))], RowsBy.WORKER, NOW).runs
    assert (run.short_title, run.title) == ("7", "Task Frame=7")


def test_one_that_takes_far_longer_than_its_siblings_is_slow() -> None:
    lengths = [60, 62, 58, 61, 59, 64, 57, 200]
    actions = [action(n, n * 300, n * 300 + took) for n, took in enumerate(lengths)]
    other = action(99, 2_700, 3_000, step="step-2")
    chart = chart_of([visit(1, 0, 3_000, *actions, other)], RowsBy.WORKER, NOW)
    spread = spreads(chart.runs)
    assert spread["step-1"].median == pytest.approx(60.5)
    slow = [run.short_title for run in chart.runs if spread[run.step].is_slow(run)]
    assert slow == ["7"]


@given(st.lists(st.integers(0, 1_000_000).map(float), min_size=1, max_size=50))
def test_the_median_is_below_what_nearly_all_take(lengths: list[float]) -> None:
    spread = spread_of(lengths)
    assert min(lengths) <= spread.median <= spread.p95 <= max(lengths)
    assert spread.fence >= spread.median
    assert spread.count == len(lengths)


def test_of_few_siblings_none_is_slow() -> None:
    actions = [action(n, n * 900, n * 900 + took) for n, took in enumerate([10, 10, 800])]
    chart = chart_of([visit(1, 0, 3_000, *actions)], RowsBy.WORKER, NOW)
    spread = spreads(chart.runs)["step-1"]
    assert spread.count < FEWEST
    assert not any(map(spread.is_slow, chart.runs))


def test_where_a_pause_takes_most_of_the_time_the_last_work_is_told_apart() -> None:
    early = visit(1, 0, 100, action(1, 0, 50), action(2, 50, 100))
    other = visit(2, 3_000, 3_400, action(3, 3_010, 3_200), action(4, 3_220, 3_400))
    chart = chart_of([early, other], RowsBy.WORKER, NOW)
    assert chart.last_work is not None
    assert tuple(chart.last_work) == (BEGAN + 3_010, BEGAN + 3_400)
    for sessions in ([], [early], [visit(3, 0, 3_000, action(5, 0, 3_000)), other]):
        assert chart_of(sessions, RowsBy.WORKER, NOW).last_work is None
