"""How the lines of a log are written."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from app.headless.formats import json_line
from app.headless.output import write
from app.view import LogLine, plain

Print: TypeAlias = Callable[[Iterable[LogLine]], None]
"""Writes some more lines."""


def as_text(lines: Iterable[LogLine]) -> None:
    """A message a line, harmless to a terminal wherever a pipe may lead."""
    write(plain(line.message) for line in lines)


def as_json(lines: Iterable[LogLine]) -> None:
    """One object a line: the message exactly as it came, and when, in milliseconds."""
    write(json_line({"timestamp": line.timestamp, "message": line.message}) for line in lines)


LOG_FORMATS: Mapping[str, Print] = {"text": as_text, "json": as_json}
