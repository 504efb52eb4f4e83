"""Which cells changed a moment ago, so that the eye finds what is new."""

from collections.abc import Iterable, Mapping

from app.view import Clock, Row, cell_text

FLASH = 0.8
"""Seconds for which a cell that changed is highlighted."""

CALM: frozenset[int] = frozenset()
"""No cell of a row."""


class Flashes:
    """The cells that are highlighted, by the keys of their rows."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[int, frozenset[int]]] = {}
        self._batch = 0

    def of(self, key: str) -> frozenset[int]:
        """Which cells of a row are highlighted, as indices."""
        return self._cells[key][1] if key in self._cells else CALM

    def add(self, cells: Mapping[str, frozenset[int]]) -> int:
        """Highlight cells; gives what `fade` takes to calm them."""
        self._batch += 1
        for key, changed in cells.items():
            self._cells[key] = (self._batch, self.of(key) | changed)
        return self._batch

    def fade(self, batch: int) -> None:
        """Calm the cells that did not change again after these."""
        self._cells = {key: entry for key, entry in self._cells.items() if entry[0] > batch}


def changes(painted: Iterable[Row], shown: Iterable[Row], now: float) -> dict[str, frozenset[int]]:
    """The cells of rows that changed since they were painted, by the keys of the rows."""
    before = {row.key: row for row in painted}
    changed = ((row.key, changed_cells(before.get(row.key, row), row, now)) for row in shown)
    return {key: cells for key, cells in changed if cells}


def changed_cells(before: Row, after: Row, now: float) -> frozenset[int]:
    """Indices of the cells that read differently for another reason than that time passes.

    Nothing has changed of a row of which only the rest was loaded.
    """
    if before is after or (before.partial and not after.partial):
        return CALM
    pairs = zip(before.cells, after.cells, strict=False)
    return frozenset(
        index
        for index, (old, new) in enumerate(pairs)
        if old is not new
        and not (isinstance(old, Clock) and isinstance(new, Clock))
        and cell_text(old, now) != cell_text(new, now)
    )
