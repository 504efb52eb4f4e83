"""The screen of one log: its lines, how it is doing, and the keys."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Footer

from app.errors import NotFoundError
from app.logs.batch import Phase
from app.resources.level import Item, Place
from app.tui.actions import Scope, bindings
from app.tui.header import Header
from app.tui.help_screen import HelpScreen
from app.tui.link import Link
from app.tui.log_pane import LogPane
from app.view import GLYPHS, Tone, count_text, duration_text, plain
from widgets.bar import Bar, Part
from widgets.log_view import LogView
from widgets.prompt import Prompt


class LogScreen(Screen[None]):
    """Where a wrangler reads why a frame failed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LOG, Scope.EVERYWHERE)]

    def __init__(self, place: Place, item: Item, link: Link) -> None:
        super().__init__()
        self.pane = LogPane(place, item, link, id="log")
        self._place = place
        self._link = link
        self._header = Header(link, (*link.trail(place)[:-1], place.level.label(item), "log"))
        self._summary = Bar(id="summary")
        self._prompt = Prompt()
        self._pattern = ""
        self._matches: LogView.SearchChanged | None = None

    def compose(self) -> ComposeResult:
        """Header, what the log is of, the lines, prompt and footer."""
        yield self._header
        yield self._summary
        yield self.pane
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

    def action_back(self) -> None:
        """Lift the search; else go back."""
        if self._pattern:
            self._lift_search()
        else:
            self.app.pop_screen()

    def action_search(self) -> None:
        """Ask what to find."""
        self._prompt.ask("search", "/", self._pattern)

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
        self._prompt.complain(self._try_search(event.text))

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        if not (complaint := self._try_search(event.text)):
            self._prompt.dismiss()
            self.pane.view.focus()
        self._prompt.complain(complaint)

    @on(Prompt.Cancelled)
    def _cancelled(self) -> None:
        self._lift_search()

    def _try_search(self, pattern: str) -> str:
        """Find a pattern; gives what is wrong with it."""
        if pattern == self._pattern:
            return ""
        if not pattern:
            self._lift_search(keep_prompt=True)
            return ""
        problem = self.pane.view.search(pattern)
        if problem is not None:
            return problem.text
        self._pattern = pattern
        return ""

    def _lift_search(self, *, keep_prompt: bool = False) -> None:
        self._pattern, self._matches = "", None
        self.pane.view.clear_search()
        if not keep_prompt:
            self.pane.view.focus()
        self._tick()

    def _tick(self) -> None:
        self._header.show(self._freshness())
        view, state = self.pane.view, self.pane.state
        below = f"{GLYPHS[Tone.WARN]} {view.new_below:,} new below" if view.new_below else ""
        self._summary.show(
            [
                self._status(),
                Part(self._place.level.label(self.pane.item), strong=True),
                Part(self._told_by(), Tone.MUTED),
                Part(self._search_text(), Tone.WARN, strong=True),
            ],
            [
                Part(below, Tone.WARN, strong=True),
                Part(f"{state.rate:,.0f} lines/s" if state.rate else "", Tone.MUTED, rank=3),
                Part(count_text(self.pane.line_count, "line"), Tone.MUTED, rank=1),
            ],
        )

    def _status(self) -> Part:
        """How the item is doing whose log this is."""
        status = self._place.level.status(self.pane.item)
        if status is None:
            return Part("")
        return Part(f"{GLYPHS[status.tone]} {status.word}", status.tone, strong=True)

    def _told_by(self) -> str:
        """What the log is about, where that is not the item itself."""
        subject = self.pane.subject
        if subject is None or subject.place.level is self._place.level:
            return ""
        return subject.place.level.label(subject.item)

    def _search_text(self) -> str:
        if not self._pattern:
            return ""
        found = self._matches
        pattern = plain(f"/{self._pattern}")
        if found is None:
            return pattern
        going_on = "" if found.complete else "…"
        return f"{pattern}  {found.position:,}/{found.count:,}{going_on}"

    def _freshness(self) -> Part:
        state = self.pane.state
        trouble = self.pane.trouble
        if trouble is not None and isinstance(trouble.error, NotFoundError):
            return Part(f"{GLYPHS[Tone.WAITING]} waiting", Tone.WAITING)
        if trouble is not None or state.phase is Phase.RETRYING:
            since = trouble.since if trouble is not None else state.since
            age = "" if since is None else f" {duration_text(self._link.clock() - since)}"
            return Part(f"{GLYPHS[Tone.BAD]} stale{age}", Tone.BAD, strong=True)
        if state.phase is Phase.OPENING:
            return Part(f"{GLYPHS[Tone.WAITING]} loading", Tone.WAITING)
        if state.phase is Phase.ENDED:
            return Part(f"{GLYPHS[Tone.GOOD]} complete", Tone.GOOD)
        if not self.pane.view.following:
            return Part("⏸ paused", Tone.WARN, strong=True)
        behind = state.behind(self._link.clock())
        age = "" if behind is None else f"  last line {duration_text(behind)} ago"
        return Part(f"{GLYPHS[Tone.BUSY]} following{age}", Tone.GOOD)
