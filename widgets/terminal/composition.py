"""How a screen is put together of its widgets, where only a part of it is painted anew."""

from collections.abc import Iterator

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


# Textual has no public way to it: `pyproject.toml` holds it to its major version.
class FrontCompositor(Compositor):
    """Asks only widgets that are seen in what is painted, and only for the lines of it.

    Textual asks every widget that could reach there for all of its lines, also where another one
    stands before it.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterator[tuple[Region, Region, list[Strip]]]:
        wanted = self.size.region if crop is None else crop
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if not (part := seen.intersection(wanted)):
                continue
            # Lines stay whole: they are cut where any widget begins or ends.
            lines = Region(seen.x, part.y, seen.width, part.height)
            yield lines, lines, widget.render_lines(lines.translate(-region.offset))
            if part == wanted:
                return
