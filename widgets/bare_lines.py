"""The lines of a widget that has nothing around them, as Textual caches them."""

from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget


# Textual has no public way to it: `pyproject.toml` holds it to its major version.
class BareLines(StylesCache):
    """Takes the lines of a widget without border, padding, opacity or tint as they are painted.

    Textual takes each line apart and puts it together again for all of those.
    """

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def render_line(self, _styles: object, y: int, size: Size, *_surroundings: object) -> Strip:
        """One line, as wide as the widget: Textual loses what ends before it cuts.

        What is missing stands behind the scroll bar, and nobody sees it.
        """
        return self._widget.render_line(y).adjust_cell_length(size.width)
