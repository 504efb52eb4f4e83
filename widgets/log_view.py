"""A log that can be followed, scrolled and searched, however long it is."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from app.lines import Lines, Splice
from app.view import LogLine, Tone
from widgets.background_search import BackgroundSearch
from widgets.filtered_view import FilteredView
from widgets.folds import Heading
from widgets.frames import FRAME
from widgets.line_pattern import PatternProblem, pattern_of
from widgets.line_search import Found, Search
from widgets.log_line import LineStyles, LineView, message_width, paint
from widgets.log_scrollbar import Kind, MarkedScrollBar, marked_cells
from widgets.no_lines import NoLines
from widgets.sectioned_view import following, preceding
from widgets.shown_rows import moved, positions
from widgets.time_column import TimeColumn, TimeMode, next_slowdown


def plain_tone(_line: LogLine) -> Tone:
    """No line means more than another."""
    return Tone.PLAIN


class LogView(FilteredView, can_focus=True):
    """Lines of a log, followed, scrolled and searched; errors in it, and lines that were marked."""

    @dataclass
    class SearchChanged(Message):
        """A search found more, moved on or is over."""

        view: "LogView"
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
        Binding("e", "next_error", "Next error", show=False, id="log.next-error"),
        Binding("E", "previous_error", "Previous error", show=False, id="log.previous-error"),
        Binding("x", "mark", "Mark", show=False, id="log.mark"),
        Binding("J", "mark_on(1)", "Mark and go down", show=False, id="log.mark-down"),
        Binding("K", "mark_on(-1)", "Mark and go up", show=False, id="log.mark-up"),
        Binding("u", "next_mark", "Next mark", show=False, id="log.next-mark"),
        Binding("U", "previous_mark", "Previous mark", show=False, id="log.previous-mark"),
        Binding("s", "next_slowdown", "Next slowdown", show=False, id="log.next-slowdown"),
        Binding("t", "next_time_mode", "Time", show=False, id="log.time"),
        Binding("w", "wrap", "Wrap", show=False, id="log.wrap"),
        Binding("less_than_sign,shift+left", "shift(-1)", "Left", show=False, id="log.left"),
        Binding("greater_than_sign,shift+right", "shift(1)", "Right", show=False, id="log.right"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"log-view--{tone}" for tone in Tone),
        "log-view--time",
        "log-view--match",
        "log-view--current-match",
        "log-view--current",
        "log-view--mark",
    }

    DEFAULT_CSS = """
    LogView {
        & > .log-view--muted { color: $foreground 45%; }
        & > .log-view--time { color: $foreground 40%; }
        & > .log-view--busy { color: $text-accent; }
        & > .log-view--waiting { color: $text-primary; }
        & > .log-view--good { color: $text-success; }
        & > .log-view--warn { color: $text-warning; }
        & > .log-view--bad { color: $text-error; text-style: bold; }
        & > .log-view--match { background: $warning 35%; color: $foreground; }
        & > .log-view--current-match { background: $warning; color: $background; }
        & > .log-view--current { background: $foreground 8%; }
        & > .log-view--mark { color: $accent; text-style: bold; }
    }
    """

    time_mode = var(TimeMode.LOCAL, init=False)
    """What the column of times says."""
    action_began: var[int | None] = var(None, init=False)
    """When what the log is of began, in milliseconds since the epoch; None where unknown."""

    def __init__(
        self,
        lines: Lines | None = None,
        *,
        tone_of: Callable[[LogLine], Tone] = plain_tone,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(NoLines() if lines is None else lines, name=name, id=id, classes=classes)
        self._tone_of = tone_of
        self._line_styles: LineStyles | None = None
        self._left = 0
        self._errors: Sequence[int] = ()
        self._marks: list[int] = []
        self._searching = BackgroundSearch(self, self._found_more)
        self._seeking = False
        """Whether the view is still to go to the first match."""
        self._told = Found()
        self._told_at = 0.0

    def show(self, lines: Lines) -> None:
        """Show another log, from its end."""
        self.clear_search()
        self._left = 0
        self._errors, self._marks = (), []
        self.show_lines(lines)

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        gone, by = positions(self.rows.numbers.start, change)
        is_end = gone.start >= self.rows.numbers.stop
        super().splice(change)
        self._searching.splice(change)
        if gone or (by and not is_end):
            self._errors = [moved(each, gone, by) for each in self._errors if each not in gone]
            self._marks = [moved(each, gone, by) for each in self._marks if each not in gone]

    def show_findings(self, errors: Sequence[int], headings: Sequence[Heading]) -> None:
        """These lines tell of an error, and these open sections; both by their numbers."""
        self.number_from(self.lines.first)
        more = len(errors) != len(self._errors)
        self._errors = errors
        if self.show_headings(headings) or (more and headings):
            self.forget_strips()
        self.request_paint()

    @property
    def current_line(self) -> LogLine | None:
        """The current line; None where there is none."""
        number = self.current_number
        return None if number is None else self._line(number)

    def _line(self, number: int) -> LogLine:
        return self.lines[number - self.lines.first]

    def action_shift(self, direction: int) -> None:
        """Shift the messages by half of their room, never past the longest one in sight."""
        room = self._line_view().room
        in_sight = {self._line(number).message for number, _ in self.lines_in_sight()}
        longest = max(map(message_width, in_sight), default=0)
        left = self._left + direction * max(1, room // 2)
        self._left = max(0, min(left, longest - room))
        self.repaint_all()

    # Errors and marks

    def action_next_error(self) -> None:
        """Go to the next line that tells of an error."""
        self.step_to(following(self._errors, self.after), "No line tells of an error.")

    def action_previous_error(self) -> None:
        """Go to the line before that tells of an error."""
        self.step_to(preceding(self._errors, self.before), "No line tells of an error.")

    def marked(self) -> list[LogLine]:
        """The lines that the user marked."""
        return [self._line(number) for number in self._marks]

    def action_mark(self) -> None:
        """Mark the current line, or take its mark away."""
        number = self.current_number
        if number is None:
            return
        at = bisect_left(self._marks, number)
        if self._marks[at : at + 1] == [number]:
            del self._marks[at]
        else:
            self._marks.insert(at, number)
        self.forget(number)
        self.paint_now()

    def action_mark_on(self, direction: int) -> None:
        """Mark the current line, and make the one below or above it the current one."""
        number = self.current_number
        if number is None:
            return
        if number not in self._marks:
            self.action_mark()
        row = self.rows.row_of(number) + direction
        if 0 <= row < len(self.rows):
            self.go_to(self.rows[row])

    def action_next_mark(self) -> None:
        """Go to the next line that was marked."""
        self.step_to(following(self._marks, self.after), "No line is marked: x marks one.")

    def action_previous_mark(self) -> None:
        """Go to the line before that was marked."""
        self.step_to(preceding(self._marks, self.before), "No line is marked: x marks one.")

    # Times

    def watch_time_mode(self) -> None:
        """The column of times says something else."""
        self.repaint_all()

    def watch_action_began(self) -> None:
        """The column may count from another time."""
        self.repaint_all()

    @property
    def _times(self) -> TimeColumn:
        return TimeColumn(self.time_mode, self.action_began)

    def action_next_time_mode(self) -> None:
        """Let the column of times say something else."""
        self.time_mode = self._times.next.mode

    def action_wrap(self) -> None:
        """Wrap long lines, or cut them off again."""
        self._left = 0
        self.wrap = not self.wrap

    def go_to_time(self, timestamp: int) -> None:
        """Go to the first line that is as young, in milliseconds since the epoch, or the last."""
        if len(self.lines):
            index = min(self.lines.since(timestamp), len(self.lines) - 1)
            self.go_to(self.lines.first + index)

    def action_next_slowdown(self) -> None:
        """Go to the next line before which it was quiet for long."""
        self.run_worker(self._go_to_slowdown(), group="slowdown", exclusive=True)

    async def _go_to_slowdown(self) -> None:
        number = await next_slowdown(self.lines, self.after, 1)
        if number is None:
            number = await next_slowdown(self.lines, self.lines.first - 1, 1)
        self.step_to(number, "It was never quiet for long.")

    # Searching

    @property
    def found(self) -> Found:
        """How the search stands; nothing found where there is none."""
        search = self._searching.search
        return Found() if search is None else search.found

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

    # Painting

    def on_mount(self) -> None:
        """Let the scrollbar bear marks."""
        self._bar = MarkedScrollBar(self.vertical_scrollbar)

    def on_resize(self) -> None:
        """Messages have another room, so what was shifted out may fit now."""
        self._left = 0

    def notify_style_update(self) -> None:
        """The colours may have changed."""
        super().notify_style_update()
        self._line_styles = None

    def paint_scrollbar(self) -> None:
        """Let the scrollbar say where the view stands, and where errors, marks and matches are."""
        style_of = self.get_component_rich_style
        kinds = [
            Kind("■", style_of("log-view--bad"), lambda number: bisect_left(self._errors, number)),
            Kind("◆", style_of("log-view--mark"), lambda number: bisect_left(self._marks, number)),
        ]
        if (search := self._searching.search) is not None:
            matches, first = search.matches, self.lines.first
            style = Style(color=style_of("log-view--current-match").bgcolor)
            kinds.append(Kind("▪", style, lambda number: matches.rank(number - first)))
        marks = marked_cells(self.size.height, self.rows, kinds)
        self._bar.show(self.virtual_size.height, self.scroll_y, marks)

    def painted(self, key: int) -> list[Strip]:
        """How a line looks."""
        line = self._line(key)
        search = self._searching.search
        strip = paint(
            self._line_view(),
            self._times.text(line.timestamp),
            line.message,
            self._tone_of(line),
            pattern=None if search is None else search.pattern,
            current=search is not None and search.current == key,
        )
        return [strip]

    def _line_view(self) -> LineView:
        if self._line_styles is None:
            style_of = self.get_component_rich_style
            self._line_styles = LineStyles(
                tones={tone: style_of(f"log-view--{tone}") for tone in Tone},
                time=style_of("log-view--time"),
                match=style_of("log-view--match"),
                current=style_of("log-view--current-match"),
            )
        return LineView(self.line_width, self._left, self._times.width, self._line_styles)
