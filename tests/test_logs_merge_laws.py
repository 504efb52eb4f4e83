"""Several logs that are followed as one, whatever goes wrong."""

import asyncio
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.following.batch import Phase
from app.logs.following.followed import Origin
from app.logs.following.tail import Tail
from app.logs.merging.merge import Merge
from app.view import LogLine
from tests.log_stream import FakeStream, FakeTime
from tests.test_logs_merge import NOW_MS, Reader, tail_of


class WritingTime(FakeTime):
    """Time in which logs go on being written, and after a while no more goes wrong."""

    def __init__(
        self, streams: list[FakeStream], coming: list[list[LogLine]], trouble: Random
    ) -> None:
        super().__init__(NOW_MS / 1000 - 90_000)
        self.streams = streams
        self.coming = coming
        self.trouble = trouble
        self.patience = 80
        self.tails: list[Tail] = []

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, seconds)
        self.patience -= 1
        for stream, coming in zip(self.streams, self.coming, strict=True):
            if self.patience <= 0:
                stream.trouble = None
            count = self.trouble.randint(0, 3) if self.patience > 0 else len(coming)
            stream.lines.extend(coming[:count])
            del coming[:count]
        if self.patience <= 0:
            self.now = max(self.now, NOW_MS / 1000 + 900)
            for tail in self.tails:
                tail.close_at(NOW_MS + 1_000)


log_lines = st.lists(st.integers(NOW_MS, NOW_MS + 30), max_size=12).map(sorted)


@given(
    logs=st.lists(st.tuples(log_lines, log_lines), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
)
@settings(deadline=None, max_examples=150)
async def test_several_followed_logs_are_whole_whatever_goes_wrong(
    logs: list[tuple[list[int], list[int]]], seed: int
) -> None:
    trouble = Random(seed)
    streams = [FakeStream([LogLine(at, f"{at}") for at in now], trouble) for now, _ in logs]
    coming = [[LogLine(at + 30, f"{at + 30}") for at in later] for _, later in logs]
    everything = [
        line._replace(origin=number)
        for number, (stream, more) in enumerate(zip(streams, coming, strict=True))
        for line in (*stream.lines, *more)
    ]
    time = WritingTime(streams, coming, trouble)
    parts = [
        (Origin(f"log {number}"), tail_of(stream, time, from_head=trouble.random() < 0.2))
        for number, stream in enumerate(streams)
    ]
    time.tails = [part for _, part in parts]
    merge = Merge(parts, hold=trouble.choice([0.0, 2.0]))
    reader = Reader(merge)
    while merge.state.phase is not Phase.ENDED:
        following = asyncio.create_task(reader.until_ended())
        reading = asyncio.create_task(reader.read_back())
        for _ in range(trouble.randint(1, 200)):
            await asyncio.sleep(0)
        if trouble.random() < 0.5:
            # Somebody leaves in the midst and comes again.
            reading.cancel()
            following.cancel()
        done = await asyncio.gather(following, reading, return_exceptions=True)
        assert not any(isinstance(one, Exception) for one in done), done
    await reader.read_back()
    assert reader.copy == sorted(everything, key=lambda line: (line.timestamp, line.origin))
