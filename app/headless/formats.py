"""How items are written: for the eye, for a spreadsheet, for a program."""

import csv
import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from app.headless.output import write
from app.headless.table import Table, table_fields
from app.resources.level import Item, Level
from app.view import DASH, AnyCell, Clock

Show: TypeAlias = Callable[[Sequence[Item]], None]
"""Writes some more items."""


def as_json(_level: Level) -> Show:
    """One object a line, with the API's own member names and times in ISO 8601."""

    def show(items: Sequence[Item]) -> None:
        write(json_line(item) for item in items)

    return show


def as_csv(level: Level) -> Show:
    """A line of column ids, as soon as there is an answer, then a line an item."""
    fields = table_fields(level)
    header = [_csv_line([field.column.id for field in fields])]

    def show(items: Sequence[Item]) -> None:
        now = time.time()
        write(header)
        header.clear()
        write(_csv_line([csv_text(field.cell(item), now) for field in fields]) for item in items)

    return show


def as_table(level: Level) -> Show:
    """Aligned columns."""
    return Table.on_stdout(level).show


FORMATS: Mapping[str, Callable[[Level], Show]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
}


def json_line(value: object) -> str:
    """A value as JSON in one line of ASCII, so that no text from outside can steer a terminal."""
    return _JSON.encode(value).replace("\x7f", "\\u007f")


def csv_text(cell: AnyCell, now: float) -> str:
    """A cell as a spreadsheet or a script takes it.

    Stretches of time are whole seconds, numbers have no separators, a status and an id are the
    service's own word, and what is absent is empty.
    """
    if isinstance(cell, Clock):
        return str(int((now if cell.end is None else cell.end) - cell.start))
    if isinstance(cell.order, str):
        return cell.order
    if cell.text == DASH:
        return "" if cell.order is None else str(cell.order)
    return cell.text if cell.order is None else cell.text.replace(",", "")


def _csv_line(values: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _told(value: object) -> str:
    """A value that JSON has no form for."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


_JSON = json.JSONEncoder(default=_told)
