"""The log of one item, found, followed and kept whole."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from app.aws.backoff import Backoff
from app.errors import FarmtopError
from app.logs.batch import LogBatch, LogState
from app.logs.locate import locate
from app.logs.openjd import tone_of
from app.logs.subject import Subject, subject_of
from app.logs.tail import Tail
from app.poller import Trouble, until_ended
from app.resources.level import Item, Place
from app.tui.link import Link, Service
from app.tui.pane import Pane
from app.tui.words import retrying, trouble_words
from app.view import GLYPHS, Tone
from widgets.log_view import LogView


class LogPane(Pane):
    """The lines of a log."""

    @dataclass
    class Changed(Message):
        """Lines came, or how the log is doing changed."""

        pane: "LogPane"
        state: LogState

        @property
        def control(self) -> "LogPane":
            """The pane, for `@on` with a selector."""
            return self.pane

    def __init__(
        self,
        place: Place,
        item: Item,
        link: Link,
        *,
        focusable: bool = True,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(link, id=id)
        self.place = place
        self.item = item
        self.state = LogState()
        self.trouble: Trouble | None = None
        """Why the log was not found yet."""
        self.subject: Subject | None = None
        """What the log is about, once it was found."""
        self.view = LogView(tone_of=tone_of)
        self.view.can_focus = focusable
        self._tail: Tail | None = None
        self._again = asyncio.Event()

    def content(self) -> LogView:
        """The lines."""
        return self.view

    @property
    def line_count(self) -> int:
        """How many lines were loaded."""
        return 0 if self._tail is None else len(self._tail.lines)

    def on_mount(self) -> None:
        """Find the log and follow it."""
        self._follow()

    def refresh_now(self) -> None:
        """Ask for new lines now."""
        self._again.set()
        if self._tail is not None:
            self._tail.wake()

    def pause(self) -> None:
        """Read nothing new."""
        if self._tail is not None:
            self._tail.pause()

    def resume(self) -> None:
        """Read on."""
        if self._tail is not None:
            self._tail.resume()

    def words(self) -> str:
        """Why there are no lines."""
        if self.line_count:
            return ""
        if self.trouble is not None:
            return trouble_words(self.trouble, self.link.clock())
        if self._tail is None:
            return "Looking for the log …"
        if self.state.stale:
            return self._stale_line()
        return "The log is empty so far." if self.state.caught_up else "Loading the log …"

    def complaint(self) -> str:
        """Why no new lines can be read."""
        return self._stale_line() if self.line_count else ""

    def _stale_line(self) -> str:
        state = self.state
        if state.since is None or state.next_try is None:
            return ""
        again = retrying(state.since, state.next_try, self.link.clock())
        return f"{GLYPHS[Tone.BAD]} {state.stale}  {again}"

    @work(exclusive=True, group="follow")
    async def _follow(self) -> None:
        service = await self.link.service()
        subject = await self._find(service)
        tail = self._tail
        if tail is None:
            return
        self.view.show(tail.lines)
        self.subject = subject
        self._await_end(service, subject, tail)
        if subject.place != self.place:
            self._keep_item(service)
        async with aclosing(tail.follow()) as batches:
            async for batch in batches:
                self._apply(batch)

    async def _find(self, service: Service) -> Subject:
        """What the log is about, and its tail, as soon as there is one; says why there is none."""
        backoff = Backoff(base=2.0)
        while True:
            await self.seen.wait()
            self._again.clear()
            try:
                subject = await subject_of(service, self.place, self.item)
                if not subject.has_begun:
                    subject = await subject.now(service)
                found = await locate(service, subject)
            except FarmtopError as error:
                await self._wait_to_try_again(error, backoff.next(error.retry_after))
            else:
                self.trouble = None
                self._tail = Tail(service, found, backoff=Backoff(), clock=self.link.clock)
                self.speak()
                return subject

    async def _wait_to_try_again(self, error: FarmtopError, seconds: float) -> None:
        now = self.link.clock()
        since = self.trouble.since if self.trouble else now
        self.trouble = Trouble(error, since, now + seconds)
        self.speak()
        try:
            async with asyncio.timeout(seconds):
                await self._again.wait()
        except TimeoutError:
            return

    @work(exclusive=True, group="end")
    async def _await_end(self, service: Service, subject: Subject, tail: Tail) -> None:
        """Let the log end with its subject: what comes after an action is the next one's."""
        async with aclosing(until_ended(service, subject.place, subject.item)) as looks:
            async for item in looks:
                self.subject = subject = Subject(subject.place, item)
                if subject.place == self.place:
                    self.item = item
                await self.seen.wait()
        if subject.last is not None:
            tail.close_at(subject.last)

    @work(exclusive=True, group="item")
    async def _keep_item(self, service: Service) -> None:
        """Keep the item fresh that somebody else's log tells about."""
        async with aclosing(until_ended(service, self.place, self.item)) as looks:
            async for item in looks:
                self.item = item
                await self.seen.wait()

    def _apply(self, batch: LogBatch) -> None:
        for splice in batch.splices:
            self.view.splice(splice)
        self.state = batch.state
        self.speak()
        self.post_message(self.Changed(self, batch.state))

    @on(LogView.ReachedTop)
    def _reached_top(self, event: LogView.ReachedTop) -> None:
        event.stop()
        self._older()

    @work(exclusive=True, group="older")
    async def _older(self) -> None:
        if self._tail is None:
            return
        try:
            for splice in await self._tail.older():
                self.view.splice(splice)
        except FarmtopError as error:
            self.notify(str(error), title="The lines before cannot be read", markup=False)
        self.view.asked_older()
