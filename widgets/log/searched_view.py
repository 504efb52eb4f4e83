"""A view of a log in which a regular expression is searched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from app.lines import Lines, Splice
from app.lines.line_pattern import LinePattern, PatternProblem, pattern_of
from app.lines.line_search import Found, Search
from widgets.log.background_search import BackgroundSearch
from widgets.log.line_paint import Highlight
from widgets.log.log_scrollbar import Kind
from widgets.log.marked_view import MarkedView
from widgets.terminal.frames import FRAME


class SearchedView(MarkedView, can_focus=True):
    """Lines of a log, and those of them that match; what was searched for can stay highlighted."""

    @dataclass
    class SearchChanged(Message):
        """A search found more, moved on or is over."""

        view: "SearchedView"
        position: int
        """Which of the matching lines is the current one, from 1; 0 where none is."""
        count: int
        """Lines that match, so far."""
        complete: bool
        """Whether every line has been looked at."""
        problem: str = ""
        """Why it was given up, if it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_match", "Next match", show=False, id="log.next-match"),
        Binding("N", "previous_match", "Previous match", show=False, id="log.previous-match"),
        Binding(
            "asterisk",
            "keep_highlight",
            "Keep what is found coloured",
            show=False,
            id="log.keep-highlight",
        ),
    ]

    def __init__(
        self,
        lines: Lines,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(lines, name=name, id=id, classes=classes)
        self.highlights: list[Highlight] = []
        """What stays highlighted."""
        self._next_colour = 0
        self._searching = BackgroundSearch(self, self._found_more)
        self._seeking = False
        """Whether the view is still to go to the first match."""
        self._told = Found()
        self._told_at = 0.0

    def show_lines(self, lines: Lines) -> None:
        """Show other lines, from their end; what is searched for is searched for in them."""
        pattern = self.pattern
        self._searching.end()
        super().show_lines(lines)
        if pattern is not None:
            self._searching.begin(pattern, lines, self.top_number)

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        super().splice(change)
        self._searching.splice(change)

    @property
    def pattern(self) -> LinePattern | None:
        """What is searched for."""
        search = self._searching.search
        return None if search is None else search.pattern

    @property
    def match_number(self) -> int | None:
        """The line that the search is at."""
        search = self._searching.search
        return None if search is None else search.current

    @property
    def found(self) -> Found:
        """How the search stands; nothing found where there is none."""
        search = self._searching.search
        return Found() if search is None else search.found

    @property
    def slow_search(self) -> BackgroundSearch | None:
        """What goes on for long: the search, or that for the lines that are shown only."""
        return next((each for each in (self._searching, self._matching) if each.is_slow), None)

    def search(self, pattern: str) -> PatternProblem | None:
        """Find the lines that match a regular expression, now and as they come.

        The view goes to the first match from the top of the screen on. A pattern that is none is
        answered with what is wrong with it, and the search before stays.
        """
        compiled = pattern_of(pattern)
        if isinstance(compiled, PatternProblem):
            return compiled
        self._seeking = True
        self.forget_strips()
        self._searching.begin(compiled, self.lines, self.top_number)
        self.paint_now()
        return None

    def clear_search(self) -> None:
        """Search no longer."""
        if self._searching.search is not None:
            self._searching.end()
            self.repaint_all()
            self._tell_found(at_once=True)

    def action_next_match(self) -> None:
        """Go to the next line that matches, after the last one to the first."""
        if (search := self._searching.search) is not None:
            self._show_match(search, search.next_from(self.after))

    def action_previous_match(self) -> None:
        """Go to the line before that matches, before the first one to the last."""
        if (search := self._searching.search) is not None:
            self._show_match(search, search.previous_from(self.before))

    def before_paint(self) -> None:
        """Let the search look at what came."""
        super().before_paint()
        self._searching.look_on()

    def _found_more(self, search: Search, numbers: Sequence[range]) -> None:
        del numbers
        if self._seeking:
            self._show_match(search, search.nearest())
        self._tell_found(at_once=not search.pending)

    def _tell_found(self, *, at_once: bool) -> None:
        now, found = monotonic(), self.found
        if found != self._told and (at_once or now - self._told_at >= FRAME):
            self._told, self._told_at = found, now
            self.request_paint()
            problem = "" if found.problem is None else found.problem.text
            self.post_message(
                self.SearchChanged(self, found.position, found.count, found.complete, problem)
            )

    def _show_match(self, search: Search, number: int | None) -> None:
        """Make a line the current match and bring it into sight."""
        if number is None:
            return
        if search.current is not None:
            self.forget(search.current)
        search.current = number
        self._seeking = False
        self.go_to(number)
        self._tell_found(at_once=True)

    def keep_highlight(self) -> bool:
        """Let what is searched for stay highlighted, or no longer; whether it does now."""
        if (pattern := self.pattern) is None:
            self.step_to(None, "There is no search to keep highlighted.")
            return False
        kept = [each for each in self.highlights if each.pattern.text != pattern.text]
        is_new = len(kept) == len(self.highlights)
        if is_new:
            kept.append(Highlight(pattern, self._next_colour))
            self._next_colour += 1
        self.highlights = kept
        self.repaint_all()
        return is_new

    def action_keep_highlight(self) -> None:
        """Let what is searched for stay highlighted, or no longer."""
        self.keep_highlight()

    def kinds(self) -> list[Kind]:
        """What the scrollbar marks; the first kinds come before the others."""
        if (search := self._searching.search) is None:
            return super().kinds()
        matches, first = search.matches, self.lines.first
        colour = self.get_component_rich_style("log-view--current-match").bgcolor
        matching = Kind("▪", Style(color=colour), lambda number: matches.rank(number - first))
        return [*super().kinds(), matching]
