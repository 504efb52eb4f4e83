"""What the parts of the embedded farm say to each other.

The wire turns HTTP into a `Request` and an answer into HTTP, by botocore's models alone. Handlers
know the world and never see HTTP. The log store writes a stream from the `Session` or `Worker`
behind it when somebody reads it, so that a hundred thousand jobs cost no log until one is opened.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Request:
    """One call of one operation, parsed and validated by its model."""

    service: str
    """botocore's name of the service: `deadline`, `logs`, `sts`, `nova-act`."""
    operation: str
    parameters: Mapping[str, Any]
    """By the model's member names; timestamps are aware datetimes."""
    access_key: str | None = None
    """The access key id that signed the request; the signature itself is not checked."""


Reply: TypeAlias = Mapping[str, Any]
"""An output structure by the model's member names; timestamps are aware datetimes."""

Events: TypeAlias = AsyncIterator[tuple[str, Mapping[str, Any]]]
"""The members of an event stream, each with its name."""

Handler: TypeAlias = Callable[[Request], Reply | Events]
Handlers: TypeAlias = Mapping[tuple[str, str], Handler]
"""The handler of each (service, operation); an operation that is not here is refused."""


class WireError(Exception):
    """An answer that is an error of the service's own kind.

    `code` is a shape of the model (`ResourceNotFoundException`) or, where the service has none, a
    code it sends all the same (`AccessDeniedException`, `ExpiredTokenException`).
    """

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.fields = fields
        """Further members of the error's shape: `reason`, `fieldList`, `resourceId`, ..."""


@dataclass(slots=True)
class Action:
    """A session action as far as the world has got with it."""

    id: str
    kind: str
    """A member of the definition: `envEnter`, `envExit`, `taskRun`, `syncInputJobAttachments`."""
    status: str
    environment: str = ""
    """The environment's name, for `envEnter` and `envExit`."""
    environment_id: str = ""
    step_id: str = ""
    step: str = ""
    """The step's name, for `taskRun`."""
    task_id: str = ""
    parameters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """A task's parameters: name to (`INT`, `1042`)."""
    started_at: float | None = None
    """Seconds since the epoch, as every time here."""
    ended_at: float | None = None
    planned_end: float = 0.0
    """When it ends by itself, if nothing interrupts it; progress is told by it in any case."""
    hung_at: float | None = None
    """When it got on no more: it neither writes nor ends by itself since; None where it works."""
    failure: str = ""
    """Why it fails, a key of the failures that the log knows to tell; empty where it succeeds."""
    exit_code: int | None = None
    """Known when the process has ended."""
    message: str = ""
    """`progressMessage`: the last openjd_status, or why it failed."""

    def progress(self, now: float) -> float:
        """Percent done at `now`, by the plan; 100 only where it succeeded."""
        if self.status == "SUCCEEDED":
            return 100.0
        if self.started_at is None:
            return 0.0
        until = min(now if at is None else at for at in (self.ended_at, self.hung_at))
        planned = max(self.planned_end - self.started_at, 0.001)
        return round(min(99.0, 100.0 * max(0.0, until - self.started_at) / planned), 1)


@dataclass(slots=True)
class Session:
    """A session as far as the world has got with it."""

    id: str
    farm_id: str
    queue_id: str
    job_id: str
    fleet_id: str
    worker_id: str
    host: str
    started_at: float
    ended_at: float | None = None
    actions: list[Action] = field(default_factory=list)
    """In the order in which they run; all before the running one have ended."""
    renderer: str = "blender"
    """Which program its tasks run; a key of the renderers that the log knows to imitate."""


@dataclass(slots=True)
class Worker:
    """A worker as far as its log cares."""

    id: str
    farm_id: str
    fleet_id: str
    host: str
    started_at: float
    ended_at: float | None = None
    ended_by: str = ""
    """`reclaimed` (spot interruption), `shutdown`, `crashed`, or empty."""
    sessions: list[Session] = field(default_factory=list)
    """The latest sessions it ran, oldest first; as many as the world remembers."""


class Script(Protocol):
    """Writes one log stream as time passes."""

    @property
    def finished(self) -> bool:
        """Whether no more lines will come."""
        ...

    def lines(self, until: float) -> Iterator[tuple[int, str]]:
        """The lines that are new since the last call, up to `until` in seconds since the epoch.

        Yields (milliseconds since the epoch, message) in order of time.
        """
        ...
