"""What somebody asked of a log that may take long: it is told while it goes on, and can be stopped.

Each is done by a worker of its own, so that keys never wait for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

SHORT = 0.5
"""Seconds that nobody has to be told about."""

Words: TypeAlias = Callable[[], str]
"""How far an errand is; empty while there is nothing of it that could be stopped."""


@dataclass(frozen=True, slots=True, eq=False)
class _Errand:
    words: Words
    stop: Callable[[], object]
    stopped: str
    begun: float
    """In the time of `monotonic`."""


class Errands:
    """Those that go on, the last one that was begun last."""

    def __init__(self) -> None:
        self._going_on: list[_Errand] = []

    @contextmanager
    def going_on(self, words: Words, stop: Callable[[], object], stopped: str) -> Iterator[None]:
        """An errand goes on in here; `stopped` is what is told once `stop` was called."""
        errand = _Errand(words, stop, stopped, monotonic())
        self._going_on.append(errand)
        try:
            yield
        finally:
            self._forget(errand)

    @property
    def words(self) -> str:
        """How far the last one is; empty where none has gone on for long."""
        errand = self._last()
        is_short = errand is None or monotonic() - errand.begun < SHORT
        return "" if errand is None or is_short else errand.words()

    def __bool__(self) -> bool:
        """Whether there is anything to be stopped."""
        return self._last() is not None

    def stop(self) -> str:
        """Stop the last one; what is to be told of that, empty where none goes on."""
        if (errand := self._last()) is None:
            return ""
        self._forget(errand)
        errand.stop()
        return errand.stopped

    def _last(self) -> _Errand | None:
        return next((each for each in reversed(self._going_on) if each.words()), None)

    def _forget(self, errand: _Errand) -> None:
        if errand in self._going_on:
            self._going_on.remove(errand)
