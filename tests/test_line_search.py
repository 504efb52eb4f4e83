"""A search through lines that change while it looks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lines import Splice
from app.lines.line_pattern import LinePattern, PatternProblem, pattern_of
from app.lines.line_search import Found, Search
from app.logs.keeping.spool import Spool
from app.view import LogLine


def pattern(text: str) -> LinePattern:
    found = pattern_of(text)
    assert isinstance(found, LinePattern)
    return found


@dataclass(frozen=True)
class TextBlock:
    """A run of lines as it was."""

    number: int
    messages: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.messages)

    def text(self) -> str:
        return "\n".join(self.messages)

    def times(self) -> "memoryview[int]":
        raise NotImplementedError


class TextLines(list[LogLine]):
    """Lines in blocks of four, which can be changed in any place."""

    first = 0

    def since(self, timestamp: int) -> int:
        raise NotImplementedError

    def block(self, index: int) -> TextBlock:
        start = index - index % 4
        return TextBlock(
            self.first + start, tuple(line.message for line in self[start : start + 4])
        )

    def splice(self, at: int, removed: int, added: list[str]) -> Splice:
        change = Splice(at, removed, len(added))
        self[at : at + removed] = [LogLine(0, message) for message in added]
        self.first -= 0 if at else len(added) - removed
        return change


async def searched(search: Search) -> Search:
    while search.pending:
        await search.look()
    return search


def numbers(search: Search, lines: TextLines) -> list[int]:
    return [lines.first + index for index in search.matches]


words = st.lists(st.sampled_from(["hit", "miss", "a hit", ""]), max_size=12)


@given(words, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5), words)), st.integers(0, 12))
def test_whatever_happens_to_the_lines_the_matches_are_those_of_each_line(
    messages: list[str], changes: list[tuple[int, int, list[str]]], origin: int
) -> None:
    lines = TextLines()
    lines.splice(0, 0, messages)
    search = Search(pattern("hit"), lines, origin)

    async def changed_while_it_looks() -> None:
        for at, removed, added in changes:
            look = asyncio.ensure_future(search.look())
            await asyncio.sleep(0)
            start = min(at, len(lines))
            search.splice(lines.splice(start, min(removed, len(lines) - start), added))
            await look
        await searched(search)

    asyncio.run(changed_while_it_looks())
    assert list(search.matches) == [index for index, line in enumerate(lines) if "hit" in line[1]]


async def test_what_is_near_the_origin_is_looked_at_first_and_then_what_lies_before() -> None:
    lines = TextLines([LogLine(0, "hit")] * 1_000)
    search = Search(pattern("hit"), lines, 500)
    assert search.glance() == [range(500, 504)]
    assert search.nearest() == 500
    assert search.found == Found(0, 4, complete=False)
    looked = await search.look()
    assert looked[0] == range(504, 508)
    await searched(search)
    assert search.found == Found(0, 1_000, complete=True)


async def test_the_nearest_match_is_the_last_one_where_none_lies_ahead() -> None:
    lines = TextLines([LogLine(0, "hit"), LogLine(0, "hit"), *[LogLine(0, "miss")] * 200])
    search = Search(pattern("hit"), lines, 100)
    search.glance()
    assert search.nearest() is None
    assert (await searched(search)).nearest() == 1


async def test_from_match_to_match_one_goes_round() -> None:
    lines = TextLines(LogLine(0, "hit" if number % 3 == 0 else "miss") for number in range(9))
    lines.first = -100
    search = await searched(Search(pattern("hit"), lines, -100))
    assert [search.next_from(number) for number in (-100, -98, -94)] == [-97, -97, -100]
    assert [search.previous_from(number) for number in (-100, -98, -94)] == [-94, -100, -97]
    search.current = -97
    assert search.found.position == 2


async def test_the_current_match_keeps_its_line_and_goes_with_it() -> None:
    lines = TextLines(LogLine(0, "hit") for _ in range(9))
    search = await searched(Search(pattern("hit"), lines, 0))
    search.current = 5
    search.splice(lines.splice(0, 0, ["older"] * 3))
    assert search.current == 5
    search.splice(lines.splice(1, 0, ["late"]))
    assert search.current == 6
    search.splice(lines.splice(len(lines) - 4, 4, []))
    assert search.current is None


async def test_a_search_that_is_stopped_keeps_what_it_found_and_says_how_far_it_came() -> None:
    search = Search(pattern("hit"), TextLines([LogLine(0, "hit")] * 12), 0)
    search.glance()
    assert search.looked_at == pytest.approx(1 / 3)
    search.stop()
    assert not search.pending
    assert len(search.matches) == 4
    assert search.found.problem == PatternProblem("stopped, 33% looked at")


async def test_nothing_is_found_where_nothing_is() -> None:
    search = Search(pattern("hit"), TextLines(), 0)
    assert not search.pending
    assert search.glance() == []
    assert (search.nearest(), search.next_from(0), search.previous_from(0)) == (None, None, None)


@pytest.mark.parametrize("text", ["(a|aa)+$", "(?s)(a|aa)+$"])
async def test_a_pattern_that_takes_for_ever_ends_the_search_and_says_where(text: str) -> None:
    lines = TextLines(LogLine(0, "fine") for _ in range(9))
    lines[6] = LogLine(0, "a" * 200 + "!")
    search = Search(pattern(text), lines, 5)
    assert search.glance() == []
    assert not search.found.complete
    problem = (await searched(search)).found.problem
    assert problem == PatternProblem("takes too long on line 7")
    assert search.found.complete


async def test_the_matches_in_a_long_log_are_counted_and_ranked(numbered: Spool) -> None:
    search = await searched(Search(pattern("7$"), numbered, 60_000))
    assert search.found.count == 10_000
    assert search.next_from(59_998) == 60_007
    assert search.previous_from(59_998) == 59_997


@pytest.fixture
def numbered() -> Iterator[Spool]:
    spool = Spool(LogLine(number, f"line {number}") for number in range(100_000))
    yield spool
    spool.close()
