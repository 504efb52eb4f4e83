"""How the lines of a log are written."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from app.headless.output import write
from app.logs.files.line_text import event_text, line_text
from app.logs.files.time_text import Zone
from app.view import LogLine

Print: TypeAlias = Callable[[Iterable[LogLine | None]], None]
"""Writes some more lines; None stands where some were left out."""

EXACT = "json"
FORMS = ("text", EXACT)
GROUP_END = "--"
"""Stands between two groups of lines, as grep has it."""


def printer(form: str, zone: Zone | None = None, labels: Sequence[str] = ()) -> Print:
    """What writes lines in one of `FORMS`; several logs are told apart by their labels."""
    if form == EXACT:
        event = event_text(labels)
        return lambda lines: write(event(line) for line in lines if line is not None)
    text = line_text(zone, labels)
    return lambda lines: write(GROUP_END if line is None else text(line) for line in lines)
