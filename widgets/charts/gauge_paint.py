"""How figures over time are laid out in cells: each has a row of bars, one line high or several."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import NamedTuple

from app.view import Tone
from widgets.charts.sparkline import BARS
from widgets.charts.time_axis import Window

EIGHTHS = len(BARS)


class GaugePoint(NamedTuple):
    """What a figure was at a moment, and until it was told again."""

    moment: float
    """Seconds since the epoch."""
    value: float
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """A figure, what it is and was at most, and its points in order of time; texts are harmless."""

    label: str
    points: tuple[GaugePoint, ...] = ()
    most: float | None = None
    """The highest value that there can be; None where the highest in sight is the measure."""
    now: str = ""
    now_tone: Tone = Tone.PLAIN
    peak: str = ""
    peak_tone: Tone = Tone.PLAIN
    note: str = ""
    """Stands below the label where there is room."""


@dataclass(frozen=True, slots=True)
class Holding:
    """For how long a point stands where no other one follows."""

    longest: float
    """Seconds."""
    until: float = inf
    """Not beyond this moment, in seconds since the epoch: what comes then nobody knows."""

    def end(self, moment: float) -> float:
        """When a point of a moment stands no more."""
        return min(moment + self.longest, max(moment, self.until))


def highest(
    points: Sequence[GaugePoint], window: Window, width: int, holding: Holding
) -> list[GaugePoint | None]:
    """The highest point in each of `width` cells; None where nothing was told.

    A point stands until the next one or until it holds no more, so that no peak is passed over and
    nothing is made up.
    """
    cells: list[GaugePoint | None] = [None] * width
    moment = itemgetter(0)
    first = bisect_left(points, window.start - holding.longest, key=moment)
    stop = bisect_left(points, window.end, first, key=moment)
    begins = _begins(points[first : stop + 1], window, width)
    for place in range(first, stop):
        point, cell = points[place], begins[place - first]
        following = begins[place - first + 1] if place + 1 < len(points) else width
        if 0 <= cell < width and following <= cell + 1:
            stood_in: Sequence[int] = (cell,)
        else:
            end = holding.end(point.moment)
            if place + 1 < len(points):
                end = min(end, points[place + 1].moment)
            stood_in = _cells(point.moment, end, window, width)
        for x in stood_in:
            other = cells[x]
            if other is None or other.value < point.value:
                cells[x] = point
    return cells


def _begins(points: Sequence[GaugePoint], window: Window, width: int) -> list[int]:
    """The cell in which each point begins, as `Window.cell` has it, in one go: of half a day there
    are thousands, and a key waits for them."""
    start, length = window.start, window.length
    return [int((moment - start) * width // length) for moment, _, _ in points]


def _cells(start: float, end: float, window: Window, width: int) -> range:
    """The cells of a stretch of time that begins before the end of the window."""
    if end <= window.start and start < window.start:
        return range(0)
    first = max(0, window.cell(start, width))
    return range(first, min(width, max(first + 1, window.cell(end, width))))


def bars(cells: Sequence[GaugePoint | None], height: int, most: float | None) -> list[str]:
    """The cells as so many lines of bars, from the top.

    Nought has the lowest bar, so that it can be told from what nobody knows; anything more has a
    higher one. The highest bar is `most`, or the highest value where `most` is None; it leaves an
    eighth of a line free, so that it does not run into what is above.
    """
    top = most if most is not None else max((c.value for c in cells if c is not None), default=0.0)
    levels = [0 if cell is None else _level(cell.value, top, height) for cell in cells]
    lines = []
    for below in range(height - 1, -1, -1):
        eighths = (level - below * EIGHTHS for level in levels)
        lines.append("".join(" " if e <= 0 else BARS[min(e, EIGHTHS) - 1] for e in eighths))
    return lines


def _level(value: float, top: float, height: int) -> int:
    """How many eighths of a line a bar is high, at least one."""
    steps = height * EIGHTHS - 2
    return 1 if value <= 0 or top <= 0 else 1 + min(steps, max(1, -int(-value * steps // top)))
