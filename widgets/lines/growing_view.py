"""A view of lines that grow at both ends and in between, which follows the newest one."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from app.lines import Splice
from widgets.lines import scrolling
from widgets.lines.rows_view import RowsView
from widgets.lines.scrolling import Position
from widgets.lines.shown_rows import moved, positions
from widgets.painting.quiet_focus import have_focus

WHEEL = 3
"""Lines that one notch of the mouse wheel scrolls."""


class GrowingView(RowsView, can_focus=True, inherit_bindings=False):
    """Lines, the newest below: what is numbered, scrolled and painted, whatever a line holds.

    At the bottom the view follows what comes; scrolled up it stays where it is while lines come and
    go elsewhere. Nothing is laid out when lines come, only lines of the screen that look different
    are painted, and nothing runs while nothing changes.
    """

    @dataclass
    class FollowingChanged(Message):
        """The view began or ceased to follow the newest line."""

        view: "GrowingView"
        following: bool

    @dataclass
    class ReachedTop(Message):
        """The first line is near; answer with `asked_older` when what lies before it has come."""

        view: "GrowingView"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_by(-1)", "Up", show=False, id="log.up"),
        Binding("down,j", "scroll_by(1)", "Down", show=False, id="log.down"),
        Binding("pageup,ctrl+b", "scroll_pages(-1)", "Page up", show=False, id="log.page-up"),
        Binding(
            "pagedown,space,ctrl+f", "scroll_pages(1)", "Page down", show=False, id="log.page-down"
        ),
        Binding("home,g", "top", "First line", show=False, id="log.top"),
        Binding("f,end,G", "follow", "Follow", id="log.follow"),
    ]

    ALLOW_SELECT = False

    following = var(True, init=False)
    """Whether the newest line is kept in sight."""
    new_below = var(0, init=False)
    """Rows that came since the view ceased to follow, and that were not in sight yet."""

    def _start(self, numbers: range) -> None:
        super()._start(numbers)
        self._seen_stop = numbers.stop
        """The number after the last line that was in sight."""
        self._older_asked = False
        self._goes_to_top = False
        """Whether somebody wants the very first line, and has gone nowhere else since."""

    @property
    def at_start(self) -> bool:
        """Whether the first line is to be at the top, however many come before it."""
        return self._goes_to_top

    @property
    def at_end(self) -> bool:
        """Whether the newest line is kept in sight."""
        return self.following

    # What happens to the lines

    def start_over(self, numbers: range) -> None:
        """The lines are others now; show the end of them."""
        self._start(numbers)
        self.following = True
        self.repaint_all()

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        gone, by = positions(self.rows.numbers.start, change)
        self._seen_stop = moved(self._seen_stop - 1, gone, by) + 1
        super().splice(change)

    def number_from(self, first: int) -> None:
        """Take this for the number of the first line, after all of them have been others."""
        self._seen_stop += first - self.rows.numbers.start
        super().number_from(first)

    def asked_older(self) -> None:
        """Whatever was asked for with `ReachedTop` has come, or there is nothing."""
        self._older_asked = False

    # Having the keys

    def on_focus(self, event: events.Focus) -> None:
        """The view has the keys, which nobody sees from the lines."""
        have_focus(self, event)

    def on_blur(self, event: events.Blur) -> None:
        """Another widget has the keys."""
        have_focus(self, event)

    # Following and scrolling

    def watch_following(self, following: bool) -> None:
        """Tell it, and go to the newest line where it is to be followed."""
        if following:
            self._goes_to_top = False
            self.unsettled = True
            self.paint_now()
        self.post_message(self.FollowingChanged(self, following))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Go to where somebody dragged the scrollbar."""
        del old_value
        if self.is_resized:
            # It was the layout: there is another end, but nobody went anywhere.
            self.unsettled = True
            return
        row = round(new_value)
        end = self.bottom()
        # The layout takes the end for where it was before lines came that are not settled yet.
        at_end = row >= end.row or new_value >= self.max_scroll_y
        self._go(end if at_end else Position(row))

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.settle()
        here = self.position
        there = min(scrolling.moved(here, lines, len(self.rows), self.height_of), self.bottom())
        if there != here or lines > 0:
            self._go(there)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by so many screens; a line of the one before stays in sight."""
        self.action_scroll_by(pages * max(1, self.size.height - 1))

    def action_top(self) -> None:
        """Go to the first line, and stay there while those before it come, one page after another.

        Going anywhere else ends that.
        """
        self._go(Position())
        self._goes_to_top = not self.following

    def action_follow(self) -> None:
        """Go to the newest line and follow."""
        self.following = True

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down, or to the right."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up, or to the left."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        event.prevent_default()
        if event.ctrl or event.shift:
            self.action_shift(direction)
        else:
            self.action_scroll_by(direction * WHEEL)

    def action_shift(self, direction: int) -> None:
        """Shift what is shown of the lines to one side; for views that can."""

    def go_to(self, number: int) -> None:
        """Bring a line into sight, and cease to follow: somebody wants to look at it.

        Where it is hidden, the nearest line that is shown is brought into sight.
        """
        if (nearest := self.rows.nearest(number)) is None:
            return
        self.settle()
        self._goes_to_top = False
        self.following = False
        if not self.is_in_sight(nearest):
            line = Position(self.rows.row_of(nearest))
            above = -(self.size.height // 3)
            self.stand(scrolling.moved(line, above, len(self.rows), self.height_of))
        self.paint_now()

    def _go(self, position: Position) -> None:
        """Go where somebody wants to be: at the bottom that is to follow."""
        self.settle()
        self._goes_to_top = False
        self.stand(position)
        self._ask_for_older(near=self.scroll_offset.y <= self.size.height)
        self.following = self.position >= self.bottom()
        self.paint_now()

    # Painting

    def after_paint(self) -> None:
        """Tell how far the end is away, and ask for what lies before the beginning."""
        self.paint_scrollbar()
        in_sight = self.lines_in_sight()
        stop = self.rows.numbers.stop
        seen = stop if self.following or not in_sight else in_sight[-1][0] + 1
        self._seen_stop = min(max(self._seen_stop, seen), stop)
        self.new_below = len(self.rows) - self.rows.row_of(self._seen_stop)
        self._ask_for_older(near=self._top - self.rows.numbers.start <= self.size.height)

    def _ask_for_older(self, *, near: bool) -> None:
        if not near:
            self._older_asked = False
        elif self.size.height and self.count and not self._older_asked:
            self._older_asked = True
            self.post_message(self.ReachedTop(self))
