"""Trying again, for commands that have nobody at the screen to show a failure to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.aws.pacing.backoff import Backoff
from app.errors import FarmtopError, ThrottledError

_T = TypeVar("_T")

TRIES = 6
"""How often a request is made before its error is told; the waits between add up to 8 s or so."""


async def patiently(
    attempt: Callable[[], Awaitable[_T]],
    *,
    tries: int | None = TRIES,
    backoff: Backoff | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    failed: Callable[[FarmtopError, float], None] | None = None,
) -> _T:
    """The result of `attempt`, made again while its error is transient.

    `tries` None never gives up. `failed` is told of every failure that is followed by a new
    attempt, with the seconds until then. Raises the last error, and any other at once.
    """
    waits = backoff or Backoff()
    made = 0
    while True:
        try:
            return await attempt()
        except FarmtopError as error:
            made += 1
            if not error.transient or made == tries:
                raise
            asked = error.retry_after if isinstance(error, ThrottledError) else None
            wait = waits.next(asked)
            if failed is not None:
                failed(error, wait)
        await sleep(wait)
