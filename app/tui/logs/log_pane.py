"""A log, found, followed and kept whole."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager, closing, suppress
from dataclasses import dataclass

from textual import on, work
from textual.message import Message
from textual.worker import Worker, WorkerCancelled

from app.aws.pacing.priority import Priority, asking
from app.config import Settings
from app.errors import FarmtopError, Trouble
from app.lines import Lines, Splice
from app.logs.following.batch import LogState
from app.logs.following.followed import Followed, Origin
from app.logs.scanning.findings import Findings
from app.logs.scanning.signs import Signs
from app.tui.logs.log_and_worker import LogAndWorker
from app.tui.logs.log_errands import Errands
from app.tui.logs.log_finder import LogFinder
from app.tui.logs.log_lookout import Lookout
from app.tui.logs.log_reading_back import STOPPED, ReadingBack
from app.tui.logs.log_saving import Savings
from app.tui.logs.log_source import LogSource
from app.tui.logs.log_words import no_lines, what_is_wrong
from app.tui.logs.log_worker_switch import WorkerSwitch
from app.tui.parts.pane import Pane
from app.tui.parts.words import trouble_words
from widgets.log.log_view import LogView
from widgets.log.time_column import TimeMode


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
        """A preview has no keys, and nobody looks through it for what stands out."""
        super().__init__(id=id)
        self.source = source
        self.errands = Errands()
        """What somebody asked of the log that may take long."""
        self.savings = Savings()
        """What is being saved of it."""
        signs = Signs(settings.log_errors, settings.log_warnings)
        self.view = LogView(tone_of=signs.tone_of)
        self.view.can_focus = not is_preview
        self.view.context = settings.log_context
        self.view.set_reactive(LogView.time_mode, TimeMode(settings.time_column))
        self._lookout = None if is_preview else Lookout(signs, sections=source.is_session)
        self._usual = Priority.PREVIEW if is_preview else Priority.VISIBLE
        """How urgent it is to read on."""
        self._asked = Priority.PREVIEW if is_preview else Priority.ASKED
        """How urgent it is to read what was opened or gone to."""
        self.back = ReadingBack(lambda: self._shown, self._apply, self.view, self._asked)
        self._clock = clock
        self.log_and_worker: LogAndWorker | None = None
        """What is shown; None while it was not found."""
        self._origins: tuple[Origin, ...] = ()
        self._reading: Worker[None] | None = None
        self._worker_switch = WorkerSwitch(source, self._changing, self._asked)
        self._finder = LogFinder(source, clock, self.seen, self.speak)

    def content(self) -> LogView:
        """The lines."""
        return self.view

    @property
    def trouble(self) -> Trouble | None:
        """Why the log was not found yet."""
        return self._finder.trouble

    @property
    def _shown(self) -> Followed | None:
        return None if self.log_and_worker is None else self.log_and_worker.shown

    @property
    def findings(self) -> Findings:
        """What stands out in the log, as far as it was looked through."""
        return Findings() if self._lookout is None else self._lookout.findings

    @property
    def state(self) -> LogState:
        """How following is going."""
        return LogState() if self._shown is None else self._shown.state

    @property
    def lines(self) -> Lines | None:
        """What was loaded; None while the log was not found."""
        return None if self._shown is None else self._shown.lines

    @property
    def line_count(self) -> int:
        """How many lines were loaded."""
        return 0 if self._shown is None else len(self._shown.lines)

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        return self._shown is not None and self._shown.at_beginning

    @property
    def labels(self) -> tuple[str, ...]:
        """What the logs are called that are read as one, by `LogLine.origin`."""
        return tuple(one.label for one in self._origins)

    def on_mount(self) -> None:
        """Show the log where it is open already, else find it; and follow it."""
        if (opened := self.source.opened) is not None:
            self.log_and_worker = LogAndWorker(opened)
            self._show(opened)
        self._open()

    def refresh_now(self) -> None:
        """Ask for new lines now, also for those that were refused when the log ended."""
        self._finder.look_again()
        if (shown := self._shown) is not None:
            shown.wake()
            if self._reading is not None and self._reading.is_finished and shown.state.refused:
                self._reading = self._follow(shown)

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
        if self._shown is None:
            return "Looking for the log …"
        return no_lines(self.state, self._clock())

    def complaint(self) -> str:
        """Why no new lines can be read, or those that were read not be kept."""
        return what_is_wrong(self.state, self._clock()) if self.line_count else ""

    # Finding and following

    @work(exclusive=True, group="open")
    async def _open(self) -> None:
        """Find the log, and keep it open for as long as the pane is there."""
        if self.log_and_worker is None:
            with asking(self._asked):
                self.log_and_worker = LogAndWorker(await self._finder.find())
            self._show(self.log_and_worker.shown)
        else:
            await self.seen.wait()  # reading would hold up the first frame
        with closing(self.log_and_worker) as both:
            self._read_on(both.shown)
            for watch in self.source.watches():
                self._keep(watch)
            await asyncio.Event().wait()

    @work(group="watch")
    async def _keep(self, watch: AsyncGenerator[None, None]) -> None:
        """Let what is told of the log be true for as long as somebody looks."""
        with asking(self._usual):
            async with aclosing(watch) as changes:
                async for _ in changes:
                    self.post_message(self.Changed(self))
                    await self.seen.wait()

    def _show(self, followed: Followed) -> None:
        """Show these lines from now on."""
        self._origins = followed.origins
        kept = self.view.kept()
        self.view.show(followed.lines, self._origins)
        self.view.find_again(kept)
        self.speak()

    def _read_on(self, followed: Followed) -> None:
        """Follow these lines, which are shown, and look through them."""
        self._look_through(followed.lines)
        self._reading = self._follow(followed)

    @work(group="follow")
    async def _follow(self, followed: Followed) -> None:
        with asking(self._usual):
            async with aclosing(followed.follow()) as batches:
                async for batch in batches:
                    self._apply(batch.splices)
        if self._lookout is not None:
            self._lookout.finish()

    def _apply(self, splices: Iterable[Splice]) -> None:
        """The lines have changed so, and what is told of them perhaps too."""
        for change in splices:
            self.view.splice(change)
            self.savings.splice(change)
            if self._lookout is not None:
                self._lookout.splice(change)
        if self._shown is not None and self._shown.origins != self._origins:
            self._origins = self._shown.origins
            self.view.show_origins(self._origins)
        self.speak()
        self.post_message(self.Changed(self))

    @on(LogView.ReachedTop)
    def _reached_top(self, event: LogView.ReachedTop) -> None:
        event.stop()
        self._older()

    @work(exclusive=True, group="older")
    async def _older(self) -> None:
        back = self.back
        try:
            with self.errands.going_on(back.words_to_top, self.view.stay, STOPPED):
                await back.to_top()
        except FarmtopError as error:
            self.refuse(str(error), title="The lines before cannot be read")
        self.view.asked_older()

    # What stands out, and what is beside it

    @work(exclusive=True, group="scan")
    async def _look_through(self, lines: Lines) -> None:
        """Look for what stands out in the lines, for as long as they are shown."""
        if (lookout := self._lookout) is None:
            return
        async with aclosing(lookout.look_through(lines)) as looks:
            async for found in looks:
                self.view.show_findings(found.errors, found.sections, complete=found.complete)
                self._tell_given_up(lookout.newly_given_up())
                self.post_message(self.Changed(self))

    @on(LogView.SearchChanged)
    def _let_search(self, event: LogView.SearchChanged) -> None:
        if self._lookout is not None:
            self._lookout.give_way(searching=not event.complete)

    def _tell_given_up(self, signs: Sequence[str]) -> None:
        if signs:
            text = "Looked for no more, as it took too long on a line: " + ", ".join(signs)
            self.notify(text, title="Signs in the settings", severity="warning", markup=False)

    @work(group="worker")
    async def switch_worker(self) -> None:
        """Read the log of the worker with the session's; or no longer."""
        if self.log_and_worker is None:
            return
        try:
            await self._worker_switch.switch(self.log_and_worker)
        except FarmtopError as error:
            self.refuse(str(error), title="The worker's log cannot be read")

    @asynccontextmanager
    async def _changing(self, both: LogAndWorker) -> AsyncIterator[None]:
        """Let nobody follow what is shown meanwhile; then show what it has become."""
        async with self.back.lock:
            await self._stop_following()
            yield
            self._show(both.shown)
            self._read_on(both.shown)

    async def _stop_following(self) -> None:
        """Let nobody follow what is shown, so that somebody else may."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(WorkerCancelled):
                await self._reading.wait()
