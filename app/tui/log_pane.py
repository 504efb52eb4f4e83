"""A log, found, followed and kept whole."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass

from textual import on, work
from textual.message import Message
from textual.worker import Worker, WorkerCancelled

from app.aws.priority import Priority, asking
from app.config import Settings
from app.errors import FarmtopError
from app.lines import Lines, Splice
from app.logs.batch import LogState
from app.logs.findings import Findings
from app.logs.followed import Followed, Origin
from app.logs.saving import Saving
from app.logs.scan import Scan
from app.logs.signs import Signs
from app.poller import Trouble
from app.tui.log_and_worker import LogAndWorker
from app.tui.log_finder import LogFinder
from app.tui.log_saving import Order
from app.tui.log_source import LogSource
from app.tui.log_words import no_lines, what_is_wrong
from app.tui.pane import Pane
from app.tui.words import trouble_words
from widgets.log_view import LogView
from widgets.time_column import TimeMode


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
        self.findings = Findings()
        """What stands out in the log."""
        signs = Signs(settings.log_errors, settings.log_warnings)
        self.view = LogView(tone_of=signs.tone_of)
        self.view.can_focus = not is_preview
        self.view.context = settings.log_context
        self.view.set_reactive(LogView.time_mode, TimeMode(settings.time_column))
        self._signs = None if is_preview else signs
        self._usual = Priority.PREVIEW if is_preview else Priority.VISIBLE
        """How urgent it is to read on."""
        self._asked = Priority.PREVIEW if is_preview else Priority.ASKED
        """How urgent it is to read what was opened or gone to."""
        self._clock = clock
        self.log_and_worker: LogAndWorker | None = None
        """What is shown; None while it was not found."""
        self._origins: tuple[Origin, ...] = ()
        self._reading: Worker[None] | None = None
        self._scan: Scan | None = None
        self._savings: list[Saving] = []
        self._given_up: tuple[str, ...] = ()
        """The user's signs that are told to be looked for no more."""
        self._older_lock = asyncio.Lock()
        """Held while older lines are read, and while what is shown becomes another one."""
        self._switching = asyncio.Lock()
        """Held while the worker's log is put in or taken out: keys come faster than answers."""
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
        """Find the log and follow it."""
        self._open()

    def refresh_now(self) -> None:
        """Ask for new lines now."""
        self._finder.look_again()
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
        with asking(self._asked):
            found = await self._finder.find()
        with closing(LogAndWorker(found)) as self.log_and_worker:
            self._show(self.log_and_worker.shown)
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
        """Show and follow these lines from now on."""
        self._origins = followed.origins
        kept = self.view.kept()
        self.view.show(followed.lines, self._origins)
        self.view.find_again(kept)
        self.speak()
        self._look_through(followed.lines)
        self._reading = self._follow(followed)

    @work(group="follow")
    async def _follow(self, followed: Followed) -> None:
        with asking(self._usual):
            async with aclosing(followed.follow()) as batches:
                async for batch in batches:
                    self._apply(batch.splices)
        if self._scan is not None:
            self._scan.finish()

    def _apply(self, splices: Iterable[Splice]) -> None:
        """The lines have changed so, and what is told of them perhaps too."""
        readers = [self.view, *self._savings, *([self._scan] if self._scan is not None else ())]
        for change in splices:
            for reader in readers:
                reader.splice(change)
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
        try:
            await self._read_older()
            while self.view.at_start and not self.at_beginning:
                await self._read_older()
        except FarmtopError as error:
            self.notify(str(error), title="The lines before cannot be read", markup=False)
        self.view.asked_older()

    async def read_back(self, timestamp: int | None = None) -> None:
        """Read the lines before, down to a time in milliseconds since the epoch, or all of them.

        Raises FarmtopError.
        """
        while (shown := self._shown) is not None and not shown.at_beginning:
            if timestamp is not None and len(shown.lines) and shown.lines[0].timestamp < timestamp:
                return
            await self._read_older()

    async def _read_older(self) -> None:
        """Read some of what lies before the first line. Raises FarmtopError."""
        async with self._older_lock:
            if (shown := self._shown) is not None:
                with asking(self._asked):
                    self._apply(await shown.older())

    # What stands out, what is beside it, and what is kept of it

    @work(exclusive=True, group="scan")
    async def _look_through(self, lines: Lines) -> None:
        """Look for what stands out in the lines, for as long as they are shown."""
        if self._signs is None:
            return
        self._scan = Scan(lines, self._signs, sections=self.source.is_session)
        async with aclosing(self._scan.run()) as looks:
            async for self.findings in looks:
                self.view.show_findings(self.findings.errors, self.findings.sections)
                self._tell_given_up(self._signs)
                self.post_message(self.Changed(self))

    @on(LogView.SearchChanged)
    def _let_search(self, event: LogView.SearchChanged) -> None:
        """A search goes first: whoever asked for it waits for it."""
        if self._scan is not None:
            (self._scan.resume if event.complete else self._scan.pause)()

    def _tell_given_up(self, signs: Signs) -> None:
        """Tell of each of the user's signs that takes too long, once."""
        told, self._given_up = self._given_up, signs.given_up
        if more := [name for name in self._given_up if name not in told]:
            text = "Looked for no more, as it took too long on a line: " + ", ".join(more)
            self.notify(text, title="Signs in the settings", severity="warning", markup=False)

    @work(group="worker")
    async def switch_worker(self) -> None:
        """Read the log of the worker with the session's; or no longer."""
        if (both := self.log_and_worker) is None:
            return
        async with self._switching:
            if both.has_worker:
                await self._take_worker_out(both)
                return
            try:
                with asking(self._asked):
                    worker = await self.source.worker()
            except FarmtopError as error:
                self.notify(str(error), title="The worker's log cannot be read", markup=False)
                return
            async with self._older_lock:
                await self._stop_following()
                both.put_in(worker)
                self._show(both.shown)

    async def _take_worker_out(self, both: LogAndWorker) -> None:
        async with self._older_lock:
            await self._stop_following()
            worker = both.take_out()
            self._show(both.shown)
            if worker is not None:
                worker.close()

    async def _stop_following(self) -> None:
        """Let nobody follow what is shown, so that somebody else may."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(WorkerCancelled):
                await self._reading.wait()

    async def save(self, order: Order, numbers: Iterable[range] | None) -> int:
        """Save lines, while they go on changing: those with these numbers, or all that are loaded.

        How many they were. Raises FarmtopError.
        """
        if (shown := self._shown) is None:
            return 0
        saving = Saving(
            shown.lines,
            order.path,
            order.form,
            numbers,
            labels=self.labels,
            overwrite=order.overwrite,
        )
        self._savings.append(saving)
        try:
            return await saving.run()
        finally:
            self._savings.remove(saving)
