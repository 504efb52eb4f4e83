"""A view of a log that knows where its errors are, and which lines its user marked."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from app.lines import Lines, Splice
from app.view import LogLine
from widgets.lines.scrolling import Position
from widgets.lines.sectioned_view import following, preceding
from widgets.lines.shown_rows import moved, positions
from widgets.log.filtered_view import FilteredView
from widgets.log.known_line import Kept, KnownLine
from widgets.log.log_scrollbar import Kind, MarkedScrollBar, marked_cells

NO_ERROR = "No line tells of an error."


class _Sought(NamedTuple):
    """An error that somebody asked for before it was known."""

    seek: Callable[[], int | None]
    """Gives its number, where that is known."""
    first_known: bool
    """Whether it is the first that becomes known."""


class MarkedView(FilteredView, can_focus=True):
    """Lines of a log, some of which one goes to at a key; the scrollbar shows where they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "next_error", "Error", id="log.next-error", tooltip="Next error"),
        Binding("E", "previous_error", "Previous error", show=False, id="log.previous-error"),
        Binding("x", "mark", "Mark the line", show=False, id="log.mark"),
        Binding("J", "mark_on(1)", "Mark it and go down", show=False, id="log.mark-down"),
        Binding("K", "mark_on(-1)", "Mark it and go up", show=False, id="log.mark-up"),
        Binding("u", "next_mark", "Next mark", show=False, id="log.next-mark"),
        Binding("U", "previous_mark", "Previous mark", show=False, id="log.previous-mark"),
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
        self.errors: Sequence[int] = ()
        """The numbers of the lines that tell of an error."""
        self.looked_through = True
        """Whether all lines were looked through for errors."""
        self._awaited: _Sought | None = None
        self.marks: list[int] = []
        """The numbers of the lines that the user marked, in ascending order."""
        self._missed: list[KnownLine] = []
        """Lines that the user marked and that are not here, or not yet."""
        self._place: KnownLine | None = None
        """The current line of the lines before, while it is awaited."""

    def on_mount(self) -> None:
        """Let the scrollbar bear marks."""
        self._bar = MarkedScrollBar(self.vertical_scrollbar)

    def show_lines(self, lines: Lines) -> None:
        """Show other lines, from their end."""
        self.errors, self.marks = (), []
        self._missed, self.looked_through = [], not len(lines)
        self._await_nothing()
        super().show_lines(lines)

    def kept(self) -> Kept:
        """What is marked and current, for `find_again` where the same log is shown otherwise."""
        marked = [KnownLine.at(self.lines, number) for number in self.marks]
        current = None if self.following else self.current_number
        place = None if current is None else KnownLine.at(self.lines, current)
        return Kept((*self._missed, *marked), place)

    def find_again(self, kept: Kept) -> None:
        """Let what was marked and current be so among these lines too, as soon as it is here."""
        self._missed, self._place = list(kept.marked), kept.place
        self._look_for_kept()

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        gone, by = positions(self.rows.numbers.start, change)
        is_end = gone.start >= self.rows.numbers.stop
        self.looked_through = self.looked_through and not change.added
        super().splice(change)
        if gone or (by and not is_end):
            self.errors = [moved(each, gone, by) for each in self.errors if each not in gone]
            self.marks = [moved(each, gone, by) for each in self.marks if each not in gone]

    def line(self, number: int) -> LogLine:
        """The line with this number."""
        return self.lines[number - self.lines.first]

    # What is found again among other lines

    def before_paint(self) -> None:
        """Look for what was marked, and for the place, among the lines that came."""
        super().before_paint()
        self._look_for_kept()

    def watch_following(self, following: bool) -> None:
        """Somebody who follows the newest line awaits no other one."""
        if following:
            self._await_nothing()
        super().watch_following(following)

    def go_to(self, number: int) -> None:
        """Bring a line into sight; whoever goes there awaits no other one."""
        self._await_nothing()
        super().go_to(number)

    def _go(self, position: Position) -> None:
        self._await_nothing()
        super()._go(position)

    def _await_nothing(self) -> None:
        self._place = self._awaited = None

    def _look_for_kept(self) -> None:
        if len(self.lines) and (self._missed or self._place is not None):
            self.number_from(self.lines.first)
            self._find_marks()
            self._find_place()

    def _find_marks(self) -> None:
        missed, self._missed = self._missed, []
        for known in missed:
            if (number := known.number(self.lines)) is None:
                self._missed.append(known)
            elif number not in self.marks:
                insort(self.marks, number)
                self.forget(number)

    def _find_place(self) -> None:
        """Go to the line that was current, once it is here, or to where it would be."""
        if (place := self._place) is None:
            return
        number = place.number(self.lines)
        if number is None and self.lines[0].timestamp < place.timestamp:
            number = self.lines.first + min(self.lines.since(place.timestamp), len(self.lines) - 1)
        if number is None:
            if self.following:
                super().go_to(self.lines.first)
        elif number in self.rows or self.is_searched:
            self.go_to(number)

    # Errors and marks

    def action_next_error(self) -> None:
        """Go to the next line that tells of an error."""
        self._to_error(lambda: following(self.errors, self.after), first_known=False)

    def action_previous_error(self) -> None:
        """Go to the line before that tells of an error."""
        self._to_error(lambda: preceding(self.errors, self.before), first_known=True)

    def _to_error(self, seek: Callable[[], int | None], *, first_known: bool) -> None:
        """Go to an error; where none is known while lines are still looked through, later.

        The newest lines are looked through first, so of those before, the `first_known` is the one.
        """
        number = seek()
        self.step_to(number, NO_ERROR if self.looked_through else "Looking for errors …")
        is_awaited = number is None and not self.looked_through
        self._awaited = _Sought(seek, first_known) if is_awaited else None

    def go_to_awaited_error(self) -> None:
        """Go to the error that somebody asked for, or say that there is none, as it is known."""
        sought = self._awaited
        if sought is not None and (self.looked_through or (sought.first_known and self.errors)):
            self._to_error(sought.seek, first_known=sought.first_known)

    def marked(self) -> list[LogLine]:
        """The lines that the user marked."""
        return [self.line(number) for number in self.marks]

    def action_mark(self) -> None:
        """Mark the current line, or take its mark away."""
        number = self.current_number
        if number is None:
            return
        at = bisect_left(self.marks, number)
        if self.marks[at : at + 1] == [number]:
            del self.marks[at]
        else:
            self.marks.insert(at, number)
        self.forget(number)
        self.paint_now()

    def action_mark_on(self, direction: int) -> None:
        """Mark the current line, and make the one below or above it the current one."""
        number = self.current_number
        if number is None:
            return
        if number not in self.marks:
            self.action_mark()
        row = self.rows.row_of(number) + direction
        if 0 <= row < len(self.rows):
            self.go_to(self.rows[row])

    def action_next_mark(self) -> None:
        """Go to the next line that was marked."""
        self.step_to(following(self.marks, self.after), "No line is marked: x marks one.")

    def action_previous_mark(self) -> None:
        """Go to the line before that was marked."""
        self.step_to(preceding(self.marks, self.before), "No line is marked: x marks one.")

    def kinds(self) -> list[Kind]:
        """What the scrollbar marks; the first kinds come before the others."""
        style_of = self.get_component_rich_style
        return [
            Kind("■", style_of("log-view--bad"), lambda number: bisect_left(self.errors, number)),
            Kind("◆", style_of("log-view--mark"), lambda number: bisect_left(self.marks, number)),
        ]

    def paint_scrollbar(self) -> None:
        """Let the scrollbar say where the view stands, and where something is."""
        marks = marked_cells(self.size.height, self.rows, self.kinds())
        self._bar.show(self.virtual_size.height, self.scroll_y, marks)
