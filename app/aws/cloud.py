"""One AWS session and everything that is asked of it."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.aws.api import NO_PARAMETERS, EventPage
from app.aws.deadline_config import Defaults, read_defaults
from app.aws.traffic import Traffic
from app.config import Settings
from app.resources.log_place import LogPlace, ReadRole


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose credentials are used, as GetCallerIdentity tells it."""

    account: str
    arn: str


class Cloud:
    """The account, or the embedded farm, that the settings select.

    Everything happens in the one event loop in which it was opened.
    """

    profile: str
    """The name of the AWS profile; empty where AWS's own variables and defaults decide."""
    region: str
    endpoint: str
    """The address of Deadline Cloud where it is not AWS's own; empty on AWS."""
    defaults: Defaults
    """The farm, queue and job chosen in the `deadline` command for this profile."""
    traffic: Traffic

    @classmethod
    @asynccontextmanager
    async def open(
        cls, settings: Settings, environ: Mapping[str, str] = os.environ
    ) -> AsyncIterator["Cloud"]:
        """Opens the session; no call is made and no client built before one is needed.

        Raises UsageError where the profile does not exist or there is no region.
        """
        cloud = cls()
        cloud.profile = settings.profile or ""
        cloud.region = settings.region or ""
        cloud.endpoint = settings.endpoint_url or ""
        cloud.defaults = read_defaults(environ, settings.profile)
        cloud.traffic = Traffic()
        yield cloud

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One API call, as `app.aws.api.Api` promises it."""
        raise NotImplementedError

    async def identity(self) -> Identity:
        """Whose credentials these are; asked once and remembered until they run out."""
        raise NotImplementedError

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page of a log, as `app.aws.api.LogEvents` promises it."""
        raise NotImplementedError
