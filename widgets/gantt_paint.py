"""How a row of bars is laid out in cells: each cell belongs to one bar, to a gap, or to nobody."""

from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len

from app.view import GLYPHS, Tone
from widgets.cell_paint import fit
from widgets.time_axis import Window

FILL = "─"
"""Goes on to the end of a bar."""
IDLE = "·"
"""Where somebody was there and did nothing."""
URGENCY = (Tone.BAD, Tone.WARN, Tone.BUSY, Tone.WAITING, Tone.PLAIN, Tone.GOOD, Tone.MUTED)
"""Of several bars that share a cell, whose it is: the first of these."""


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
    owners: list[GanttBar | str] = [" "] * width
    for start, end in row.present:
        for cell in _cells(start, end, window, width):
            owners[cell] = IDLE
    for bar in row.bars:
        for cell in _cells(bar.start, bar.end, window, width):
            other = owners[cell]
            if isinstance(other, str) or _goes_before(bar, other, first):
                owners[cell] = bar
    found: list[Piece] = []
    for owner, cells in groupby(owners):
        count = len(list(cells))
        if isinstance(owner, str):
            found.append(Piece(owner * count))
        else:
            found.append(Piece(bar_text(owner, count), owner))
    return found


def bar_text(bar: GanttBar, width: int) -> str:
    """What stands in the cells of a bar: what it is worth is read without any colour."""
    head = GLYPHS[bar.tone] + bar.mark
    if width < len(head):
        return (bar.mark or GLYPHS[bar.tone])[:width]
    room = width - len(head)
    text = fit(bar.text, room - 1) if room > 3 else ""
    return head + text + FILL * (room - cell_len(text))


def axis(window: Window, width: int) -> str:
    """The times above the bars."""
    line = ""
    for tick in window.ticks(width):
        line = line.ljust(tick.cell) + tick.label
    return line.ljust(width)


def _cells(start: float, end: float, window: Window, width: int) -> range:
    """The cells of a stretch of time, at least one where any of it is in the window."""
    if end < window.start or start > window.end:
        return range(0)
    first = min(max(0, window.cell(start, width)), width - 1)
    stop = min(window.cell(end, width), width)
    return range(first, max(first + 1, stop))


def _goes_before(bar: GanttBar, other: GanttBar, first: str | None) -> bool:
    return _rank(bar, first) < _rank(other, first)


def _rank(bar: GanttBar, first: str | None) -> tuple[bool, int, bool]:
    return bar.key != first, URGENCY.index(bar.tone), not bar.mark
