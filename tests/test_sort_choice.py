"""Which column is meant by what is typed where it is asked what to sort by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.resources import LEVELS
from app.tui.lists.sort_choice import SortChoice
from app.view import Column
from tests.texts import texts
from widgets.bars.prompt import in_lines

JOBS = SortChoice([column for column in LEVELS["jobs"].columns if column.shown])
MANY = SortChoice([Column(f"c{n}", f"COLUMN {n}", 8) for n in range(1, 13)])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", "status"),
        ("9", "createdBy"),
        ("10", None),
        ("0", None),
        ("NA", "name"),
        ("pr", "progress"),
        ("pri", "priority"),
        (" fail ", "failed"),
        ("zebra", None),
    ],
)
def test_a_column_is_meant_by_its_number_or_the_first_that_its_letters_begin(
    typed: str, meant: str | None
) -> None:
    chosen = JOBS.chosen(typed)
    assert (chosen.id if chosen else None) == meant


def test_a_later_word_of_a_name_is_enough_where_no_name_begins_so() -> None:
    all_of_them = SortChoice(LEVELS["jobs"].columns)
    first, *_ = [all_of_them.columns[at].label for at in all_of_them.fitting("work")]
    assert first == "MAX WORKERS"
    labels = [all_of_them.columns[at].label for at in all_of_them.fitting("fail")]
    assert labels == ["FAIL", "MAX FAIL"]


@pytest.mark.parametrize(
    ("choice", "typed", "settled"),
    [
        (JOBS, "1", True),
        (JOBS, "9", True),
        (JOBS, "0", False),
        (JOBS, "name", False),
        (JOBS, "", False),
        (MANY, "1", False),
        (MANY, "2", True),
        (MANY, "12", True),
        (MANY, "13", False),
    ],
)
def test_a_number_is_settled_once_no_other_one_begins_with_it(
    choice: SortChoice, typed: str, settled: bool
) -> None:
    assert choice.is_settled(typed) is settled


def test_the_columns_that_are_left_are_named_with_their_numbers() -> None:
    assert JOBS.left()[:4] == ["1 status", "2 name", "3 progress", "4 tasks"]
    assert JOBS.left("p") == ["3 progress", "8 pri"]
    assert JOBS.left("px") == []


@given(st.lists(texts(max_size=9)), st.integers(1, 30))
def test_choices_stand_in_lines_as_wide_as_there_is_room_and_none_is_cut(
    choices: list[str], width: int
) -> None:
    lines = in_lines(choices, width)
    assert "  ".join(lines) == "  ".join(choices)
    assert all(cell_len(line) <= width for line in lines if line not in choices)
