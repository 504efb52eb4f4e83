"""What is shown of a worker's machine: each figure, the metrics that it takes, where its end is.

The names are those of `Metrics.System` in the log of deadline-cloud-worker-agent 0.29.0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite

from app.logs.worker.host_figures import size_text
from app.view import Tone


class Unit(Enum):
    """What a figure is counted in."""

    PERCENT = "%"
    RATE = "B/s"
    """Bytes a second."""
    SIZE = "B"
    """Bytes."""

    def text(self, value: float) -> str:
        """A value with its unit: `99.2 %`, `200 MiB/s`."""
        if self is Unit.PERCENT:
            return f"{value:.1f} %"
        return f"{size_text(value)}/s" if self is Unit.RATE else size_text(value)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure of a machine."""

    name: str
    unit: Unit
    metrics: tuple[str, ...]
    value: Callable[..., float] = float
    """The figure, by the values of the metrics."""
    capacity: tuple[str, int] | None = None
    """The metric that says of how much it is a part, and how many bytes one of that is."""
    warns_at: float | None = None
    """The value from which on there is little left."""
    ends_at: float | None = None
    """The value from which on there is next to nothing left; None where being full harms nobody."""
    is_rare: bool = False
    """Whether it is told only where it was ever more than nought."""

    @property
    def most(self) -> float | None:
        """The highest value that there can be; None where nobody knows it."""
        return 100.0 if self.unit is Unit.PERCENT else None

    def read(self, metrics: Mapping[str, object]) -> float | None:
        """Its value; None where the metrics do not tell it."""
        values = [number(metrics.get(name)) for name in self.metrics]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        value = self.value(*known)
        return value if isfinite(value) else None

    def capacity_in(self, metrics: Mapping[str, object]) -> float | None:
        """Of how many bytes it is a part; None where that is not told."""
        if self.capacity is None:
            return None
        name, size = self.capacity
        count = number(metrics.get(name))
        return None if count is None else count * size

    def tone(self, value: float) -> Tone:
        """How near its end it is."""
        if self.ends_at is not None and value >= self.ends_at:
            return Tone.BAD
        return Tone.WARN if self.warns_at is not None and value >= self.warns_at else Tone.PLAIN


def number(text: object) -> float | None:
    """A metric, which the agent writes as a string; None where it is no number."""
    if not isinstance(text, str | int | float):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _share(used: float, total: float) -> float:
    # The agent's own percentage of the disk is a fraction of something else.
    return 100 * used / total if total > 0 else 0.0


GAUGES: tuple[Gauge, ...] = (
    Gauge("cpu", Unit.PERCENT, ("cpu-usage-percent",)),
    Gauge(
        "memory",
        Unit.PERCENT,
        ("memory-used-percent",),
        capacity=("memory-total-bytes", 1),
        warns_at=90.0,
        ends_at=95.0,
    ),
    Gauge("swap", Unit.SIZE, ("swap-used-bytes",), is_rare=True),
    Gauge("gpu", Unit.PERCENT, ("gpu-utilization-percent",)),
    Gauge(
        "gpu memory",
        Unit.PERCENT,
        ("gpu-memory-used-percent",),
        capacity=("gpu-memory-total-mib", 2**20),
        warns_at=95.0,
    ),
    Gauge(
        "disk",
        Unit.PERCENT,
        ("total-disk-used-bytes", "total-disk-bytes"),
        _share,
        capacity=("total-disk-bytes", 1),
        warns_at=90.0,
        ends_at=95.0,
    ),
    Gauge("disk reads", Unit.RATE, ("disk-read-bytes-per-second",)),
    Gauge("disk writes", Unit.RATE, ("disk-write-bytes-per-second",)),
    Gauge("received", Unit.RATE, ("network-recv-bytes-per-second",)),
    Gauge("sent", Unit.RATE, ("network-sent-bytes-per-second",)),
)
"""In the order in which they are shown: what a frame dies of comes first."""
