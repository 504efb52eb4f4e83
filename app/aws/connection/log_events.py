"""GetLogEvents with whichever credentials may call it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from app.aws.api import Api, EventPage
from app.aws.signing.rights import Rights, RoleKeeper
from app.resources.log_place import LogPlace, ReadRole
from app.view import LogLine


class LogReader:
    """Reads logs with the read role of their queue or fleet, else with the caller's own rights."""

    def __init__(
        self, api: Api, roles: RoleKeeper, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._rights = Rights(roles, "read this log", clock)

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `app.aws.api.LogEvents` promises it."""
        parameters: dict[str, object] = {
            "logGroupName": place.group,
            "logStreamName": place.stream,
            "startTime": place.start,
            "endTime": place.end,
            "nextToken": token,
            "startFromHead": from_head,
            "limit": limit,
        }
        given = {name: value for name, value in parameters.items() if value is not None}

        async def ask(role: ReadRole | None) -> dict[str, Any]:
            return await self._api.call(place.service, "GetLogEvents", given, role=role)

        answer = await self._rights.answer(place.role, ask)
        # Parsing a full page took a while, and so will whoever asked for it: keys come in between.
        await asyncio.sleep(0)
        return _page(answer)


def _page(answer: dict[str, Any]) -> EventPage:
    return EventPage(
        tuple(
            [LogLine(event["timestamp"], event["message"]) for event in answer.get("events", ())]
        ),
        answer.get("nextForwardToken", ""),
        answer.get("nextBackwardToken", ""),
    )
