"""Where reading resumes by time, and which of the lines that then come are already here."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.logs.keeping.spool import Spool
from app.view import LogLine

LATE = 60_000
"""Milliseconds by which a line can be older than one that came before it, and still be found where
reading has to resume by time."""
OVERLAP_LINES = 50_000
"""Lines that are compared then, but for more in one millisecond."""


class Overlap:
    """Lines that are already here and come again, in whichever order."""

    def __init__(self, lines: Iterable[LogLine] = ()) -> None:
        # A line can be long, so it is known by its hash; that two of these few agree by chance is
        # less likely than that the disk fails.
        self._counts = Counter(map(_hash, lines))

    def skip(self, lines: Iterable[LogLine]) -> Iterator[LogLine]:
        """The lines that are not here yet."""
        for line in lines:
            if self._counts and self._counts.get(key := _hash(line)):
                self._counts[key] -= 1
            else:
                yield line

    def clear(self) -> None:
        """None comes again."""
        self._counts.clear()


def safe_start(lines: Spool, *, whole: bool, since: int | None = None) -> int | None:
    """A time from which on every line of the log is here or was not read yet.

    None where there is none. `whole` says that the lines begin where the log does. Otherwise what
    lies before the first one can be younger than that, and would come from there as well. It is no
    later than `since`, in milliseconds, but for more lines than are compared.
    """
    if not lines:
        return None
    oldest, newest = lines[0].timestamp, lines[-1].timestamp
    start = newest - LATE if since is None else min(since, newest - LATE)
    if len(lines) > OVERLAP_LINES:
        start = max(start, lines[-OVERLAP_LINES].timestamp)
    if lines.dropped:
        start = max(start, oldest + 1)
        return start if start <= newest else None
    return start if whole or start > oldest + LATE else None


def safe_stop(lines: Spool, *, whole: bool) -> int | None:
    """A time up to which, exclusive, every line of the log is here or lies before the first one.

    None where there is none. `whole` says that nothing more comes behind the last line.
    """
    if not lines:
        return None
    oldest, newest = lines[0].timestamp, lines[-1].timestamp
    stop = oldest + LATE + 1
    if len(lines) > OVERLAP_LINES:
        stop = min(stop, lines[OVERLAP_LINES - 1].timestamp + 1)
    return stop if whole or stop <= newest - LATE else None


def _hash(line: LogLine) -> int:
    return hash((line.timestamp, line.message))
