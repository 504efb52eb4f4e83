"""A log and, where one wants to see what its worker did meanwhile, the worker's log in it."""

from typing import TYPE_CHECKING

from app.logs.following.followed import Followed, Origin
from app.view import LogLine, Tone

if TYPE_CHECKING:
    from app.logs.merging.merge import Merge
    from app.logs.worker.worker_tail import WorkerLog

WORKER = Origin("worker", Tone.WAITING)
"""What the lines of the worker are marked with among those of the session."""


class LogAndWorker:
    """What is shown of a log: its lines alone, or with those of its worker in the order of time.

    What is shown before a change must be followed by nobody when that is made.
    """

    def __init__(self, log: Followed) -> None:
        self._log = log
        self._worker: WorkerLog | None = None
        self._merge: Merge | None = None

    @property
    def shown(self) -> Followed:
        """What is to be shown and followed."""
        return self._merge or self._log

    @property
    def has_worker(self) -> bool:
        """Whether the worker's lines are in it."""
        return self._worker is not None

    def put_in(self, worker: "WorkerLog") -> None:
        """Show both as one."""
        # Few logs are ever merged, and all of them are opened sooner without.
        from app.logs.merging.merge import Merge  # noqa: PLC0415

        self._worker = worker
        self._merge = Merge([(Origin(), self._log)])
        self._merge.join(WORKER, worker, is_beside=True)

    def take_out(self) -> "WorkerLog | None":
        """Show the log alone; what was taken out is the caller's to close, once nobody shows it."""
        worker, self._worker, self._merge = self._worker, None, None
        return worker

    def written(self, number: int) -> LogLine:
        """A line as it was written, also where one reads it otherwise. Raises IndexError."""
        index = number - self.shown.lines.first
        if self._worker is None or self._merge is None:
            return _raw(self._log, index)
        part, at = self._merge.lines.place_of(index)
        return _raw(self._worker if part else self._log, at)

    def close(self) -> None:
        """Close both."""
        if (worker := self.take_out()) is not None:
            worker.close()
        self._log.close()


def _raw(log: Followed, index: int) -> LogLine:
    # A saved log is in the first frame, mostly without anything that a worker wrote.
    from app.logs.worker.worker_tail import WorkerLog  # noqa: PLC0415

    return log.lines.raw(index) if isinstance(log, WorkerLog) else log.lines[index]
