"""How fast lines come."""

from collections import deque

WINDOW = 1.0
"""Seconds over which lines are counted."""
FAST = 10_000
"""Lines a second that nobody reads as they come."""


class Pour:
    """Tells when lines pour in faster than anybody reads."""

    def __init__(self) -> None:
        self._came: deque[tuple[float, int]] = deque()
        """When how many came, in seconds of whichever clock the caller has."""
        self._sum = 0

    def came(self, count: int, now: float) -> None:
        """So many lines have come."""
        self._came.append((now, count))
        self._sum += count
        self._forget(now)

    def is_fast(self, now: float) -> bool:
        """Whether they pour in."""
        self._forget(now)
        return self._sum >= FAST * WINDOW

    def _forget(self, now: float) -> None:
        while self._came and self._came[0][0] <= now - WINDOW:
            self._sum -= self._came.popleft()[1]
