"""A log, found, followed and kept whole."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, closing
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from app.aws.backoff import Backoff
from app.config import Settings
from app.errors import FarmtopError
from app.lines import Splice
from app.logs.batch import LogState
from app.logs.followed import Followed
from app.logs.openjd import tone_of
from app.poller import Trouble
from app.tui.log_source import LogSource
from app.tui.log_words import no_lines, what_is_wrong
from app.tui.pane import Pane
from app.tui.words import trouble_words
from widgets.log_view import LogView


class LogPane(Pane):
    """The lines of a log."""

    @dataclass
    class Changed(Message):
        """Lines came, or what is told of the log changed."""

        pane: "LogPane"

        @property
        def control(self) -> "LogPane":
            """The pane, for `@on` with a selector."""
            return self.pane

    def __init__(
        self,
        source: LogSource,
        settings: Settings,
        clock: Callable[[], float],
        *,
        is_preview: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """A preview has no keys, and is not read for what stands out in it."""
        super().__init__(id=id)
        self.source = source
        self.trouble: Trouble | None = None
        """Why the log was not found yet."""
        self.view = LogView(tone_of=tone_of)
        self.view.can_focus = not is_preview
        self._settings = settings
        self._clock = clock
        self._log: Followed | None = None
        """The log itself."""
        self._shown: Followed | None = None
        """What is shown: the log, or both as one."""
        self._again = asyncio.Event()

    def content(self) -> LogView:
        """The lines."""
        return self.view

    @property
    def state(self) -> LogState:
        """How following is going."""
        return LogState() if self._shown is None else self._shown.state

    @property
    def line_count(self) -> int:
        """How many lines were loaded."""
        return 0 if self._shown is None else len(self._shown.lines)

    def on_mount(self) -> None:
        """Find the log and follow it."""
        self._open()

    def refresh_now(self) -> None:
        """Ask for new lines now."""
        self._again.set()
        if self._shown is not None:
            self._shown.wake()

    def pause(self) -> None:
        """Read nothing new."""
        if self._shown is not None:
            self._shown.pause()

    def resume(self) -> None:
        """Read on."""
        if self._shown is not None:
            self._shown.resume()

    def words(self) -> str:
        """Why there are no lines."""
        if self.line_count:
            return ""
        if self.trouble is not None:
            return trouble_words(self.trouble, self._clock())
        return (
            "Looking for the log …" if self._shown is None else no_lines(self.state, self._clock())
        )

    def complaint(self) -> str:
        """Why no new lines can be read, or those that were read not be kept."""
        return what_is_wrong(self.state, self._clock()) if self.line_count else ""

    # Finding and following

    @work(exclusive=True, group="open")
    async def _open(self) -> None:
        """Find the log, and keep it open for as long as the pane is there."""
        with closing(await self._find()) as self._log:
            self._show(self._log)
            for watch in self.source.watches():
                self._keep(watch)
            await asyncio.Event().wait()

    async def _find(self) -> Followed:
        """The log, as soon as there is one; says why there is none."""
        backoff = Backoff(base=2.0)
        while True:
            await self.seen.wait()
            self._again.clear()
            try:
                found = await self.source.find()
            except FarmtopError as error:
                await self._wait_to_try_again(error, backoff.next(error.retry_after))
            else:
                self.trouble = None
                return found

    async def _wait_to_try_again(self, error: FarmtopError, seconds: float) -> None:
        now = self._clock()
        since = self.trouble.since if self.trouble else now
        self.trouble = Trouble(error, since, now + seconds)
        self.speak()
        try:
            async with asyncio.timeout(seconds):
                await self._again.wait()
        except TimeoutError:
            return

    @work(group="watch")
    async def _keep(self, watch: AsyncGenerator[None, None]) -> None:
        """Let what is told of the log be true for as long as somebody looks."""
        async with aclosing(watch) as changes:
            async for _ in changes:
                self.post_message(self.Changed(self))
                await self.seen.wait()

    def _show(self, followed: Followed) -> None:
        """Show and follow these lines from now on."""
        self._shown = followed
        self.view.show(followed.lines)
        self.speak()
        self._follow(followed)

    @work(group="follow")
    async def _follow(self, followed: Followed) -> None:
        async with aclosing(followed.follow()) as batches:
            async for batch in batches:
                self._apply(batch.splices)

    def _apply(self, splices: Iterable[Splice]) -> None:
        """The lines have changed so, and what is told of them perhaps too."""
        for change in splices:
            self.view.splice(change)
        self.speak()
        self.post_message(self.Changed(self))

    @on(LogView.ReachedTop)
    def _reached_top(self, event: LogView.ReachedTop) -> None:
        event.stop()
        self._older()

    @work(exclusive=True, group="older")
    async def _older(self) -> None:
        if self._shown is None:
            return
        try:
            self._apply(await self._shown.older())
        except FarmtopError as error:
            self.notify(str(error), title="The lines before cannot be read", markup=False)
        self.view.asked_older()
