"""How the machine of a worker was doing: what its agent says of it once a minute, over time."""

from app.host.gauges import GAUGES, Gauge, Unit
from app.host.listening import PAGES, Heard, Listener
from app.host.samples import Sample, sample_of
from app.host.tracks import HOLD, Point, Track, tracks

__all__ = [
    "GAUGES",
    "HOLD",
    "PAGES",
    "Gauge",
    "Heard",
    "Listener",
    "Point",
    "Sample",
    "Track",
    "Unit",
    "sample_of",
    "tracks",
]
