"""Following the log of a worker as one reads it."""

from collections.abc import AsyncGenerator

from app.lines import Splice
from app.logs.following.batch import LogBatch, LogState
from app.logs.following.followed import Followed, Origin
from app.logs.worker.worker_log import WorkerLines


class WorkerLog:
    """The log of a worker with readable lines: a `Followed` over one of what its agent wrote."""

    def __init__(self, written: Followed) -> None:
        self._written = written
        self._lines = WorkerLines(written.lines)

    @property
    def lines(self) -> WorkerLines:
        """What was read so far; `WorkerLines.raw` has the lines as they were written."""
        return self._lines

    @property
    def state(self) -> LogState:
        """How it is doing."""
        return self._written.state

    @property
    def at_beginning(self) -> bool:
        """Whether nothing lies before the first line."""
        return self._written.at_beginning

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The one log that it is."""
        return self._written.origins

    def follow(self) -> AsyncGenerator[LogBatch, None]:
        """What changes: a readable line stands where the one that was written does."""
        return self._written.follow()

    async def older(self) -> tuple[Splice, ...]:
        """Read what lies before, as `Followed` has it."""
        return await self._written.older()

    def wake(self) -> None:
        """Look for new lines now."""
        self._written.wake()

    def pause(self) -> None:
        """Nobody sees it."""
        self._written.pause()

    def resume(self) -> None:
        """It is seen again."""
        self._written.resume()

    def close(self) -> None:
        """Give it up."""
        self._written.close()
