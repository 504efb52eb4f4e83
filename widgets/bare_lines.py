"""The lines of a widget that has nothing around them, as Textual caches them."""

from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget


# Textual has no public way to it: `pyproject.toml` holds it to its major version.
class BareLines(StylesCache):
    """Takes the lines of a widget without border, padding, opacity or tint as they are painted.

    Textual takes each line apart and puts it together again for all of those. A line also need not
    be cut where the scrollbar begins, as it does not reach below it.
    """

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def render_line(self, _styles: object, y: int, size: Size, *_surroundings: object) -> Strip:
        """One line, as wide as what the scrollbar leaves."""
        strip = self._widget.render_line(y)
        width = size.width - self._widget.scrollbar_size_vertical
        if strip.cell_length == width:
            return strip
        return strip.adjust_cell_length(width, self._widget.rich_style)
