"""How many calls were made lately, and how many of them were refused for being too many."""

from collections import deque

from msgspec import Struct, field

WINDOW = 60.0
"""Seconds that count as lately."""


class Traffic(Struct):
    """Calls and throttles over a sliding minute; times are those of one monotonic clock."""

    _calls: deque[float] = field(default_factory=deque)
    _throttled: deque[float] = field(default_factory=deque)

    def called(self, now: float) -> None:
        """Counts a call that is about to be made."""
        _slide(self._calls, now)
        self._calls.append(now)

    def throttled(self, now: float) -> None:
        """Counts a call that the service refused for being one too many."""
        _slide(self._throttled, now)
        self._throttled.append(now)

    def calls_a_minute(self, now: float) -> int:
        """Calls made during the minute before `now`."""
        _slide(self._calls, now)
        return len(self._calls)

    def throttles_a_minute(self, now: float) -> int:
        """Calls throttled during the minute before `now`."""
        _slide(self._throttled, now)
        return len(self._throttled)


def _slide(times: deque[float], now: float) -> None:
    while times and times[0] <= now - WINDOW:
        times.popleft()
