"""A log that can be followed, scrolled, searched, filtered and folded, however long it is."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.strip import Strip

from app.lines import Lines
from app.view import NO_TIME, LogLine, Tone, count_text, plain
from widgets.lines.folds import Heading, Section
from widgets.log.heading_paint import HeadingText, paint_heading, span_text
from widgets.log.line_paint import LineStyles, LineView, Painted, message_width, paint_line
from widgets.log.log_theme import COMPONENTS, LOG_CSS, line_styles
from widgets.log.no_lines import NoLines
from widgets.log.searched_view import SearchedView
from widgets.log.time_column import TimeColumn, TimeMode, next_slowdown

LABEL_WIDTH = 20
"""Cells that a label takes at most."""


class Label(Protocol):
    """How one of several logs, which are shown as one, is told from the others."""

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    @property
    def tone(self) -> Tone:
        """The colour of its label."""
        ...


def plain_tone(_line: LogLine) -> Tone:
    """No line means more than another."""
    return Tone.PLAIN


class LogView(SearchedView, can_focus=True):
    """Lines of a log or of several: their times, where they are from, and what they mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "next_slowdown", "Next slowdown", show=False, id="log.next-slowdown"),
        Binding("t", "next_time_mode", "Other times", show=False, id="log.time"),
        Binding("w", "wrap", "Wrap long lines", show=False, id="log.wrap"),
        Binding("less_than_sign,shift+left", "shift(-1)", "Left", show=False, id="log.left"),
        Binding("greater_than_sign,shift+right", "shift(1)", "Right", show=False, id="log.right"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = LOG_CSS

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
        self._origins: Sequence[Label] = ()
        self._styles: LineStyles | None = None
        self._line_view: LineView | None = None
        """How lines are seen, for as long as they are not all painted anew."""
        self._left = 0

    def show(self, lines: Lines, origins: Sequence[Label] = ()) -> None:
        """Show another log, from its end; its lines are from `origins`, by `LogLine.origin`."""
        self._left = 0
        self._origins = origins
        self.show_lines(lines)

    def show_origins(self, origins: Sequence[Label]) -> None:
        """The lines are from these logs by now."""
        self._origins = origins
        self.repaint_all()

    def show_findings(
        self, errors: Sequence[int], headings: Sequence[Heading], *, complete: bool = True
    ) -> None:
        """These lines tell of an error, and these open sections; both by their numbers.

        `complete` is whether all lines have been looked through by now.
        """
        self.number_from(self.lines.first)
        more = len(errors) != len(self.errors)
        self.errors, self.looked_through = errors, complete
        if self.show_headings(headings) or (more and headings):
            self.forget_strips()
        self.request_paint()
        self.go_to_awaited_error()

    @property
    def current_line(self) -> LogLine | None:
        """The current line; None where there is none."""
        number = self.current_number
        return None if number is None else self.line(number)

    def action_shift(self, direction: int) -> None:
        """Shift the messages by half of their room, never past the longest one in sight."""
        room = self._seen_as().room
        in_sight = {self.line(number).message for number, _ in self.lines_in_sight()}
        longest = max(map(message_width, in_sight), default=0)
        left = self._left + direction * max(1, room // 2)
        self._left = 0 if self.wrap else max(0, min(left, longest - room))
        self.repaint_all()

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

    def go_to_time(self, timestamp: int, message: str = "") -> None:
        """Go to the first line that is as young, in milliseconds since the epoch, or the last.

        Of several of that very time it is the one that reads like a message, if any does.
        """
        if len(self.lines):
            start, stop = self.lines.since(timestamp), self.lines.since(timestamp + 1)
            texts = (plain(line.message) for line in self.lines[start:stop] if message)
            alike = (start + place for place, text in enumerate(texts) if text == message)
            self.go_to(self.lines.first + min(next(alike, start), len(self.lines) - 1))

    def action_next_slowdown(self) -> None:
        """Go to the next line before which it was quiet for long."""
        self.run_worker(self._go_to_slowdown(), group="slowdown", exclusive=True)

    async def _go_to_slowdown(self) -> None:
        number = await next_slowdown(self.lines, self.after, 1)
        if number is None:
            number = await next_slowdown(self.lines, self.lines.first - 1, 1)
        self.step_to(number, "It was never quiet for long.")

    # Painting

    def on_resize(self) -> None:
        """Messages may have another room, so that what was shifted out fits now."""
        if self._left:
            self._left = 0
            self.forget_strips()

    def colours(self) -> object:
        """Those of a line, as the style sheet has them now."""
        self._styles = line_styles(self.get_component_rich_style)
        return self.rich_style, self._styles

    def forget_strips(self) -> None:
        """Also what they have in common."""
        super().forget_strips()
        self._line_view = None

    def painted(self, key: int) -> list[Strip]:
        """How a line looks."""
        view = self._seen_as()
        if (section := self.folds.at(key)) is not None:
            return [paint_heading(view.width, view.styles, self._heading(section))]
        return paint_line(view, self._painted(key))

    def _painted(self, number: int) -> Painted:
        line = self.line(number)
        index, times = number - self.lines.first, self._times
        is_timed = index > 0 and line.timestamp != NO_TIME
        before = self.lines[index - 1].timestamp if is_timed else NO_TIME
        origin = self._origins[line.origin] if line.origin < len(self._origins) else None
        return Painted(
            line.message,
            self._tone_of(line),
            time=times.text(line.timestamp, before),
            gap=times.gap(line.timestamp, before),
            label="" if origin is None else plain(origin.label),
            label_tone=Tone.PLAIN if origin is None else origin.tone,
            is_late=line.late,
            is_marked=number in self.marks,
            is_current=number == self.chosen,
            search=self.pattern,
            is_found=number == self.match_number,
            highlights=self.highlights,
        )

    def _heading(self, section: Section) -> HeadingText:
        heading, is_folded = section.heading, self.folds.is_folded(section)
        inside = section.inside
        errors = bisect_left(self.errors, inside.stop) - bisect_left(self.errors, inside.start)
        matches = self.matches_in(section) if is_folded else 0
        words = [
            heading.word,
            count_text(errors, "error") if errors and is_folded else "",
            f"{matches:,} matching" if matches else "",
        ]
        return HeadingText(
            heading.title,
            Tone.BAD if errors and is_folded else heading.tone,
            "  ".join(filter(None, words)),
            span_text(heading.began, heading.ended, self.folds.began),
            heading.depth,
            is_folded,
            section.number == self.chosen,
        )

    def _seen_as(self) -> LineView:
        if self._line_view is None:
            self._line_view = self._make_line_view(
                self._styles or line_styles(self.get_component_rich_style)
            )
        return self._line_view

    def _make_line_view(self, styles: LineStyles) -> LineView:
        labels = [cell_len(plain(each.label)) for each in self._origins]
        return LineView(
            self.line_width,
            styles,
            time_width=self._times.width,
            label_width=min(max(labels), LABEL_WIDTH) if len(labels) > 1 else 0,
            left=self._left,
            wrap=self.wrap,
        )
