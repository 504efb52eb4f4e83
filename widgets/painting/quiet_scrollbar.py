"""The scroll bar of a view, painted only where its thumb looks different."""

from math import ceil

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

EIGHTHS = 8
"""Of a cell: the finest step that a scroll bar draws."""


class QuietScrollBar:
    """Tells a view's vertical scroll bar what it needs to know.

    Textual paints it whenever the view is scrolled, and lays out and paints the whole view whenever
    its height changes. Among many rows the thumb stands for many a page where it does.
    """

    def __init__(self, view: ScrollView) -> None:
        self._view = view

    def resize(self, lines: int) -> None:
        """The view has so many lines now; it is laid out where the bar comes or goes."""
        view = self._view
        size = Size(view.size.width, lines)
        is_needed = lines > view.container_size.height
        if is_needed is not view.show_vertical_scrollbar:
            view.virtual_size = size
            if view.container_size:
                # Textual finds that out only while it lays out: it would paint the view without its
                # lines, as they end where the bar is to be, and lay it out once more.
                view.show_vertical_scrollbar = is_needed
            return
        before = self._thumb(view.scroll_offset.y)
        view.set_reactive(Widget.virtual_size, size)
        if view.show_vertical_scrollbar:
            view.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, lines)
            self._repaint_unless(before)

    def move(self, before: int) -> None:
        """The view has been scrolled, from where this was its topmost line."""
        view = self._view
        if view.show_vertical_scrollbar:
            view.vertical_scrollbar.set_reactive(ScrollBar.position, view.scroll_y)
            self._repaint_unless(self._thumb(before))

    def _repaint_unless(self, before: tuple[int, int]) -> None:
        if self._thumb(self._view.scroll_offset.y) != before:
            self._view.vertical_scrollbar.refresh()

    def _thumb(self, top: int) -> tuple[int, int]:
        """How long the thumb is and where it begins, in eighths of a cell."""
        height, lines = self._view.size.height, max(1, self._view.virtual_size.height)
        length = max(1.0, height * height / lines)
        begin = (height - length) * top / max(1, lines - height)
        return ceil(length * EIGHTHS), int(begin * EIGHTHS)
