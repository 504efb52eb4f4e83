"""The read roles of queues and fleets: assumed once, kept, and renewed before they run out."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiobotocore.credentials import AioRefreshableCredentials

from app.aws.api import Api
from app.aws.pacing.priority import Priority, asking
from app.aws.profiles.monitor import ADVISORY_WINDOW, MANDATORY_WINDOW
from app.aws.signing.credentials import Frozen, Source
from app.errors import CredentialsError
from app.resources.log_place import FleetRole, QueueRole, ReadRole


def assume_request(role: ReadRole) -> tuple[str, dict[str, str]]:
    """The operation of Deadline Cloud that hands out a role's credentials, and its parameters."""
    match role:
        case QueueRole(farm_id, queue_id):
            return "AssumeQueueRoleForRead", {"farmId": farm_id, "queueId": queue_id}
        case FleetRole(farm_id, fleet_id):
            return "AssumeFleetRoleForRead", {"farmId": farm_id, "fleetId": fleet_id}


class Roles:
    """The credentials of every role that is in use."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._sources: dict[ReadRole, Source] = {}
        self._locks: defaultdict[ReadRole, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def frozen(self, role: ReadRole) -> Frozen:
        """A role's credentials; however many ask at once, it is assumed once.

        Raises FarmtopError where the role cannot be assumed.
        """
        async with self._locks[role]:
            if role not in self._sources:
                self._sources[role] = await self._assume(role)
            source = self._sources[role]
        try:
            return await source.get_frozen_credentials()
        except RuntimeError as error:
            # So aiobotocore says that new credentials had expired before they came.
            self.forget(role)
            raise CredentialsError(
                "The credentials of the read role had expired when they came.",
                "Check this machine's clock.",
            ) from error

    def forget(self, role: ReadRole) -> None:
        """Drops a role's credentials, since the service does not accept them any more."""
        self._sources.pop(role, None)

    async def _assume(self, role: ReadRole) -> Source:
        async def assume() -> dict[str, str]:
            operation, parameters = assume_request(role)
            # Others may wait for it by now that are more urgent than the one that began.
            with asking(Priority.ASKED):
                answer = await self._api.call("deadline", operation, parameters)
            return _metadata(answer["credentials"])

        first = await assume()
        lasts = datetime.fromisoformat(first["expiry_time"]) - datetime.now(UTC)
        source: Any = AioRefreshableCredentials.create_from_metadata(
            first,
            refresh_using=assume,
            method="deadline-read-role",
            # Credentials that live shorter than the windows would be renewed at every call.
            advisory_timeout=min(ADVISORY_WINDOW, int(lasts.total_seconds() / 3)),
            mandatory_timeout=min(MANDATORY_WINDOW, int(lasts.total_seconds() / 6)),
        )
        renewing: Source = source
        return renewing


def _metadata(credentials: Mapping[str, Any]) -> dict[str, str]:
    """A role's credentials by the names that botocore's refreshing takes."""
    return {
        "access_key": credentials["accessKeyId"],
        "secret_key": credentials["secretAccessKey"],
        "token": credentials["sessionToken"],
        "expiry_time": credentials["expiration"].isoformat(),
    }
