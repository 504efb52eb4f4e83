"""A role that is refused is asked for again after a while."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.aws.connection.log_events import LogReader
from app.aws.signing.rights import REFUSAL_LASTS
from app.aws.signing.roles import Roles
from app.errors import DeniedError
from app.resources.log_place import ReadRole
from tests.test_aws_log_events import PLACE


class Refusing:
    """A service whose role is refused, and is granted later."""

    def __init__(self) -> None:
        self.granted = False
        self.asked: list[str] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """Answers as the service would."""
        self.asked.append(f"{service}:{operation}{' as role' if role else ''}")
        if operation == "GetLogEvents":
            return {"events": [], "nextForwardToken": "", "nextBackwardToken": ""}
        if not self.granted:
            raise DeniedError("no")
        expiration = datetime.now(UTC) + timedelta(hours=1)
        names = ("accessKeyId", "secretAccessKey", "sessionToken")
        return {"credentials": dict.fromkeys(names, "x") | {"expiration": expiration}, **parameters}


async def test_a_refusal_is_forgotten_after_a_while() -> None:
    service, now = Refusing(), 0.0
    reader = LogReader(service, Roles(service), lambda: now)
    await reader.get_log_events(PLACE)
    service.granted = True
    now = REFUSAL_LASTS - 1
    await reader.get_log_events(PLACE)
    now = REFUSAL_LASTS
    await reader.get_log_events(PLACE)
    assert [asked for asked in service.asked if asked.startswith("logs:")] == [
        "logs:GetLogEvents",
        "logs:GetLogEvents",
        "logs:GetLogEvents as role",
    ]
