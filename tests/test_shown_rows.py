"""Rows against numbers of lines: whatever happens, as a plain list of lines would tell it."""

from collections.abc import Iterable
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.lines import Splice
from widgets.lines.runs import PART, Runs, without
from widgets.lines.shown_rows import FOREVER, ShownRows

numbers = st.sets(st.integers(-60, 60))


def runs_of(members: Iterable[int]) -> list[range]:
    """Numbers as runs, none of which touches another."""
    pairs = enumerate(sorted(members))
    groups = [[number for _, number in group] for _, group in groupby(pairs, lambda p: p[1] - p[0])]
    return [range(group[0], group[-1] + 1) for group in groups]


def members(runs: Runs) -> list[int]:
    return [number for run in runs.between(-FOREVER, FOREVER) for number in run]


@given(numbers, st.integers(-70, 70))
def test_runs_know_the_row_of_a_number_and_the_number_of_a_row(kept: set[int], number: int) -> None:
    runs = Runs(runs_of(kept))
    listed = sorted(kept)
    assert len(runs) == len(listed)
    assert [runs[row] for row in range(len(listed))] == listed
    assert (number in runs) == (number in kept)
    assert runs.row_of(number) == sum(each < number for each in listed)


@given(numbers, numbers, st.integers(-70, 70), st.integers(0, 50))
def test_runs_are_replaced_between_two_numbers(
    kept: set[int], others: set[int], start: int, count: int
) -> None:
    runs = Runs(runs_of(kept))
    stop = start + count
    new = {each for each in others if start <= each < stop}
    runs.replace(start, stop, runs_of(new))
    assert members(runs) == sorted({each for each in kept if not start <= each < stop} | new)


@given(numbers, numbers)
def test_what_is_taken_out_of_runs_is_gone(kept: set[int], others: set[int]) -> None:
    left = without(runs_of(kept), Runs(runs_of(others)))
    assert [each for run in left for each in run] == sorted(kept - others)


def test_very_many_runs_are_as_good_as_few() -> None:
    kept = list(range(0, 12 * PART, 3))
    runs = Runs(range(number, number + 1) for number in kept)
    runs.replace(5 * PART, 6 * PART, [range(5 * PART, 6 * PART)])
    runs.shift(6 * PART, 100)
    runs.replace(-2, -1, [range(-2, -1)])
    expected = [
        -2,
        *(each for each in kept if each < 5 * PART),
        *range(5 * PART, 6 * PART),
        *(each + 100 for each in kept if each >= 6 * PART),
    ]
    assert members(runs) == expected
    assert [runs[row] for row in range(len(runs))] == expected
    assert [runs.row_of(each) for each in expected] == list(range(len(expected)))


class LinesAndRows(RuleBasedStateMachine):
    """Lines in a list, each with whether it is hidden and whether it was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.first = 0
        self.made = 0
        self.lines: list[int] = []
        self.hidden: set[int] = set()
        self.chosen: set[int] | None = None
        self.kept: set[int] = set()
        self.rows = ShownRows(range(0))

    def numbered(self, lines: Iterable[int]) -> list[range]:
        place = {line: self.first + index for index, line in enumerate(self.lines)}
        return runs_of(place[line] for line in lines)

    @rule(at=st.floats(0, 1), removed=st.integers(0, 4), added=st.integers(0, 6))
    def splice(self, at: float, removed: int, added: int) -> None:
        index = round(at * len(self.lines))
        removed = min(removed, len(self.lines) - index)
        new = list(range(self.made, self.made + added))
        self.made += added
        self.lines[index : index + removed] = new
        if index == 0:
            self.first += removed - added
        self.rows.splice(Splice(index, removed, added))

    @rule(first=st.integers(-9, 9))
    def begin_elsewhere(self, first: int) -> None:
        if not self.lines:
            self.first = first
            self.rows.start_at(first)

    @rule(data=st.data())
    def hide(self, data: st.DataObject) -> None:
        some = st.sets(st.sampled_from(self.lines)) if self.lines else st.just(set())
        self.hidden, self.kept = data.draw(some), data.draw(some)
        self.rows.hide(self.numbered(self.hidden), self.numbered(self.kept))

    @rule(data=st.data(), kept=st.booleans())
    def keep(self, data: st.DataObject, kept: bool) -> None:
        if self.lines:
            line = data.draw(st.sampled_from(self.lines))
            self.kept = self.kept | {line} if kept else self.kept - {line}
            self.rows.keep(self.first + self.lines.index(line), kept=kept)

    @rule(data=st.data())
    def only(self, data: st.DataObject) -> None:
        self.chosen = data.draw(st.sets(st.sampled_from(self.lines))) if self.lines else set()
        self.rows.only(self.numbered(self.chosen))

    @rule()
    def every_one(self) -> None:
        self.chosen = None
        self.rows.only(None)

    @rule(data=st.data())
    def only_between(self, data: st.DataObject) -> None:
        if self.chosen is None or not self.lines:
            return
        start = data.draw(st.integers(0, len(self.lines)))
        stop = data.draw(st.integers(start, len(self.lines)))
        part = self.lines[start:stop]
        chosen = data.draw(st.sets(st.sampled_from(part))) if part else set()
        self.chosen = (self.chosen - set(part)) | chosen
        self.rows.only_between(self.first + start, self.first + stop, self.numbered(chosen))

    @invariant()
    def rows_are_those_of_the_list(self) -> None:
        shown = [
            self.first + index
            for index, line in enumerate(self.lines)
            if line not in self.hidden and (self.chosen is None or line in self.chosen | self.kept)
        ]
        assert self.rows.numbers == range(self.first, self.first + len(self.lines))
        assert list(self.rows.from_row(0)) == shown
        assert len(self.rows) == len(shown)
        for row, number in enumerate(shown):
            assert self.rows[row] == number
            assert self.rows.row_of(number) == row
            assert self.rows.nearest(number) == number


TestLinesAndRows = LinesAndRows.TestCase
TestLinesAndRows.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


def test_lines_that_come_where_everything_is_hidden_are_hidden() -> None:
    rows = ShownRows(range(10))
    assert rows.hide([range(5, FOREVER)])
    rows.splice(Splice(10, 0, 5))
    assert len(rows) == 5
    assert rows.hide([])
    assert len(rows) == 15


def test_hiding_the_same_lines_again_changes_nothing() -> None:
    rows = ShownRows(range(10))
    assert rows.hide([range(2, 4)])
    assert not rows.hide([range(2, 4)])


@pytest.mark.parametrize(("number", "nearest"), [(0, 3), (5, 4), (7, 8), (20, 9)])
def test_the_nearest_line_that_is_shown_is_found(number: int, nearest: int) -> None:
    rows = ShownRows(range(20))
    rows.only([range(3, 5), range(8, 10)])
    assert rows.nearest(number) == nearest
    rows.only([])
    assert rows.nearest(number) is None
