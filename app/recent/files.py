"""Files of a cache that only its owner can read, each kind in a folder of its own."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import platformdirs

from app import __version__
from app.config import Settings
from app.whole_file import replace_file

KEPT_FILES = 20
"""Files of a folder that are kept; those that were not written for longest are forgotten."""

_FORMAT = 1
"""Of the files; those of another format, or of another version of farmtop, are never found."""

_MOST_BYTES = 1_000_000
"""No file of ours is larger, so a larger one is not read."""


def cache_folder(settings: Settings, kind: str) -> Path | None:
    """Where files of a kind are kept; None where the settings say that nothing is."""
    if not settings.cache:
        return None
    return platformdirs.user_cache_path("farmtop", appauthor=False) / kind


class Files:
    """The files of a folder: what cannot be read or written is as if it were not there."""

    def __init__(self, folder: Path | None, whose: tuple[str, ...]) -> None:
        """`folder` need not exist; without one, nothing is ever read or written."""
        self._folder = folder
        self._whose = whose

    @property
    def last(self) -> bool:
        """Whether files are there for the next start."""
        return self._folder is not None

    def name(self, *about: object) -> str:
        """The name of the file about something, which tells nobody what it is about."""
        about = (_FORMAT, __version__, self._whose, *about)
        return f"{hashlib.sha256(msgspec.json.encode(about)).hexdigest()[:32]}.json"

    def read(self, name: str) -> bytes:
        """What a file holds; nothing where there is none."""
        if self._folder is None:
            return b""
        try:
            with (self._folder / name).open("rb") as file:
                return file.read(_MOST_BYTES)
        except OSError:
            return b""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files. It takes the time of a disk, and may be in a thread."""
        if self._folder is None or not files:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, data in files.items():
                replace_file(self._folder / name, data, lasts=False)
            self._forget_oldest(self._folder)

    def forget(self, name: str) -> None:
        """Keep a file no longer, whether there is one or not."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    @staticmethod
    def _forget_oldest(folder: Path) -> None:
        """Whatever is left of a write that was cut off is among the oldest some day, too."""
        files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-KEPT_FILES]:
            file.unlink()
