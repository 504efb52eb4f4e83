"""A widget that is made of lines, of which only those that look different are painted."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class PaintedLines(Widget):
    """What each line reads is a matter of whoever inherits; `repaint` is called when it changes."""

    COMPONENT_PREFIX = ""
    """What the names of its component classes begin with."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._painted: list[list[Segment]] = []
        """The lines as they were painted last."""
        self._styles: dict[str, Style] = {}
        self.cells = Size()
        """The size that it is painted in: to be told its own, a widget asks all that is around."""

    def segments(self, y: int) -> list[Segment]:
        """What stands in a line now."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What the widget reads now."""
        lines = (self.segments(y) for y in range(self.cells.height))
        return "\n".join("".join(one.text for one in line).rstrip() for line in lines)

    def repaint(self) -> None:
        """Paint the lines that look different."""
        self.cells = self.size
        before, self._painted = self._painted, [self.segments(y) for y in range(self.cells.height)]
        changed = [
            Region(0, y, self.cells.width, 1)
            for y, line in enumerate(self._painted)
            if y >= len(before) or before[y] != line
        ]
        if changed:
            self.refresh(*changed)

    def on_resize(self) -> None:
        """Lay it out anew."""
        self.repaint()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the size that it has by now: it is painted before it is told of that."""
        if self.cells != (size := self.size):
            self.cells, self._painted = size, []
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Textual asks for a line."""
        line = self._painted[y] if y < len(self._painted) else self.segments(y)
        return Strip(line).adjust_cell_length(self.cells.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        super().notify_style_update()
        self._painted, self._styles = [], {}

    def crossed(self, line: Sequence[Segment], at: int, ink: Style) -> list[Segment]:
        """A line whose cell at a place has something more to its looks."""
        before, under, after = Strip(line).divide([at, at + 1, self.cells.width])
        crossed = (Segment(one.text, (one.style or Style()) + ink) for one in under)
        return [*before, *crossed, *after]

    def style_of(self, name: str) -> Style:
        """The style of a component, over the widget's own."""
        if name not in self._styles:
            component = self.get_component_rich_style(f"{self.COMPONENT_PREFIX}--{name}")
            self._styles[name] = self.rich_style + component
        return self._styles[name]
