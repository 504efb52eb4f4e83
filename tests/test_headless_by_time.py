"""Many logs are printed as one, in the order of their times, and few of them are open at once."""

from collections.abc import AsyncIterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.headless.by_time import Part, by_time
from app.view import LogLine

LOGS = st.lists(st.lists(st.integers(0, 20), max_size=12).map(sorted), max_size=5)


async def log(times: Sequence[int], page: int) -> AsyncIterator[Sequence[LogLine]]:
    """A log that is read some lines at a time, some of which are none."""
    for at in range(0, len(times), page):
        yield [
            LogLine(time, f"line {at + index}") for index, time in enumerate(times[at : at + page])
        ]
        yield ()


@given(logs=LOGS, page=st.integers(1, 5))
async def test_lines_come_by_time_and_stay_in_their_order(logs: list[list[int]], page: int) -> None:
    parts = [Part(times[0] if times else 0, log(times, page)) for times in logs]
    lines = [line async for some in by_time(parts) for line in some]
    expected = sorted(
        (time, origin, at) for origin, times in enumerate(logs) for at, time in enumerate(times)
    )
    assert [(line.timestamp, line.origin, int(line.message[5:])) for line in lines] == expected
    assert not any(line.late for line in lines)


async def test_a_log_is_opened_when_its_time_has_come() -> None:
    opened: list[str] = []

    async def one(name: str, *times: int) -> AsyncIterator[Sequence[LogLine]]:
        opened.append(name)
        yield [LogLine(time, name) for time in times]

    lines = by_time([Part(0, one("first", 0, 5)), Part(10, one("second", 10, 11))])
    assert [line.message for line in await anext(lines)] == ["first", "first"]
    assert opened == ["first"]
    assert [line.message async for some in lines for line in some] == ["second", "second"]


async def test_a_line_from_before_its_log_began_is_late() -> None:
    parts = [Part(0, log([0, 5], 2)), Part(4, log([3], 1))]
    lines = [line async for some in by_time(parts) for line in some]
    assert [(line.timestamp, line.late) for line in lines] == [(0, False), (3, False), (5, False)]
    parts = [Part(0, log([0, 5], 2)), Part(6, log([3], 1))]
    lines = [line async for some in by_time(parts) for line in some]
    assert [(line.timestamp, line.late) for line in lines] == [(0, False), (5, False), (3, True)]
