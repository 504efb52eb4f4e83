"""How a row of bars is laid out in cells: each cell belongs to one bar, to a gap, or to nobody."""

from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len

from app.view import GLYPHS, Tone
from widgets.charts.time_axis import Window
from widgets.painting.cell_paint import fit

FILL = "─"
"""Goes on to the end of a bar."""
LEAST_TEXT = 8
"""Cells in which a longer text is still worth being cut: `10…04` could be any frame."""
IDLE = "·"
"""Where somebody was there and did nothing."""
_URGENT_FIRST = (
    *(Tone.BAD, Tone.WARN, Tone.BUSY, Tone.WAITING),
    *(Tone.PLAIN, Tone.GOOD, Tone.MUTED),
)
URGENCY = {tone: place for place, tone in enumerate(_URGENT_FIRST)}
"""Of several bars that share a cell, it is that of the least."""


@dataclass(frozen=True, slots=True)
class GanttBar:
    """Something that took a while."""

    key: str
    start: float
    """Seconds since the epoch."""
    end: float
    text: str
    """Harmless already."""
    tone: Tone = Tone.PLAIN
    mark: str = ""
    """One cell that says what is special about it; empty where nothing is."""
    goes_on: bool = False
    """Whether it has not ended yet."""


@dataclass(frozen=True, slots=True)
class GanttRow:
    """Bars that follow each other."""

    key: str
    label: str
    """Harmless already."""
    note: str = ""
    """A few cells beside the label."""
    bars: tuple[GanttBar, ...] = ()
    present: tuple[tuple[float, float], ...] = ()
    """When there was anybody, in order: where no bar is then, it is idle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells side by side that belong together."""

    text: str
    bar: GanttBar | None = None
    """Whose they are; None for a gap and for where nobody was."""


def pieces(row: GanttRow, window: Window, width: int, first: str | None = None) -> list[Piece]:
    """The cells of a row from the left; the bar with the key `first` is seen whatever else is."""
    nobody, idle = -2, -1
    owners = [nobody] * width
    for start, end in row.present:
        for cell in _cells(start, end, window, width):
            owners[cell] = idle
    for number, bar in enumerate(row.bars):
        for cell in _cells(bar.start, bar.end, window, width):
            other = owners[cell]
            if other < 0 or _rank(bar, first) < _rank(row.bars[other], first):
                owners[cell] = number
    found: list[Piece] = []
    for owner, cells in groupby(owners):
        count = sum(1 for _ in cells)
        if owner < 0:
            found.append(Piece((IDLE if owner == idle else " ") * count))
        else:
            found.append(Piece(bar_text(row.bars[owner], count), row.bars[owner]))
    return found


def bar_text(bar: GanttBar, width: int) -> str:
    """What stands in the cells of a bar: what it is worth is read without any colour."""
    head = GLYPHS[bar.tone] + bar.mark
    if width < len(head):
        return (bar.mark or GLYPHS[bar.tone])[:width]
    room = width - len(head)
    is_told = room > min(cell_len(bar.text), LEAST_TEXT)
    text = fit(bar.text, room - 1) if is_told else ""
    return head + text + FILL * (room - cell_len(text))


def axis(window: Window, width: int) -> str:
    """The times above the bars."""
    line = ""
    for tick in window.ticks(width):
        line = line.ljust(tick.cell) + tick.label
    return line.ljust(width)


def rows_told(shown: range, count: int, width: int) -> str:
    """Which rows are seen of how many, in so many cells; nothing where all are."""
    told = f"{shown.start + 1}–{shown.stop} of {count}"
    if len(told) > width:
        told = told.replace(" of ", "/")
    return ("" if len(shown) >= count else fit(told, width)).ljust(width)


def around_mark(times: str, at: int) -> tuple[str, str]:
    """The times before and behind a mark in a cell, without that of which it would hide a digit."""
    sign = times.rfind(" ", 0, at) + 1
    if sign < at and times[at] != " ":
        label = times[sign:].partition(" ")[0]
        times = times[: sign + 1] + " " * (len(label) - 1) + times[sign + len(label) :]
    return times[:at], times[at + 1 :]


def _cells(start: float, end: float, window: Window, width: int) -> range:
    """The cells of a stretch of time, at least one where any of it is in the window."""
    if end < window.start or start > window.end:
        return range(0)
    first = min(max(0, window.cell(start, width)), width - 1)
    stop = min(window.cell(end, width), width)
    return range(first, max(first + 1, stop))


def _rank(bar: GanttBar, first: str | None) -> tuple[bool, int, bool]:
    return bar.key != first, URGENCY[bar.tone], not bar.mark
