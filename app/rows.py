"""Rows that are made when somebody looks at them, so that only those that are seen cost anything.

A table of a hundred thousand objects shows forty of them. So what it is given is their keys, and
how a row is made of one; where the service was not asked for a row yet, `PENDING` stands for it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

from app.view import PENDING, Row

NEARBY = 200
"""So many rows to either side are looked through before the places of all are worked out."""


class Rows(Sequence[Row]):
    """Rows by their keys, in the order in which they are shown; they never change.

    A key is empty where the row was not loaded yet. The same key gives an equal row each time.
    """

    def __init__(self, keys: Sequence[str] = (), make: Callable[[str], Row] | None = None) -> None:
        """`make` gives the row of a key; it is asked for keys that are not empty."""
        self.keys = keys
        self._make = make

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """Rows that are there already."""
        if isinstance(rows, Rows):
            return rows
        rows = tuple(rows)
        known = dict(zip([row.key for row in rows], rows, strict=True))
        return cls(tuple(known), known.__getitem__)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each key stands."""
        return {key: place for place, key in enumerate(self.keys) if key}

    @cached_property
    def loaded(self) -> "Rows":
        """Those that are not pending."""
        if all(self.keys):
            return self
        return Rows(tuple(filter(None, self.keys)), self._make)

    def picked(self, keys: Sequence[str]) -> "Rows":
        """Some of them, or all in another order."""
        return Rows(keys, self._make)

    def altered(self, alter: Callable[[Row], Row]) -> "Rows":
        """The same rows, each of them altered as it is made."""
        return Rows(self.keys, lambda key: alter(self._row(key)))

    def find(self, key: str, near: int = 0) -> int | None:
        """Where a key stands, looked for around a likely place first; None where it does not."""
        if 0 <= near < len(self.keys) and self.keys[near] == key:
            return near
        start = max(0, near - NEARBY)
        around = self.keys[start : near + NEARBY]
        return start + around.index(key) if key in around else self.places.get(key)

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "Row | Rows":
        if isinstance(index, slice):
            return Rows(self.keys[index], self._make)
        return self._row(self.keys[index])

    def __iter__(self) -> Iterator[Row]:
        if self._make is not None and self.loaded is self:
            return map(self._make, self.keys)
        return map(self._row, self.keys)

    def _row(self, key: str) -> Row:
        return self._make(key) if key and self._make is not None else PENDING
