"""The calls that an answer may cost: counted, and no more of them than was promised."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS, EventPage, Reading
from app.resources.log_place import LogPlace, ReadRole

MOST_CALLS = 12
"""However many tasks a job has."""
FOR_A_LOG = 2
"""Calls that a role and the first page of a log take."""
FOR_A_LINE = 2
"""Calls that list what runs and tell the last line of one, behind another log of its queue."""
FOR_A_SESSION = FOR_A_LOG + 1
"""Calls that are kept for a log as long as the session is not known that it is of."""
FOR_A_PROOF = FOR_A_SESSION + 1
"""Calls that are kept for a log as long as no more than ids is known of what failed."""


FEWEST_CALLS = FOR_A_PROOF + 1
"""Calls that are left to an inquiry however many it took to find what is asked about: an id alone
may be of any queue."""


class NoneLeftError(Exception):
    """There is no call left for what is wanted.

    It is no `SpentError`: what asks with a budget of its own would take it for the end of that.
    """


class Asking:
    """Makes so many calls and no more, and counts them.

    The first log that a role opens counts for two, since the role has to be assumed. Where that
    was done before, or is refused, one more or one less is made than counted. Nothing is asked
    twice: what was answered stays so for the moment that an inquiry takes.
    """

    def __init__(self, source: Reading, *, most: int = MOST_CALLS, spent: int = 0) -> None:
        """`spent` were made before, to find what is asked about."""
        self._source = source
        self._most = most
        self._roles: set[ReadRole] = set()
        self._answers: dict[str, tuple[str, Mapping[str, object], dict[str, Any]]] = {}
        self.calls = spent
        """How many were made."""
        self.refused: dict[str, str] = {}
        """Why nothing is known of what was asked for, by what that is."""
        self.kept = 0
        """How many are left for something else."""

    @property
    def left(self) -> int:
        """How many may still be made."""
        return max(0, self._most - self.calls - self.kept)

    def told(self, operation: str) -> Iterator[tuple[Mapping[str, object], dict[str, Any]]]:
        """What was asked of an operation so far, and what it answered."""
        every = self._answers.values()
        return ((asked, answer) for name, asked, answer in every if name == operation)

    def affords(self, place: LogPlace) -> bool:
        """Whether a page of a log may still be read."""
        return self.left >= self._cost(place)

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it. Raises NoneLeftError where none is left, and
        it was not answered before."""
        asked = _named(service, operation, parameters, role)
        if asked not in self._answers:
            self._spend(1)
            answer = await self._source.call(service, operation, parameters, role=role)
            self._answers[asked] = operation, parameters, answer
        return self._answers[asked][-1]

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        """One page, as `app.aws.api.LogEvents` promises it. Raises NoneLeftError where that takes
        more calls than are left."""
        self._spend(self._cost(place))
        if place.role is not None:
            self._roles.add(place.role)
        return await self._source.get_log_events(
            place, token=token, from_head=from_head, limit=limit
        )

    def _spend(self, calls: int) -> None:
        if self.left < calls:
            raise NoneLeftError
        self.calls += calls

    def _cost(self, place: LogPlace) -> int:
        return 1 if place.role is None or place.role in self._roles else 2


def _named(
    service: str, operation: str, parameters: Mapping[str, object], role: ReadRole | None
) -> str:
    """What tells a call from all others."""
    return repr((service, operation, sorted(parameters.items()), role))
