"""Reading back in a log, from where it was opened, as far as somebody wants."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC

from app.aws.pacing.priority import Priority, asking
from app.lines import Splice
from app.logs.following.followed import Followed
from app.tui.logs.log_times import time_text
from app.view import NO_TIME
from widgets.log.log_view import LogView
from widgets.log.time_column import TimeMode

STOPPED = "Stopped reading back."
"""What is told where somebody did not want to wait for it."""


class ReadingBack:
    """Reads what lies before the first line that is shown, one page after the other.

    Whoever gives it up, by cancelling, keeps the pages that have come.
    """

    def __init__(
        self,
        shown: Callable[[], Followed | None],
        apply: Callable[[Iterable[Splice]], None],
        view: LogView,
        priority: Priority,
    ) -> None:
        """`shown` is what is read back, `apply` is told what that did to its lines."""
        self.lock = asyncio.Lock()
        """Held while a page is read, and to be held while what is shown becomes another one."""
        self._shown = shown
        self._apply = apply
        self._view = view
        self._priority = priority

    async def page(self) -> None:
        """Read some of what lies before the first line. Raises FarmtopError."""
        async with self.lock:
            if (shown := self._shown()) is not None:
                with asking(self._priority):
                    self._apply(await shown.older())

    async def to_top(self) -> None:
        """Read a page, and on to the very first line while the view is to show that.

        Raises FarmtopError.
        """
        await self.page()
        while self._view.at_start and (shown := self._shown()) and not shown.at_beginning:
            await self.page()

    async def down_to(self, timestamp: int | None = None) -> None:
        """Read down to a time in milliseconds since the epoch, or all there is.

        Raises FarmtopError.
        """
        while (shown := self._shown()) is not None and not shown.at_beginning:
            if timestamp is not None and len(shown.lines) and shown.lines[0].timestamp < timestamp:
                return
            await self.page()

    def words(self, timestamp: int | None = None) -> str:
        """How far it is on its way to a time: `reading back to 03:12:00, at 05:40:12`."""
        shown = self._shown()
        if shown is None or not len(shown.lines):
            return "reading back"
        first, newest = shown.lines[0].timestamp, shown.lines[-1].timestamp
        wanted = "the beginning" if timestamp is None else self._text(timestamp, newest)
        at = "" if first == NO_TIME else self._text(first, newest)
        return f"reading back to {wanted}" + (f", at {at}" if at else "")

    def words_to_top(self) -> str:
        """How far it is on its way to the very first line; empty where nobody waits for that."""
        return self.words() if self._view.at_start else ""

    def _text(self, timestamp: int, newest: int) -> str:
        zone = UTC if self._view.time_mode is TimeMode.UTC else None
        return time_text(timestamp, beside=newest, zone=zone)
