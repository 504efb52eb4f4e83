"""The read roles of queues and fleets, apart from HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority, asking, current_asker
from app.aws.signing.roles import Roles
from app.resources.log_place import QueueRole, ReadRole


class Desk:
    """Hands out credentials, and remembers how urgent that was."""

    def __init__(self) -> None:
        self.asked: list[Priority] = []

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,  # noqa: ARG002
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: ReadRole | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        self.asked.append(current_asker().priority)
        expiration = datetime.now(UTC) + timedelta(hours=1)
        keys = {"accessKeyId": "AKID", "secretAccessKey": "none", "sessionToken": "token"}
        return {"credentials": {**keys, "expiration": expiration}}


async def test_a_role_is_got_before_everything_else_whoever_was_the_first_to_need_it() -> None:
    desk = Desk()
    with asking(Priority.PREVIEW):
        credentials = await Roles(desk).frozen(QueueRole("farm-1", "queue-1"))
    assert credentials.access_key == "AKID"
    assert desk.asked == [Priority.ASKED]
