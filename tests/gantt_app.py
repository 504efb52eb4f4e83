"""A timeline by itself, and what its cells look like."""

from textual.app import App, ComposeResult

from app.view import Tone
from widgets.charts.gantt import Gantt
from widgets.charts.gantt_paint import GanttBar, GanttRow

NOON = 1_795_348_800.0
"""2026-11-22 12:00:00 UTC."""
LABELS = 14
"""Cells before the bars, with labels this short."""


def bar(key: str, start: float, end: float, tone: Tone = Tone.GOOD, mark: str = "") -> GanttBar:
    return GanttBar(key, NOON + start, NOON + end, key, tone, mark)


def row(name: str, *bars: GanttBar, end: float = 100.0) -> GanttRow:
    return GanttRow(name, name, "50%", bars, ((NOON, NOON + end),))


ROWS = (
    row("host-1", bar("1001", 0, 30), bar("1002", 30, 60, Tone.BAD), bar("1004", 80, 100)),
    row("host-2"),
    row("host-3", bar("1003", 10, 70, mark="!"), bar("1005", 70, 100, Tone.BUSY)),
)


class GanttApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Gantt()

    @property
    def gantt(self) -> Gantt:
        return self.query_one(Gantt)

    def on_mount(self) -> None:
        self.gantt.focus()

    def draw(self) -> None:
        self.gantt.show(ROWS, NOON, NOON + 100)

    @property
    def key(self) -> str:
        assert self.gantt.selected is not None
        return self.gantt.selected.key


def strip_looks(gantt: Gantt, y: int) -> list[object]:
    """How each cell of a line looks."""
    return [one.style for one in gantt.render_line(y) for _ in one.text]
