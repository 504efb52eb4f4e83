"""A log that can be followed, scrolled and searched, however long it is."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from app.view import LogLine, Tone
from widgets.growing_view import FRAME, GrowingView
from widgets.log_line import LineStyles, LineView, message_width, paint
from widgets.log_search import Found, PatternProblem, Search, pattern_of


def time_of_day(timestamp: int) -> str:
    """Milliseconds since the epoch as the time of day here: `03:12:09.402`."""
    seconds, milliseconds = divmod(timestamp, 1000)
    try:
        here = datetime.fromtimestamp(seconds)  # noqa: DTZ006 - local time is what is meant
    except (OverflowError, OSError, ValueError):
        return "--:--:--.---"
    return f"{here:%H:%M:%S}.{milliseconds:03}"


def plain_tone(_message: str) -> Tone:
    """No line means more than another."""
    return Tone.PLAIN


class LogView(GrowingView, can_focus=True):
    """Lines of a log, followed, scrolled and searched.

    The lines are somebody else's and grow by themselves; `splice` says that they did, before the
    next `await` after the change.
    """

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

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_match", "Next match", show=False, id="log.next-match"),
        Binding("N", "previous_match", "Previous match", show=False, id="log.previous-match"),
        Binding("less_than_sign,shift+left", "shift(-1)", "Left", show=False, id="log.left"),
        Binding("greater_than_sign,shift+right", "shift(1)", "Right", show=False, id="log.right"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"log-view--{tone}" for tone in Tone),
        "log-view--time",
        "log-view--match",
        "log-view--current-match",
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
    }
    """

    def __init__(
        self,
        lines: Sequence[LogLine] = (),
        *,
        tone_of: Callable[[str], Tone] = plain_tone,
        time_of: Callable[[int], str] = time_of_day,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(len(lines), name=name, id=id, classes=classes)
        self._lines = lines
        self._tone_of = tone_of
        self._time_of = time_of
        self._time_width = len(time_of(0))
        self._line_styles: LineStyles | None = None
        self._left = 0
        self._search: Search | None = None
        self._seeking = False
        """Whether the view is still to go to the first match."""
        self._told = Found()
        self._told_at = 0.0

    def show(self, lines: Sequence[LogLine]) -> None:
        """Show another log, from its end."""
        self.clear_search()
        self._lines = lines
        self._left = 0
        self.start_over(len(lines))

    @property
    def current_line(self) -> LogLine | None:
        """The line that the search is at if it is in sight, else the last line in sight."""
        if not self.count:
            return None
        if (match := self._match_in_sight()) is not None:
            return self._lines[match - self._first]
        return self._lines[min(self.scroll_offset.y + max(1, self.size.height), self.count) - 1]

    def action_shift(self, direction: int) -> None:
        """Shift the messages by half of their room, never past the longest one in sight."""
        room = self._line_view().room
        top = self.scroll_offset.y
        in_sight = self._lines[top : min(top + self.size.height, self.count)]
        longest = max((message_width(line.message) for line in in_sight), default=0)
        left = self._left + direction * max(1, room // 2)
        self._left = max(0, min(left, longest - room))
        self.repaint_all()

    # Searching

    @property
    def found(self) -> Found:
        """How the search stands; nothing found where there is none."""
        return Found() if self._search is None else self._search.found

    def search(self, pattern: str) -> PatternProblem | None:
        """Find the lines that match a regular expression, now and as they come.

        The view goes to the first match from the top of the screen on. A pattern that is none is
        answered with what is wrong with it, and the search before stays.
        """
        compiled = pattern_of(pattern)
        if isinstance(compiled, PatternProblem):
            return compiled
        self._seeking = True
        self._search = Search(compiled, self._first, self.top_number, self._stop)
        self.repaint_all()
        self._search_on()
        return None

    def clear_search(self) -> None:
        """Search no longer."""
        if self._search is not None:
            self._search = None
            self.repaint_all()
            self._tell_found(at_once=True)

    def action_next_match(self) -> None:
        """Go to the next line that matches, after the last one to the first."""
        if self._search is not None:
            at = self._match_in_sight()
            self._show_match(self._search.next_from(self.top_number - 1 if at is None else at))

    def action_previous_match(self) -> None:
        """Go to the line before that matches, before the first one to the last."""
        if self._search is not None:
            at = self._match_in_sight()
            self._show_match(self._search.previous_from(self.top_number if at is None else at))

    def before_paint(self) -> None:
        """Let the search look at what came."""
        if self._search is not None:
            self._search.resize(self._first, self._stop)
            self._search_on()

    def _search_on(self) -> None:
        """Look at one slice now, and at what is left in the background."""
        self._look()
        if self._search is not None and self._search.pending:
            self.run_worker(self._look_at_the_rest(), group="search", exclusive=True)

    async def _look_at_the_rest(self) -> None:
        while self._search is not None and self._search.pending:
            self._look()
            await asyncio.sleep(0)

    def _look(self) -> None:
        if (search := self._search) is None:
            return
        search.look(self._between)
        if self._seeking:
            self._show_match(search.nearest())
        self._tell_found(at_once=not search.pending)

    def _tell_found(self, *, at_once: bool) -> None:
        now = monotonic()
        if self.found != self._told and (at_once or now - self._told_at >= FRAME):
            self._told, self._told_at = self.found, now
            found = self.found
            self.post_message(self.SearchChanged(self, found.position, found.count, found.complete))

    def _show_match(self, number: int | None) -> None:
        """Make a line the current match and bring it into sight."""
        if number is not None and self._search is not None:
            self._search.current = number
            self._seeking = False
            self.go_to(number)
            self.repaint_all()
            self._tell_found(at_once=True)

    def _match_in_sight(self) -> int | None:
        match = None if self._search is None else self._search.current
        return match if match is not None and self.is_in_sight(match) else None

    def _between(self, start: int, stop: int) -> Sequence[LogLine]:
        return self._lines[start - self._first : stop - self._first]

    # Painting

    def on_resize(self) -> None:
        """Messages have another room, so what was shifted out may fit now."""
        self._left = 0

    def notify_style_update(self) -> None:
        """The colours may have changed."""
        super().notify_style_update()
        self._line_styles = None

    def line_strip(self, number: int) -> Strip:
        """How a line looks."""
        line = self._lines[number - self._first]
        return paint(
            self._line_view(),
            self._time_of(line.timestamp),
            line.message,
            self._tone_of(line.message),
            pattern=None if self._search is None else self._search.pattern,
            current=self._search is not None and self._search.current == number,
        )

    def _line_view(self) -> LineView:
        if self._line_styles is None:
            style_of = self.get_component_rich_style
            self._line_styles = LineStyles(
                tones={tone: style_of(f"log-view--{tone}") for tone in Tone},
                time=style_of("log-view--time"),
                match=style_of("log-view--match"),
                current=style_of("log-view--current-match"),
            )
        return LineView(self.line_width, self._left, self._time_width, self._line_styles)
