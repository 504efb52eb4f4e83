"""Where rows are kept: a file a place, in a folder that only its owner can read."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

import msgspec
import platformdirs
from msgspec import Struct

from app import __version__
from app.config import Settings
from app.recent.form import decode, encode
from app.recent.whose import whose
from app.resources.level import Place
from app.rows import Rows
from app.whole_file import replace_file

KEPT_ROWS = 100
"""Rows of a place that are kept: more than a screen shows, fewer than take time to read."""

KEPT_PLACES = 20
"""Places whose rows are kept; those that were not seen for longest are forgotten."""

_FORMAT = 1
"""Of the files; those of another format, or of another version of farmtop, are never found."""

_MOST_BYTES = 1_000_000
"""No file of ours is larger, so a larger one is not read."""


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
        self._folder = folder
        self._whose = whose
        self._seen: dict[Place, Kept] = {}
        """The newest last."""
        self._unsaved: set[Place] = set()

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> "Recent":
        """What is kept for those whom the settings and the environment select."""
        if not settings.cache:
            return cls(None)
        folder = platformdirs.user_cache_path("farmtop", appauthor=False) / "rows"
        return cls(folder, whose(settings, environ))

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
            if self._folder is not None:
                files[self._name(place)] = encode(rows, kept.fetched_at)
        self._unsaved.clear()
        return files

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files that were `unsaved`. It takes the time of a disk, and may be in a thread."""
        if self._folder is None or not files:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, data in files.items():
                replace_file(self._folder / name, data, lasts=False)
            self._forget_oldest(self._folder)

    def save(self) -> None:
        """Write whatever is not written yet."""
        self.write(self.unsaved())

    def _read(self, place: Place) -> Kept | None:
        if self._folder is None:
            return None
        try:
            with (self._folder / self._name(place)).open("rb") as file:
                rows, fetched_at = decode(file.read(_MOST_BYTES))
        except (OSError, ValueError):
            return None
        return Kept(Rows.of(rows), fetched_at)

    def _name(self, place: Place) -> str:
        """The file of a place, which tells nobody what it is of."""
        columns = [column.id for column in place.level.columns]
        about = (_FORMAT, __version__, self._whose, place.level.name, dict(place.path), columns)
        return f"{hashlib.sha256(msgspec.json.encode(about)).hexdigest()[:32]}.json"

    @staticmethod
    def _forget_oldest(folder: Path) -> None:
        """Whatever is left of a write that was cut off is among the oldest some day, too."""
        files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-KEPT_PLACES]:
            file.unlink()
