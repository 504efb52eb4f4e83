"""`farmtop logs FILE`: the lines of a file of this machine, or of standard input."""

import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, closing
from pathlib import Path

from app.config import Settings
from app.errors import FarmtopError, UsageError
from app.headless.choosing import Between
from app.headless.log_flags import Wanted
from app.headless.log_printing import printer
from app.headless.selecting import selection
from app.logs.batch import Phase
from app.logs.line_form import EventForm, LineForm, form_of, plain_line, without_end
from app.logs.saved import SavedLog
from app.view import LogLine

STANDARD_INPUT = "-"
WINDOW_LINES = 4_096
READ_BYTES = 262_144


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
        print_stream(printing)
        return
    log = SavedLog(Path(path), from_head=True)
    with closing(log):
        async for lines in _lines(log, follow=wanted.follow):
            printing.show(lines, log.lines.form)
    if log.state.trouble:
        raise FarmtopError(log.state.trouble)


def print_stream(printing: SavedPrinting) -> None:
    """Print standard input as it comes, to its end."""
    rest, form = b"", None
    while data := os.read(sys.stdin.fileno(), READ_BYTES):
        *whole, rest = (rest + data).split(b"\n")
        if whole:
            form = form or form_of(b"\n".join((*whole, b"")))
            printing.show([form(without_end(raw)) for raw in whole], form)
    if rest:
        form = form or form_of(rest)
        printing.show([form(without_end(rest))], form)


async def _lines(log: SavedLog, *, follow: bool) -> AsyncIterator[Sequence[LogLine]]:
    """The lines of a log from its first one on, also where it starts over."""
    given = 0
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if any(change.at == 0 and change.removed for change in batch.splices):
                given = 0
            is_all = log.state.caught_up and not follow
            has_ended = is_all or log.state.phase is Phase.ENDED
            # A line that is still being written is given once it is whole.
            stop = len(log.lines) - (bool(log.lines.rest) and not has_ended)
            while lines := log.lines[given : min(given + WINDOW_LINES, stop)]:
                given += len(lines)
                yield lines
            if is_all:
                return
