"""Lines of several logs in the order of their times, where nothing can be put in later."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import TypeAlias

from app.view import LogLine

PATIENCE = 10.0
"""Seconds for which a line is held back for the sake of another log, at most."""
SETTLED = 2.0
"""Seconds after which a log that had nothing new is taken to have nothing older to come."""
MOST_HELD = 1_000
"""A part is not read on while so many of its lines are held back."""
MOST_GIVEN = 10_000

Stream: TypeAlias = AsyncIterable[Sequence[LogLine]]
"""Lines as they are read, in order; an empty sequence says that there is nothing new now."""


async def in_order(
    parts: Iterable[Stream] | AsyncIterable[Stream],
    *,
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator[Sequence[LogLine]]:
    """The lines of all parts by time, each with its part's index as its `origin`.

    A line is held back until every other part has been read past its time, for `patience` seconds
    at most. A line that comes after younger ones were given is given at once, and marked late.
    Raises whatever a part raises.
    """
    queue = _Queue(patience, clock)
    readers = {asyncio.create_task(queue.read_all(parts))}
    queue.readers = readers
    try:
        while True:
            if lines := queue.ready():
                yield lines
            elif not readers:
                return
            else:
                await queue.rest()
            for reader in [reader for reader in readers if reader.done()]:
                readers.discard(reader)
                reader.result()
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


@dataclass(slots=True)
class _Part:
    """One of the logs."""

    number: int
    held: deque[tuple[float, LogLine]] = field(default_factory=deque)
    """Lines that were not given yet, each behind the moment when it came."""
    read_to: float = -inf
    """Everything before that time has been read, in milliseconds since the epoch."""
    has_room: asyncio.Event = field(default_factory=asyncio.Event)


class _Queue:
    """The lines that were read of each part and not given yet."""

    def __init__(self, patience: float, clock: Callable[[], float]) -> None:
        self.readers: set[asyncio.Task[None]] = set()
        self._patience = patience
        self._clock = clock
        self._parts: list[_Part] = []
        self._changed = asyncio.Event()
        self._given_to = 0
        self._heads: list[tuple[int, int]] = []
        """The time and the part of the first line held of each part that holds any."""

    async def read_all(self, parts: Iterable[Stream] | AsyncIterable[Stream]) -> None:
        """Read each part in a task of its own."""
        try:
            if isinstance(parts, AsyncIterable):
                async for stream in parts:
                    self._start(stream)
            else:
                for stream in parts:
                    self._start(stream)
        finally:
            self._changed.set()

    def ready(self) -> list[LogLine]:
        """The lines that need not be held back any longer."""
        now = self._clock()
        lines: list[LogLine] = []
        while self._heads:
            timestamp, number = self._heads[0]
            part = self._parts[number]
            came, line = part.held[0]
            is_due = timestamp < self._given_to or now - came >= self._patience
            if not is_due and not self._is_passed(timestamp, number):
                break
            heappop(self._heads)
            part.held.popleft()
            if part.held:
                heappush(self._heads, (part.held[0][1].timestamp, number))
            late = line.late or timestamp < self._given_to
            lines.append(LogLine(timestamp, line.message, number, late))
            self._given_to = max(self._given_to, timestamp)
            if len(part.held) < MOST_HELD:
                part.has_room.set()
            if len(lines) >= MOST_GIVEN:
                break
        return lines

    async def rest(self) -> None:
        """Wait until some line may be given."""
        came = [part.held[0][0] for part in self._parts if part.held]
        seconds = min(came) + self._patience - self._clock() if came else inf
        try:
            async with asyncio.timeout(None if seconds == inf else max(0.0, seconds)):
                await self._changed.wait()
        except TimeoutError:
            return
        finally:
            self._changed.clear()

    def _start(self, stream: Stream) -> None:
        part = _Part(len(self._parts))
        self._parts.append(part)
        self.readers.add(asyncio.create_task(self._read(part, stream)))

    async def _read(self, part: _Part, stream: Stream) -> None:
        try:
            asked = self._clock()
            async for lines in stream:
                self._take(part, lines)
                if not lines:
                    part.read_to = max(part.read_to, (asked - SETTLED) * 1000)
                self._changed.set()
                while len(part.held) >= MOST_HELD:
                    part.has_room.clear()
                    await part.has_room.wait()
                asked = self._clock()
            part.read_to = inf
        finally:
            self._changed.set()

    def _take(self, part: _Part, lines: Sequence[LogLine]) -> None:
        if lines and not part.held:
            heappush(self._heads, (lines[0].timestamp, part.number))
        now = self._clock()
        part.held.extend((now, line) for line in lines)
        if lines:
            part.read_to = max(part.read_to, lines[-1].timestamp)

    def _is_passed(self, timestamp: int, number: int) -> bool:
        """Whether no other part can bring a line that belongs before this one."""
        return all(
            part.held
            or part.read_to > timestamp
            or (part.read_to == timestamp and part.number > number)
            for part in self._parts
            if part.number != number
        )
