"""A stretch of time that is looked at, and where its ticks are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(count * MINUTE for count in (1, 2, 5, 10, 15, 30)),
    *(count * HOUR for count in (1, 2, 3, 4, 6, 12)),
    *(count * DAY for count in (1, 2, 7, 14, 28)),
)
"""Seconds between two ticks: what people count in."""
NARROWEST = 10.0
"""Seconds below which nobody zooms in."""
GAP = 2
"""Cells between two labels at least."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A time that is written on the axis."""

    cell: int
    """Where its label begins, counted from the left."""
    label: str


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at, in seconds since the epoch."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start

    def cell(self, moment: float, width: int) -> int:
        """The cell in which a moment is, of `width` cells; beyond them where it is outside."""
        return int((moment - self.start) * width // self.length)

    def zoomed(self, factor: float, around: float, whole: "Window") -> "Window":
        """So many times as long, where `around` stays in its place as far as that can be."""
        length = min(max(self.length * factor, NARROWEST), whole.length)
        part = (around - self.start) / self.length
        return Window(around - part * length, around + (1 - part) * length).inside(whole)

    def shifted(self, part: float, whole: "Window") -> "Window":
        """Moved by a part of its length, not beyond the whole."""
        by = part * self.length
        return Window(self.start + by, self.end + by).inside(whole)

    def until(self, end: float) -> "Window":
        """The same length, up to a moment."""
        return Window(end - self.length, end)

    def holding(self, start: float, end: float, whole: "Window") -> "Window":
        """Moved as little as shows this stretch, its beginning where it is longer."""
        by = max(0.0, end - self.end)
        by = min(by, start - self.start) if start < self.start + by else by
        return Window(self.start + by, self.end + by).inside(whole) if by else self

    def inside(self, whole: "Window") -> "Window":
        """The same length within the whole; all of the whole where that is no longer."""
        if self.length >= whole.length:
            return whole
        start = min(max(self.start, whole.start), whole.end - self.length)
        return Window(start, start + self.length)

    def ticks(self, width: int) -> tuple[Tick, ...]:
        """As many as have room in `width` cells, in the time of this place."""
        for step in STEPS:
            found = tuple(self._ticks(step, width))
            if all(fits(one, other) for one, other in pairwise(found)):
                return found
        return ()

    def _ticks(self, step: int, width: int) -> Iterator[Tick]:
        if self.length / step > width:  # they have no room, and there can be very many
            yield from (Tick(0, "  "), Tick(0, "  "))
            return
        offset = _offset(self.start)
        moment = -(-(self.start + offset) // step) * step - offset
        while moment < self.end:
            cell, label = self.cell(moment, width), _label(moment, step)
            if cell + len(label) <= width:
                yield Tick(cell, label)
            moment += step


def fits(one: Tick, other: Tick) -> bool:
    """Whether the label of a tick leaves room for that of the next."""
    return one.cell + len(one.label) + GAP <= other.cell


def _offset(moment: float) -> float:
    offset = datetime.fromtimestamp(moment).astimezone().utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def _label(moment: float, step: int) -> str:
    here = datetime.fromtimestamp(moment).astimezone()
    if step >= DAY or (here.hour, here.minute, here.second) == (0, 0, 0):
        return f"╷{here:%m-%d}"
    return f"╷{here:%H:%M:%S}" if step < MINUTE else f"╷{here:%H:%M}"
