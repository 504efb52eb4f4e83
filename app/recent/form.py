"""Rows as JSON, and back.

Whatever is read is from outside again: it is checked as it is decoded, and its texts are made
harmless as those of an answer are.
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from app.view import AnyCell, Cell, Clock, Progress, Row, Tone, plain


class _Cell(msgspec.Struct, frozen=True, array_like=True, tag="cell"):
    text: str
    tone: Tone
    order: float | str | None
    found_by: str = ""


class _Progress(msgspec.Struct, frozen=True, array_like=True, tag="progress"):
    fraction: float
    tone: Tone


class _Clock(msgspec.Struct, frozen=True, array_like=True, tag="clock"):
    start: float
    end: float | None
    tone: Tone


_AnyCell: TypeAlias = _Cell | _Progress | _Clock


class _Row(msgspec.Struct, frozen=True, array_like=True):
    key: str
    cells: tuple[_AnyCell, ...]
    tone: Tone


class _Page(msgspec.Struct, frozen=True):
    fetched_at: float
    rows: tuple[_Row, ...]


def encode(rows: Iterable[Row], fetched_at: float) -> bytes:
    """Rows, and when the service last confirmed them, in seconds since the epoch."""
    kept = (_Row(row.key, tuple(map(_kept, row.cells)), row.tone) for row in rows)
    return msgspec.json.encode(_Page(fetched_at, tuple(kept)))


def decode(data: bytes) -> tuple[tuple[Row, ...], float]:
    """What `encode` was given. Raises `ValueError` where it was not what wrote this."""
    page = msgspec.json.decode(data, type=_Page)
    rows = (Row(row.key, tuple(map(_shown, row.cells)), row.tone) for row in page.rows)
    return tuple(rows), page.fetched_at


def _kept(cell: AnyCell) -> _AnyCell:
    match cell:
        case Cell(text, tone, order, found_by):
            return _Cell(text, tone, order, found_by)
        case Progress(fraction, tone):
            return _Progress(fraction, tone)
        case Clock(start, end, tone):
            return _Clock(start, end, tone)


def _shown(cell: _AnyCell) -> AnyCell:
    match cell:
        case _Cell():
            return Cell(plain(cell.text), cell.tone, cell.order, cell.found_by)
        case _Progress():
            return Progress(cell.fraction, cell.tone)
        case _Clock():
            return Clock(cell.start, cell.end, cell.tone)
