"""What the rest of farmtop asks of AWS, as seams that a test can stand in for.

Importing this module imports nothing of botocore.
"""

from collections.abc import AsyncGenerator, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from msgspec import Struct

from app.resources.log_place import LogPlace, ReadRole
from app.view import LogLine

NO_PARAMETERS: Mapping[str, object] = MappingProxyType({})


def named(service: str) -> tuple[str, str]:
    """botocore's name of a service, and the service in whose Region it is asked."""
    name, _, home = service.partition("@")
    return name, home or name


class Api(Protocol):
    """Makes one call of one operation."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """The answer as botocore parses it, without its metadata; times are aware datetimes.

        `service` is botocore's name (`deadline`), after an `@` followed by the service in whose
        Region it is asked (`logs@nova-act`); `operation` is the API's own (`ListFarms`). The call
        is made once and never repeated: whoever asks decides whether to ask again. Raises
        FarmtopError. Cancelling it leaves everything usable.
        """
        ...


class Account(Api, Protocol):
    """What is asked, and what is known of the account, or the embedded farm, that answers."""

    @property
    def region(self) -> str:
        """The Region's name."""
        ...

    def region_of(self, service: str) -> str:
        """The Region that a service is asked in."""
        ...

    @property
    def endpoint(self) -> str:
        """The address of the service where it is not AWS's own; else empty."""
        ...

    @property
    def monitor_id(self) -> str:
        """The Deadline Cloud monitor that wrote the AWS profile; empty where none did."""
        ...


class EventPage(Struct, frozen=True):
    """One answer of GetLogEvents."""

    events: tuple[LogLine, ...]
    """In order of time; can be empty although there is more in either direction."""
    forward: str
    """Reads on from the last event; the end is reached where it equals the token asked with."""
    backward: str
    """Reads back from the first event; the start is reached where it repeats likewise."""


class LogEvents(Protocol):
    """Reads a log stream page by page."""

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page of a log: from its newest end, from its head, or onwards from a token.

        `from_head` must be given with a token that reads forward, as the service has it.

        Raises FarmtopError; NotFoundError where there is no such stream yet.
        """
        ...


class Reading(Api, LogEvents, Protocol):
    """Whatever can be asked once, of any service."""


class LiveUpdate(Struct, frozen=True):
    """What a live tail told: once as it began, then about once a second."""

    times: tuple[int, ...] = ()
    """When the events were written that it told of, in milliseconds since the epoch."""
    sampled: bool = False
    """Whether there were more of them than it can tell of."""

    def __bool__(self) -> bool:
        """Whether there is anything new."""
        return bool(self.times) or self.sampled


class LiveTails(Protocol):
    """Tells that a log stream grows, as it grows; each minute of it costs money."""

    def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """What arrives in a log stream from now on, whatever the times of the place.

        It never ends but by FarmtopError: it is denied, is cut off, or has lasted three hours.
        Closing it closes the connection.
        """
        ...


class LogService(LogEvents, LiveTails, Protocol):
    """Everything that is asked of CloudWatch about a log."""
