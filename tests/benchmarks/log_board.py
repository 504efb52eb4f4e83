"""A log view into which lines pour as fast as they can, run in a terminal by the benchmarks.

python -m tests.benchmarks.log_board 10000000
"""

import asyncio
import sys
import time

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from app.config import Settings
from app.logs.keeping.spool import Spool
from app.logs.scanning.signs import Signs
from app.tui.terminal.terminal_app import TerminalApp
from app.view import LogLine
from tests.benchmarks.log_files import numbered
from widgets.log.log_view import LogView

FIRST = "the very first line"
POURED = "poured"
"""The word that stands before the figures once all lines are there."""
SLICE_LINES = 1_000
"""Lines that come at once; a key waits for no more."""
TEXTS = 100_000
"""So many lines differ; making more would take longer than pouring them."""


class LogBoard(TerminalApp):
    """A log, and a line that says how fast it came; with farmtop's way to its terminal."""

    CSS = "LogView { height: 1fr; }"

    def __init__(self, count: int, rate: float) -> None:
        super().__init__(Settings())
        self._count = count
        self._rate = rate
        self._spool = Spool()
        self._view = LogView(self._spool, tone_of=Signs().tone_of)
        self._figures = Static("pouring")

    def compose(self) -> ComposeResult:
        """The log and the figures."""
        yield self._view
        yield self._figures

    def on_mount(self) -> None:
        """Let them come."""
        self._view.focus()
        self.settle_memory()
        self._pour()

    @work
    async def _pour(self) -> None:
        texts = numbered(0, TEXTS).splitlines()
        begun = time.perf_counter()
        self._add([LogLine(0, FIRST)])
        for first in range(0, self._count, SLICE_LINES):
            at = first % TEXTS
            messages = texts[at : at + SLICE_LINES]
            self._add([LogLine(first + n, message) for n, message in enumerate(messages)])
            due = begun + first / self._rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        rate = self._count / (time.perf_counter() - begun)
        self._figures.update(f"{POURED} {rate:.0f} lines a second")

    def _add(self, lines: list[LogLine]) -> None:
        for splice in self._spool.append(lines):
            self._view.splice(splice)


if __name__ == "__main__":
    count, rate = (*sys.argv[1:], "inf")[:2]
    LogBoard(int(count), float(rate)).run()
