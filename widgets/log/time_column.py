"""The column of times before the lines of a log, and where a log came slowly."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from operator import sub

from app.lines import Block, Lines
from app.view import NO_TIME

LONG_GAP = 5_000
"""Milliseconds between two lines that are worth a word."""
GAP_WIDTH = 8
"""Cells of `+0:08:31`."""
TIME_WIDTH = 12
"""Cells of `03:12:07.118`, and of `+0:08:31.118`."""
HOP_BLOCKS = 16
"""Blocks whose times a thread goes through at once: some milliseconds."""


class TimeMode(StrEnum):
    """What the column says."""

    OFF = "off"
    LOCAL = "local"
    UTC = "utc"
    RELATIVE = "relative"
    """How much later the line came than the one before it."""
    SINCE_START = "since-start"
    """How long the action had been running."""


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """What stands before each line; every text of a mode is as wide as the others."""

    mode: TimeMode = TimeMode.LOCAL
    began: int | None = None
    """When the action began, in milliseconds since the epoch; None where nobody knows."""

    @property
    def width(self) -> int:
        """Cells that the column takes; 0 where there is none."""
        return 0 if self.mode is TimeMode.OFF else TIME_WIDTH

    @property
    def next(self) -> "TimeColumn":
        """The column in its next mode; one that would be empty is left out."""
        modes = [mode for mode in TimeMode if mode != TimeMode.SINCE_START or self.began]
        at = modes.index(self.mode) if self.mode in modes else -1
        return TimeColumn(modes[(at + 1) % len(modes)], self.began)

    def text(self, timestamp: int, before: int = NO_TIME) -> str:
        """What stands before a line; `before` is the time of the line before it.

        Both in milliseconds since the epoch; blank where what it needs is not known.
        """
        if self.mode is TimeMode.OFF:
            return ""
        if timestamp == NO_TIME:
            return " " * TIME_WIDTH
        if self.mode is TimeMode.RELATIVE:
            return _since(before if before != NO_TIME else None, timestamp)
        if self.mode is TimeMode.SINCE_START:
            return _since(self.began, timestamp)
        return time_of_day(timestamp, utc=self.mode is TimeMode.UTC)

    def gap(self, timestamp: int, before: int) -> str:
        """How long it was quiet before a line, where that was long: `+0:08:31`; empty elsewhere.

        Empty as well where the column itself says it.
        """
        if self.mode in {TimeMode.OFF, TimeMode.RELATIVE} or not is_slow(timestamp, before):
            return ""
        return elapsed(timestamp - before, GAP_WIDTH)


def is_slow(timestamp: int, before: int) -> bool:
    """Whether it was quiet for long between two lines, by their times."""
    return NO_TIME not in (timestamp, before) and timestamp - before >= LONG_GAP


def time_of_day(timestamp: int, *, utc: bool = False) -> str:
    """Milliseconds since the epoch as the time of day, here or in UTC: `03:12:09.402`."""
    second, milliseconds = divmod(timestamp, 1000)
    return f"{_second(second, utc)}.{milliseconds:03}"


# Lines share their second with their neighbours.
@lru_cache(maxsize=128)
def _second(second: int, utc: bool) -> str:
    try:
        return f"{datetime.fromtimestamp(second, UTC if utc else None):%H:%M:%S}"
    except (OverflowError, OSError, ValueError):
        return "--:--:--"


def elapsed(milliseconds: int, width: int) -> str:
    """A stretch of time with its sign, as exactly as fits: `+0:08:31.118`, `+0:08:31`, `+4d03h`."""
    sign = "-" if milliseconds < 0 else "+"
    seconds, rest = divmod(abs(milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    clock = f"{sign}{hours}:{minute:02}:{second:02}"
    texts = (f"{clock}.{rest:03}", clock, f"{sign}{days}d{hour:02}h", f"{sign}{days}d")
    return next((text for text in texts if len(text) <= width), f"{sign}∞")


def _since(began: int | None, timestamp: int) -> str:
    text = "" if began is None else elapsed(timestamp - began, TIME_WIDTH)
    return text.rjust(TIME_WIDTH)


# Where it was slow


async def next_slowdown(lines: Lines, number: int, direction: int) -> int | None:
    """The number of the next line, after or before one, before which it was quiet for long.

    `direction` is 1 or -1; None where there is none. Reads in a thread. Where lines are put in
    meanwhile, it is as far off as they are many.
    """
    at = max(-1, min(number - lines.first, len(lines))) + direction
    while 0 <= at < len(lines):
        blocks: list[Block] = []
        while 0 <= at < len(lines) and len(blocks) < HOP_BLOCKS:
            block = lines.block(at)
            blocks.append(block)
            start = block.number - lines.first
            at = start + block.count if direction > 0 else start - 1
        blocks.sort(key=lambda block: block.number)
        first = blocks[0].number - lines.first
        before = lines[first - 1].timestamp if first else NO_TIME
        slow = await asyncio.to_thread(_slow, blocks, before)
        beyond = [each for each in slow if (each - number) * direction > 0]
        if beyond:
            return beyond[0] if direction > 0 else beyond[-1]
    return None


def _slow(blocks: Sequence[Block], before: int) -> list[int]:
    """The numbers of the slow lines of neighbouring blocks; `before` is the time before them."""
    slow: list[int] = []
    for block in blocks:
        times = [before, *block.times()]
        # Nearly every block is done with here, ten times as fast.
        if max(map(sub, times[1:], times)) >= LONG_GAP:
            pairs = zip(times[1:], times, strict=False)
            slow += [block.number + at for at, pair in enumerate(pairs) if is_slow(*pair)]
        before = times[-1]
    return slow
