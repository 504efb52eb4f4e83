"""Rows one of which is selected, and any number of which are marked."""

from collections.abc import Container, Iterable
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.painting.quiet_focus import have_focus
from widgets.table.row_paint import Line
from widgets.table.row_view import RowView


class SelectableRows(RowView, can_focus=True):
    """Rows to move about in, and to mark for acting on many at once.

    The selection and the marks belong to the rows' keys, never to their numbers.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Up", id="table.up", show=False),
        Binding("down,j", "cursor_down", "Down", id="table.down", show=False),
        Binding("home,g", "cursor_first", "First row", id="table.first", show=False),
        Binding("end,G", "cursor_last", "Last row", id="table.last", show=False),
        Binding("pageup,ctrl+b", "page_up", "Page up", id="table.page-up", show=False),
        Binding("pagedown,ctrl+f", "page_down", "Page down", id="table.page-down", show=False),
        Binding("space", "mark", "Mark the row, or no longer", id="table.mark", show=False),
        Binding(
            "ctrl+space,ctrl+@",  # the second is what terminals send for the first
            "mark_range",
            "Mark all rows from the last mark to here",
            id="table.mark-range",
            show=False,
        ),
        Binding(
            "asterisk,ctrl+a",  # the second is a prefix in GNU screen, which keeps it to itself
            "mark_all",
            "Mark all rows that the filter lets through",
            id="table.mark-all",
            show=False,
        ),
        Binding(
            "ctrl+backslash", "clear_marks", "Clear all marks", id="table.clear-marks", show=False
        ),
    ]

    keyed: reactive[bool] = reactive(True, repaint=False)
    """Whether keys are about its rows, or would be if nothing on top of them had the keys."""

    class MarksChanged(Message):
        """Other rows than before are marked."""

        def __init__(
            self,
            table: "SelectableRows",
            count: int,
            passed_over: int = 0,
            *,
            all_meant: bool = False,
        ) -> None:
            super().__init__()
            self.table = table
            self.count = count
            self.all_meant = all_meant
            """Whether every row was meant, those too of which the table does not know yet."""
            self.passed_over = passed_over
            """Rows that were meant too but are pending, so that nobody knows which they are."""

        @property
        def control(self) -> "SelectableRows":
            """The table that sent it, so that a handler may name one in its selector."""
            return self.table

    @property
    def selected_key(self) -> str | None:
        """The key of the selected row; None where the table shows none."""
        return None if self.row_list.selected is None else self.row_list.selected.key

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked rows as the service orders them; last those not among the rows."""
        return self.row_list.marks.ordered(self.row_list.rows)

    @property
    def marked_count(self) -> int:
        """How many rows are marked, shown or not."""
        return len(self.row_list.marks)

    def keep_selection(self) -> None:
        """Let the selected row stay selected, also where the user has not moved yet."""
        self.row_list.keep()

    def leave_no_successor(self, keys: Container[str]) -> None:
        """Where one of these rows is selected and goes away, select no other until one is chosen.

        Keys that are pressed next would else be about a row that nobody has looked at.
        """
        self.row_list.without_successor = keys

    def rewind(self) -> None:
        """Go to the first row, and select whichever stands there until another one is chosen."""
        self.row_list.rewind()
        self.reveal()

    def select_place(self, place: int) -> None:
        """Select whatever stands at a place; where that is pending, what comes there."""
        self.row_list.choose(place)
        self.reveal()

    def select(self, key: str) -> bool:
        """Select the row of a key and bring it on the screen; False where it is not shown."""
        index = self.row_list.find(key, self.row_list.cursor)
        if index is not None:
            self.select_place(index)
        return index is not None

    def clear_marks(self) -> bool:
        """Take all marks away; False where there is none."""
        if not self.row_list.marks:
            return False
        self.row_list.marks.clear()
        self._tell_marks()
        return True

    def unmark(self, keys: Iterable[str]) -> None:
        """Take the marks of rows away, as far as they are marked."""
        before = self.marked_count
        self.row_list.marks.remove(keys)
        if self.marked_count < before:
            self._tell_marks()

    def action_cursor_up(self) -> None:
        """Select the row above."""
        self.select_place(self.row_list.cursor - 1)

    def action_cursor_down(self) -> None:
        """Select the row below; it stands where the selected one was, if that has gone away."""
        self.select_place(self.row_list.cursor + (not self.row_list.is_left))

    def action_cursor_first(self) -> None:
        """Select the first row."""
        self.select_place(0)

    def action_cursor_last(self) -> None:
        """Select the last row."""
        self.select_place(len(self.row_list.shown) - 1)

    def action_page_up(self) -> None:
        """Select the row that is one screen above."""
        self._turn(-self.page)

    def action_page_down(self) -> None:
        """Select the row that is one screen below."""
        self._turn(self.page)

    def action_mark(self) -> None:
        """Mark the selected row, or take its mark away, and go to the next one."""
        if self.selected_key is None:
            return
        self.row_list.marks.toggle(self.selected_key)
        self.action_cursor_down()
        self._tell_marks()

    def action_mark_range(self) -> None:
        """Mark the rows from the one that was marked last to the selected one."""
        if self.selected_key is None:
            return
        self.keep_selection()
        self._tell_marks(self.row_list.mark_range())

    def action_mark_all(self) -> None:
        """Mark every row that is shown, be it on the screen or not."""
        self._tell_marks(self.row_list.mark_all(), all_meant=True)

    def action_clear_marks(self) -> None:
        """Take all marks away."""
        self.clear_marks()

    def on_focus(self, event: events.Focus) -> None:
        """Let the selected row tell that the table has the focus."""
        have_focus(self, event)
        self.repaint()

    def on_blur(self, event: events.Blur) -> None:
        """Let the selected row tell that something else has the focus."""
        have_focus(self, event)
        self.repaint()

    def watch_keyed(self) -> None:
        """Let the selected row tell whether keys are about it."""
        self.repaint()

    def lines_now(self) -> list[Line | None]:
        """The same, of which the selected one tells whether keys are about it."""
        lines, place = super().lines_now(), self.row_list.cursor - self.top
        line = lines[place] if 0 <= place < len(lines) else None
        if line is not None and line.selected:
            lines[place] = replace(line, resting=not self.keyed, focused=self.has_focus)
        return lines

    def _turn(self, lines: int) -> None:
        """Move the screen by so many lines, and the selection as far."""
        self.row_list.choose(self.row_list.cursor + lines)
        self.reveal(lines)

    def _tell_marks(self, passed_over: int = 0, *, all_meant: bool = False) -> None:
        self.repaint()
        told = self.MarksChanged(self, self.marked_count, passed_over, all_meant=all_meant)
        self.post_message(told)
