"""So many calls and no more, for whatever looks through lists that may be long."""

from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS, Api
from app.resources.log_place import ReadRole

MOST_CALLS = 12
"""So many calls are made at most to find one thing."""


class SpentError(Exception):
    """There is no call left."""


class Budget:
    """Makes so many calls and no more."""

    def __init__(self, api: Api, calls: int = MOST_CALLS) -> None:
        self._api = api
        self.left = calls

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it. Raises SpentError where none is left."""
        self.keep(1)
        self.left -= 1
        return await self._api.call(service, operation, parameters, role=role)

    def keep(self, calls: int) -> None:
        """Raises SpentError where fewer calls are left."""
        if self.left < calls:
            raise SpentError
