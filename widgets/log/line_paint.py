"""How one line of a log is painted: on one line of the screen, or wrapped on several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from app.lines.line_pattern import LinePattern
from app.view import GLYPHS, SPEAKING, Tone, plain
from widgets.log.time_column import GAP_WIDTH

ELLIPSIS = "…"
MARKED = "◆"
LATE = "↶"
"""A line that came when younger ones were there already."""
MARGIN = 3
"""Cells before everything else: whether it is marked, what it means, and whether it came late."""
GAP = 2
"""Cells between the time and what follows."""
INDENT = 2
"""Cells by which a wrapped line is shorter from its second row on."""
NARROW = 48
"""Below so many cells the message takes the place of all that stands before it."""
ROOMY = 100
"""From so many cells on there is a column for long gaps."""
MOST_ROWS = 400
"""Rows of a wrapped line; what lies behind is to be read unwrapped."""
BEYOND = 2_000
"""Characters behind those in sight which a highlight can depend on."""


@dataclass(frozen=True, slots=True)
class LineStyles:
    """The colours of a line."""

    tones: Mapping[Tone, Style]
    time: Style
    mark: Style
    current: Style
    """Laid over the current line."""
    match: Style
    current_match: Style
    """A match in the line that the search is at."""
    highlights: Sequence[Style] = ()
    """Those of what stays highlighted, by `Highlight.colour`."""


@dataclass(frozen=True, slots=True)
class LineView:
    """Which part of a line is to be seen, and how."""

    width: int
    styles: LineStyles
    time_width: int = 0
    """Cells of the times; 0 where there are none."""
    label_width: int = 0
    """Cells of the longest label of a log; 0 where there is one log."""
    left: int = 0
    """Cells of the message that are scrolled out on the left; nothing where it is wrapped."""
    wrap: bool = False

    @property
    def is_gapped(self) -> bool:
        """Whether there is a column for long gaps."""
        return self.time_width > 0 and self.width >= ROOMY

    @property
    def before(self) -> int:
        """Cells before the message."""
        if self.width < NARROW:
            return MARGIN
        label = self.label_width + 1 if self.label_width else 0
        time = self.time_width + GAP if self.time_width else 0
        return MARGIN + label + time + (GAP_WIDTH + GAP if self.is_gapped else 0)

    @property
    def room(self) -> int:
        """Cells for the message."""
        return max(1, self.width - self.before)


@dataclass(frozen=True, slots=True)
class Highlight:
    """A pattern whose matches stand out, and in which colour."""

    pattern: LinePattern
    colour: int
    """Counted on and on; colours are used again where they are fewer."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What there is to say of a line."""

    message: str
    """As it came from outside."""
    tone: Tone = Tone.PLAIN
    time: str = ""
    gap: str = ""
    label: str = ""
    """Which log it is from, already harmless; empty where there is one log."""
    label_tone: Tone = Tone.PLAIN
    is_late: bool = False
    is_marked: bool = False
    is_current: bool = False
    """Whether it is the line that keys act on."""
    search: LinePattern | None = None
    is_found: bool = False
    """Whether it is the line that the search is at."""
    highlights: Sequence[Highlight] = field(default=())


def paint_line(view: LineView, line: Painted) -> list[Strip]:
    """A line as it stands on the screen: each strip exactly as wide as the view.

    One strip, or as many as it takes where it is wrapped.
    """
    text = plain(line.message)
    tint, before = view.styles.current if line.is_current else None, view.before
    style = _tinted(view.styles.tones[line.tone], tint)
    head = list(_head(view, before, line, tint))
    runs = _runs(view, line, text, style)
    if not view.wrap:
        return [_strip(view, before, head, _cut_out(view, text, runs), style)]
    indent = before + min(INDENT, view.room - 1)
    blank = [Segment(" " * indent, style)]
    return [
        _strip(view, indent if row else before, blank if row else head, segments, style)
        for row, (start, stop) in enumerate(rows_of(text, view.room))
        for segments in [_between(text, runs, start, stop)]
    ]


def message_width(message: str) -> int:
    """Cells that a message takes."""
    return cell_len(plain(message))


def rows_of(text: str, room: int) -> list[tuple[int, int]]:
    """Where each row of a wrapped text starts and stops; at least one row.

    `text` is harmless already, `room` in cells. A character that is wider than the room takes a row
    of its own.
    """
    later = max(1, room - INDENT)
    if text.isascii():
        starts = [0, *range(room, len(text), later)][:MOST_ROWS]
        return list(zip(starts, [*starts[1:], min(len(text), starts[-1] + room)], strict=True))
    rows: list[tuple[int, int]] = []
    start = cells = 0
    for at, character in enumerate(text):
        width = cell_len(character)
        if cells and cells + width > (later if rows else room):
            rows.append((start, at))
            if len(rows) == MOST_ROWS:
                return rows
            start, cells = at, 0
        cells += width
    return [*rows, (start, len(text))]


def _tinted(style: Style, tint: Style | None) -> Style:
    """A style with what lies over it, if anything does."""
    return style if tint is None else style + tint


def _head(view: LineView, before: int, line: Painted, tint: Style | None) -> Iterator[Segment]:
    """What stands in the cells before the message."""
    styles = view.styles
    time = _tinted(styles.time, tint)
    yield Segment(MARKED, _tinted(styles.mark, tint)) if line.is_marked else Segment(" ", time)
    if line.tone in SPEAKING:
        yield Segment(GLYPHS[line.tone], _tinted(styles.tones[line.tone], tint))
        yield Segment(LATE if line.is_late else " ", time)
    else:
        yield Segment(" " + (LATE if line.is_late else " "), time)
    if before == MARGIN:
        return
    if view.label_width:
        label = set_cell_size(line.label, view.label_width) + " "
        yield Segment(label, _tinted(styles.tones[line.label_tone], tint))
    text = line.time.ljust(view.time_width) + " " * GAP if view.time_width else ""
    if view.is_gapped:
        text += line.gap.rjust(GAP_WIDTH) + " " * GAP
    yield Segment(text, time)


Run = tuple[int, int, Style]
"""From one character up to another, in one style."""


def _runs(view: LineView, line: Painted, text: str, style: Style) -> list[Run]:
    """The text in runs of one style each: what is searched for covers what stays highlighted."""
    styles = view.styles
    stop = len(text)
    if text.isascii():
        # Behind what is in sight nothing needs to be looked for.
        stop = min(stop, view.room * MOST_ROWS if view.wrap else view.left + view.room)
    runs = [(0, len(text), style)] if text else []
    for highlight in line.highlights if styles.highlights else ():
        colour = styles.highlights[highlight.colour % len(styles.highlights)]
        runs = _overlaid(runs, _spans(highlight.pattern, text, stop), colour)
    if line.search is not None:
        colour = styles.current_match if line.is_found else styles.match
        runs = _overlaid(runs, _spans(line.search, text, stop), colour)
    return runs


def _spans(pattern: LinePattern, text: str, stop: int) -> Iterable[tuple[int, int]]:
    """Where a pattern matches before a character; what is far behind that is not looked at."""
    return takewhile(lambda span: span[0] < stop, pattern.spans(text[: stop + BEYOND]))


def _overlaid(runs: list[Run], spans: Iterable[tuple[int, int]], style: Style) -> list[Run]:
    """Runs of which those parts that lie in a span have another style."""
    done: list[Run] = []
    rest = iter(runs)
    run = next(rest, None)
    for start, stop in spans:
        while run is not None and run[0] < stop:
            if run[0] < start:
                done.append((run[0], min(run[1], start), run[2]))
            if run[1] > stop:
                run = (stop, run[1], run[2])
                break
            run = next(rest, None)
        done.append((start, stop, style))
    if run is not None:
        done.append(run)
    return [*done, *rest]


def _between(text: str, runs: Iterable[Run], start: int, stop: int) -> list[Segment]:
    """The segments from one character up to another."""
    return [
        Segment(text[max(start, first) : min(stop, last)], style)
        for first, last, style in runs
        if first < stop and last > start
    ]


def _cut_out(view: LineView, text: str, runs: list[Run]) -> list[Segment]:
    """What of a message is in sight, and a sign on each side where more of it lies."""
    start, stop = view.left, view.left + view.room
    is_cut_left = start > 0 and text != ""
    ellipsis = Segment(ELLIPSIS, view.styles.time)
    if text.isascii():
        is_cut_right = len(text) > stop
        shown = _between(text, runs, min(start + is_cut_left, stop), stop - is_cut_right)
    else:
        whole = Strip(_between(text, runs, 0, len(text)))
        is_cut_right = whole.cell_length > stop
        shown = list(whole.crop(min(start + is_cut_left, stop), max(stop - is_cut_right, start)))
    return [*[ellipsis] * is_cut_left, *shown, *[ellipsis] * is_cut_right]


def _strip(
    view: LineView, before: int, head: list[Segment], body: list[Segment], style: Style
) -> Strip:
    """Segments as one strip as wide as the view, which ends in a style; `before` cells are head."""
    texts = [segment.text for segment in body]
    cells = before + sum(len(text) if text.isascii() else cell_len(text) for text in texts)
    rest = [Segment(" " * (view.width - cells), style)] if cells < view.width else []
    # The terminal is told a colour for each segment, so fewer segments are fewer bytes.
    joined: list[Segment] = []
    for segment in (*head, *body, *rest):
        if joined and joined[-1].style is segment.style:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.style)
        elif segment.text:
            joined.append(segment)
    strip = Strip(joined, max(cells, view.width))
    return strip.crop(0, view.width) if cells > view.width else strip
