"""Answers that are older than the world, as those of a search can be beside those of a get."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from app.localfarm.contract import Reply

MOST_CALLS = 500
"""Different calls of which answers are kept; those asked for longest ago are forgotten."""

_Answers: TypeAlias = deque[tuple[float, Reply]]
"""When each was given, in seconds of the farm's clock; the oldest first."""


class Lagging:
    """What was answered before, by the calls."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[tuple[str, str], _Answers] = {}

    def older(
        self, operation: str, parameters: Mapping[str, Any], answer: Reply, seconds: float
    ) -> Reply:
        """What was answered to the same call so long ago; else what was first answered to it."""
        now, call = self._clock(), (operation, repr(parameters))
        given = self._given.pop(call, deque())
        self._given[call] = given
        given.append((now, answer))
        while len(given) > 1 and given[1][0] <= now - seconds:
            given.popleft()
        if len(self._given) > MOST_CALLS:
            del self._given[next(iter(self._given))]
        return given[0][1]
