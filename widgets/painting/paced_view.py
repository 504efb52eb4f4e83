"""A view that paints only what looks different, and no more often than a terminal can take."""

from collections.abc import Hashable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.terminal.cell_app import CellApp
from widgets.terminal.delay import call_after
from widgets.terminal.frames import SLACK, changed_cells, seconds_for, seconds_for_bytes

if TYPE_CHECKING:
    from asyncio import TimerHandle

CACHED = 1_024

Key = TypeVar("Key", bound=Hashable)


class PacedView(ScrollView, Generic[Key], inherit_bindings=False):
    """Lines of the screen, painted where they differ from those painted last.

    What changes by itself calls `request_paint`, as often as it likes; what a key does calls
    `paint_now`. Between two paints by itself the terminal has the time to take the first one. Each
    thing that is shown is painted once for as long as it looks the same.
    """

    DEFAULT_CSS = """
    PacedView {
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

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._strips: LRUCache[Key, Sequence[Strip]] = LRUCache(CACHED)
        self._screen: list[Strip] = []
        """What was painted last, from the top."""
        self._screen_size = Size()
        self._is_stale = True
        """Whether it looks different, but is to be painted by somebody else."""
        self._looks: object = None
        """In how many cells, and in which colours, the strips are painted."""
        self._paint_timer: TimerHandle | None = None
        self._painted_at = 0.0
        """When it was painted last."""
        self._needs = 0.0
        """Seconds that the terminal needs to take what was painted, if it is sent all of it."""
        self._sent_before = 0
        """What the terminal had been sent before that."""

    @property
    def is_resized(self) -> bool:
        """Whether the screen has another size than it was painted for."""
        return self._screen_size != self.size

    @property
    def _is_open(self) -> bool:
        """Whether it has its styles: it is closed before what is around it, which may still tell
        it of something."""
        return self.is_mounted and self.is_running

    @property
    def line_width(self) -> int:
        """Cells that a line has, beside the scrollbar."""
        return self.scrollable_content_region.width

    def strips_of(self, key: Key) -> Sequence[Strip]:
        """How something looks, on one line of the screen or on several."""
        if (strips := self._strips.get(key)) is None:
            strips = self._strips[key] = self.painted(key)
        return strips

    def painted(self, key: Key) -> Sequence[Strip]:
        """Paint something, each strip exactly as wide as the view."""
        raise NotImplementedError

    def screen_strips(self) -> list[Strip]:
        """The lines of the screen, from the top; as many as there are."""
        raise NotImplementedError

    def before_paint(self) -> None:
        """Something changed, and is painted next."""

    def after_paint(self) -> None:
        """What the screen shows has been decided."""

    def request_paint(self) -> None:
        """Paint now, or when the terminal has taken the last paint."""
        if self._paint_timer is not None or not self._is_open:
            return
        due = self._painted_at + self._needed() - monotonic()
        if due <= SLACK:
            self.paint_now()
        else:
            self._paint_timer = call_after(self, due, self._paint_when_due)

    def _paint_when_due(self) -> None:
        """Paint, unless more was sent meanwhile than the terminal can have taken."""
        self._paint_timer = None
        self.request_paint()

    def _needed(self) -> float:
        """Seconds that the terminal needs after the last paint."""
        app = self._comparing
        return self._needs if app is None else seconds_for_bytes(app.sent - self._sent_before)

    @property
    def _comparing(self) -> CellApp[object] | None:
        """The application, where it sends no more than the cells that differ."""
        app = self.app
        return app if isinstance(app, CellApp) and app.compares_cells else None

    def paint_now(self) -> None:
        """Paint the lines that look different."""
        if self._paint_timer is not None:
            self._paint_timer.cancel()
            self._paint_timer = None
        if not self._is_open:
            return
        self._look_anew()
        self.before_paint()
        before = self._screen
        self._compose_screen()
        app = self._comparing
        if app is None:
            self._needs = seconds_for(self._refresh_what_differs(before))
            self._painted_at = monotonic()
        elif self._refresh_at_once(before):
            self._painted_at = monotonic()
            self._sent_before = app.sent
        self.after_paint()

    def forget(self, key: Key) -> None:
        """Forget how one thing looks."""
        self._strips.discard(key)

    def forget_strips(self) -> None:
        """Forget how everything looks."""
        self._strips.clear()

    def repaint_all(self) -> None:
        """Forget how everything looks, and paint what looks different now."""
        self.forget_strips()
        self.paint_now()

    def on_mount(self) -> None:
        """Show what is there already."""
        self.paint_now()

    def on_resize(self) -> None:
        """There are other lines in sight."""
        self.paint_now()

    def colours(self) -> object:
        """What everything is painted with, as it is now."""
        return self.rich_style

    def notify_style_update(self) -> None:
        """The colours may have changed: Textual says so whenever a screen is seen again."""
        super().notify_style_update()
        self._is_stale = True

    def _look_anew(self) -> None:
        """Forget how everything looks where that has another width, or other colours, by now."""
        if self._is_stale or self.is_resized:
            looks = self.line_width, self.colours()
            if looks != self._looks:
                self._looks = looks
                self.forget_strips()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the screen as they were painted: there is nothing around them to be added.

        Textual takes each one apart and puts it together again, for borders and the like.
        """
        if self._is_stale or self.is_resized:
            self._compose_screen()
        strips = self._screen[crop.y : crop.bottom]
        for each in self.get_line_filters():
            _, background = self.background_colors
            strips = [strip.apply_filter(each, background) for strip in strips]
        if crop.x > 0 or crop.right < self.line_width:
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self._is_stale or self.is_resized:
            self._compose_screen()
        if y < len(self._screen):
            return self._screen[y]
        return Strip.blank(self.line_width, self.rich_style)

    def _compose_screen(self) -> None:
        self._look_anew()
        self._is_stale = False
        self._screen_size = self.size
        strips = self.screen_strips()
        blank = Strip.blank(self.line_width, self.rich_style)
        self._screen = strips + [blank] * (self.size.height - len(strips))

    def _refresh_at_once(self, before: Sequence[Strip]) -> bool:
        """Paint everything from the first to the last line that differs; whether there is any.

        Of lines between them nothing is sent where cells are compared.
        """
        after = self._screen
        if len(before) != len(after):
            self.refresh()
            return True
        differing = [y for y, new in enumerate(after) if new is not before[y] and new != before[y]]
        if differing:
            top, stop = differing[0], differing[-1] + 1
            self.refresh(Region(0, top, self.line_width, stop - top))
        return bool(differing)

    def _refresh_what_differs(self, before: Sequence[Strip]) -> list[Strip]:
        if len(before) != len(self._screen):
            self.refresh()
            return self._screen
        painted: list[Strip] = []
        for y, (old, new) in enumerate(zip(before, self._screen, strict=True)):
            if cells := changed_cells(old, new):
                self.refresh(Region(0, y, cells, 1))
                painted.append(new.crop(0, cells))
        return painted
