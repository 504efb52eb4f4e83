"""What the user is looking at, which is what a poller spends its calls on."""

import asyncio
from collections.abc import Container
from datetime import datetime

from app.aws.pacing.priority import Priority
from app.resources.query import Query

FIRST_ROWS = 100
"""Rows that are loaded unasked: one page."""


class Attention:
    """A handle that the screen moves and the poller reads.

    Every change wakes the poller from its wait; nothing is ever interrupted half-way.
    """

    def __init__(self, usual: Priority = Priority.VISIBLE) -> None:
        """`usual` is how urgent it is to keep the level fresh."""
        self._usual = usual
        self._asked = False
        """Whether the round that is under way, or was last, is one that was asked for."""
        self.visible: tuple[str, ...] = ()
        """Keys of the rows on the screen."""
        self.span = range(0)
        """The places of those rows among all there are."""
        self.expected: Container[str] = frozenset()
        """Keys of items of which a change was asked for that nobody has told of yet."""
        self.wanted = FIRST_ROWS
        """How many rows from the first one on the user has asked for."""
        self.sifted = range(0)
        """The places of rows among which one is looked for, wherever the user is; usually none."""
        self.query = Query()
        """What the service is asked for, where the level can be searched."""
        self.sought: datetime | None = None
        """When something was created that the user wants to see, further down than is loaded."""
        self.paused = False
        """Nobody can see the level at all."""
        self.away = False
        """The terminal is not the one with the focus."""
        self._refresh = True
        self._retry = False
        self._changed = asyncio.Event()

    @property
    def priority(self) -> Priority:
        """How urgent the calls are that are made for the level.

        What is merely shown beside the user's own place is never waited for.
        """
        is_asked = self._asked or self._refresh
        return Priority.ASKED if is_asked and self._usual <= Priority.VISIBLE else self._usual

    @property
    def near(self) -> range:
        """The places that are on the screen or soon will be; else as many as are wanted."""
        span, ahead = self.span, len(self.span) if self.span.start else 0
        around = range(max(0, span.start - ahead), span.stop + ahead)
        return around if span else range(self.wanted)

    def look_at(self, visible: tuple[str, ...], span: range = range(0)) -> None:
        """Other rows are on the screen now."""
        if (visible, span) != (self.visible, self.span):
            self.visible, self.span = visible, span
            self._changed.set()

    def ask_for(self, query: Query) -> None:
        """The user wants other items, or another order; which of them are seen is told later."""
        if query != self.query:
            self.query, self.wanted, self.sought = query, FIRST_ROWS, None
            self.visible, self.span = (), range(0)
            self.refresh()

    def seek(self, created: datetime) -> None:
        """The user wants to see what was created at a time, however far down that stands."""
        self.sought = created
        self._changed.set()

    def want_more(self, loaded: int) -> None:
        """The user has come near the end of the `loaded` rows."""
        if loaded + FIRST_ROWS > self.wanted:
            self.wanted = loaded + FIRST_ROWS
            self._changed.set()

    def sift_more(self, loaded: int) -> None:
        """Something is looked for that is not among the `loaded` rows, but may come next."""
        self.sifted = range(loaded + FIRST_ROWS)
        self._changed.set()

    def stop_sifting(self) -> None:
        """It is there, or is not to be had."""
        self.sifted = range(0)

    def pause(self) -> None:
        """Stop asking, until `resume`."""
        self.paused = True

    def resume(self) -> None:
        """Go on, with a refresh at once."""
        if self.paused:
            self.paused = False
            self.refresh()

    def leave(self, away: bool) -> None:
        """The terminal has lost the focus, or has it again."""
        if self.away and not away:
            self.refresh()
        self.away = away

    def refresh(self, *, retry: bool = False) -> None:
        """Refresh now, whatever the interval says; to `retry` is to try what was refused, too."""
        self._refresh = True
        self._retry = self._retry or retry
        self._changed.set()

    @property
    def refresh_asked(self) -> bool:
        """Whether a refresh was asked for that nobody has taken yet."""
        return self._refresh

    def take_refresh(self) -> bool:
        """Whether a refresh was asked for since the last time; asking forgets it."""
        self._asked, self._refresh = self._refresh, False
        return self._asked

    @property
    def retry_asked(self) -> bool:
        """Whether what was refused is to be tried once more."""
        return self._retry

    def retried(self) -> None:
        """What was refused has been tried, and was answered one way or the other."""
        self._retry = False

    async def until_seen(self) -> None:
        """Wait while the level is paused."""
        while self.paused:
            self._changed.clear()
            await self._changed.wait()

    async def changed(self, seconds: float) -> bool:
        """Wait for a change, for at most `seconds`; whether there was one."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        finally:
            self._changed.clear()
        return True
