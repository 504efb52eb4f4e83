"""How a line of a log is written: as text, or exactly, as an event in JSON."""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeAlias

from app.logs.files.time_text import UNKNOWN, Zone, stamp
from app.view import LogLine, plain

LABEL_END = " | "
"""Stands between the label of a log and its line, where several are written as one."""

LineText: TypeAlias = Callable[[LogLine], str]
"""A line as it is written, without what ends it."""


class SaveForm(StrEnum):
    """How the lines of a log are saved."""

    TEXT = "text"
    """A message a line."""
    TIMED = "timed"
    """The same behind its time, in UTC."""
    JSON = "json"
    """An event a line: the message exactly as it came, and when."""


def line_text(zone: Zone | None = None, labels: Sequence[str] = ()) -> LineText:
    """Lines as one reads them, harmless to any terminal, behind their time where a zone is given.

    With `labels` each line says which log it is from; the list may grow meanwhile.
    """

    def text(line: LogLine) -> str:
        message = plain(line.message)
        if labels:
            width = max(map(len, labels))
            message = f"{labels[line.origin]:<{width}}{LABEL_END}{message}"
        if zone is None:
            return message
        time = UNKNOWN if line.timestamp < 0 else stamp(line.timestamp, zone)
        return f"{time} {message}"

    return text


def event_text(labels: Sequence[str] = ()) -> LineText:
    """Lines as events in ASCII, times in milliseconds since the epoch.

    With `labels` each says by `log` which log it is from; one that was here later than
    younger ones says that it was `late`. The list may grow meanwhile.
    """

    def text(line: LogLine) -> str:
        event: dict[str, object] = {"timestamp": line.timestamp, "message": line.message}
        if labels:
            event["log"] = labels[line.origin]
        if line.late:
            event["late"] = True
        return json.dumps(event).replace("\x7f", "\\u007f")

    return text


def saved_text(form: SaveForm, labels: Sequence[str] = ()) -> LineText:
    """How a line is written in a form."""
    if form is SaveForm.JSON:
        return event_text(labels)
    return line_text(Zone.UTC if form is SaveForm.TIMED else None, labels)
