"""Lines of several logs in the order of their times, where nothing can be put in later."""

import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from typing import TypeAlias

from app.view import LogLine

PATIENCE = 10.0
"""Seconds for which a line is held back for the sake of another log, at most."""
SETTLED = 2.0
"""Seconds after which a log that had nothing new is taken to have nothing older to come."""

Stream: TypeAlias = AsyncIterable[Sequence[LogLine]]
"""Lines as they are read, in order; an empty sequence says that there is nothing new now."""


async def in_order(
    parts: Iterable[Stream] | AsyncIterable[Stream],
    *,
    patience: float | None = PATIENCE,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator[Sequence[LogLine]]:
    """The lines of all parts by time, each with its part's index as its `origin`.

    A line is held back until every other part has been read past its time, for `patience` seconds
    at most; None waits however long it takes, for parts that end. A line that comes after younger
    ones were given is given at once, and marked late. Raises whatever a part raises.
    """
    raise NotImplementedError
    yield ()
