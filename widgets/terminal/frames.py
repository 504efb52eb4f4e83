"""How often the screen may be painted: at most so many times, and so many bytes, in a second."""

from collections.abc import Iterable

from rich.segment import Segment
from textual.strip import Strip

FRAME = 0.1
"""Seconds between two paints at least, whatever the rate of the lines."""
SLACK = 0.02
"""Seconds by which a paint may come too soon: what comes as often as it is painted is painted as it
comes, and not one paint later."""
BYTES_PER_SECOND = 37_500
"""What a terminal is sent at most by the lines alone; what stands around them changes little."""
BYTES_PER_LINE = 8
"""To say where a line is."""
BYTES_PER_SEGMENT = 42
"""To say which colours a piece of a line has, and to end them."""


def changed_cells(before: Strip, after: Strip) -> int:
    """How many cells from the left have to be painted where one strip takes the place of another.

    The left part cannot be spared: the screen always sends a widget's line from its beginning.
    """
    if before == after:
        return 0
    blank = min(_blank_end(before, after), _blank_end(after, before))
    return max(1, after.cell_length - blank)


def seconds_for(strips: Iterable[Strip]) -> float:
    """How long the terminal has to be left alone after these were painted."""
    sent = sum(
        BYTES_PER_LINE + sum(BYTES_PER_SEGMENT + len(segment.text) for segment in strip)
        for strip in strips
    )
    return seconds_for_bytes(sent)


def seconds_for_bytes(sent: int) -> float:
    """How long the terminal has to be left alone after it was sent so many bytes."""
    return max(FRAME, sent / BYTES_PER_SECOND)


def _blank_end(strip: Strip, other: Strip) -> int:
    """How many blank cells a strip ends with, in the colours that the other one ends with."""
    last, others = _last(strip), _last(other)
    if last is None or others is None or last.style != others.style:
        return 0
    return len(last.text) - len(last.text.rstrip(" "))


def _last(strip: Strip) -> Segment | None:
    return next(reversed(strip), None)
