"""Looking for a log until it is there."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from app.aws.pacing.backoff import Backoff
from app.errors import FarmtopError, Trouble
from app.logs.following.followed import Followed


class Findable(Protocol):
    """A log that has to be looked for; every `LogSource` is one."""

    async def find(self) -> Followed:
        """The log. Raises FarmtopError; NotFoundError where there is none yet."""
        ...


class LogFinder:
    """Looks for a log again and again, for as long as somebody looks at the place for it."""

    def __init__(
        self,
        source: Findable,
        clock: Callable[[], float],
        seen: asyncio.Event,
        tell: Callable[[], None],
    ) -> None:
        """`seen` is set while somebody looks; `tell` is called where there is new trouble."""
        self.trouble: Trouble | None = None
        """Why the log was not found yet."""
        self._source = source
        self._clock = clock
        self._seen = seen
        self._tell = tell
        self._again = asyncio.Event()

    def look_again(self) -> None:
        """Wait no longer to try again."""
        self._again.set()

    async def find(self) -> Followed:
        """The log, as soon as there is one."""
        backoff = Backoff(base=2.0)
        while True:
            await self._seen.wait()
            self._again.clear()
            try:
                found = await self._source.find()
            except FarmtopError as error:
                await self._wait_to_try_again(error, backoff.next(error.retry_after))
            else:
                self.trouble = None
                return found

    async def _wait_to_try_again(self, error: FarmtopError, seconds: float) -> None:
        self.trouble = Trouble.after(self.trouble, error, self._clock(), seconds)
        self._tell()
        try:
            async with asyncio.timeout(seconds):
                await self._again.wait()
        except TimeoutError:
            return
