"""The rows that the user marked, to act on many at once."""

from collections.abc import Iterable, Iterator

from app.rows import Rows


class RowMarks:
    """Keys of marked rows, whether those are shown, hidden by a filter, or not loaded.

    A mark lasts until it is taken away: where only some rows are loaded, nobody can tell one that
    has gone from one that is elsewhere.
    """

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        """The keys in the order in which they were marked."""
        return iter(self._keys)

    @property
    def last(self) -> str | None:
        """The key that was marked last, from which a range begins."""
        return next(reversed(self._keys), None)

    def add(self, keys: Iterable[str]) -> None:
        """Mark rows, the last of them last."""
        for key in keys:
            self._keys.pop(key, None)
            self._keys[key] = None

    def toggle(self, key: str) -> None:
        """Mark a row, or take its mark away."""
        if key in self._keys:
            del self._keys[key]
        else:
            self._keys[key] = None

    def remove(self, keys: Iterable[str]) -> None:
        """Take the marks of rows away, as far as they are marked."""
        for key in keys:
            self._keys.pop(key, None)

    def clear(self) -> None:
        """Take every mark away."""
        self._keys.clear()

    def ordered(self, rows: Rows) -> tuple[str, ...]:
        """The marked keys as the rows have them, and after those the keys that are not there."""
        if len(self._keys) < 2:
            return tuple(self._keys)
        last = len(rows)
        return tuple(sorted(self._keys, key=lambda key: rows.places.get(key, last)))
