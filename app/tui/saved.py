"""A saved log on a screen of its own: nothing of AWS is imported, and nothing asked of anybody."""

import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on

from app.config import Settings
from app.errors import UsageError
from app.logs.files.saved import SavedLog
from app.logs.following.followed import Followed
from app.tui.logs.log_pane import LogPane
from app.tui.logs.log_screen import LogScreen
from app.tui.logs.log_source import About
from app.tui.terminal.terminal_app import STYLES, TerminalApp
from app.view import LogLine, plain

if TYPE_CHECKING:
    from app.logs.worker.worker_tail import WorkerLog


ENTRIES = 50
"""Lines that tell whether a worker's agent wrote a log: a few are no entries of a known type."""


class FileLog:
    """The log in a file: a `LogSource`."""

    def __init__(self, path: Path, log: SavedLog) -> None:
        self._path = path
        self.opened = readable(log)
        """The log, which can be in the first frame."""
        self._is_workers = self.opened is not log

    @property
    def trail(self) -> tuple[str, ...]:
        """Where the file is."""
        return (plain(str(self._path)),)

    @property
    def about(self) -> About:
        """What the file is called."""
        return About(plain(self._path.name))

    @property
    def thing(self) -> None:
        """Nobody knows whose log it is."""
        return

    def writer(self, line: LogLine) -> None:
        """Nobody knows."""

    async def find(self) -> Followed:
        """It is open already."""
        return self.opened

    @property
    def is_session(self) -> bool:
        """As far as anybody knows it is what one session wrote, unless it is a worker's own."""
        return not self._is_workers

    @property
    def has_worker(self) -> bool:
        """Nobody knows whose log it is."""
        return False

    @property
    def file_names(self) -> tuple[str, str]:
        """What the file is called."""
        return self._path.stem, ""

    async def worker(self) -> "WorkerLog":
        """It cannot be found."""
        raise UsageError("A file does not say which worker wrote it.")

    def watches(self) -> tuple[AsyncGenerator[None, None], ...]:
        """Nothing is told of a file that could change."""
        return ()


class SavedMonitor(TerminalApp):
    """Reads one saved log."""

    CSS_PATH: ClassVar[list[str | Path]] = [*TerminalApp.CSS_PATH, STYLES / "logs.tcss"]
    OPENED = ("regex", "app.tui.boxes.help_screen", "app.tui.logs.log_line_screen")

    def __init__(
        self, settings: Settings, log: FileLog, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(settings)
        self._clock = clock
        self._settings = settings
        self._source = log

    def get_default_screen(self) -> LogScreen:
        """The log."""
        return LogScreen(self._source, self._settings, self._clock)

    @on(LogPane.Changed)
    def _changed(self) -> None:
        self.has_data()


def readable(log: SavedLog) -> Followed:
    """A log as one reads it: of what a worker's agent wrote, the words of each entry."""
    some = [line.message for line in log.lines[:ENTRIES]]
    if len(log.origins) > 1 or not any(message.startswith("{") for message in some):
        return log
    from app.logs.worker.worker_log import is_workers  # noqa: PLC0415 - for the first frame
    from app.logs.worker.worker_tail import WorkerLog  # noqa: PLC0415

    return WorkerLog(log) if is_workers(some) else log


def open_saved(
    settings: Settings, path: Path, *, clock: Callable[[], float] = time.time
) -> SavedMonitor:
    """The application that reads a saved log. Raises FarmtopError where that cannot be read."""
    return SavedMonitor(settings, FileLog(path, SavedLog(path, clock=clock)), clock)
