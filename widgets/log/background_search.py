"""A search that looks on by itself, whenever there are lines that it has not looked at."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeAlias

from textual.widget import Widget
from textual.worker import Worker

from app.lines import Lines, Splice
from app.lines.line_pattern import LinePattern
from app.lines.line_search import Search

SLOW = 2.0
"""Seconds after which somebody who waits for a search is told how far it is."""
AS_GOOD_AS_ALL = 0.99
"""The part of the lines after which it is not slow: more may come all the time."""

Looked: TypeAlias = Callable[[Search, Sequence[range]], None]
"""Told after each look, with the numbers of the lines that were looked at."""


class BackgroundSearch:
    """At most one search at a time, which a worker of a widget goes on with."""

    def __init__(self, owner: Widget, looked: Looked) -> None:
        self.search: Search | None = None
        """The search, while there is one."""
        self._owner = owner
        self._looked = looked
        self._worker: Worker[None] | None = None
        self._begun = 0.0
        """When it was begun to look, by `monotonic`."""

    def begin(self, pattern: LinePattern, lines: Lines, origin: int) -> None:
        """Search for this instead, from a line on; what is near is looked at here and now."""
        self.search = Search(pattern, lines, origin)
        self._begun = monotonic()
        self._looked(self.search, self.search.glance())
        self.look_on()

    def end(self) -> None:
        """Search no longer."""
        self.search = None

    @property
    def is_slow(self) -> bool:
        """Whether it goes on for long, as with what has to be tried at every place of a line."""
        search = self.search
        if search is None or not search.pending or monotonic() - self._begun < SLOW:
            return False
        return search.looked_at < AS_GOOD_AS_ALL

    @property
    def looked_at(self) -> float:
        """Which part of the lines has been looked at, from 0 to 1."""
        return 1.0 if self.search is None else self.search.looked_at

    def stop(self) -> None:
        """Look at no more lines for what is searched for; what was found stays."""
        if self.search is not None:
            self.search.stop()
            self._looked(self.search, ())

    def splice(self, change: Splice) -> None:
        """The lines changed; `look_on` looks at those that came."""
        if self.search is not None:
            self.search.splice(change)

    def look_on(self) -> None:
        """Look at whatever has not been looked at."""
        running = self._worker is not None and self._worker.is_running
        if self.search is not None and self.search.pending and not running:
            self._worker = self._owner.run_worker(self._look())

    async def _look(self) -> None:
        while (search := self.search) is not None and search.pending:
            numbers = await search.look()
            if search is self.search:
                self._looked(search, numbers)
