"""Lines of several logs by time, where what was given cannot be put elsewhere later."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import DeniedError
from app.logs.merging.in_order import in_order
from app.view import LogLine

times = st.lists(st.integers(0, 20), max_size=15).map(sorted)


def log_of(name: str, *stamps: int) -> list[LogLine]:
    return [LogLine(stamp, f"{name}{number}") for number, stamp in enumerate(stamps)]


async def read(lines: Sequence[LogLine], size: int = 3) -> AsyncIterator[Sequence[LogLine]]:
    for start in range(0, len(lines), size):
        await asyncio.sleep(0)
        yield lines[start : start + size]


class Log:
    """A log that a test writes."""

    def __init__(self) -> None:
        self._pages: asyncio.Queue[Sequence[LogLine] | None] = asyncio.Queue()

    def write(self, *lines: LogLine) -> None:
        self._pages.put_nowait(lines)

    def end(self) -> None:
        self._pages.put_nowait(None)

    async def pages(self) -> AsyncIterator[Sequence[LogLine]]:
        while (page := await self._pages.get()) is not None:
            yield page


async def turns() -> None:
    """Everybody has done what there was to do."""
    for _ in range(20):
        await asyncio.sleep(0)


@given(logs=st.lists(st.tuples(times, st.integers(1, 5)), max_size=4))
@settings(deadline=None)
async def test_logs_that_end_are_given_by_time_and_then_by_log(
    logs: list[tuple[list[int], int]],
) -> None:
    parts = [log_of(f"{number}/", *stamps) for number, (stamps, _) in enumerate(logs)]
    streams = [read(part, size) for part, (_, size) in zip(parts, logs, strict=True)]
    given = [line for lines in [p async for p in in_order(streams, patience=inf)] for line in lines]
    lines = [line._replace(origin=n) for n, part in enumerate(parts) for line in part]
    assert given == sorted(lines, key=lambda line: (line.timestamp, line.origin))


class Printed:
    """What was given so far, of two logs that are written meanwhile."""

    def __init__(self, patience: float = 1_000.0) -> None:
        self.now = 100.0
        self.first, self.second = Log(), Log()
        self.lines: list[LogLine] = []
        streams = [self.first.pages(), self.second.pages()]
        self._given = in_order(streams, patience=patience, clock=lambda: self.now)
        self.task = asyncio.create_task(self._print())

    @property
    def messages(self) -> list[str]:
        return [line.message for line in self.lines]

    async def _print(self) -> None:
        async for lines in self._given:
            self.lines += lines


async def test_a_line_waits_until_the_other_log_was_read_past_it() -> None:
    printed = Printed()
    printed.first.write(LogLine(10, "ten"))
    await turns()
    assert printed.messages == []
    printed.second.write(LogLine(9, "nine"), LogLine(11, "eleven"))
    await turns()
    assert printed.messages == ["nine", "ten"]
    printed.first.end()
    printed.second.end()
    await printed.task
    assert printed.messages == ["nine", "ten", "eleven"]


async def test_a_log_that_says_that_nothing_is_new_holds_older_lines_back_no_longer() -> None:
    printed = Printed()
    printed.first.write(LogLine(97_000, "old"), LogLine(99_900, "new"))
    await turns()
    printed.second.write()
    await turns()
    assert printed.messages == ["old"]
    printed.now = 103.0
    printed.second.write()
    printed.second.write()
    await turns()
    assert printed.messages == ["old", "new"]
    printed.task.cancel()


async def test_a_line_is_held_back_no_longer_than_patience_lasts_and_later_ones_are_late() -> None:
    printed = Printed(patience=10.0)
    printed.first.write(LogLine(50, "fifty"))
    await turns()
    printed.now += 10.0
    printed.first.write()
    await turns()
    assert printed.messages == ["fifty"]
    printed.second.write(LogLine(40, "forty"))
    await turns()
    assert [(line.message, line.late) for line in printed.lines] == [
        ("fifty", False),
        ("forty", True),
    ]
    printed.task.cancel()


async def test_logs_may_join_while_others_are_read() -> None:
    first, second = Log(), Log()
    joining: asyncio.Queue[Log | None] = asyncio.Queue()

    async def streams() -> AsyncIterator[AsyncIterator[Sequence[LogLine]]]:
        while (log := await joining.get()) is not None:
            yield log.pages()

    printed: list[LogLine] = []

    async def show() -> None:
        async for lines in in_order(streams(), patience=inf):
            printed.extend(lines)

    task = asyncio.create_task(show())
    joining.put_nowait(first)
    first.write(LogLine(1, "one"))
    await turns()
    joining.put_nowait(second)
    second.write(LogLine(2, "two"))
    second.end()
    await turns()
    first.end()
    joining.put_nowait(None)
    await task
    assert [(line.message, line.origin) for line in printed] == [("one", 0), ("two", 1)]


async def test_what_one_log_raises_is_raised_and_the_others_are_left() -> None:
    async def refused() -> AsyncIterator[Sequence[LogLine]]:
        yield ()
        raise DeniedError("Not allowed.")

    before = asyncio.all_tasks()
    with pytest.raises(DeniedError):
        async for _ in in_order([Log().pages(), refused()]):
            pass
    assert asyncio.all_tasks() == before


async def test_what_the_coming_of_logs_raises_is_raised_although_nothing_else_happens() -> None:
    async def joining() -> AsyncIterator[AsyncIterator[Sequence[LogLine]]]:
        yield Log().pages()
        await turns()
        raise DeniedError("no more logs")

    coming = in_order(joining())
    with pytest.raises(DeniedError):
        await asyncio.wait_for(anext(coming), 20)
