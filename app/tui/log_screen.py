"""The screen of one log: its lines, how it is doing, and the keys."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Footer

from app.config import Settings
from app.tui.actions import Scope, bindings
from app.tui.header import Header
from app.tui.help_screen import HelpScreen
from app.tui.link import Link
from app.tui.log_pane import LogPane
from app.tui.log_questions import PatternQuestion, Question
from app.tui.log_source import LogSource
from app.tui.log_words import Found, Reading, foot, freshness, summary
from widgets.bar import Bar
from widgets.log_view import LogView
from widgets.prompt import Prompt


class LogScreen(Screen[None]):
    """Where a wrangler reads why a frame failed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LOG, Scope.EVERYWHERE)]

    def __init__(
        self,
        source: LogSource,
        settings: Settings,
        clock: Callable[[], float],
        link: Link | None = None,
    ) -> None:
        """`link` is the connection, where the log comes through one."""
        super().__init__()
        self.pane = LogPane(source, settings, clock, id="log")
        self._source = source
        self._clock = clock
        self._header = Header(link, source.trail)
        self._summary = Bar(id="summary")
        self._foot = Bar(id="foot")
        self._prompt = Prompt()
        self._find = PatternQuestion("/", self._search, self.pane.view.clear_search)
        self._questions: dict[str, Question] = {"find": self._find}
        self._matches: LogView.SearchChanged | None = None

    def compose(self) -> ComposeResult:
        """Header, what the log is of, the lines, what was found in them, prompt and footer."""
        yield self._header
        yield self._summary
        yield self.pane
        yield self._foot
        yield self._prompt
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """The log has the keys."""
        self.pane.view.focus()
        self._seconds = self.set_interval(1.0, self._tick)
        self._tick()

    def on_screen_suspend(self) -> None:
        """Another screen covers this one: whatever was painted here, all of that one would be."""
        self._seconds.pause()
        self.pane.look()

    def on_screen_resume(self) -> None:
        """This screen is seen again."""
        self._seconds.resume()
        self.pane.look()

    @on(LogPane.Changed)
    @on(LogView.FollowingChanged)
    def _changed(self) -> None:
        self._tick()

    @on(LogView.SearchChanged)
    def _searched(self, event: LogView.SearchChanged) -> None:
        self._matches = event
        self._tick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that leads nowhere."""
        del parameters
        return action != "back" or bool(self._find.pattern) or len(self.app.screen_stack) > 2

    def action_back(self) -> None:
        """Lift the search; else go back."""
        if self._find.pattern:
            self._find.lift()
            self._tick()
        else:
            self.app.pop_screen()

    def action_ask(self, purpose: str) -> None:
        """Ask for whatever a key asks for."""
        question = self._questions[purpose]
        self._prompt.ask(purpose, question.sign, question.begin())

    def action_refresh(self) -> None:
        """Ask for new lines now."""
        self.pane.refresh_now()

    def action_copy(self) -> None:
        """Copy the current line."""
        if (line := self.pane.view.current_line) is not None:
            self.app.copy_to_clipboard(line.message)
            self.notify("Copied the line.")

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen())

    @on(Prompt.Changed)
    def _typed(self, event: Prompt.Changed) -> None:
        self._prompt.complain(self._questions[event.purpose].typed(event.text))
        self._tick()

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        if not (complaint := self._questions[event.purpose].answered(event.text)):
            self._prompt.dismiss()
            self.pane.view.focus()
        self._prompt.complain(complaint)
        self._tick()

    @on(Prompt.Cancelled)
    def _cancelled(self, event: Prompt.Cancelled) -> None:
        self._questions[event.purpose].withdrawn()
        self.pane.view.focus()
        self._tick()

    def _search(self, pattern: str) -> str:
        """Find a pattern; what is wrong with it."""
        self._matches = None
        problem = self.pane.view.search(pattern)
        return "" if problem is None else problem.text

    def _tick(self) -> None:
        reading = self._reading()
        self._header.show(*freshness(reading))
        self._summary.show(*summary(reading))
        self._foot.show(*foot(reading))

    def _reading(self) -> Reading:
        pane, view = self.pane, self.pane.view
        line = None if view.following else view.current_line
        return Reading(
            about=self._source.about,
            now=self._clock(),
            state=pane.state,
            trouble=pane.trouble,
            lines=pane.line_count,
            following=view.following,
            seen=None if line is None else line.timestamp,
            new_below=view.new_below,
            found=self._found(),
        )

    def _found(self) -> Found:
        pattern, matches = self._find.pattern, self._matches
        if not pattern or matches is None:
            return Found(pattern)
        return Found(pattern, matches.position, matches.count, matches.complete)
