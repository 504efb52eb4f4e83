"""Some of the lines of a log, however these change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lines import Splice, line_set
from app.lines.line_set import LineSet

Change = tuple[int, int, int]
changes = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40), st.integers(0, 40)))


def spliced(marked: list[bool], change: Splice) -> None:
    """The same change to a list that says of each line whether it is one of them."""
    marked[change.at : change.at + change.removed] = [False] * change.added


@given(st.lists(st.booleans(), max_size=300), changes, st.integers(1, 8))
def test_a_set_is_what_a_list_of_every_line_is(
    lines: list[bool], applied: list[Change], part: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_set, "PART", part)
        marked = list(lines)
        chosen = LineSet([index for index, is_one in enumerate(marked) if is_one])
        for at, removed, added in applied:
            start = min(at, len(marked))
            change = Splice(start, min(removed, len(marked) - start), added)
            spliced(marked, change)
            chosen.splice(change)
            stop = min(start + added, len(marked))
            come = range(start, stop, 3)
            marked[start:stop] = [index in come for index in range(start, stop)]
            chosen.replace(start, stop, come)
        expected = [index for index, is_one in enumerate(marked) if is_one]
        assert list(chosen) == expected
        assert [chosen[at] for at in range(len(chosen))] == expected
        assert len(chosen) == len(expected)
        for line in range(0, len(marked) + 2, 7):
            assert chosen.rank(line) == sum(marked[:line])
            assert list(chosen.between(line, line + 9)) == [
                index for index in expected if line <= index < line + 9
            ]


def test_what_is_beyond_the_last_one_is_no_index() -> None:
    chosen = LineSet([3, 5])
    assert chosen[-1] == 5
    assert chosen[:5] == [3, 5]
    with pytest.raises(IndexError):
        chosen[2]
    with pytest.raises(IndexError):
        chosen[-3]


def test_lines_that_come_at_either_end_one_by_one_are_kept_together() -> None:
    chosen = LineSet()
    for length in range(10_000):
        chosen.splice(Splice(length, 0, 1))
        chosen.replace(length, length + 1, [length])
    for _ in range(100):
        chosen.splice(Splice(0, 0, 2))
        chosen.replace(0, 2, [0])
    assert chosen.rank(200) == 100
    assert len(chosen) == 10_100
