"""What is known to be missing: told of by a live tail, and not to be had of GetLogEvents."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.logs.following.unread import MOST, SETTLE, Unread
from app.logs.keeping.spool import Spool
from app.view import LogLine
from tests.log_stream import PLACE


def spool_of(*times: int) -> Spool:
    """Lines that were written at these times."""
    return Spool([LogLine(time, "line") for time in sorted(times)])


def test_what_was_told_and_has_come_is_not_missing() -> None:
    unread = Unread(PLACE)
    unread.told((7, 7, 9), now=0.0)
    unread.check(spool_of(1, 7, 7, 9), whole=True, asked=100.0)
    assert (unread.count, unread.awaited) == (0, False)


def test_what_was_told_is_awaited_for_a_while_and_then_missing_until_it_comes() -> None:
    unread, lines = Unread(PLACE), spool_of(1, 7)
    unread.told((7, 7, 9), now=0.0)
    unread.check(lines, whole=True, asked=SETTLE - 0.1)
    assert (unread.count, unread.awaited) == (0, True)
    unread.check(lines, whole=True, asked=SETTLE)
    assert (unread.count, unread.awaited) == (2, False)
    unread.check(spool_of(1, 7, 7, 9), whole=True, asked=SETTLE)
    assert unread.count == 0


def test_what_lies_before_the_first_line_was_never_asked_for() -> None:
    unread, lines = Unread(PLACE), spool_of(5, 6)
    unread.told((4, 5, 5, 7), now=0.0)
    unread.check(lines, whole=False, asked=SETTLE)
    assert unread.count == 1
    whole = Unread(PLACE)
    whole.told((4, 5, 5, 7), now=0.0)
    whole.check(lines, whole=True, asked=SETTLE)
    assert whole.count == 3


def test_what_lies_outside_of_the_place_is_somebody_else_s() -> None:
    unread = Unread(replace(PLACE, start=5))
    unread.told((4, 5, 8, 9), now=0.0)
    unread.close_at(8)
    unread.told((6, 8), now=0.0)
    unread.check(spool_of(), whole=True, asked=SETTLE)
    assert unread.count == 2


def test_another_live_tail_may_tell_again_of_the_same() -> None:
    unread = Unread(PLACE)
    unread.told((7, 7), now=0.0)
    unread.restart()
    unread.told((7,), now=0.0)
    unread.check(spool_of(7), whole=True, asked=SETTLE)
    assert unread.count == 1


def test_no_more_is_remembered_than_can_be_looked_through() -> None:
    unread = Unread(PLACE)
    unread.told(tuple(range(MOST + 10)), now=0.0)
    unread.check(spool_of(), whole=True, asked=SETTLE)
    assert unread.count == MOST


@given(
    st.lists(st.integers(0, 8), max_size=20),
    st.lists(st.integers(0, 8), max_size=20),
    st.booleans(),
)
def test_nothing_counts_as_missing_that_may_be_there(
    told: list[int], here: list[int], whole: bool
) -> None:
    unread, lines = Unread(PLACE), spool_of(*here)
    unread.told(tuple(told), now=0.0)
    unread.check(lines, whole=whole, asked=SETTLE)
    lacking = Counter(told) - Counter(here)
    asked_for = {time for time in lacking if whole or (here and time > min(here))}
    assert unread.count == sum(lacking[time] for time in asked_for)
