"""The log of one item, found, followed and kept whole for as long as it can be seen."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

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
from app.tui.words import retrying, trouble_words
from app.view import GLYPHS, Tone
from widgets.log_view import LogView


class LogPane(Vertical):
    """The lines of a log, the words that stand in for them, and what is wrong with it."""

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
        super().__init__(id=id)
        self.place = place
        self.item = item
        self.state = LogState()
        self.trouble: Trouble | None = None
        self._link = link
        self._focusable = focusable
        self._tail: Tail | None = None
        self._words = ""
        self._seconds: Timer | None = None
        self._trouble_shown = ""
        self._again = asyncio.Event()

    def compose(self) -> ComposeResult:
        """The lines, the words in their stead, and the line of trouble."""
        view = LogView(tone_of=tone_of)
        view.can_focus = self._focusable
        yield view
        yield Static(classes="words", markup=False)
        yield Static(classes="trouble", markup=False)

    @property
    def line_count(self) -> int:
        """How many lines were loaded."""
        return 0 if self._tail is None else len(self._tail.lines)

    @property
    def view(self) -> LogView:
        """The lines themselves."""
        return self.query_one(LogView)

    def on_mount(self) -> None:
        """Find the log and follow it."""
        self._tick()
        self._seconds = self.set_interval(1.0, self._tick)
        self._follow()

    def refresh_now(self) -> None:
        """Ask for new lines now."""
        self._again.set()
        if self._tail is not None:
            self._tail.wake()

    def on_hide(self, event: events.Hide) -> None:
        """Nobody can see the log."""
        del event
        self.pause()

    def on_show(self, event: events.Show) -> None:
        """Somebody can see it again."""
        del event
        self.resume()

    def pause(self) -> None:
        """Read nothing new until `resume`."""
        if self._seconds is not None:
            self._seconds.pause()
        if self._tail is not None:
            self._tail.pause()

    def resume(self) -> None:
        """Read on."""
        if self._seconds is not None:
            self._seconds.resume()
        if self._tail is not None:
            self._tail.resume()

    @work(exclusive=True, group="follow")
    async def _follow(self) -> None:
        service = await self._link.service()
        self._tail = tail = await self._find(service)
        self.view.show(tail.lines)
        batches = tail.follow()
        async with aclosing(batches):
            async for batch in batches:
                self._apply(batch)

    async def _find(self, service: Service) -> Tail:
        """The tail of the log, as soon as there is one; says why while there is none."""
        backoff = Backoff(base=2.0)
        while True:
            self._again.clear()
            try:
                subject = await subject_of(service, self.place, self.item)
                found = await locate(service, subject)
            except FarmtopError as error:
                wait = backoff.next()
                now = self._link.clock()
                since = self.trouble.since if self.trouble else now
                self.trouble = Trouble(error, since, now + wait)
                self._tick()
                try:
                    async with asyncio.timeout(wait):
                        await self._again.wait()
                except TimeoutError:
                    continue
            else:
                self.trouble = None
                self._tick()
                tail = Tail(service, found, backoff=Backoff(), clock=self._link.clock)
                self._await_end(service, subject, tail)
                return tail

    @work(exclusive=True, group="end")
    async def _await_end(self, service: Service, subject: Subject, tail: Tail) -> None:
        """Let the log end with its subject: what comes after an action is the next one's."""
        async with aclosing(until_ended(service, subject.place, subject.item)) as looks:
            async for item in looks:
                subject = Subject(subject.place, item)
                if subject.place == self.place:
                    self.item = item
        if subject.last is not None:
            tail.close_at(subject.last)

    def _apply(self, batch: LogBatch) -> None:
        view = self.view
        if batch.removed:
            view.removed(batch.removed)
        if batch.older:
            view.prepended(batch.older)
        if batch.new:
            view.appended(batch.new)
        self.state = batch.state
        self._tick()
        self.post_message(self.Changed(self, batch.state))

    def _tick(self) -> None:
        """Say what stands in for lines, or what is wrong although there are some."""
        words = "" if self.line_count else self._instead_of_lines()
        if words != self._words:
            self._words = words
            self.set_class(bool(words), "-wordy")
            self.query_one(".words", Static).update(words)
        line = self._trouble_line() if self.line_count else ""
        if line != self._trouble_shown:
            self._trouble_shown = line
            self.set_class(bool(line), "-troubled")
            self.query_one(".trouble", Static).update(line)

    def _instead_of_lines(self) -> str:
        if self._tail is None and self.trouble is None:
            return "Looking for the log …"
        if self.trouble is not None:
            return trouble_words(self.trouble, self._link.clock())
        if self.state.stale:
            return self._trouble_line()
        return "The log is empty so far." if self.state.caught_up else "Loading the log …"

    def _trouble_line(self) -> str:
        state = self.state
        if state.since is None or state.next_try is None:
            return ""
        again = retrying(state.since, state.next_try, self._link.clock())
        return f"{GLYPHS[Tone.BAD]} {state.stale}  {again}"

    @on(LogView.ReachedTop)
    def _reached_top(self, event: LogView.ReachedTop) -> None:
        event.stop()
        self._older()

    @work(exclusive=True, group="older")
    async def _older(self) -> None:
        if self._tail is None:
            return
        try:
            self.view.prepended(await self._tail.older())
        except FarmtopError as error:
            self.notify(str(error), title="The lines before cannot be read", markup=False)
            self.view.prepended(0)
