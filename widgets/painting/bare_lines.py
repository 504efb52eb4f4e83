"""The lines of a widget that has nothing around them, as Textual caches them."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


# Textual has no public way to it: `pyproject.toml` holds it to its major version.
class BareLines(StylesCache):
    """Takes the lines of a widget without border, padding, opacity or tint as they are painted.

    Textual takes each line apart and puts it together again for all of those, and for each of its
    filters: ten times for a line of a table.
    """

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget
        self._filtered = _FilteredStyles((), Color(0, 0, 0))
        self._blank: Style | None = None
        """What is behind the lines that are painted now, as soon as one of them is too short."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Lines of the widget: those that were not painted anew are the same objects as before."""
        self._blank = None
        width = widget.region.width
        if width != self._width:
            self.clear()
            self._width = width
        self._filter_by(widget.get_line_filters(), widget.background_colors[1])
        painted, dirty = self._cache, self._dirty_lines
        for y in crop.line_range:
            if y in dirty or y not in painted:
                painted[y] = self._line(y)
        dirty.difference_update(crop.line_range)
        strips = [painted[y] for y in crop.line_range]
        if crop.column_span != (0, width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _filter_by(self, filters: Sequence[LineFilter], background: Color) -> None:
        """What a filter made of a style holds for as long as there are no others."""
        if not self._filtered.are_by(filters, background):
            self._filtered = _FilteredStyles(filters, background)
            self._cache.clear()

    def _line(self, y: int) -> Strip:
        """One line, up to the scrollbar or the widget's edge: Textual cuts there, and loses what
        ends before it cuts."""
        strip, width = self._widget.render_line(y), self._width
        if self._widget.show_vertical_scrollbar:
            width -= self._widget.scrollbar_size_vertical
        if strip.cell_length != width:
            self._blank = self._blank or self._widget.rich_style
            strip = strip.adjust_cell_length(width, self._blank)
        return self._filtered.of(strip)


class _FilteredStyles(dict[Style | None, Style | None]):
    """What Textual's filters make of styles, each of which they are asked for once."""

    def __init__(self, filters: Sequence[LineFilter], background: Color) -> None:
        super().__init__()
        self._filters = tuple(filters)
        self._background = background

    def are_by(self, filters: Sequence[LineFilter], background: Color) -> bool:
        """Whether they are what these filters make of them."""
        return (tuple(filters), background) == (self._filters, self._background)

    def of(self, strip: Strip) -> Strip:
        """A strip in the filtered styles; most often they are those that it has."""
        if all(self[style] is style for _, style, _ in strip):
            return strip
        return Strip([Segment(text, self[style]) for text, style, _ in strip], strip.cell_length)

    def __missing__(self, style: Style | None) -> Style | None:
        segments = [Segment(" ", style)]
        for one in self._filters:
            segments = one.apply(segments, self._background)
        new = segments[0].style
        self[style] = filtered = style if new == style else new
        return filtered
