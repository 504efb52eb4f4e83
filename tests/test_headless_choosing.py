"""Lines are chosen as grep chooses them, however they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.headless.choosing import GAP, Between, Selection, matching
from app.view import NO_TIME, LogLine

LINES = st.lists(st.sampled_from(["hit", "a", "b"]), max_size=30)


def lines_of(messages: list[str]) -> list[LogLine]:
    return [LogLine(index, message) for index, message in enumerate(messages)]


def grep(messages: list[str], context: int) -> list[int | None]:
    """The indices of what grep prints; None between two groups."""
    hits = [index for index, message in enumerate(messages) if message == "hit"]
    near = [at for at in range(len(messages)) if any(abs(at - hit) <= context for hit in hits)]
    found: list[int | None] = []
    for at in near:
        if context and found and found[-1] != at - 1:
            found.append(None)
        found.append(at)
    return found


@given(messages=LINES, context=st.integers(0, 4), cut=st.integers(0, 30))
def test_lines_come_with_their_neighbours(messages: list[str], context: int, cut: int) -> None:
    selection = Selection([matching("hit")], context)
    lines = lines_of(messages)
    chosen = [*selection.choose(lines[:cut]), *selection.choose(lines[cut:])]
    assert [line and line.timestamp for line in chosen] == grep(messages, context)


def test_every_condition_must_hold() -> None:
    selection = Selection([matching("a"), matching("b")])
    chosen = selection.choose(lines_of(["a", "b", "ab"]))
    assert [line and line.message for line in chosen] == ["ab"]


def test_without_a_condition_everything_is_chosen() -> None:
    lines = lines_of(["a", "b"])
    assert list(Selection([]).choose(lines)) == lines
    assert GAP not in lines


@pytest.mark.parametrize(
    ("pattern", "found"),
    [("error", ["Error", "error"]), ("Error", ["Error"]), ("^e", ["Error", "error"])],
)
def test_case_matters_where_the_pattern_has_a_capital(pattern: str, found: list[str]) -> None:
    chosen = Selection([matching(pattern)]).choose(lines_of(["Error", "error", "fine"]))
    assert [line and line.message for line in chosen] == found


def test_what_is_no_pattern_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="--grep"):
        matching("(")


def test_a_line_without_a_time_has_that_of_the_one_before() -> None:
    lines = [LogLine(5, "a"), LogLine(NO_TIME, "of a"), LogLine(7, "b"), LogLine(9, "c")]
    assert Between(6, 9)(lines) == [lines[2]]
    assert Between(None, 6)(lines) == lines[:2]
