"""Where a log is, and whose read role opens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from msgspec import Struct


class QueueRole(Struct, frozen=True):
    """The role that AssumeQueueRoleForRead hands out: it reads the logs of a queue's sessions."""

    farm_id: str
    queue_id: str


class FleetRole(Struct, frozen=True):
    """The role that AssumeFleetRoleForRead hands out: it reads the logs of a fleet's workers."""

    farm_id: str
    fleet_id: str


ReadRole: TypeAlias = QueueRole | FleetRole


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A CloudWatch log stream, or the part of it that lies between two times."""

    group: str
    stream: str
    role: ReadRole | None = None
    """Whose credentials are tried first; None reads with the caller's own."""
    service: str = "logs"
    """What reads it, as `app.aws.api.Api` takes it: it can be in another Region than one's own."""
    start: int | None = None
    """Milliseconds since the epoch, inclusive, as GetLogEvents has it."""
    end: int | None = None
    """Milliseconds since the epoch, exclusive, as GetLogEvents has it; None while it grows."""


def log_of(
    configured: Mapping[str, Any] | None, group: str, stream: str, role: ReadRole
) -> LogPlace:
    """Where the service says that a log is, else in the group and stream where it always puts it.

    `configured` is the `log` or `workerLog` that a Get operation tells.
    """
    options = (configured or {}).get("options") or {}
    return LogPlace(
        options.get("logGroupName") or group, options.get("logStreamName") or stream, role
    )
