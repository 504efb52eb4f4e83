"""A view of lines that grow at both ends, which follows the newest one."""

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from app.lines import Splice

if TYPE_CHECKING:
    from textual.timer import Timer

FRAME = 1 / 12
"""Seconds between two paints at least, whatever the rate of the lines."""
CACHED_LINES = 1_024


class GrowingView(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines, the newest below: what is numbered, scrolled and painted, whatever a line holds.

    A line has a number for as long as it exists; what comes before the first line counts down. At
    the bottom the view follows what comes; scrolled up it stays where it is while lines go on
    arriving below. Nothing is laid out when lines come, and nothing runs while none do.
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

    DEFAULT_CSS = """
    GrowingView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $foreground 20%;
        scrollbar-color-hover: $foreground 35%;
        scrollbar-color-active: $foreground 50%;
    }
    """

    ALLOW_SELECT = False

    following = var(True, init=False)
    """Whether the newest line is kept in sight."""
    new_below = var(0, init=False)
    """Lines that came since the view ceased to follow, and that were not in sight yet."""

    def __init__(
        self,
        count: int,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._strips: LRUCache[int, Strip] = LRUCache(CACHED_LINES)
        self._paint_timer: Timer | None = None
        self._painted_at = 0.0
        self._own_move = False
        self._older_asked = False
        self._number_from_zero(count)

    def _number_from_zero(self, count: int) -> None:
        self._first = 0
        """The number of the first line."""
        self._stop = count
        """The number after the last line."""
        self._painted_stop = 0
        """What that was when it was last painted."""
        self._seen_stop = count
        """The number after the last line that was in sight."""

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._stop - self._first

    @property
    def line_width(self) -> int:
        """Cells that a line has, beside the scrollbar."""
        return self.scrollable_content_region.width

    @property
    def top_number(self) -> int:
        """The number of the first line in sight."""
        return self._first + self.scroll_offset.y

    def is_in_sight(self, number: int) -> bool:
        """Whether a line is on the screen."""
        return 0 <= number - self.top_number < self.size.height

    # What happens to the lines

    def start_over(self, count: int) -> None:
        """The lines are others now, so many; show the end of them."""
        self._number_from_zero(count)
        self._older_asked = False
        self._strips.clear()
        self.following = True
        self._paint()
        self.refresh()

    def splice(self, change: Splice) -> None:
        """The lines changed; what is on the screen stays where it is."""
        at, removed, added = change
        if removed:
            self._removed(removed)
        if added and at == 0 and self.count:
            self._prepended(added)
        elif added:
            self._stop += added
            self._request_paint()

    def asked_older(self) -> None:
        """Whatever was asked for with `ReachedTop` has come, or there is nothing."""
        self._older_asked = False

    def _prepended(self, count: int) -> None:
        filled = self.count >= self.size.height
        at = self.scroll_offset.y + count
        self._first -= count
        self._fit()
        if filled:
            # The same lines stay where they are, so nothing is painted but the scrollbar.
            self.set_reactive(Widget.scroll_y, at)
            self.set_reactive(Widget.scroll_target_y, at)
            self.vertical_scrollbar.position = at
        else:
            self._stay_at(self.max_scroll_y if self.following else at)
            self.refresh()
        self._request_paint()

    def _removed(self, count: int) -> None:
        self._stop -= count
        self._seen_stop = min(self._seen_stop, self._stop)
        self.repaint_all()
        self._paint()

    # Following and scrolling

    def watch_following(self, following: bool) -> None:
        """Tell it, and go to the newest line where it is to be followed."""
        if following:
            self._stay_at(self.max_scroll_y)
        self._count_new_below()
        self.post_message(self.FollowingChanged(self, following))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow at the bottom, and only there, whoever scrolled."""
        super().watch_scroll_y(old_value, new_value)
        if not self._own_move:
            self.following = new_value >= self.max_scroll_y
        self._count_new_below()
        self._ask_for_older()

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by so many screens; a line of the one before stays in sight."""
        self.action_scroll_by(pages * max(1, self.size.height - 1))

    def action_top(self) -> None:
        """Go to the first line that is there."""
        self.scroll_to(y=0, animate=False)

    def action_follow(self) -> None:
        """Go to the newest line and follow."""
        self.following = True

    def go_to(self, number: int) -> None:
        """Bring a line into sight, and cease to follow: somebody wants to look at it."""
        self.following = False
        if not self.is_in_sight(number):
            self._stay_at(number - self._first - self.size.height // 3)

    def _stay_at(self, y: int) -> None:
        """Scroll without that meaning anything."""
        self._own_move = True
        self.set_reactive(Widget.scroll_target_y, min(max(0, y), self.max_scroll_y))
        self.scroll_y = y
        self._own_move = False

    def _ask_for_older(self) -> None:
        near = self.scroll_offset.y <= self.size.height
        if not near:
            self._older_asked = False
        elif self.is_mounted and self.count and not self._older_asked:
            self._older_asked = True
            self.post_message(self.ReachedTop(self))

    def _count_new_below(self) -> None:
        in_sight = self._stop if self.following else self.top_number + self.size.height
        self._seen_stop = min(max(self._seen_stop, in_sight), self._stop)
        self.new_below = self._stop - self._seen_stop

    # Painting

    def on_mount(self) -> None:
        """Show the end of what is there already."""
        self._paint()

    def on_resize(self) -> None:
        """Lines have another width, and the bottom is elsewhere."""
        self._strips.clear()
        self._paint()

    def notify_style_update(self) -> None:
        """The colours may have changed."""
        super().notify_style_update()
        self._strips.clear()

    def repaint_all(self) -> None:
        """Forget how lines look and paint those in sight."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number = self.top_number + y
        if number >= self._stop:
            return Strip.blank(self.line_width, self.rich_style)
        if (strip := self._strips.get(number)) is None:
            strip = self._strips[number] = self.line_strip(number)
        return strip

    def line_strip(self, number: int) -> Strip:
        """How a line looks."""
        raise NotImplementedError

    def before_paint(self) -> None:
        """Lines have come, and are painted next."""

    def _request_paint(self) -> None:
        """Paint now, or when the frame since the last paint is over."""
        if self._paint_timer is not None or not self.is_mounted:
            return
        due = self._painted_at + FRAME - monotonic()
        if due <= 0:
            self._paint()
        else:
            self._paint_timer = self.set_timer(due, self._paint)

    def _paint(self) -> None:
        if self._paint_timer is not None:
            self._paint_timer.stop()
            self._paint_timer = None
        self._painted_at = monotonic()
        self.before_paint()
        self._fit()
        if self.following:
            self._stay_at(self.max_scroll_y)
        if self._painted_stop < self._stop:
            new = max(self._painted_stop, self.top_number) - self._first
            if new < self.scroll_offset.y + self.size.height:
                self.refresh_lines(new, self.count - new)
        self._painted_stop = self._stop
        self._count_new_below()
        self._ask_for_older()

    def _fit(self) -> None:
        """Take the size of the lines.

        Setting `virtual_size` the usual way would lay out the whole screen and paint it twice.
        """
        size = Size(self.line_width, self.count)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = self.count
        if self.scroll_y > self.max_scroll_y:
            self._stay_at(self.max_scroll_y)
