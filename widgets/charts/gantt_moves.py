"""Where a cursor among rows of bars goes: all of it by the keys of bars."""

from collections.abc import Sequence

from app.view import Tone
from widgets.charts.gantt_paint import GanttBar, GanttRow
from widgets.charts.time_axis import Window


class Bars:
    """Rows of bars to move about in."""

    def __init__(self, rows: Sequence[GanttRow] = ()) -> None:
        self.rows = tuple(rows)
        self._places = {
            bar.key: (place, number)
            for place, row in enumerate(self.rows)
            for number, bar in enumerate(row.bars)
        }

    def find(self, key: str | None) -> GanttBar | None:
        """The bar with a key; None where there is none."""
        if key is None or key not in self._places:
            return None
        place, number = self._places[key]
        return self.rows[place].bars[number]

    def row_of(self, key: str) -> int:
        """The place of the row that holds a bar."""
        return self._places[key][0]

    @property
    def foremost(self) -> GanttBar | None:
        """Of what runs the bar that began last; else of what failed, or else of all."""
        bars = (bar for row in self.rows for bar in row.bars)
        return max(bars, key=lambda bar: (_concern(bar), bar.start, bar.key), default=None)

    def along(self, key: str, bars: int) -> GanttBar:
        """So many bars on in the row of a bar, or the outermost."""
        place, number = self._places[key]
        of_row = self.rows[place].bars
        return of_row[max(0, min(number + bars, len(of_row) - 1))]

    def edge(self, key: str, place: int) -> GanttBar:
        """The first bar (0) or the last (-1) in the row of a bar."""
        return self.rows[self.row_of(key)].bars[place]

    def across(self, key: str, rows: int, moment: float) -> GanttBar | None:
        """What was so many rows below a bar at a moment.

        Rows without bars are passed over; the outermost row is where it ends.
        """
        place = self.row_of(key)
        after = self.rows[place + 1 :] if rows > 0 else self.rows[:place][::-1]
        near = [nearest(row, moment) for row in after if row.bars]
        return near[min(abs(rows), len(near)) - 1] if near else None

    def near(self, moment: float) -> GanttBar | None:
        """What was at a moment, of any row; the last one that began, of several."""
        near = [nearest(row, moment) for row in self.rows if row.bars]
        return min(near, key=lambda bar: (distance(bar, moment), -bar.start), default=None)

    def notable(self, key: str, direction: int) -> GanttBar | None:
        """The next bar in time, or the one before, that failed or has a mark.

        After the last one comes the first again.
        """
        here = self.find(key)
        if here is None:
            return None
        bars = (bar for row in self.rows for bar in row.bars)
        notable = sorted((b.start, b.key) for b in bars if b.mark or b.tone is Tone.BAD)
        at = (here.start, here.key)
        beyond = [one for one in notable if (one > at if direction > 0 else one < at)]
        found = beyond or notable
        return self.find(found[0 if direction > 0 else -1][1]) if found else None


def _concern(bar: GanttBar) -> int:
    """How much somebody who has just come wants to look at a bar."""
    if bar.goes_on:
        return 2
    return int(bar.tone is Tone.BAD)


def seen_middle(bar: GanttBar, window: Window) -> float:
    """The middle of a bar, as far as it is in the window; of the window where nothing of it is."""
    start, end = max(bar.start, window.start), min(bar.end, window.end)
    return (start + end) / 2 if start <= end else (window.start + window.end) / 2


def nearest(row: GanttRow, moment: float) -> GanttBar:
    """The bar of a row that is nearest to a moment; the row has one."""
    return min(row.bars, key=lambda bar: distance(bar, moment))


def distance(bar: GanttBar, moment: float) -> float:
    """Seconds between a bar and a moment; nought within it."""
    return max(bar.start - moment, moment - bar.end, 0.0)
