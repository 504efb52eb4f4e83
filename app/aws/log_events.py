"""GetLogEvents with whichever credentials may call it."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from app.aws.api import Api, EventPage
from app.errors import (
    DeniedError,
    ExpiredError,
    FarmtopError,
    InvalidError,
    NotFoundError,
)
from app.resources.log_place import LogPlace, ReadRole
from app.view import LogLine

REFUSAL_LASTS = 300.0
"""Seconds for which a role that was refused is not asked for again."""

_REFUSALS = (DeniedError, NotFoundError, InvalidError)
"""How a queue or fleet says that its role is not for the caller, or that it has none."""


class RoleKeeper(Protocol):
    """Gets and drops the credentials of roles."""

    async def frozen(self, role: ReadRole) -> Any:
        """A role's credentials; raises FarmtopError."""
        ...

    def forget(self, role: ReadRole) -> None:
        """Drops a role's credentials."""
        ...


class LogReader:
    """Reads logs with the read role of their queue or fleet, else with the caller's own rights.

    The roles that the console makes may read the logs, and so may viewers of a monitor; whoever
    works with credentials of the account often may do so directly, with no right to the role.
    """

    def __init__(
        self, api: Api, roles: RoleKeeper, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._roles = roles
        self._clock = clock
        self._refused: dict[ReadRole, tuple[float, FarmtopError]] = {}

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
        return _page(await self._answer(place.role, given))

    async def _answer(self, role: ReadRole | None, parameters: dict[str, object]) -> dict[str, Any]:
        def ask(role: ReadRole | None = None) -> Awaitable[dict[str, Any]]:
            return self._api.call("logs", "GetLogEvents", parameters, role=role)

        if role is None:
            return await ask()
        refusal = self._refusal(role)
        if refusal is None:
            try:
                return await self._as_role(role, ask)
            except _RefusedError as refused:
                refusal = refused.why
                self._refused[role] = (self._clock() + REFUSAL_LASTS, refusal)
        try:
            return await ask()
        except DeniedError as own:
            raise DeniedError(
                f"Neither the role nor your own credentials may read this log. {refusal.what}"
                f" {own.what}",
                own.remedy,
            ) from own

    def _refusal(self, role: ReadRole) -> FarmtopError | None:
        until, why = self._refused.get(role, (0.0, None))
        return why if self._clock() < until else None

    async def _as_role(
        self, role: ReadRole, ask: Callable[[ReadRole], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        await self._assume(role)
        try:
            return await ask(role)
        except DeniedError as error:
            raise _RefusedError(error) from error
        except ExpiredError:
            # They were ours to renew, so nobody is asked to log in before they were.
            self._roles.forget(role)
            await self._assume(role)
            return await ask(role)

    async def _assume(self, role: ReadRole) -> None:
        try:
            await self._roles.frozen(role)
        except _REFUSALS as error:
            raise _RefusedError(error) from error


class _RefusedError(Exception):
    """The role may not be assumed, or may not read the log."""

    def __init__(self, why: FarmtopError) -> None:
        super().__init__(why)
        self.why = why


def _page(answer: dict[str, Any]) -> EventPage:
    return EventPage(
        tuple(LogLine(event["timestamp"], event["message"]) for event in answer.get("events", ())),
        answer.get("nextForwardToken", ""),
        answer.get("nextBackwardToken", ""),
    )
