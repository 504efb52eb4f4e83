"""A saved log that is followed, and what befalls its file."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from app.lines import Splice
from app.logs.files.saved import SavedLog
from app.logs.following.batch import LogBatch


def numbered(count: int) -> list[str]:
    return [f"line {index} of a log that is longer than its tail" for index in range(count)]


def messages(log: SavedLog) -> list[str]:
    return [line.message for line in log.lines]


class Follower:
    """Follows a saved log, and keeps its messages by what it tells."""

    def __init__(self, log: SavedLog, batches: AsyncGenerator[LogBatch, None]) -> None:
        self.log = log
        self.kept = messages(log)
        self._batches = batches

    async def until(self, done: Callable[[], bool]) -> None:
        """Follow until something is so."""
        async with asyncio.timeout(120):
            while not done():
                self.log.wake()
                for splice in (await anext(self._batches)).splices:
                    self.apply(splice)

    def apply(self, splice: Splice) -> None:
        """Let the messages change as the log did; several splices are applied at their end."""
        del self.kept[splice.at : splice.at + splice.removed]
        self.kept[splice.at : splice.at] = ["?"] * splice.added

    def check(self) -> None:
        """What was told of the lines is what they are."""
        assert len(self.kept) == len(self.log.lines)


@asynccontextmanager
async def followed(path: Path) -> AsyncIterator[Follower]:
    log = SavedLog(path)
    async with aclosing(log.follow()) as batches:
        yield Follower(log, batches)
    log.close()


def put(path: Path, content: str | bytes) -> None:
    """A file that holds this and nothing else."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def add(path: Path, content: str | bytes) -> None:
    """Write something at the end of a file."""
    with path.open("ab") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def move(path: Path) -> None:
    """A file gets another name, as one does that is rotated."""
    path.rename(path.with_suffix(".1"))


def delete(path: Path) -> None:
    """A file loses its name."""
    path.unlink()
