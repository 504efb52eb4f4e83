"""The figures of a machine over time: one track for each, with its last value and its peak."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from app.host.gauges import GAUGES, Gauge
from app.host.samples import Sample
from app.view import Tone

HOLD = 90.0
"""Seconds for which a figure is taken to be so: the agent tells it every 60."""


class Point(NamedTuple):
    """What a figure was at a moment."""

    moment: float
    """Seconds since the epoch."""
    value: float


@dataclass(frozen=True)
class Track:
    """One figure over time."""

    gauge: Gauge
    points: tuple[Point, ...]
    """In order of time; there is at least one."""
    capacity: float | None = None
    """Of how many bytes it is a part, as it was told last."""

    @property
    def last(self) -> Point:
        """What was told last."""
        return self.points[-1]

    def at(self, moment: float) -> Point | None:
        """What was told last by a moment; None where nothing was, or not for a while."""
        place = bisect_right(self._moments, moment)
        if not place or moment - self.points[place - 1].moment > HOLD:
            return None
        return self.points[place - 1]

    def peak(self, start: float, end: float) -> Point | None:
        """The highest in a stretch of time, the first of equals; None where nothing was told."""
        last = bisect_right(self._moments, end)
        first = bisect_right(self._moments, start - HOLD, hi=last)
        inside = self.points[first:last]
        return max(inside, key=itemgetter(1), default=None)

    def near_its_end(self) -> tuple[float, ...]:
        """The moments at which it came near its end, and had not been just before."""
        bad = [self.gauge.tone(point.value) is Tone.BAD for point in self.points]
        return tuple(
            point.moment
            for place, point in enumerate(self.points)
            if bad[place] and not (place and bad[place - 1])
        )

    @cached_property
    def _moments(self) -> tuple[float, ...]:
        return tuple(point.moment for point in self.points)


def tracks(samples: Sequence[Sample]) -> tuple[Track, ...]:
    """A track for each figure that was ever told, by samples in order of time."""
    found = (_track(gauge, samples) for gauge in GAUGES)
    return tuple(track for track in found if track is not None)


def _track(gauge: Gauge, samples: Sequence[Sample]) -> Track | None:
    name = gauge.name
    points = tuple(Point(one.moment, one.values[name]) for one in samples if name in one.values)
    if not points or (gauge.is_rare and all(point.value <= 0 for point in points)):
        return None
    capacities = (one.capacities[name] for one in reversed(samples) if name in one.capacities)
    return Track(gauge, points, next(capacities, None))
