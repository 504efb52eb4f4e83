"""What was counted in the rounds before, and when, kept for as long as the monitor runs."""

from bisect import bisect_right
from collections import deque

from app.overview.health import Counts

ROUNDS = 60
"""Rounds that are remembered: half an hour of them."""
EVERY = 30.0
"""Seconds between two rounds."""
LATE = 1.5
"""Times as long as between two rounds that a count holds: a round takes a while itself."""


class Past:
    """Counts by the id of the queue or fleet that they are of, so many of each."""

    def __init__(self, rounds: int = ROUNDS, every: float = EVERY) -> None:
        self._rounds = rounds
        self._every = every
        self._counts: dict[str, deque[tuple[float, Counts | None]]] = {}

    def add(self, key: str, counts: Counts | None, at: float) -> None:
        """What a round has counted at a time; None where it could not."""
        self._counts.setdefault(key, deque(maxlen=self._rounds)).append((at, counts))

    def of(self, key: str, now: float) -> tuple[Counts | None, ...]:
        """What was counted at moments as far apart as rounds are, the oldest first, the last now.

        None for a moment before which nobody had asked for longer than a round takes.
        """
        told = tuple(self._counts.get(key, ()))
        if not told:
            return ()
        times = [at for at, _ in told]
        since = min(self._rounds - 1, max(0, int((now - times[0]) // self._every)))
        moments = (now - step * self._every for step in range(since, -1, -1))
        return tuple(self._at(moment, times, told) for moment in moments)

    def _at(
        self, moment: float, times: list[float], told: tuple[tuple[float, Counts | None], ...]
    ) -> Counts | None:
        """The last count before a moment, unless that was long ago."""
        place = bisect_right(times, moment) - 1
        is_known = place >= 0 and moment - times[place] < LATE * self._every
        return told[place][1] if is_known else None
