"""Small programs that a monitor is compared with, run in a terminal by the benchmarks.

    python -m tests.benchmarks.board empty             an App that shows one word
    python -m tests.benchmarks.board datatable 10000   so many made-up jobs in Textual's DataTable
    python -m tests.benchmarks.board own 10000         the same in farmtop's own table
    python -m tests.benchmarks.board fast 10000 later  the same in textual-fastdatatable, on `L`
    python -m tests.benchmarks.board datatable live    the jobs of the first queue, kept fresh
    python -m tests.benchmarks.board own live          the same

The last two refresh what they show exactly as the monitor does: with its connection and poller.
`r` changes one row in a hundred, `s` sorts and `f` filters.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from app.resources.jobs import JOBS
from app.rows import Rows
from app.view import Cell, Row, Tone, cell_text
from widgets.table.resource_table import ResourceTable

if TYPE_CHECKING:
    from tests.benchmarks.fast_table import FastTable

READY = "ready"
"""What the empty program shows."""
FILTERS = ("sq010", "sq020")
"""Two filters, each of which about one row in sixteen passes."""

CHANGES = ("CHANGED 1", "CHANGED 2")
"""What one row in a hundred, the first among them, reads in turn as it is refreshed."""

_NOW = datetime.now(UTC)
_STATUSES = ("RUNNING", "SUCCEEDED", "FAILED", "READY", "SUCCEEDED", "SUSPENDED", "SUCCEEDED")


class PlainTable(DataTable[str]):
    """Textual's table, used as its documentation says: only cells that changed are updated."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[int, dict[str, list[str]]] = {}

    def on_mount(self) -> None:
        """Whole rows are selected, as in a monitor."""
        self.cursor_type = "row"
        for column in JOBS.columns:
            self.add_column(column.label, key=column.id)
        self._rows: Sequence[Row] = ()
        self._texts: dict[str, list[str]] = {}
        self._order: list[str] = []

    def prepare(self, rows: Sequence[Row]) -> None:
        """Make the texts of rows that will be shown, so that this takes no time then."""
        self._prepared[id(rows)] = _texts(rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Replace the rows."""
        self._rows = rows
        texts = self._prepared.get(id(rows)) or _texts(rows)
        if list(texts) != self._order:
            self._fill(texts)
            return
        for key, cells in texts.items():
            for column, old, new in zip(JOBS.columns, self._texts[key], cells, strict=True):
                if old != new:
                    self.update_cell(key, column.id, new)
        self._texts = texts

    def tell_time(self) -> None:
        """Show what the clocks read by now."""
        self.show(self._rows)

    def order_by(self, column_id: str, *, reverse: bool) -> None:
        """Sort the rows."""
        self.sort(column_id, reverse=reverse)

    def narrow(self, text: str) -> None:
        """Show only the rows with `text`, as filling it anew does; it has no filter of its own."""
        texts = _texts(self._rows)
        self._fill({key: cells for key, cells in texts.items() if text in " ".join(cells)})

    def _fill(self, texts: dict[str, list[str]]) -> None:
        self.clear()
        for key, cells in texts.items():
            self.add_row(*cells, key=key)
        self._texts, self._order = texts, list(texts)


def _texts(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What the cells of rows read now, by the keys of the rows; of those that are loaded."""
    now = time.time()
    return {row.key: [cell_text(cell, now) for cell in row.cells] for row in rows if row.key}


class OwnTable(ResourceTable):
    """farmtop's table, with the same few commands."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(JOBS.columns, clock=clock)
        self._prepared: dict[int, Rows] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Make of rows that will be shown what the poller gives, so that it takes no time then."""
        self._prepared[id(rows)] = Rows.of(rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Replace the rows."""
        super().show(self._prepared.get(id(rows), rows))

    def tell_time(self) -> None:
        """The table does so by itself."""

    def order_by(self, column_id: str, *, reverse: bool) -> None:
        """Sort the rows."""
        self.sort_by(column_id, reverse)

    def narrow(self, text: str) -> None:
        """Show only the rows with `text`."""
        self.filter(text)


class Empty(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static(READY)


class Board(App[None]):
    """One table on the whole screen."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        ("L", "load", "Load"),
        ("r", "refresh", "Refresh"),
        ("s", "sort", "Sort"),
        ("f", "filter", "Filter"),
    ]

    def __init__(
        self,
        table: "PlainTable | OwnTable | FastTable",
        rows: Sequence[Row] | None,
        changed: Sequence[Sequence[Row]] = (),
        *,
        later: bool = False,
    ) -> None:
        super().__init__()
        self._table = table
        self._rows = rows
        self._changed = changed
        self._later = later
        self._refreshed = 0
        self._reverse = False
        self._filter = 0

    def compose(self) -> ComposeResult:
        """The table."""
        yield self._table

    def on_mount(self) -> None:
        """Show the rows that there are, or those that come."""
        self._table.focus()
        if self._rows is None:
            self.set_interval(1.0, self._table.tell_time)
            self._watch()
        elif not self._later:
            self.call_after_refresh(self.action_load)

    def action_load(self) -> None:
        """Show the rows."""
        self._table.show(self._rows or ())

    def action_refresh(self) -> None:
        """Show rows of which one in a hundred differs."""
        self._table.show(self._changed[self._refreshed % len(self._changed)])
        self._refreshed += 1

    def action_sort(self) -> None:
        """Sort by name, each time the other way round."""
        self._table.order_by("name", reverse=self._reverse)
        self._reverse = not self._reverse

    def action_filter(self) -> None:
        """Filter, each time by the other text."""
        self._table.narrow(FILTERS[self._filter])
        self._filter = 1 - self._filter

    @work
    async def _watch(self) -> None:
        from app.aws.connection.cloud import Cloud
        from app.config import load
        from app.poller import Attention, watch
        from app.resources.level import Place

        async with Cloud.open(load(os.environ)) as cloud:
            farm = (await cloud.call("deadline", "ListFarms"))["farms"][0]["farmId"]
            queues = await cloud.call("deadline", "ListQueues", {"farmId": farm})
            place = Place(JOBS, {"farmId": farm, "queueId": queues["queues"][0]["queueId"]})
            async with aclosing(watch(cloud, place, Attention())) as snapshots:
                async for snapshot in snapshots:
                    self._table.show(snapshot.rows)


def made_up_rows(count: int) -> list[Row]:
    """So many rows of jobs, the same each time but for the time of day."""
    return [JOBS.row(_job(number)) for number in range(count)]


def refreshed_rows(rows: Sequence[Row], word: str) -> list[Row]:
    """The same rows but for one in a hundred, whose status reads otherwise."""
    word_cell = Cell(word, Tone.WARN)
    return [
        replace(row, cells=(word_cell, *row.cells[1:])) if place % 100 == 0 else row
        for place, row in enumerate(rows)
    ]


def _job(number: int) -> dict[str, object]:
    status, total = _STATUSES[number % len(_STATUSES)], 96 + number % 7 * 24
    sequence, shot = number * 7 % 16 * 5 + 5, number * 31 % 24 * 10
    done = total if status == "SUCCEEDED" else number % total
    created = _NOW - timedelta(minutes=3 * number)
    ended = {} if status == "RUNNING" else {"endedAt": created + timedelta(minutes=number % 200)}
    return {
        "jobId": f"job-{number:032x}",
        "name": f"sq{sequence:03}_sh{shot:04}_beauty_v{number % 40:03}",
        "lifecycleStatus": "CREATE_COMPLETE",
        "taskRunStatus": status,
        "taskRunStatusCounts": {"SUCCEEDED": done, "READY": total - done},
        "priority": 50,
        "createdAt": created,
        "createdBy": f"artist{number % 12 + 1}",
        "startedAt": created,
        **ended,
    }


def main(kind: str = "empty", count: str = "1000", when: str = "now") -> None:
    """Run the program that the arguments name."""
    if kind == "empty":
        Empty().run()
        return
    if count == "live":
        Board(PlainTable() if kind == "datatable" else OwnTable(), None).run()
        return
    rows = made_up_rows(int(count))
    changed = [refreshed_rows(rows, word) for word in CHANGES]
    table = _table(kind)
    for shown in (rows, *changed):
        table.prepare(shown)
    gc.collect()
    gc.freeze()  # as the monitor does
    Board(table, rows, changed, later=when == "later").run()


def _table(kind: str) -> "PlainTable | OwnTable | FastTable":
    if kind == "own":
        # The others have no clocks, and a tick would be taken for the last that a key changes.
        return OwnTable(clock=_NOW.timestamp)
    if kind != "fast":
        return PlainTable()
    from tests.benchmarks.fast_table import FastTable

    return FastTable()


if __name__ == "__main__":
    main(*sys.argv[1:])
