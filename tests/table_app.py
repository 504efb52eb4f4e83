"""A table on a screen of its own, with jobs to show."""

from collections.abc import Callable

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from app.view import GLYPHS, Align, AnyCell, Cell, Clock, Column, Progress, Row, Tone
from widgets.table.resource_table import ResourceTable

NOW = 1_800_000_000.0
COLUMNS = (
    Column("status", "STATUS", 11),
    Column("name", "NAME", 20, grows=True),
    Column("progress", "PROGRESS", 8),
    Column("tasks", "TASKS", 9, Align.RIGHT, rank=2),
    Column("age", "AGE", 5, Align.RIGHT),
    Column("owner", "OWNER", 8, rank=1),
)
STATES = (
    ("RUNNING", Tone.BUSY, 0.49),
    ("FAILED", Tone.BAD, 0.63),
    ("READY", Tone.WAITING, 0.0),
    ("SUCCEEDED", Tone.GOOD, 1.0),
    ("CANCELED", Tone.MUTED, 0.3),
    ("SUSPENDED", Tone.WARN, 0.101),
)


def job(number: int, name: str = "", age: float = 300.0) -> Row:
    status, tone, done = STATES[number % len(STATES)]
    ended = None if tone is Tone.BUSY else NOW
    cells: tuple[AnyCell, ...] = (
        Cell(f"{GLYPHS[tone]} {status}", tone),
        Cell(name or f"sq{number:03}_sh{7919 * number % 1000:04}_beauty_v012"),
        Progress(done, tone),
        Cell(f"{int(done * 1000)}/1000", order=done * 1000),
        Clock(NOW - age - number, ended),
        Cell(f"artist{number % 3}"),
    )
    return Row(f"job-{number}", cells, tone if tone in {Tone.BAD, Tone.WARN} else Tone.PLAIN)


JOBS = tuple(map(job, range(50)))


class CountingTable(ResourceTable):
    """A table that counts the lines that it is asked to draw."""

    drawn: tuple[int, ...] = ()

    def render_line(self, y: int) -> Strip:
        self.drawn += (y,)
        return super().render_line(y)


class TableApp(App[None]):
    """One table on a screen, and everything that it told."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, rows: tuple[Row, ...] = JOBS, clock: Callable[[], float] = lambda: NOW
    ) -> None:
        super().__init__()
        self.table = CountingTable(COLUMNS, clock=clock, id="jobs")
        self.rows = rows
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(self.rows)
        self.table.focus()

    @on(ResourceTable.Highlighted, "#jobs")
    @on(ResourceTable.Opened, "#jobs")
    @on(ResourceTable.VisibleChanged, "#jobs")
    @on(ResourceTable.SortChanged, "#jobs")
    @on(ResourceTable.SortAsked, "#jobs")
    @on(ResourceTable.ReachedEnd, "#jobs")
    @on(ResourceTable.MarksChanged, "#jobs")
    def remember(self, message: Message) -> None:
        self.told.append(message)


def screen_text(table: ResourceTable) -> list[str]:
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


async def settle(pilot: Pilot[None], table: CountingTable) -> None:
    await pilot.pause()
    table.drawn = ()
