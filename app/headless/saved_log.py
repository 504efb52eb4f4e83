"""`farmtop logs FILE`: the lines of a file of this machine, or of standard input."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, closing
from io import FileIO
from pathlib import Path

from app.config import Settings
from app.errors import FarmtopError, UsageError
from app.headless.choosing import Between
from app.headless.incoming import Incoming
from app.headless.log_flags import Wanted
from app.headless.log_printing import printer
from app.headless.output import warn
from app.headless.selecting import selection
from app.logs.files.line_form import EventForm, LineForm, form_of, plain_line, without_end
from app.logs.files.line_index import LINE_FEED
from app.logs.files.saved import SavedLog
from app.logs.files.saved_file import opened
from app.logs.following.batch import Phase
from app.view import LogLine

STANDARD_INPUT = "-"
WINDOW_LINES = 4_096


class SavedPrinting:
    """Prints what is wanted of a saved log, some lines after the other."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        """Raises UsageError where something is wanted that a saved log cannot give."""
        if wanted.merge_worker:
            raise UsageError("A saved log has no worker.", "Leave out --merge-worker.")
        self._wanted = wanted
        self._selection = selection(settings, wanted)
        self._between = Between(wanted.since, wanted.until)
        self._form: LineForm | None = None

    def show(self, lines: Sequence[LogLine], form: LineForm) -> None:
        """Print what is wanted of some more lines, which were read in a form."""
        wanted = self._wanted
        if form is not self._form:
            self._form = form
            if form is plain_line and not (wanted.since is None and wanted.until is None):
                raise UsageError("This log has no times.", "Leave out --since and --until.")
        labels = form.labels if isinstance(form, EventForm) else ()
        write = printer(wanted.output, wanted.clock, labels)
        write(self._selection.choose(self._between(lines)))


async def print_saved(settings: Settings, path: str, wanted: Wanted) -> None:
    """Write what is wanted of the lines of a file, or of standard input. Raises FarmtopError."""
    printing = SavedPrinting(settings, wanted)
    if path == STANDARD_INPUT:
        _print_incoming(printing, sys.stdin.fileno(), "Standard input")
    elif wanted.follow:
        await _print_followed(printing, Path(path))
    else:
        file = opened(Path(path))
        _print_incoming(printing, file.descriptor, path)


def _print_incoming(printing: SavedPrinting, descriptor: int, name: str) -> None:
    """Print what comes, as it comes, to its end. Raises FarmtopError where that is not all."""
    incoming = Incoming(FileIO(descriptor, closefd=False), name)
    form: LineForm | None = None
    for lines in incoming:
        form = form or form_of(LINE_FEED.join((*lines, b"")))
        for start in range(0, len(lines), WINDOW_LINES):
            some = lines[start : start + WINDOW_LINES]
            printing.show([form(without_end(raw)) for raw in some], form)
    if incoming.trouble:
        raise FarmtopError(incoming.trouble)


async def _print_followed(printing: SavedPrinting, path: Path) -> None:
    """Print a file and what is written to it. Raises FarmtopError where that is not all."""
    log = SavedLog(path, from_head=True)
    told = ""
    with closing(log):
        async for lines in _lines(log):
            printing.show(lines, log.lines.form)
            # Mostly nobody waits for the end of what is followed.
            trouble = log.state.trouble
            if trouble != told and log.state.phase is not Phase.ENDED:
                warn(trouble)
                told = trouble
    if log.state.trouble:
        raise FarmtopError(log.state.trouble)


async def _lines(log: SavedLog) -> AsyncIterator[Sequence[LogLine]]:
    """The lines of a log from its first one on, also where it starts over."""
    given = 0
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if any(change.at == 0 and change.removed for change in batch.splices):
                given = 0
            # A line that is still being written is given once it is whole.
            is_written = bool(log.lines.rest) and log.state.phase is not Phase.ENDED
            stop = len(log.lines) - is_written
            while lines := log.lines[given : min(given + WINDOW_LINES, stop)]:
                given += len(lines)
                yield lines
