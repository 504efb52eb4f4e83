"""How the heading of a section of a log is painted."""

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from app.view import GLYPHS, NO_TIME, SPEAKING, Tone, plain
from widgets.log.line_paint import ELLIPSIS, LineStyles

OPEN, FOLDED = "▾", "▸"
INDENT = 2
"""Cells by which a section inside another one is moved in."""
GAP = 3
"""Cells between how it went and when that was."""


@dataclass(frozen=True, slots=True)
class HeadingText:
    """What there is to say of a section."""

    title: str
    """As it came from outside."""
    tone: Tone = Tone.PLAIN
    word: str = ""
    """How it went; empty where nothing says so."""
    span: str = ""
    """When that was: `00:42 – 09:13`."""
    depth: int = 0
    is_folded: bool = False
    is_current: bool = False


def span_text(began: int, ended: int | None, origin: int) -> str:
    """When a section was, counted from `origin`: `00:42 – 09:13`, `00:42 –` while it goes on.

    All in milliseconds since the epoch; empty where the beginning is `NO_TIME`.
    """
    if NO_TIME in (began, origin):
        return ""
    return f"{_clock(began - origin)} – {'' if ended is None else _clock(ended - origin)}".rstrip()


def paint_heading(width: int, styles: LineStyles, heading: HeadingText) -> Strip:
    """A heading as it stands on the screen, exactly so many cells wide.

    The title gives way where it is narrow, after the times and before the word for how it went.
    """
    tint = styles.current if heading.is_current else Style.null()
    style = styles.tones[heading.tone] + tint
    fold = FOLDED if heading.is_folded else OPEN
    title = f" {' ' * (INDENT * heading.depth)}{fold} {plain(heading.title)}"
    word = f"{GLYPHS[heading.tone]} {plain(heading.word)}" if heading.word else ""
    span = " " * GAP + heading.span if heading.span else ""
    if cell_len(title + word + span) + 2 > width:
        span = ""
    right = cell_len(word) + cell_len(span) + 1
    room = max(0, width - right - 1)
    if cell_len(title) > room:
        title = set_cell_size(title, max(0, room - 1)) + ELLIPSIS
    loud = style if heading.tone in SPEAKING else styles.tones[Tone.PLAIN] + tint
    segments = [
        Segment(title + " " * (width - right - cell_len(title)), loud + Style(bold=True)),
        Segment(word, style),
        Segment(span + " ", styles.time + tint),
    ]
    return Strip(filter(None, segments)).crop_extend(0, width, style)


def _clock(milliseconds: int) -> str:
    """Minutes and seconds, with hours where there are any; nothing lies before the origin."""
    minutes, second = divmod(max(0, milliseconds) // 1000, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
