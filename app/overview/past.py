"""What was counted in the rounds before, kept for as long as the monitor runs."""

from collections import deque

from app.overview.health import Counts

ROUNDS = 60
"""Rounds that are remembered: half an hour of them."""


class Past:
    """Counts by the id of the queue or fleet that they are of, so many of each."""

    def __init__(self, rounds: int = ROUNDS) -> None:
        self._rounds = rounds
        self._counts: dict[str, deque[Counts | None]] = {}

    def add(self, key: str, counts: Counts | None) -> None:
        """What a round has counted; None where it could not."""
        self._counts.setdefault(key, deque(maxlen=self._rounds)).append(counts)

    def of(self, key: str) -> tuple[Counts | None, ...]:
        """What was counted, the oldest first."""
        return tuple(self._counts.get(key, ()))
