"""Looking through a log, while it is shown, for what stands out in it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from app.lines import Lines, Splice
from app.logs.scanning.findings import Findings
from app.logs.scanning.scan import Scan
from app.logs.scanning.signs import Signs


class Lookout:
    """What stands out in the lines that are shown, as far as they have been looked through."""

    def __init__(self, signs: Signs, *, sections: bool) -> None:
        """`sections` is whether those of the lines follow one another."""
        self.findings = Findings()
        self._signs = signs
        self._sections = sections
        self._scan: Scan | None = None
        self._given_up: tuple[str, ...] = ()
        """The user's signs that are told to be looked for no more."""

    async def look_through(self, lines: Lines) -> AsyncGenerator[Findings, None]:
        """Look through these lines from now on; what was found by then, again and again."""
        self.findings = replace(self.findings, complete=False)
        self._scan = Scan(lines, self._signs, sections=self._sections)
        async with aclosing(self._scan.run()) as looks:
            async for self.findings in looks:
                yield self.findings

    def splice(self, change: Splice) -> None:
        """The lines have changed."""
        if self._scan is not None:
            self._scan.splice(change)

    def finish(self) -> None:
        """No more lines will come."""
        if self._scan is not None:
            self._scan.finish()

    def give_way(self, *, searching: bool) -> None:
        """A search goes first: whoever asked for it waits for it."""
        if self._scan is not None:
            (self._scan.pause if searching else self._scan.resume)()

    def newly_given_up(self) -> list[str]:
        """The user's signs that took too long since this was asked last."""
        told, self._given_up = self._given_up, self._signs.given_up
        return [name for name in self._given_up if name not in told]
