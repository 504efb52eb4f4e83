"""Who did what and what came of it, a line each, in a file that only its owner can read.

A line is a JSON object. Each item of a change has one with the outcome `requested`, which is on the
disk before the service is asked, and one with what it answered; both carry the same `change`.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import platformdirs

from app.acting.change import Change, Outcome, Request
from app.errors import UsageError
from app.whole_file import PRIVATE


def trail_file() -> Path:
    """Where the lines are written."""
    return platformdirs.user_state_path("farmtop", appauthor=False) / "actions.jsonl"


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name something is done, and where."""

    account: str
    identity: str
    """The ARN of the caller; why it is not known where that could not be told."""
    region: str
    endpoint: str
    """The address of the service where it is not AWS's own; else empty."""


class AuditTrail:
    """The lines about one change."""

    def __init__(
        self, file: Path, author: Author, change: Change, clock: Callable[[], float]
    ) -> None:
        """`clock` gives seconds since the epoch."""
        self._file = file
        self._author = asdict(author)
        self._change = change
        self._clock = clock
        self._id = uuid4().hex

    def write(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        """Append a line for each outcome; they are on the disk when it returns.

        Raises UsageError where that cannot be.
        """
        lines = [json.dumps(self._entry(request, outcome)) for outcome in outcomes]
        try:
            _append(self._file, "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(
                f"The audit trail {self._file} cannot be written: {why}.",
                "Without it nothing is changed.",
            ) from error

    def _entry(self, request: Request, outcome: Outcome) -> dict[str, object]:
        now = datetime.fromtimestamp(self._clock(), UTC)
        return {
            "time": now.isoformat(timespec="milliseconds"),
            "change": self._id,
            **self._author,
            "action": self._change.short,
            "operation": request.operation,
            "set": self._change.wanted,
            "ids": dict(outcome.target.ids),
            "outcome": outcome.answer.value,
            "error": outcome.error,
        }


def _append(path: Path, data: bytes) -> None:
    """Add whole lines to a file, after what an earlier crash may have left unfinished."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    try:
        os.fchmod(file, PRIVATE)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            data = b"\n" + data
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    finally:
        os.close(file)
