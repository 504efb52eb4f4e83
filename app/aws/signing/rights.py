"""Which credentials open a log: the read role of its queue or fleet, else the caller's own."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias, TypeVar

from app.errors import DeniedError, ExpiredError, FarmtopError, InvalidError, NotFoundError
from app.resources.log_place import ReadRole

REFUSAL_LASTS = 300.0
"""Seconds for which a role that was refused is not asked for again."""

_T = TypeVar("_T")

Ask: TypeAlias = Callable[[ReadRole | None], Awaitable[_T]]
"""Makes one call with a role, or with the caller's own credentials."""

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


class Rights:
    """Makes one operation's calls with whichever credentials may make them.

    The roles that the console makes may read the logs, and so may viewers of a monitor; whoever
    works with credentials of the account often may do so directly, with no right to the role.
    """

    def __init__(
        self, roles: RoleKeeper, purpose: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`purpose` is what neither may do where both are refused: `read this log`."""
        self._roles = roles
        self._purpose = purpose
        self._clock = clock
        self._refused: dict[ReadRole, tuple[float, FarmtopError]] = {}

    async def answer(self, role: ReadRole | None, ask: Ask[_T]) -> _T:
        """What the call gives; raises FarmtopError, DeniedError where nobody may make it."""
        if role is None:
            return await ask(None)
        refusal = self._refusal(role)
        if refusal is None:
            try:
                return await self._as_role(role, ask)
            except _RefusedError as refused:
                refusal = refused.why
                self._refused[role] = (self._clock() + REFUSAL_LASTS, refusal)
        try:
            return await ask(None)
        except DeniedError as own:
            # Neither will do, so whichever of them is given next is to be seen at once.
            self._refused.pop(role, None)
            what = f"Neither the role nor your own credentials may {self._purpose}."
            # Nobody need read twice what both of them are told in the same words.
            said = dict.fromkeys((what, refusal.what, own.what))
            raise DeniedError(" ".join(said), own.remedy) from own

    def _refusal(self, role: ReadRole) -> FarmtopError | None:
        until, why = self._refused.get(role, (0.0, None))
        return why if self._clock() < until else None

    async def _as_role(self, role: ReadRole, ask: Ask[_T]) -> _T:
        await self._assume(role)
        try:
            return await _asked(role, ask)
        except ExpiredError:
            # They were ours to renew, so nobody is asked to log in before they were.
            self._roles.forget(role)
            await self._assume(role)
            return await _asked(role, ask)

    async def _assume(self, role: ReadRole) -> None:
        try:
            await self._roles.frozen(role)
        except _REFUSALS as error:
            raise _RefusedError(error) from error


async def _asked(role: ReadRole, ask: Ask[_T]) -> _T:
    try:
        return await ask(role)
    except DeniedError as error:
        raise _RefusedError(error) from error


class _RefusedError(Exception):
    """The role may not be assumed, or may not make the call."""

    def __init__(self, why: FarmtopError) -> None:
        super().__init__(why)
        self.why = why
