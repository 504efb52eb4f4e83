"""Aligned columns, laid out by the first page so that the pages can be written as they come."""

import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from app.headless.output import write
from app.resources.fields import STATUS
from app.resources.level import Field, Item, Level
from app.resources.status import status_cell
from app.view import Align, Cell, Column, Tone, cell_text, plain, shorten

GAP = "  "

COLOURS: Mapping[Tone, str] = {
    Tone.MUTED: "2",
    Tone.BUSY: "36",
    Tone.WAITING: "34",
    Tone.GOOD: "32",
    Tone.WARN: "33",
    Tone.BAD: "31",
}
"""The SGR parameter of a tone; PLAIN has none."""


def table_fields(level: Level) -> tuple[Field, ...]:
    """The columns that the level shows, behind the whole id, which is what one goes on with."""
    own = whole_id(level, "ID")
    shown = (field for field in level.fields if field.column.shown and field.reads != (level.key,))
    return (own, *(_whole_status(level, field) for field in shown))


def whole_id(level: Level, label: str) -> Field:
    """The column of the ids of a level, whole, as one goes on with them."""

    def identifier(item: Item) -> Cell:
        return Cell(plain(str(item[level.key])))

    return Field(Column(level.key, label, 4), identifier, (level.key,))


def _whole_status(level: Level, field: Field) -> Field:
    """The column of the status with the service's own words, as scripts look for them."""
    if field.column.id != STATUS:
        return field
    return replace(field, cell=lambda item: status_cell(level.status(item)))


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the table is written to."""

    width: int | None = None
    """Cells of a line; None where lines may be of any length, as in a pipe."""
    colour: bool = False


def terminal(environ: Mapping[str, str]) -> Terminal:
    """What standard output is."""
    if not sys.stdout.isatty():
        return Terminal()
    colour = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Terminal(shutil.get_terminal_size().columns, colour)


class Table:
    """Writes items as lines of a table."""

    def __init__(self, level: Level, on: Terminal, clock: Callable[[], float] = time.time) -> None:
        self._level = level
        self._fields = table_fields(level)
        self._on = on
        self._clock = clock
        self._widths: dict[str, int] = {}
        """Cells of each column that is shown; empty before the first line."""

    @classmethod
    def on_stdout(cls, level: Level) -> "Table":
        """A table that is as wide as the terminal, if standard output is one."""
        return cls(level, terminal(os.environ))

    def show(self, items: Sequence[Item]) -> None:
        """Write some more items; before the first of them, the header."""
        if items:
            write(self.lines(items))

    def lines(self, items: Sequence[Item]) -> Iterable[str]:
        """The lines of some more items."""
        now = self._clock()
        rows = [[field.cell(item) for field in self._fields] for item in items]
        texts = [[cell_text(cell, now) for cell in row] for row in rows]
        if not self._widths:
            self._widths = self._lay_out(texts)
            yield self._line([field.column.label for field in self._fields], None)
        for row, text in zip(rows, texts, strict=True):
            yield self._line(text, [cell.tone for cell in row])

    def _lay_out(self, texts: Sequence[Sequence[str]]) -> dict[str, int]:
        """Widths by content; columns of the highest rank go, and the growing one gives way."""
        columns = [field.column for field in self._fields]
        widths = {
            column.id: max(cells(text) for text in (column.label, *values))
            for column, values in zip(columns, zip(*texts, strict=True), strict=True)
        }
        if self._on.width is None:
            return widths
        grows = next((column for column in columns if column.grows), None)
        if grows is not None:
            natural, widths[grows.id] = widths[grows.id], min(widths[grows.id], grows.width)
        for column in sorted(columns, key=lambda column: -column.rank):
            if column.rank and _total(widths) > self._on.width:
                del widths[column.id]
        if grows is not None and grows.id in widths:
            free = self._on.width - _total(widths)
            widths[grows.id] = max(4, min(natural, widths[grows.id] + free))
        return widths

    def _line(self, texts: Sequence[str], tones: Sequence[Tone] | None) -> str:
        parts = []
        for index, (field, text) in enumerate(zip(self._fields, texts, strict=True)):
            width = self._widths.get(field.column.id)
            if width is not None:
                tone = tones[index] if tones else Tone.PLAIN
                parts.append(self._part(text, width, field.column, tone))
        return GAP.join(parts).rstrip()

    def _part(self, text: str, width: int, column: Column, tone: Tone) -> str:
        if self._on.width is not None and column.grows:
            text = cut(text, width)
        space = " " * (width - cells(text))
        code = COLOURS.get(tone) if self._on.colour else None
        if code is not None:
            text = f"\x1b[{code}m{text}\x1b[0m"
        return space + text if column.align is Align.RIGHT else text + space


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def cut(text: str, width: int) -> str:
    """A text cut in its middle to `width` cells."""
    length = width
    while cells(short := shorten(text, length)) > width:
        length -= 1
    return short


def _total(widths: Mapping[str, int]) -> int:
    return sum(widths.values()) + len(GAP) * (len(widths) - 1)
