"""Lines of many logs that are read to their end, in the order of their times.

A log is opened when the others have been read as far as it begins, and only a page of each that is
open is in memory: a job may have thousands of sessions, of which few ran at any one time.
"""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple, TypeAlias

from app.view import NO_TIME, LogLine

Stream: TypeAlias = AsyncIterator[Sequence[LogLine]]


class Part(NamedTuple):
    """One of the logs."""

    began: int
    """No line is older, in milliseconds since the epoch, but for one that will be marked late."""
    lines: Stream


async def by_time(parts: Sequence[Part]) -> AsyncIterator[Sequence[LogLine]]:
    """The lines of all parts, each with its part's index as its origin; those of one time in the
    order of the parts. Raises whatever a part raises."""
    waiting = sorted((part.began, index) for index, part in enumerate(parts))
    """Below which time each part that goes on has no more lines; a heap."""
    read: list[deque[LogLine]] = [deque() for _ in parts]
    given = NO_TIME
    while waiting:
        _, index = heappop(waiting)
        lines = read[index]
        if not lines:
            lines.extend(await _next(parts[index].lines))
            if lines:
                heappush(waiting, (lines[0].timestamp, index))
            continue
        limit = waiting[0] if waiting else (lines[-1].timestamp, index)
        taken = [lines.popleft()]
        while lines and (lines[0].timestamp, index) <= limit:
            taken.append(lines.popleft())
        heappush(waiting, (lines[0].timestamp if lines else taken[-1].timestamp, index))
        yield [_marked(line, index, given) for line in taken]
        given = max(given, *(line.timestamp for line in taken))


async def _next(stream: Stream) -> Sequence[LogLine]:
    """The next lines of a log; none where it has ended."""
    async for lines in stream:
        if lines:
            return lines
    return ()


def _marked(line: LogLine, origin: int, given: int) -> LogLine:
    return line._replace(origin=origin, late=line.late or line.timestamp < given)
