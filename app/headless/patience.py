"""An API that waits out what passes by itself, with a word about it on standard error."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from app.aws.api import NO_PARAMETERS, EventPage, Reading
from app.aws.pacing.retry import TRIES, patiently
from app.errors import CredentialsError, FarmtopError
from app.headless.output import warn
from app.resources.log_place import LogPlace, ReadRole

_T = TypeVar("_T")

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""


class Patient:
    """Makes the calls of `source` again while they fail for a reason that passes.

    Credentials that are refused are asked for anew, once: a program that gives them, such as
    Deadline Cloud monitor, may have newer ones. Raises FarmtopError when patience ends.
    """

    def __init__(
        self, source: Reading, *, tries: int | None = TRIES, sleep: Sleep = asyncio.sleep
    ) -> None:
        """`tries` None never gives up on a failure that passes."""
        self._source = source
        self._tries = tries
        self._sleep = sleep

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One call, as `Api` promises it."""
        return await self._made(
            lambda: self._source.call(service, operation, parameters, role=role)
        )

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `LogEvents` promises it."""
        return await self._made(
            lambda: self._source.get_log_events(
                place, token=token, from_head=from_head, limit=limit
            )
        )

    async def _made(self, attempt: Callable[[], Awaitable[_T]]) -> _T:
        try:
            return await self._repeated(attempt)
        except CredentialsError:
            return await self._repeated(attempt)

    async def _repeated(self, attempt: Callable[[], Awaitable[_T]]) -> _T:
        return await patiently(attempt, tries=self._tries, sleep=self._sleep, failed=_tell)


def _tell(error: FarmtopError, wait: float) -> None:
    warn(f"{error.what} Trying again in {wait:.1f} s.")
