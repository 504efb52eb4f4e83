"""Which lines are shown where only those that match are, with their neighbours."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.lines import Splice
from app.lines.line_set import LineSet
from app.logs.keeping.spool import Spool
from app.view import LogLine
from tests.listed_lines import ListedLines
from widgets.log.line_filter import WINDOW, LineFilter, Shown, with_context


@given(
    st.lists(st.integers(-10, 60), unique=True).map(sorted),
    st.integers(0, 5),
    st.integers(0, 20),
    st.integers(0, 40),
)
def test_the_runs_are_all_that_is_near_a_match_and_nothing_else(
    matches: list[int], context: int, start: int, length: int
) -> None:
    within = range(start, start + length)
    runs = list(with_context(matches, context, within))
    near = [at for at in within if any(abs(at - match) <= context for match in matches)]
    assert [at for run in runs for at in run] == near
    assert all(run and one.stop < run.start for one, run in pairwise(runs))


changes = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9), st.integers(0, 9)))


@given(st.sets(st.integers(0, 39)), changes, st.integers(0, 3))
def test_what_is_told_bit_by_bit_is_what_the_whole_is(
    hits: set[int], applied: list[tuple[int, int, int]], context: int
) -> None:
    spool = Spool(LogLine(0, "line") for _ in range(40))
    filtered = LineFilter(spool, LineSet(sorted(hits)), context)
    shown: list[bool] = [False] * 40

    def take(told: Shown) -> None:
        first = spool.first
        numbers = {number - first for run in told.runs for number in run}
        for index in range(told.start - first, told.stop - first):
            shown[index] = index in numbers
        assert all(told.start <= run.start < run.stop <= told.stop for run in told.runs)

    def take_all() -> None:
        while filtered.is_stale:
            for told in filtered.renewed():
                take(told)

    filtered.choose_anew(context)
    take_all()
    for at, removed, added in applied:
        start = min(at, len(spool))
        change = Splice(start, min(removed, len(spool) - start), added)
        rest = spool[start + change.removed :]
        spool.truncate(start)
        spool.append([LogLine(0, "new")] * added + rest)
        filtered.matches.splice(change)
        shown[start : start + change.removed] = [False] * added
        filtered.splice(change)
        take_all()
        filtered.matches.replace(start, start + added, range(start, start + added, 4))
        take(filtered.looked(range(spool.first + start, spool.first + start + added)))
    expected = [
        any(abs(index - match) <= context for match in filtered.matches)
        for index in range(len(spool))
    ]
    spool.close()
    assert shown == expected


def test_a_context_of_none_shows_the_matches_alone_and_few_are_one_run() -> None:
    spool = Spool(LogLine(0, "line") for _ in range(100))
    spool.prepend([LogLine(0, "older")] * 10)
    filtered = LineFilter(spool, LineSet([0, 1, 50]), 0)
    filtered.choose_anew(0)
    assert list(filtered.renewed()) == [Shown(-10, 100, (range(-10, -8), range(40, 41)))]
    filtered.choose_anew(2)
    assert filtered.is_stale
    assert filtered.looked(range(40, 41)) == Shown(38, 43, (range(38, 43),))
    spool.close()


def test_a_long_log_is_renewed_a_window_at_a_time() -> None:
    lines = ListedLines([LogLine(0, "line")] * (2 * WINDOW + 5))
    filtered = LineFilter(lines, LineSet([WINDOW]), 1)
    filtered.choose_anew(1)
    assert list(filtered.renewed()) == [Shown(0, WINDOW, (range(WINDOW - 1, WINDOW),))]
    filtered.splice(lines.drop(2))
    filtered.matches.splice(Splice(0, 2))
    told = [shown for _ in range(2) for shown in filtered.renewed()]
    assert [run for shown in told for run in shown.runs] == [range(WINDOW, WINDOW + 2)]
    assert told[-1].stop == 2 * WINDOW + 5
    assert not filtered.is_stale
