"""How many lines and errors a log has over time."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.lines import Lines
from app.view import NO_TIME

_DIGITS = (10, 15, 20, 30, 40, 50, 60, 80)
_MINUTES = (2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 60, 90, 120, 180, 240, 360, 480, 720)
WIDTHS: tuple[int, ...] = (
    *(1, 2, 3, 4, 5, 6, 8),
    *(digits * unit for unit in (1, 10, 100) for digits in _DIGITS),
    *(seconds * 1_000 for seconds in (10, 15, 20, 30, 40, 60, 90)),
    *(minutes * 60_000 for minutes in _MINUTES),
)
"""How long a bucket may be, in milliseconds; beyond these whole days. None is much longer than the
one before, so that the buckets of a log fill most of the room that they have."""
DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of lines and of errors in stretches of time of one length, the oldest first."""

    lines: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    began: int = NO_TIME
    """When the first stretch begins, in milliseconds since the epoch; `NO_TIME` where the lines
    have no times, and are counted by where they stand."""
    ended: int = NO_TIME
    """When the last stretch is over, as `began`."""


def counts(lines: Lines, errors: Sequence[int], buckets: int) -> Histogram:
    """The lines and the errors among them, in at most so many stretches of time.

    The stretches have round lengths and begin at round times, so that they stay what they are
    while lines come. Looks at no more lines than there are stretches.
    """
    if not len(lines) or buckets < 1:
        return Histogram()
    began, ended = lines[0].timestamp, lines[-1].timestamp
    if began == NO_TIME or ended < began:
        stops = [len(lines) * part // buckets for part in range(1, buckets + 1)]
        return _between(lines, errors, stops, NO_TIME, NO_TIME)
    width = _width(ended - began, buckets)
    start = began - began % width
    edges = range(start + width, ended + width + 1, width)
    stops = [lines.since(edge) for edge in edges[:-1]] + [len(lines)]
    return _between(lines, errors, stops, start, edges[-1])


def _width(span: int, buckets: int) -> int:
    """The shortest length of which so many cover a span wherever it begins."""
    for width in WIDTHS:
        if span // width + 2 <= buckets:
            return width
    return (span // max(1, buckets - 1) // DAY + 1) * DAY


def _between(
    lines: Lines, errors: Sequence[int], stops: list[int], began: int, ended: int
) -> Histogram:
    edges = [0, *stops]
    marks = [bisect_left(errors, lines.first + index) for index in edges]
    return Histogram(
        lines=tuple(stop - start for start, stop in pairwise(edges)),
        errors=tuple(stop - start for start, stop in pairwise(marks)),
        began=began,
        ended=ended,
    )
