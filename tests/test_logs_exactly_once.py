"""Nothing of a log is lost, nothing comes twice, everything is in order, whatever goes wrong."""

import asyncio
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.aws.pacing.backoff import Backoff
from app.errors import FarmtopError
from app.lines import Splice
from app.logs.following.batch import Phase
from app.logs.following.tail import Tail
from app.logs.keeping.overlap import LATE
from app.view import LogLine
from tests.log_stream import PLACE, FakeStream, FakeTime

START = 1_000_000_000
"""Milliseconds: before the first line."""

steps = st.sampled_from([0, 0, 0, 1, 2, 400, 3 * LATE, -1, -2, -400, -LATE])
lines = st.lists(st.tuples(steps, st.sampled_from("ab")))
"""Lines as the time since the youngest before and a text: many share both, and some come late."""


def written(steps: list[tuple[int, str]], newest: int = START) -> list[LogLine]:
    log: list[LogLine] = []
    for step, text in steps:
        log.append(LogLine(max(START, newest + step), text))
        newest = max(newest, newest + step)
    return log


def youngest(log: list[LogLine]) -> int:
    return max((line.timestamp for line in log), default=START)


def ended(log: list[LogLine], end: int) -> list[LogLine]:
    """No line from before an end comes after one from behind it: the action was over."""
    over = next((at for at, line in enumerate(log) if line.timestamp >= end), len(log))
    return [
        line._replace(timestamp=max(line.timestamp, end)) if at > over else line
        for at, line in enumerate(log)
    ]


def in_order(log: list[LogLine]) -> list[LogLine]:
    return sorted(log, key=lambda line: line.timestamp)


def unmarked(log: list[LogLine]) -> list[LogLine]:
    return [line._replace(late=False) for line in log]


UNKNOWN = LogLine(0, "a line that came and was not looked at yet")


class Reader:
    """Somebody who keeps a copy of a log from nothing but what the tail tells."""

    def __init__(self, tail: Tail) -> None:
        self.tail = tail
        self.copy: list[LogLine] = []

    def apply(self, splices: tuple[Splice, ...]) -> None:
        """The lines have changed by all the splices, so what came is looked at in the end."""
        for at, removed, added in splices:
            del self.copy[at : at + removed]
            self.copy[at:at] = [UNKNOWN] * added
        assert len(self.copy) == len(self.tail.lines)
        now = list(self.tail.lines)
        self.copy = [
            new if old is UNKNOWN else old for old, new in zip(self.copy, now, strict=True)
        ]
        assert self.copy == now

    async def follow(self) -> None:
        async for batch in self.tail.follow():
            self.apply(batch.splices)

    async def read_back(self) -> None:
        while not self.tail.at_beginning:
            await asyncio.sleep(0)
            try:
                self.apply(await self.tail.older())
            except FarmtopError:
                continue
            if self.tail.state.phase is Phase.ENDED and not self.tail.lines:
                return


class WritingTime(FakeTime):
    """Time in which a log goes on being written, and after a while no more goes wrong."""

    def __init__(self, stream: FakeStream, coming: list[LogLine], trouble: Random) -> None:
        super().__init__(START / 1000 - 90_000)
        self.stream = stream
        self.coming = coming
        self.trouble = trouble
        self.patience = 60
        self.tail: Tail | None = None
        self.close_at: int | None = None

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, seconds)
        self.patience -= 1
        if self.patience <= 0:
            self.stream.trouble = None
        count = self.trouble.randint(0, 4) if self.patience > 0 else len(self.coming)
        self.stream.lines.extend(self.coming[:count])
        del self.coming[:count]
        if not self.coming:
            # Only now is the end of any place over: workers do not send lines hours late.
            self.now = max(self.now, youngest(self.stream.lines) / 1000 + 900)
        if self.close_at is not None and self.tail is not None and self.trouble.random() < 0.1:
            self.tail.close_at(self.close_at)
            self.close_at = None
        if self.patience <= 0 and self.close_at is not None and self.tail is not None:
            self.tail.close_at(self.close_at)
            self.close_at = None


@given(
    before=lines,
    during=lines,
    seed=st.integers(0, 2**32),
    end=st.one_of(st.integers(-1, 500), st.integers(0, 10 * LATE)),
)
@settings(deadline=None, max_examples=300)
async def test_a_followed_log_is_whole_whatever_goes_wrong(
    before: list[tuple[int, str]], during: list[tuple[int, str]], seed: int, end: int
) -> None:
    trouble = Random(seed)
    log = written(before)
    everything = [*log, *written(during, youngest(log))]
    closing = youngest(everything) + 1 if end < 0 else START + end
    everything = ended(everything, closing)
    log, coming = everything[: len(before)], everything[len(before) :]
    stream = FakeStream(log, trouble)
    time = WritingTime(stream, coming, trouble)
    known_from_the_start = trouble.random() < 0.3
    place = replace(PLACE, start=START if trouble.random() < 0.5 else None)
    if known_from_the_start:
        place = replace(place, end=closing)
    else:
        time.close_at = closing
    tail = Tail(
        stream,
        place,
        backoff=Backoff(random=trouble.random),
        from_head=trouble.random() < 0.2,
        clock=time,
        wait=time.wait,
    )
    time.tail = tail
    reader = Reader(tail)
    if trouble.random() < 0.5:
        await asyncio.gather(reader.follow(), reader.read_back())
    else:
        await reader.follow()
        await reader.read_back()
    assert reader.copy == list(tail.lines)
    assert unmarked(reader.copy) == in_order(
        [line for line in everything if line.timestamp < closing]
    )


async def test_a_late_line_goes_where_its_time_says_and_is_marked() -> None:
    stream = FakeStream([LogLine(START + at, f"at {at}") for at in (0, 10, 10, 20)])
    time = FakeTime(START / 1000)
    tail = Tail(stream, PLACE, backoff=Backoff(), clock=time, wait=time.wait)
    following = tail.follow()
    await anext(following)
    stream.write("late", "late too", at=START + 10)
    stream.write("in time", at=START + 20)
    batch = await anext(following)
    assert batch.splices == (Splice(3, 0, 2), Splice(6, 0, 1))
    assert [line.message for line in tail.lines if line.late] == ["late", "late too"]
    assert [line.message for line in tail.lines] == [
        *("at 0", "at 10", "at 10", "late", "late too", "at 20", "in time")
    ]
