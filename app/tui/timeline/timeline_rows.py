"""The rows of a timeline: of those of before, what is still so is kept."""

from collections.abc import Set

from app.stuck.words import GLYPH
from app.timeline import Chart, Lane, Run
from app.tui.timeline.timeline_words import SLOW, Spreads, is_slow, percent, tone_of
from app.view import Tone
from widgets.charts.gantt_paint import GanttBar, GanttRow


class TimelineRows:
    """The rows of one chart after the other: thousands of bars, of which time changes the last."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Lane, tuple[GanttBar, ...]]] = {}
        """Of each lane how it was, and its bars."""
        self._spread: Spreads = {}
        self._silent: Set[str] = frozenset()

    def of(self, chart: Chart, spread: Spreads, silent: Set[str]) -> tuple[GanttRow, ...]:
        """The rows of a chart; `silent` has the ids of what says nothing."""
        if spread != self._spread or silent != self._silent:
            self._made, self._spread, self._silent = {}, spread, silent
        self._made = {lane.key: (lane, self._bars(lane)) for lane in chart.lanes}
        return tuple(_row(lane, bars) for lane, bars in self._made.values())

    def _bars(self, lane: Lane) -> tuple[GanttBar, ...]:
        before, bars = self._made.get(lane.key, (None, ()))
        kept = 0 if before is None else _alike(before.runs, lane.runs)
        return (*bars[:kept], *map(self._bar, lane.runs[kept:]))

    def _bar(self, run: Run) -> GanttBar:
        silent, slow = run.key in self._silent, is_slow(run, self._spread)
        return GanttBar(
            key=run.key,
            start=run.took.start,
            end=run.took.end,
            text=run.short_title,
            tone=Tone.WARN if silent else tone_of(run),
            mark=GLYPH if silent else SLOW if slow else "",
            goes_on=run.is_running,
        )


def _alike(before: tuple[Run, ...], now: tuple[Run, ...]) -> int:
    """How many of the first runs are as they were: all but the last, or none."""
    kept = max(0, len(before) - 1)
    return kept if before[:kept] == now[:kept] else 0


def _row(lane: Lane, bars: tuple[GanttBar, ...]) -> GanttRow:
    return GanttRow(
        key=lane.key,
        label=lane.label,
        note=percent(lane.utilisation),
        bars=bars,
        present=tuple((stretch.start, stretch.end) for stretch in lane.present),
    )
