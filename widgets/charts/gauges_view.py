"""Figures over time, one above the other on one axis, and below them what was done meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from operator import is_, itemgetter
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from app.view import Align, Tone
from widgets.charts.gantt_paint import GanttBar, GanttRow, around_mark, axis, pieces
from widgets.charts.gauge_paint import GaugeRow, Holding, bars, highest
from widgets.charts.time_axis import Window
from widgets.painting.cell_paint import align
from widgets.painting.painted_lines import PaintedLines

LABEL, FIGURE = 11, 11
"""Cells of a label, and of each of the two figures behind it."""
ROOMY = 70
"""Cells from which on there is room for the second figure."""
HIGHEST = 6
"""Lines that a figure takes at most."""
APART = 3
"""Lines of a figure from which on one of them is left blank, so that no two touch."""
MOST_LANES = 4
UNREAD = "·"
"""Stands where nobody has looked."""
CURSOR = Style(bold=True, reverse=True)


@dataclass(frozen=True, slots=True)
class GaugesShown:
    """All that is shown."""

    rows: tuple[GaugeRow, ...] = ()
    lanes: tuple[GanttRow, ...] = ()
    until: float = inf
    """Nothing is said of what comes after, in seconds since the epoch."""
    since: float | None = None
    """Before it nobody has looked, in seconds since the epoch; None where all was looked at."""
    notable: tuple[float, ...] = ()
    """The moments to which one goes first, in order."""
    now: str = "now"
    """What the first figure of each row is of."""
    hold: float = 90.0
    """Seconds for which a point stands where no other one follows."""

    def is_as_high_as(self, other: "GaugesShown") -> bool:
        """Whether all bars are as they are in another one, told without comparing points."""
        points = [one.points for one in self.rows], [one.points for one in other.rows]
        are_same = len(points[0]) == len(points[1]) and all(map(is_, *points))
        beside = (self.until, self.since, self.hold), (other.until, other.since, other.hold)
        return are_same and beside[0] == beside[1]


class GaugesView(PaintedLines):
    """The rows, and a cursor that is on a moment."""

    ALLOW_SELECT = False
    COMPONENT_PREFIX = "gauges"

    @dataclass
    class Moved(Message):
        """The cursor is on another moment, or another time is looked at."""

        gauges: "GaugesView"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"gauges--{tone}" for tone in Tone),
        *(f"gauges--bar-{tone}" for tone in Tone),
        *("gauges--axis", "gauges--unread", "gauges--note", "gauges--cursor"),
    }

    DEFAULT_CSS = """
    GaugesView {
        height: 1fr;
        background: $background;
        .gauges--axis { color: $foreground 55%; }
        .gauges--note { color: $foreground 45%; }
        .gauges--unread { color: $foreground 30%; }
        .gauges--cursor { background: $foreground 22%; }
        .gauges--plain { color: $foreground; }
        .gauges--muted { color: $foreground 60%; }
        .gauges--busy { color: $text-primary; }
        .gauges--waiting { color: $foreground 60%; }
        .gauges--good { color: $text-success; }
        .gauges--warn { color: $text-warning; text-style: bold; }
        .gauges--bad { color: $text-error; text-style: bold; }
        .gauges--bar-plain { color: $text-primary; }
        .gauges--bar-muted { color: $foreground 60%; background: $foreground 6%; }
        .gauges--bar-busy { color: $text-primary; background: $primary 25%; }
        .gauges--bar-waiting { color: $foreground 60%; background: $foreground 10%; }
        .gauges--bar-good { color: $text-success 80%; background: $success 14%; }
        .gauges--bar-warn { color: $text-warning; }
        .gauges--bar-bad { color: $text-error; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.shown = GaugesShown()
        self.whole: Window | None = None
        """All the time that can be looked at; None where there is nothing."""
        self.window: Window | None = None
        """What is looked at."""
        self.moment: float | None = None
        """Where the cursor is, in seconds since the epoch; None at the end of all, whenever that
        is."""
        self._laid_out: dict[tuple[str, int, Window, int], list[list[Segment]]] = {}
        self._timed: tuple[object, str] = (None, "")

    def notify_style_update(self) -> None:
        """Forget what was laid out in other colours."""
        super().notify_style_update()
        self._laid_out = {}

    @property
    def bars_width(self) -> int:
        """The cells for bars."""
        return max(1, self.cells.width - self._left)

    def show(self, shown: GaugesShown) -> None:
        """Show these figures from now on."""
        before, self.shown = self.shown, shown
        if not shown.is_as_high_as(before):
            self._laid_out = {}
        self.repaint()

    def look_at(self, window: Window, whole: Window) -> None:
        """Look at a stretch of all the time that there is."""
        self.window, self.whole, self._laid_out = window, whole, {}
        self.repaint()
        self.post_message(self.Moved(self))

    def go_on(self, whole: Window) -> None:
        """There is more time to look at; who looks at its end goes on with it."""
        window, before = self.window, self.whole
        if window is None or before is None:
            return
        if window.end >= before.end:
            window = Window(window.start + whole.end - before.end, whole.end)
        if (window.inside(whole), whole) != (self.window, before):
            self.look_at(window.inside(whole), whole)

    def stand_at(self, moment: float | None) -> None:
        """Put the cursor on a moment, and bring that on the screen."""
        self.moment = moment
        if self.window is not None and self.whole is not None:
            end = self.whole.end
            at = end if moment is None else moment
            self.window = self.window.holding(at, min(end, at + self._cell_length), self.whole)
        self.repaint()
        self.post_message(self.Moved(self))

    @property
    def cursor(self) -> int:
        """The cell of the bars in which the cursor is."""
        if self.window is None or self.moment is None:
            return self.bars_width - 1
        return max(0, min(self.window.cell(self.moment, self.bars_width), self.bars_width - 1))

    @property
    def selected(self) -> GanttBar | None:
        """What was done up to the moment of the cursor, not what begins with it."""
        if self.whole is None:
            return None
        at = min(self.whole.end, self.shown.until) if self.moment is None else self.moment
        found = (bar for lane in self.shown.lanes for bar in lane.bars if bar.start < at <= bar.end)
        return max(found, key=lambda bar: bar.start, default=None)

    def segments(self, y: int) -> list[Segment]:
        """What stands in a line."""
        if self.window is None:
            return []
        if y == 0:
            return self._axis(self.window)
        row, line = divmod(y - 1, self._row_height)
        lane = y - self._lanes_top
        if lane >= 0:
            lanes = self.shown.lanes[:MOST_LANES]
            return self._lane(lanes[lane], self.window) if lane < len(lanes) else []
        return self._gauge(self.shown.rows[row], line, self.window)

    @property
    def _left(self) -> int:
        """The cells before the bars."""
        return LABEL + FIGURE * (1 + self._has_peaks) + 1

    @property
    def _has_peaks(self) -> bool:
        return self.cells.width >= ROOMY

    @property
    def _cell_length(self) -> float:
        return 0.0 if self.window is None else self.window.length / self.bars_width

    @property
    def _room(self) -> int:
        """The lines for figures."""
        return max(0, self.cells.height - 1 - min(MOST_LANES, len(self.shown.lanes)))

    @property
    def _row_height(self) -> int:
        return max(1, min(HIGHEST, self._room // max(1, len(self.shown.rows))))

    @property
    def _lanes_top(self) -> int:
        """The first line of the lanes: they keep theirs where there are too many figures."""
        return 1 + min(self._room, len(self.shown.rows) * self._row_height)

    def _axis(self, window: Window) -> list[Segment]:
        heads = [self.shown.now, *(["peak"] if self._has_peaks else [])]
        left = " " * LABEL + "".join(align(head, FIGURE, Align.RIGHT) for head in heads) + " "
        before, behind = around_mark(self._times(window), self.cursor)
        look = self.style_of("axis")
        return [
            Segment(left + before, look),
            Segment("▾", self.style_of("plain")),
            Segment(behind, look),
        ]

    def _times(self, window: Window) -> str:
        """The times above the bars, laid out once for as long as the same time is looked at."""
        seen = window, self.bars_width
        if self._timed[0] != seen:
            self._timed = seen, axis(window, self.bars_width)
        return self._timed[1]

    def _gauge(self, row: GaugeRow, line: int, window: Window) -> list[Segment]:
        blank = self._row_height >= APART
        height = self._row_height - blank
        if line == height:
            return []
        painted = [*self._head(row, line), *self._lines_of(row, height, window)[line]]
        ink = self.style_of("cursor").background_style
        return self.crossed(painted, self._left + self.cursor, ink)

    def _lines_of(self, row: GaugeRow, height: int, window: Window) -> list[list[Segment]]:
        """The bars of a row from the top: laid out once, whatever moves in front of them."""
        seen = (row.label, height, window, self.bars_width)
        if seen not in self._laid_out:
            holding = Holding(self.shown.hold, self.shown.until)
            cells = highest(row.points, window, self.bars_width, holding)
            looks = [f"bar-{Tone.PLAIN if cell is None else cell.tone}" for cell in cells]
            lines = [(text, looks) for text in bars(cells, height, row.most)]
            lines[-1] = self._with_unread(*lines[-1], window)
            self._laid_out[seen] = [self._runs(*line) for line in lines]
        return self._laid_out[seen]

    def _runs(self, text: str, looks: Sequence[str]) -> list[Segment]:
        """A line in as few pieces as there are looks side by side."""
        cells = groupby(zip(text, looks, strict=True), key=itemgetter(1))
        return [
            Segment("".join(one for one, _ in some), self.style_of(look)) for look, some in cells
        ]

    def _head(self, row: GaugeRow, line: int) -> list[Segment]:
        if line:
            note = row.note if line == 1 else ""
            return [Segment(align(note, self._left - 1, Align.LEFT) + " ", self.style_of("note"))]
        figures = [(row.now, row.now_tone)]
        figures += [(row.peak, row.peak_tone)] if self._has_peaks else []
        return [
            Segment(align(row.label, LABEL, Align.LEFT), self.style_of("plain")),
            *(Segment(align(t, FIGURE, Align.RIGHT), self.style_of(tone)) for t, tone in figures),
            Segment(" ", self.style_of("plain")),
        ]

    def _with_unread(self, text: str, looks: list[str], window: Window) -> tuple[str, list[str]]:
        """The lowest line, with a sign in the cells before which nobody has looked."""
        since = self.shown.since
        if since is None or since <= window.start:
            return text, looks
        stop = min(len(text), window.cell(since, self.bars_width))
        unread = [x < stop and character == " " for x, character in enumerate(text)]
        return (
            "".join(UNREAD if one else text[x] for x, one in enumerate(unread)),
            ["unread" if one else looks[x] for x, one in enumerate(unread)],
        )

    def _lane(self, lane: GanttRow, window: Window) -> list[Segment]:
        selected = self.selected
        key = None if selected is None else selected.key
        head = align(lane.label, self._left - 1, Align.LEFT) + " "
        line = [Segment(head, self.style_of("note"))]
        for piece in pieces(lane, window, self.bars_width, key):
            if piece.bar is None:
                line.append(Segment(piece.text, self.style_of("unread")))
                continue
            look = self.style_of(f"bar-{piece.bar.tone}")
            line.append(Segment(piece.text, look + CURSOR if piece.bar.key == key else look))
        return line
