"""Where the bytes of a saved log come from: a file that may grow, or one that is packed."""

import gzip
import os
import stat
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from app.errors import DeniedError, FarmtopError, NotFoundError, UsageError
from app.logs.files.line_index import OpenFile

UNPACKED_AT_ONCE = 4_194_304
"""Bytes that are unpacked in one look, at most."""
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Look:
    """How a file is."""

    file: OpenFile
    """Where its bytes are; another one than before where the file was replaced."""
    size: int
    more: bool = False
    """Whether more of it is already known to come."""
    finished: bool = False
    """Whether nothing more can come."""
    gone: str = ""
    """Why nothing new can be read; empty while the file is there."""
    trouble: str = ""
    """Why not all of it can be read."""


class SavedFile(Protocol):
    """Bytes in a file, and how to learn of more."""

    def look(self) -> Look:
        """How it is now. May be called in any thread; never raises."""
        ...


class GrowingFile:
    """A file as it is, whatever is done to it: it may grow, be cut, be replaced, be deleted."""

    def __init__(self, path: Path, file: OpenFile) -> None:
        self._path = path
        self._file = file
        self._identity = _identity(os.fstat(file.descriptor))
        self._told = 0
        """The size that was told last."""

    def look(self) -> Look:
        """How it is now; where another file is in its place, that one once this one was told."""
        try:
            now = self._path.stat()
            if _identity(now) != self._identity:
                if (size := self._size()) != self._told:
                    self._told = size
                    return Look(self._file, size, more=True)
                self._file = opened(self._path)
                self._identity = _identity(os.fstat(self._file.descriptor))
        except (OSError, FarmtopError) as error:
            return Look(self._file, self._size(), gone=_gone(self._path, error))
        self._told = self._size()
        return Look(self._file, self._told)

    def _size(self) -> int:
        """The size that it has, or had: a server can take away even what is open."""
        try:
            return os.fstat(self._file.descriptor).st_size
        except OSError:
            return self._told


class PackedFile:
    """A file that gzip has packed, unpacked into a temporary file that has no name.

    It is unpacked as it is looked at, some MB a look.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._packed = gzip.open(path)  # noqa: SIM115 - read look by look
        # It has no name from the beginning, so that nothing can be left behind.
        with tempfile.TemporaryFile(buffering=0) as file:
            self._file = OpenFile(os.dup(file.fileno()))
        self._size = 0
        self._lock = Lock()
        self._end: Look | None = None

    def look(self) -> Look:
        """What is unpacked by now."""
        with self._lock:
            return self._end or self._unpack()

    def _unpack(self) -> Look:
        trouble = ""
        try:
            # All that there is before any damage, which `read` would keep to itself.
            data = self._packed.read1(UNPACKED_AT_ONCE)
            self._write(data)
            if data:
                return Look(self._file, self._size, more=True)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            trouble = f"{self._path} is damaged: {error}. What comes before is here."
        except OSError as error:
            trouble = (
                f"{self._path} cannot be unpacked any further: {error.strerror}. "
                f"Free some space in {tempfile.gettempdir()}, or set TMPDIR."
            )
        self._packed.close()
        self._end = Look(self._file, self._size, finished=True, trouble=trouble)
        return self._end

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file.descriptor, view, self._size)
            self._size += written
            view = view[written:]


def saved_file(path: Path) -> SavedFile:
    """The file at `path`, however it is stored. Raises FarmtopError where it cannot be read."""
    file = opened(path)
    return PackedFile(path) if file.read(0, 2) == GZIP_MAGIC else GrowingFile(path, file)


def opened(path: Path) -> OpenFile:
    """A regular file, opened. Raises FarmtopError, which says why it cannot be."""
    try:
        # A pipe without a writer must not be waited for.
        file = OpenFile(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {path}.") from error
    except PermissionError as error:
        raise DeniedError(f"{path} may not be read.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    mode = os.fstat(file.descriptor).st_mode
    if stat.S_ISDIR(mode):
        raise UsageError(f"{path} is a directory.", "Give the log in it that is meant.")
    if not stat.S_ISREG(mode):
        raise UsageError(f"{path} is not a file.", "Read what a pipe brings with: farmtop logs -")
    return file


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _gone(path: Path, error: OSError | FarmtopError) -> str:
    if isinstance(error, FileNotFoundError | NotFoundError):
        return f"{path} was deleted; what it held can be read until it is left."
    why = error.strerror if isinstance(error, OSError) else error.what
    return f"{path} cannot be read any more: {why}"
