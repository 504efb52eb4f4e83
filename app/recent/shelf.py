"""Where rows are kept: a file a place."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct

from app.config import Settings
from app.recent.files import KEPT_FILES, Files, cache_folder
from app.recent.form import decode, encode
from app.recent.whose import whose
from app.resources.level import Place
from app.rows import Rows

KEPT_ROWS = 100
"""Rows of a place that are kept: more than a screen shows, fewer than take time to read."""

KEPT_PLACES = KEPT_FILES
"""Places whose rows are kept; those that were not seen for longest are forgotten."""


class Kept(Struct, frozen=True):
    """Rows as they were, and when the service confirmed them, in seconds since the epoch."""

    rows: Rows
    fetched_at: float


class Recent:
    """The rows of the places last seen by whoever the settings select.

    It is a cache: what cannot be read or written is as if it were not there.
    """

    def __init__(self, folder: Path | None, whose: tuple[str, ...] = ()) -> None:
        """`folder` need not exist; without one, rows are kept only until farmtop ends."""
        self._files = Files(folder, whose)
        self._seen: dict[Place, Kept] = {}
        """The newest last."""
        self._unsaved: set[Place] = set()

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> "Recent":
        """What is kept for those whom the settings and the environment select."""
        folder = cache_folder(settings, "rows")
        return cls(folder, whose(settings, environ) if folder else ())

    def find(self, place: Place) -> Kept | None:
        """The rows that a place had when it was last seen; None where there are none."""
        kept = self._seen.get(place) or self._read(place)
        return kept if kept is not None and kept.rows else None

    def keep(self, place: Place, rows: Rows, fetched_at: float) -> None:
        """Remember what a place shows; it is written with the next `save`."""
        first = [key for key in islice(rows.keys, KEPT_ROWS) if key]
        self._seen.pop(place, None)
        self._seen[place] = Kept(rows.picked(first), fetched_at)
        self._unsaved.add(place)
        if len(self._seen) > KEPT_PLACES:
            oldest = next(iter(self._seen))
            del self._seen[oldest]
            self._unsaved.discard(oldest)

    def unsaved(self) -> dict[str, bytes]:
        """The files that are not written yet; asking takes them for written.

        Rows are made here and let go of what they were made from.
        """
        files = {}
        for place in self._unsaved:
            kept = self._seen[place]
            rows = tuple(kept.rows)
            self._seen[place] = Kept(Rows.of(rows), kept.fetched_at)
            if self._files.last:
                files[self._name(place)] = encode(rows, kept.fetched_at)
        self._unsaved.clear()
        return files

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files that were `unsaved`. It takes the time of a disk, and may be in a thread."""
        self._files.write(files)

    def save(self) -> None:
        """Write whatever is not written yet."""
        self.write(self.unsaved())

    def _read(self, place: Place) -> Kept | None:
        try:
            rows, fetched_at = decode(self._files.read(self._name(place)))
        except ValueError:
            return None
        return Kept(Rows.of(rows), fetched_at)

    def _name(self, place: Place) -> str:
        columns = [column.id for column in place.level.columns]
        return self._files.name(place.level.name, dict(place.path), columns)
