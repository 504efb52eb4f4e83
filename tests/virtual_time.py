"""An event loop in which time passes only while everybody waits, and then at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

PATIENCE = 60.0
"""Seconds, by everybody's clock, that a thread may take for which all others wait."""


class _Clock(selectors.SelectSelector):
    """Waits for nothing: the time that it should wait has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is not None:
            self.now += timeout
            return ready
        ready = super().select(PATIENCE)
        assert ready, "everybody waits, and nothing will ever happen"
        return ready


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Clock()
        super().__init__(self._clock)

    def time(self) -> float:
        """Seconds of the clock."""
        return self._clock.now


def run_virtually(scenario: Coroutine[Any, Any, _T]) -> _T:
    """What the scenario gives, at once however long it lasts."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(scenario)


def now() -> float:
    """Seconds of the clock of the loop that runs."""
    return asyncio.get_running_loop().time()
