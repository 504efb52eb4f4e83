"""What the cells of rows read, found out once for as long as a row stays the same."""

from msgspec import Struct
from textual.cache import LRUCache

from app.view import Clock, Row, cell_text

REMEMBERED = 512
"""Rows of which it is known: some screens full of them."""


class _Read(Struct, frozen=True, gc=False):
    row: Row
    texts: tuple[str, ...]
    """What it read when it was looked at first."""
    running: tuple[int, ...]
    """Which of its cells are clocks that run."""


class RowTexts:
    """What rows read: only clocks that run are looked at again."""

    def __init__(self) -> None:
        self._read: LRUCache[str, _Read] = LRUCache(REMEMBERED)

    def at(self, row: Row, now: float) -> tuple[str, ...]:
        """What the cells of a row read at `now`, in seconds since the epoch."""
        read = self._of(row, now)
        if not read.running:
            return read.texts
        texts = list(read.texts)
        for place in read.running:
            texts[place] = cell_text(row.cells[place], now)
        return tuple(texts)

    def _of(self, row: Row, now: float) -> _Read:
        read = self._read.get(row.key)
        if read is None or read.row is not row:
            texts = tuple(cell_text(cell, now) for cell in row.cells)
            running = tuple(
                place
                for place, cell in enumerate(row.cells)
                if isinstance(cell, Clock) and cell.end is None
            )
            self._read.discard(row.key)  # else it would keep what it knew of it
            read = self._read[row.key] = _Read(row, texts, running)
        return read
