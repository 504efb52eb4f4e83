"""The lines of a widget that has nothing around them, as Textual caches them."""

from rich.style import Style
from textual._styles_cache import StylesCache
from textual.geometry import Region, Size
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
        self._blank: Style | None = None
        """What is behind the lines that are painted now, as soon as one of them is too short."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Some lines, all in the colours of now: to find them out takes as long as a line."""
        self._blank = None
        return super().render_widget(widget, crop)

    def render_line(self, _styles: object, y: int, size: Size, *_surroundings: object) -> Strip:
        """One line, as wide as the widget: Textual loses what ends before it cuts."""
        strip = self._widget.render_line(y)
        if strip.cell_length == size.width:
            return strip
        self._blank = self._blank or self._widget.rich_style
        return strip.adjust_cell_length(size.width, self._blank)
