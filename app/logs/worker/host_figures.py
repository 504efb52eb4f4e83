"""What a worker says of its host once a minute, as figures that one reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def size_text(count: float) -> str:
    """A number of bytes: `0 B`, `23.5 GiB`."""
    unit = 0
    while count >= 1024 and unit < len(_UNITS) - 1:
        count /= 1024
        unit += 1
    return f"{count:.1f} {_UNITS[unit]}" if unit and count < 100 else f"{count:.0f} {_UNITS[unit]}"


@dataclass(frozen=True, slots=True)
class _Figure:
    """One thing that is told of the host: which metrics it takes, and what it reads."""

    metrics: tuple[str, ...]
    text: Callable[..., str]


def _share(name: str, used: float, total: float) -> str:
    # The agent's own percentage of the disk is a fraction of something else.
    return f"{name} {100 * used / total if total else 0:.1f} % of {size_text(total)}"


_FIGURES: tuple[_Figure, ...] = (
    _Figure(("cpu-usage-percent",), lambda percent: f"cpu {percent:g} %"),
    _Figure(
        ("memory-used-percent", "memory-total-bytes", "memory-used-bytes"),
        lambda percent, total, _: f"memory {percent:g} % of {size_text(total)}",
    ),
    _Figure(("swap-used-bytes",), lambda used: f"swap {size_text(used)}"),
    _Figure(
        ("total-disk-used-bytes", "total-disk-bytes", "total-disk-used-percent"),
        lambda used, total, _: _share("disk", used, total),
    ),
    _Figure(("user-disk-available-bytes",), lambda free: f"{size_text(free)} free"),
    _Figure(
        ("disk-read-bytes-per-second", "disk-write-bytes-per-second"),
        lambda read, written: f"reads {size_text(read)}/s  writes {size_text(written)}/s",
    ),
    _Figure(
        ("network-recv-bytes-per-second", "network-sent-bytes-per-second"),
        lambda received, sent: f"receives {size_text(received)}/s  sends {size_text(sent)}/s",
    ),
    _Figure(("gpu-utilization-percent",), lambda percent: f"gpu {percent:g} %"),
    _Figure(
        ("gpu-memory-used-percent", "gpu-memory-total-mib", "gpu-memory-used-mib"),
        lambda percent, total, _: f"gpu memory {percent:g} % of {size_text(total * 2**20)}",
    ),
)


def host_figures(metrics: Mapping[str, object]) -> Iterator[str]:
    """The metrics of a host as figures; those that are not known as they came, at the end."""
    left = dict(metrics)
    for figure in _FIGURES:
        try:
            values = [float(str(left[name])) for name in figure.metrics]
        except (KeyError, ValueError):
            continue
        for name in figure.metrics:
            del left[name]
        yield figure.text(*values)
    yield from (f"{name} {value}" for name, value in left.items())
