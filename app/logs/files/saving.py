"""Saving a log, or what is shown of it, to a file of this machine."""

import asyncio
import errno
import os
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import FarmtopError, UsageError
from app.in_thread import to_its_end
from app.lines import Lines, Splice
from app.logs.files.line_text import LineText, SaveForm, saved_text
from app.view import LogLine

SLICE_LINES = 512
"""Lines that are taken from the log at once: a key never waits for longer than that takes."""
ENDINGS = {SaveForm.TEXT: ".log", SaveForm.TIMED: ".log", SaveForm.JSON: ".jsonl"}
_NAME_BYTES = 120
"""A job's name takes no more of a file's name, of which most file systems allow 255 bytes."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV, errno.EMLINK}


class Saving:
    """Lines of a log on their way into a file: those that were there when it began.

    Where the log changes meanwhile, `splice` has to be told, as it is to whoever keeps numbers.
    """

    def __init__(
        self,
        lines: Lines,
        path: Path,
        form: SaveForm,
        numbers: Iterable[range] | None = None,
        *,
        labels: Sequence[str] = (),
        overwrite: bool = False,
    ) -> None:
        """`numbers` are runs of the numbers of lines, in order; None is all of them."""
        self._lines = lines
        self._path = path.expanduser()
        self._text = saved_text(form, labels)
        self._overwrite = overwrite
        self._first, self._length = lines.first, len(lines)
        chosen = [range(lines.first, lines.first + len(lines))] if numbers is None else numbers
        self._ahead = [run for run in chosen if run][::-1]
        """What is to be saved yet, the next run last."""
        self.total = sum(map(len, self._ahead))
        """Lines that there were to be written when it began."""
        self.saved = 0
        """Lines that were written so far."""

    def splice(self, change: Splice) -> None:
        """The log has changed so; to be told of every change, in their order."""
        at, added, removed = self._first + change.at, change.added, change.removed
        self._length += added - removed
        if change.at == 0 and not removed:
            self._first -= added
            return
        shift = added - removed
        if change.at == 0 and not added and self._length:
            self._first += removed
            shift = 0
        self._ahead = [
            run for old in self._ahead for run in reversed(_left(old, at, removed, shift)) if run
        ]

    async def run(self) -> int:
        """Write the lines; how many they were.

        The file is there once it is whole, and nothing of it where this fails or is cancelled.
        Raises UsageError where there is such a file already, or no such folder, and FarmtopError
        where it cannot be written.
        """
        if not self._overwrite and await asyncio.to_thread(os.path.lexists, self._path):
            raise _exists(self._path)
        part = self._path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            # Opened here: a thread whose caller is cancelled would leave the file open.
            with _new(part) as file:
                await self._write(file)
            await to_its_end(_put_in_place, part, self._path, overwrite=self._overwrite)
        except OSError as error:
            raise _explained(self._path, error) from error
        finally:
            with suppress(OSError):
                part.unlink()
        return self.saved

    async def _write(self, file: BinaryIO) -> None:
        while lines := self._next():
            await asyncio.to_thread(_write_lines, file, lines, self._text)
            self.saved += len(lines)
        await asyncio.to_thread(_settle, file)

    def _next(self) -> list[LogLine]:
        """Some more lines; those that are not there any more are left out."""
        while self._ahead:
            run = self._ahead.pop()
            if rest := run[SLICE_LINES:]:
                self._ahead.append(rest)
            first = self._lines.first
            start, stop = max(run.start - first, 0), max(run[:SLICE_LINES].stop - first, 0)
            if lines := self._lines[start:stop]:
                return lines
        return []


async def save(
    lines: Lines,
    path: Path,
    form: SaveForm,
    numbers: Iterable[range] | None = None,
    *,
    labels: Sequence[str] = (),
    overwrite: bool = False,
) -> int:
    """Save lines that only grow at their ends meanwhile; how many they were. See `Saving`."""
    return await Saving(lines, path, form, numbers, labels=labels, overwrite=overwrite).run()


def default_name(job: str, session: str, when: float, form: SaveForm) -> str:
    """A name for the log of a job's session, of which either may be empty.

    `when` is in seconds since the epoch and told by the clock on the wall, as in
    `sq010_sh0040_beauty_v012_session-91c2_20261122-031207.log`.
    """
    short = re.sub(r"([0-9a-f]{4})[0-9a-f]{28}", r"\1", session)
    moment = time.strftime("%Y%m%d-%H%M%S", time.localtime(when))
    parts = (_safe(job), _safe(short), moment)
    return "_".join(part for part in parts if part) + ENDINGS[form]


def _left(run: range, at: int, removed: int, shift: int) -> tuple[range, range]:
    """What of a run of numbers is left where some went; those behind are shifted."""
    behind = max(run.start, at + removed)
    return range(run.start, min(run.stop, at)), range(behind + shift, run.stop + shift)


def _safe(name: str) -> str:
    """A text as a part of a file's name on any file system."""
    safe = re.sub(r"[^\w.+-]+", "_", name).strip("._-")
    return safe.encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore")


def _new(path: Path) -> BinaryIO:
    return path.open("xb")


def _write_lines(file: BinaryIO, lines: Iterable[LogLine], text: LineText) -> None:
    file.write("".join(f"{text(line)}\n" for line in lines).encode())


def _settle(file: BinaryIO) -> None:
    """Have everything on the disk: some file systems only then say that it is full."""
    file.flush()
    os.fsync(file.fileno())


def _put_in_place(part: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        part.replace(path)
        return
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _claim(path)
        part.replace(path)


def _claim(path: Path) -> None:
    """Have the name, on a file system without links, before anything takes its place."""
    try:
        path.open("xb").close()
    except FileExistsError:
        raise _exists(path) from None


def _exists(path: Path) -> UsageError:
    return UsageError(f"There is a file {path} already.", "Choose another name, or overwrite it.")


def _explained(path: Path, error: OSError) -> FarmtopError:
    if error.errno in _FULL:
        return FarmtopError(
            f"The disk of {path.parent} is full.", "Free some space, or save it elsewhere."
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UsageError(f"There is no folder {path.parent}.", "Create it, or choose another.")
    return FarmtopError(f"{path} cannot be written: {error.strerror}.", "Choose another place.")
