"""How long to wait after a failure."""

import random as _random
from collections.abc import Callable


class Backoff:
    """Exponential backoff with full jitter.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog. Whoever was refused together
    thereby does not come back together.
    """

    def __init__(
        self,
        base: float = 0.5,
        cap: float = 30.0,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self._base = base
        self._cap = cap
        self._random = random
        self._failures = 0

    def next(self, retry_after: float | None = None) -> float:
        """Seconds to wait after one more failure; never less than the service asks for."""
        ceiling = min(self._cap, self._base * 2.0 ** min(self._failures, 62))
        self._failures += 1
        return (retry_after or 0.0) + ceiling * self._random()

    def reset(self) -> None:
        """Forgets the failures, since a request succeeded."""
        self._failures = 0
