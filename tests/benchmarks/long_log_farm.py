"""An embedded farm in which the log of every session is very long, for the benchmarks.

    python -m tests.benchmarks.long_log_farm 10000000

It prints its address, then the time of each answer of GetLogEvents, and ends with its standard
input. A log has its own first and last time and
so many numbered lines of 100 bytes in between, which are made as they are read.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from app.localfarm.contract import Handlers, Reply, Request
from app.localfarm.farm import build
from app.localfarm.logs.reading import Reading
from app.localfarm.logs.shelf import Stream
from app.localfarm.logs.tape import OVERHEAD, Place, Tape
from app.localfarm.options import Options
from app.localfarm.server import Endpoint
from tests.benchmarks.log_files import numbered
from tests.benchmarks.terminal import ROOT

LINE_BYTES = 100


class NumberedTape(Tape):
    """So many numbered lines, evenly between two times in milliseconds, of which none is kept."""

    def __init__(self, count: int, begin: int, end: int) -> None:
        super().__init__()
        self._count = count
        self._begin = begin
        self._crowd = -(-count // max(1, end - begin))
        """How many lines share a millisecond."""

    def __len__(self) -> int:
        return self._count

    def time(self, index: int) -> int:
        """When a line was written."""
        return self._begin + index // self._crowd

    def ingested(self, index: int) -> int:
        """When a line arrived."""
        return self.time(index)

    def message(self, index: int) -> str:
        """A line."""
        return numbered(index, index + 1).rstrip("\n").ljust(LINE_BYTES, ".")

    def weight(self, start: int, end: int) -> int:
        """Bytes for which CloudWatch counts them."""
        return (LINE_BYTES + OVERHEAD) * (end - start)

    def before(self, index: int) -> Place:
        """The place just before a line."""
        return self.time(index), index % self._crowd

    def index(self, place: Place) -> int:
        """The index of the first line behind a place."""
        time, before = place
        return self._clamped((time - self._begin) * self._crowd + min(before, self._crowd))

    def slice(self, start: int | None, end: int | None) -> tuple[int, int]:
        """The indices of the lines from `start`, inclusive, to `end`, exclusive."""
        first = 0 if start is None else self.index((start, 0))
        last = self._count if end is None else self.index((end, 0))
        return first, max(first, last)

    def _clamped(self, index: int) -> int:
        return max(0, min(self._count, index))


class LongLogs:
    """Reads the log of a session as if it had so many lines, and any other log as it is."""

    def __init__(self, handlers: Handlers, count: int) -> None:
        self._ordinary: Any = handlers["logs", "GetLogEvents"]
        self._count = count
        self._reading = Reading(self)
        self._streams: dict[tuple[str, str], Stream] = {}

    def open(self, group: str, name: str) -> Stream:
        """A log that is long."""
        if (group, name) not in self._streams:
            begin, end = (self._end(group, name, head=head) for head in (True, False))
            tape = NumberedTape(self._count, begin, end)
            self._streams[group, name] = Stream(group, name, begin / 1000, tape)
        return self._streams[group, name]

    def get_log_events(self, request: Request) -> Reply:
        """Answers GetLogEvents."""
        is_long = request.parameters["logStreamName"].startswith("session-")
        reply: Reply = (self._reading.get_log_events if is_long else self._ordinary)(request)
        print(time.perf_counter(), flush=True)
        return reply

    def _end(self, group: str, name: str, *, head: bool) -> int:
        """The time of the first or the last event that the log really has."""
        asked = {
            "logGroupName": group,
            "logStreamName": name,
            "startFromHead": head,
            "limit": 1,
        }
        reply = self._ordinary(Request("logs", "GetLogEvents", asked))
        time: int = reply["events"][0]["timestamp"]
        return time


@dataclass(frozen=True, slots=True)
class LongLogFarm:
    """Such a farm in a process of its own."""

    url: str
    output: IO[str]

    def next_answer(self) -> float:
        """When GetLogEvents was answered for the next time, by the clock of `time.perf_counter`.

        Linux has one such clock for all processes.
        """
        return float(self.output.readline())


@contextmanager
def long_log_farm(count: int) -> Iterator[LongLogFarm]:
    """A farm, for as long as the context lasts."""
    command = [sys.executable, "-m", "tests.benchmarks.long_log_farm", str(count)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        yield LongLogFarm(process.stdout.readline().strip(), process.stdout)


async def _serve(count: int) -> None:
    handlers = build(Options(speed=1e-9))
    long = LongLogs(handlers, count)
    handlers = {**handlers, ("logs", "GetLogEvents"): long.get_log_events}
    async with Endpoint(handlers, control=True) as endpoint:
        print(endpoint.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
