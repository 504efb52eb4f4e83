"""The screen of one log: its lines, how it is doing, and the keys."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from app.config import Settings
from app.logs.scanning.pour import FAST
from app.tui.boxes.help import open_help
from app.tui.keyboard.actions import Scope, bindings
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.logs.log_counts import LogCounts
from app.tui.logs.log_pane import LogPane
from app.tui.logs.log_prompt import LogPrompt
from app.tui.logs.log_source import LogSource, service_of
from app.tui.logs.log_spot import Lead, Spot
from app.tui.logs.log_words import Reading, foot, freshness, summary
from app.tui.parts.header import Header
from app.tui.parts.standing import FarmScreen, Standing, looking_at
from app.view import LogLine, count_text
from widgets.bars.bar import Bar
from widgets.bars.prompt import Prompt
from widgets.charts.histogram import Histogram
from widgets.log.log_view import LogView
from widgets.terminal.delay import call_after

if TYPE_CHECKING:  # A saved log is shown without a connection, and sooner.
    from asyncio import TimerHandle

    from textual.timer import Timer

    from app.tui.connection.link import Link

BETWEEN_TICKS = 0.2
"""Seconds between two tellings, by itself, of how the log is doing: nobody reads faster."""
BETWEEN_TICKS_OF_A_POUR = 1.0
"""The same while more comes than anybody reads."""
WORD_STANDS = 5.0
"""Seconds for which it is said that there is nothing to go to, or what was stopped."""


class LogScreen(FarmScreen):
    """Where a wrangler reads why a frame failed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LOG, Scope.FARM, Scope.EVERYWHERE)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (140, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012

    def __init__(
        self,
        source: LogSource,
        settings: Settings,
        clock: Callable[[], float],
        link: "Link | None" = None,
        *,
        at: LogLine | None = None,
    ) -> None:
        """`link` is the connection, if any; `at` a line to go to; without a message its time."""
        super().__init__()
        self._at = at
        self.left_at: int | None = None
        """When the line that one left was written, in milliseconds; None where one followed."""
        self.pane = LogPane(source, settings, clock, id="log")
        self._view = self.pane.view
        self._source = source
        self._clock = clock
        self._header = Header(link, source.trail, service=service_of(source))
        self._summary = Bar(id="summary")
        self._histogram = LogCounts(self.pane, id="histogram")
        self._foot = Bar(id="foot")
        self._prompt = LogPrompt(self.pane, clock)
        self._filtered: LogView.OnlyChanged | None = None
        self._ticked_at = 0.0
        """When it was said last how the log is doing, in the time of `monotonic`."""
        self._soon: TimerHandle | None = None
        """Says it again."""
        self._word = ""
        """What is said below the lines for a moment."""
        self._word_ends: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, what the log is of, the lines, what was found in them, prompt and footer."""
        yield self._header
        yield self._summary
        yield self.pane
        with Horizontal(id="below"):
            yield self._histogram
            yield self._foot
        yield ActiveKeys()
        yield self._prompt

    def stand(self) -> Standing | None:
        """On the thing whose log it is."""
        thing = self._source.thing
        return None if thing is None else looking_at(*thing)

    def on_mount(self) -> None:
        """The log has the keys."""
        self._view.focus()
        self._seconds = self.set_interval(1.0, self._each_second)
        self._tick()

    def on_screen_suspend(self) -> None:
        """Another screen covers this one: whatever was painted here, all of that one would be."""
        self._seconds.pause()
        self.pane.look()

    def on_screen_resume(self) -> None:
        """This screen is seen again."""
        self._seconds.resume()
        self.pane.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that leads nowhere."""
        if action == "worker":
            return self._source.has_worker
        if action == "lead":
            from app.tui.keyboard.useful_keys import leads  # noqa: PLC0415 - for the first frame

            return leads(str(parameters[0]), self._source.thing)
        if action == "ask":
            return not self._prompt.asking
        if action in {"back", "close"}:
            is_here = action == "back" and (bool(self.pane.errands) or self._prompt.stands)
            return is_here or len(self.app.screen_stack) > 1
        return True

    def action_back(self) -> None:
        """Stop what takes long, or else lift the filter, or else the search; else go back."""
        if stopped := self.pane.errands.stop():
            self._say_for_a_while(stopped)
        elif (slow := self._view.slow_search) is not None:
            slow.stop()
        elif self._prompt.lift():
            self._tick()
        else:
            self.leave()

    def leave(self) -> None:
        """Go back to where one came from."""
        line = self._line_one_is_on()
        self.left_at = None if line is None else line.timestamp
        self.app.pop_screen()

    def _line_one_is_on(self) -> LogLine | None:
        """The current line, while it is not merely the newest."""
        return None if self._view.following else self._view.current_line

    def action_close(self) -> None:
        """Go back at once, whatever is found or filtered here."""
        self.app.pop_screen()

    def action_ask(self, purpose: str) -> None:
        """Ask for whatever a key asks for."""
        self._prompt.ask_for(purpose)

    def action_refresh(self) -> None:
        """Ask for new lines now."""
        self.pane.refresh_now()

    def action_worker(self) -> None:
        """Read the worker's log with it, or no longer."""
        self.pane.switch_worker()

    def action_lead(self, way: str) -> None:
        """Go one of `app.tui.going.log_ways`' ways from this log."""
        if (thing := self._source.thing) is not None:
            line = self._line_one_is_on()
            writer = None if line is None else self._source.writer(line)
            self.post_message(Lead(self, way, Spot(thing, line, writer)))

    def action_line(self) -> None:
        """Show the current line whole; of a heading what it stands for, or no longer."""
        number, line = self._view.current_number, self._view.current_line
        if self._view.is_on_heading:
            self._view.action_fold()
        elif number is not None and line is not None and (logs := self.pane.log_and_worker):
            from app.tui.logs.log_line_screen import LogLineScreen  # noqa: PLC0415 - for the first frame

            whole = LogLineScreen(logs.written(number), self.pane.labels[line.origin])
            self.app.push_screen(whole)

    def action_copy(self) -> None:
        """Copy the lines that are marked, or else the current one."""
        current = self._view.current_line
        lines = self._view.marked() or ([] if current is None else [current])
        if lines:
            self.app.copy_to_clipboard("\n".join(line.message for line in lines))
            self.notify(f"Copied {count_text(len(lines), 'line')}.")

    def action_help(self) -> None:
        """Show every key."""
        open_help(self.app, Scope.LOG)

    @on(LogPane.Changed)
    def _log_changed(self) -> None:
        if self._at is not None and self.pane.line_count:
            self._prompt.go_to(self._at)
            self._at = None
        pours = self.pane.state.rate >= FAST
        apart = BETWEEN_TICKS_OF_A_POUR if pours else BETWEEN_TICKS
        due = self._ticked_at + apart - monotonic()
        if due <= 0:
            self._tell_changes()
        elif self._soon is None:
            self._soon = call_after(self, due, self._tell_changes)

    def _tell_changes(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._histogram.lacks_errors:  # what is broken waits no second
            self._histogram.count()
        self._tick()

    @on(LogView.FollowingChanged)
    @on(LogView.Moved)
    @on(LogView.SearchChanged)
    @on(Prompt.Changed)
    @on(Prompt.Submitted)
    @on(Prompt.Cancelled)
    def _changed(self) -> None:
        self._tick()

    @on(LogView.OnlyChanged)
    def _only_changed(self, event: LogView.OnlyChanged) -> None:
        self._filtered = event
        self._tick()

    @on(LogView.Nothing)
    def _nothing(self, event: LogView.Nothing) -> None:
        self._say_for_a_while(event.text)

    def _say_for_a_while(self, word: str) -> None:
        self._say(word)
        self._word_ends = self.set_timer(WORD_STANDS, self._say)

    def _say(self, word: str = "") -> None:
        """Let a word stand below the lines; a notification would have to be laid out over them."""
        if self._word_ends is not None:
            self._word_ends.stop()
        self._word = word
        self._tick()

    @on(Histogram.Refit)
    def _each_second(self) -> None:
        self._histogram.count()
        self._tick()

    def _tick(self) -> None:
        self._ticked_at = monotonic()
        self._view.action_began = self._source.about.began
        reading = self._reading()
        self._header.show(*freshness(reading))
        self._summary.show(*summary(reading))
        self._foot.show(*foot(reading))

    def _reading(self) -> Reading:
        pane, view, line = self.pane, self._view, self._line_one_is_on()
        return Reading(
            about=self._source.about,
            now=self._clock(),
            state=pane.state,
            trouble=pane.trouble,
            lines=pane.line_count,
            following=view.following,
            seen=None if line is None else line.timestamp,
            new_below=view.new_below,
            found=self._prompt.found,
            filtered=self._prompt.filtered(self._filtered),
            errors=len(pane.findings.errors),
            looked_through=pane.findings.complete,
            progress=pane.findings.progress,
            doing=pane.findings.status,
            word=self._word,
            errand=self._prompt.errand,
        )
