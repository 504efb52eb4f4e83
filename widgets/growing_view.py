"""A view of lines that grow at both ends and in between, which follows the newest one."""

from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from app.lines import Splice
from widgets.paced_view import PacedView
from widgets.scrolling import HeightOf, Position, bottom, moved
from widgets.shown_rows import ShownRows, positions
from widgets.shown_rows import moved as moved_number

WHEEL = 3
"""Lines that one notch of the mouse wheel scrolls."""


class GrowingView(PacedView[int], can_focus=True, inherit_bindings=False):
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
        Binding("pageup,b", "scroll_pages(-1)", "Page up", show=False, id="log.page-up"),
        Binding("pagedown,space", "scroll_pages(1)", "Page down", show=False, id="log.page-down"),
        Binding("home,g", "top", "First line", show=False, id="log.top"),
        Binding("f,end,G", "follow", "Follow", id="log.follow"),
    ]

    ALLOW_SELECT = False

    following = var(True, init=False)
    """Whether the newest line is kept in sight."""
    new_below = var(0, init=False)
    """Rows that came since the view ceased to follow, and that were not in sight yet."""
    wrap = var(False, init=False)
    """Whether a line may take several lines of the screen."""

    def __init__(
        self,
        numbers: range,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._start(numbers)

    def _start(self, numbers: range) -> None:
        self.rows = ShownRows(numbers)
        """Which line stands in which row; call `rows_changed` after a change."""
        self._top = numbers.start
        """The number of the line at the top, and which of its own lines it is that is there."""
        self._below = 0
        self._unsettled = True
        self._seen_stop = numbers.stop
        """The number after the last line that was in sight."""
        self._older_asked = False

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.rows.numbers)

    @property
    def top_number(self) -> int:
        """The number of the first line in sight."""
        return self._top

    def lines_in_sight(self) -> list[tuple[int, int]]:
        """For each line of the screen, the number of its line and which of its own lines it is."""
        self._settle()
        numbers = self.rows.from_row(self.scroll_offset.y)
        if not self.wrap:
            return self._covered([(number, 0) for number in islice(numbers, self.size.height)])
        below = self._below
        in_sight: list[tuple[int, int]] = []
        while len(in_sight) < self.size.height and (number := next(numbers, None)) is not None:
            in_sight += [(number, at) for at in range(below, len(self.strips_of(number)))]
            below = 0
        return self._covered(in_sight[: self.size.height])

    def _covered(self, in_sight: list[tuple[int, int]]) -> list[tuple[int, int]]:
        if in_sight and (sticky := self.sticky_above(in_sight[0][0])) is not None:
            in_sight[0] = sticky, 0
        return in_sight

    def is_in_sight(self, number: int) -> bool:
        """Whether a line is on the screen, where it belongs."""
        in_sight = self.lines_in_sight()
        return number >= self._top and any(number == each for each, _ in in_sight)

    # What happens to the lines

    def start_over(self, numbers: range) -> None:
        """The lines are others now; show the end of them."""
        self._start(numbers)
        self.following = True
        self.repaint_all()

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is.

        The lines are not looked at before the next paint: they may be further on already.
        """
        gone, by = positions(self.rows.numbers.start, change)
        if gone or (by and gone.start < self.rows.numbers.stop):
            self.forget_strips()
        self.rows.splice(change)
        self._top = moved_number(self._top, gone, by)
        self._seen_stop = moved_number(self._seen_stop - 1, gone, by) + 1
        self.rows_changed()

    def rows_changed(self) -> None:
        """Lines stand in other rows than before; what is on the screen stays where it is."""
        self._unsettled = True
        self.request_paint()

    def number_from(self, first: int) -> None:
        """Take this for the number of the first line, after all of them have been others."""
        by = first - self.rows.numbers.start
        if by:
            self.rows.start_at(first)
            self._top += by
            self._seen_stop += by
            self.forget_strips()

    def asked_older(self) -> None:
        """Whatever was asked for with `ReachedTop` has come, or there is nothing."""
        self._older_asked = False

    # Following and scrolling

    def watch_following(self, following: bool) -> None:
        """Tell it, and go to the newest line where it is to be followed."""
        if following:
            self._unsettled = True
            self.paint_now()
        self.post_message(self.FollowingChanged(self, following))

    def watch_wrap(self) -> None:
        """The top line stays where it is; the bottom is elsewhere."""
        self._below = 0
        self._unsettled = True
        self.repaint_all()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Go to where somebody dragged the scrollbar."""
        del old_value
        if self.is_resized:
            # It was the layout: there is another end, but nobody went anywhere.
            self._unsettled = True
            return
        row = round(new_value)
        end = self._bottom()
        # The layout takes the end for where it was before lines came that are not settled yet.
        at_end = row >= end.row or new_value >= self.max_scroll_y
        self._go(end if at_end else Position(row))

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by so many lines."""
        self._settle()
        here = self._position
        there = min(moved(here, lines, len(self.rows), self._height_of), self._bottom())
        if there != here or lines > 0:
            self._go(there)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by so many screens; a line of the one before stays in sight."""
        self.action_scroll_by(pages * max(1, self.size.height - 1))

    def action_top(self) -> None:
        """Go to the first line that is there."""
        self._go(Position())

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
        self._settle()
        self.following = False
        if not self.is_in_sight(nearest):
            line = Position(self.rows.row_of(nearest))
            self._stand(moved(line, -(self.size.height // 3), len(self.rows), self._height_of))
        self.paint_now()

    @property
    def _position(self) -> Position:
        return Position(self.scroll_offset.y, self._below)

    def _height(self, row: int) -> int:
        return len(self.strips_of(self.rows[row]))

    @property
    def _height_of(self) -> HeightOf | None:
        return self._height if self.wrap else None

    def _bottom(self) -> Position:
        return bottom(len(self.rows), self.size.height, self._height_of)

    def _go(self, position: Position) -> None:
        """Go where somebody wants to be: at the bottom that is to follow."""
        self._settle()
        self._stand(position)
        self._ask_for_older(near=self.scroll_offset.y <= self.size.height)
        self.following = self._position >= self._bottom()
        self.paint_now()

    def _stand(self, position: Position) -> None:
        """Let this be at the top, or what is last where that is further up."""
        row, self._below = min(position, self._bottom())
        self._top = self.rows[row] if row < len(self.rows) else self.rows.numbers.start
        # Nobody is to watch this: the lines that look different are painted, and nothing else.
        self.set_reactive(Widget.scroll_y, float(row))
        self.set_reactive(Widget.scroll_target_y, float(row))

    def _settle(self) -> None:
        """Take the rows as they are now."""
        if not self._unsettled:
            return
        self._unsettled = False
        self.before_settling()
        end = self._bottom()
        # Set the usual way, it would lay out the whole screen and paint it twice.
        self.set_reactive(Widget.virtual_size, Size(self.line_width, end.row + self.size.height))
        if self.following:
            self._stand(end)
        else:
            here = self.rows.row_of(self._top)
            kept = here < len(self.rows) and self.rows[here] == self._top
            self._stand(Position(here, self._below if kept else 0))

    def before_settling(self) -> None:
        """The rows are about to be looked at, after changes of the lines."""

    # Painting

    def sticky_above(self, number: int) -> int | None:
        """The line that is to stand in the first line of the screen instead of this one."""
        del number
        return None

    def screen_strips(self) -> list[Strip]:
        """The lines in sight."""
        return [self.strips_of(number)[below] for number, below in self.lines_in_sight()]

    def on_resize(self) -> None:
        """The bottom is elsewhere."""
        self._unsettled = True

    def before_paint(self) -> None:
        """Take the rows as they are now."""
        self._settle()

    def after_paint(self) -> None:
        """Tell how far the end is away, and ask for what lies before the beginning."""
        self.paint_scrollbar()
        in_sight = self.lines_in_sight()
        stop = self.rows.numbers.stop
        seen = stop if self.following or not in_sight else in_sight[-1][0] + 1
        self._seen_stop = min(max(self._seen_stop, seen), stop)
        self.new_below = len(self.rows) - self.rows.row_of(self._seen_stop)
        self._ask_for_older(near=self._top - self.rows.numbers.start <= self.size.height)

    def paint_scrollbar(self) -> None:
        """Let the scrollbar say how far the end is away."""
        bar = self.vertical_scrollbar
        bar.set_reactive(ScrollBar.window_virtual_size, self.virtual_size.height)
        bar.set_reactive(ScrollBar.position, self.scroll_y)
        bar.refresh()

    def _ask_for_older(self, *, near: bool) -> None:
        if not near:
            self._older_asked = False
        elif self.is_mounted and self.count and not self._older_asked:
            self._older_asked = True
            self.post_message(self.ReachedTop(self))
