"""How one line of a log is painted."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from app.view import GLYPHS, Tone, plain
from widgets.line_pattern import LinePattern

ELLIPSIS = "…"
MARGIN = 3
"""Cells before the time: a space, the glyph of a line that calls for attention, a space."""
GAP = 2
"""Cells between the time and the message."""
NARROW = 48
"""Below so many cells the message takes the place of the time as well."""
MARKED = frozenset({Tone.BAD, Tone.WARN})
"""Tones whose glyph stands in the margin."""


@dataclass(frozen=True, slots=True)
class LineStyles:
    """The colours of a line."""

    tones: Mapping[Tone, Style]
    time: Style
    match: Style
    current: Style
    """A match in the line that the search is at."""


@dataclass(frozen=True, slots=True)
class LineView:
    """Which part of a line is to be seen, and how."""

    width: int
    left: int
    """Cells of the message that are scrolled out on the left."""
    time_width: int
    styles: LineStyles

    @property
    def before(self) -> int:
        """Cells before the message."""
        timed = self.width >= NARROW and self.time_width > 0
        return MARGIN + (self.time_width + GAP if timed else 0)

    @property
    def room(self) -> int:
        """Cells for the message."""
        return max(1, self.width - self.before)


def paint(
    view: LineView,
    time: str,
    message: str,
    tone: Tone,
    *,
    pattern: LinePattern | None = None,
    current: bool = False,
) -> Strip:
    """A line as it stands on the screen, exactly as wide as the view.

    `message` is what came from outside. `current` says that the search is at this line.
    """
    styles = view.styles
    mark = GLYPHS[tone] if tone in MARKED else " "
    segments = [Segment(f" {mark} ", styles.tones[tone] if tone in MARKED else styles.time)]
    if view.before > MARGIN:
        segments.append(Segment(time.ljust(view.time_width) + " " * GAP, styles.time))
    head = Strip(segments, view.before)
    body = _message(view, message, tone, pattern, current)
    whole = Strip.join([head, body]).crop_extend(0, view.width, styles.tones[tone])
    # The terminal is told a colour for each segment, so fewer segments are fewer bytes.
    return whole.simplify()


def message_width(message: str) -> int:
    """Cells that a message takes."""
    return cell_len(plain(message))


def _message(
    view: LineView, message: str, tone: Tone, pattern: LinePattern | None, current: bool
) -> Strip:
    style = view.styles.tones[tone]
    text = plain(message)
    whole = _pieces(view.styles, text, style, pattern, current)
    start, stop = view.left, view.left + view.room
    cut_left = start > 0 and text != ""
    cut_right = whole.cell_length > stop
    shown = whole.crop(min(start + cut_left, stop), max(stop - cut_right, start))
    ellipsis = Strip([Segment(ELLIPSIS, view.styles.time)], 1)
    return Strip.join([ellipsis if cut_left else None, shown, ellipsis if cut_right else None])


def _pieces(
    styles: LineStyles, text: str, style: Style, pattern: LinePattern | None, current: bool
) -> Strip:
    """The text with its matches highlighted."""
    segments: list[Segment] = []
    highlight = styles.current if current else styles.match
    done = 0
    for start, stop in pattern.spans(text) if pattern is not None else ():
        segments.append(Segment(text[done:start], style))
        segments.append(Segment(text[start:stop], highlight))
        done = stop
    segments.append(Segment(text[done:], style))
    return Strip([segment for segment in segments if segment.text])
