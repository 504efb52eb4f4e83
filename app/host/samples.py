"""What the agent of a worker says of its machine at one moment, read off a line of its log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.host.gauges import GAUGES
from app.view import NO_TIME, LogLine

_SIGN = '"Metrics"'
"""Stands in every line that tells of a machine, and in few others: most need not be parsed."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The figures of a moment."""

    moment: float
    """Seconds since the epoch."""
    values: Mapping[str, float]
    """By the names of gauges; those that were told."""
    capacities: Mapping[str, float]
    """Of how many bytes the values are parts, likewise."""


def sample_of(line: LogLine) -> Sample | None:
    """What a line of a worker's log, as it was written, tells of the machine; None if nothing."""
    if _SIGN not in line.message or line.timestamp == NO_TIME:
        return None
    try:
        entry = json.loads(line.message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or entry.get("type") != "Metrics":
        return None
    values = {gauge.name: value for gauge in GAUGES if (value := gauge.read(entry)) is not None}
    capacities = {
        gauge.name: size for gauge in GAUGES if (size := gauge.capacity_in(entry)) is not None
    }
    return Sample(line.timestamp / 1000, values, capacities) if values else None
