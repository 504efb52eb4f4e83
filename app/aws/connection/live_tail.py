"""StartLiveTail with whichever credentials may call it."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

from app.aws.api import Api, LiveUpdate
from app.aws.signing.rights import Rights, RoleKeeper
from app.aws.wire.translate import TRANSLATED, translate
from app.errors import UnreachableError
from app.resources.log_place import LogPlace, ReadRole


class _EventStream(Protocol):
    """The events that answer the call, as aiobotocore parses them."""

    def __aiter__(self) -> AsyncIterator[Mapping[str, Any]]: ...
    def close(self) -> None: ...


class LiveTailOpener:
    """Opens live tails with the read role of a queue or fleet, else with the caller's own rights.

    The roles that the console makes do not allow it, so that it mostly is the caller who may.
    """

    def __init__(
        self, api: Api, roles: RoleKeeper, arn_of: Callable[[LogPlace], Awaitable[str]]
    ) -> None:
        """`arn_of` gives the ARN of a log's group; raises FarmtopError."""
        self._api = api
        self._arn_of = arn_of
        self._rights = Rights(roles, "start a live tail")

    async def live_tail(self, place: LogPlace) -> AsyncGenerator[LiveUpdate, None]:
        """What a log's live tail tells, as `app.aws.api.LiveTails` promises it."""
        asked = {
            "logGroupIdentifiers": [await self._arn_of(place)],
            "logStreamNames": [place.stream],
        }

        async def ask(role: ReadRole | None) -> dict[str, Any]:
            return await self._api.call(place.service, "StartLiveTail", asked, role=role)

        answer = await self._rights.answer(place.role, ask)
        events: _EventStream = answer["responseStream"]
        try:
            async for event in events:
                yield _update(event)
        except TRANSLATED as error:
            raise translate(error, "logs", "StartLiveTail") from error
        finally:
            events.close()
        raise UnreachableError("The live tail was cut off.")


def _update(event: Mapping[str, Any]) -> LiveUpdate:
    """An event of the stream; its start tells of nothing yet."""
    told = event.get("sessionUpdate", {})
    return LiveUpdate(
        times=tuple(result["timestamp"] for result in told.get("sessionResults", ())),
        sampled=told.get("sessionMetadata", {}).get("sampled", False),
    )
