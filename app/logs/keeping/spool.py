"""The lines of one log that were read so far."""

import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice

from app.lines import Block, Splice
from app.logs.keeping.chunk import CHUNK_LINES, Chunk, OpenChunk, SealedChunk
from app.logs.keeping.indexed import IndexedLines
from app.logs.keeping.store import Extent, Store
from app.view import LogLine, count_text

WINDOW_LINES = 64
"""Lines that are read from the disk at once where single ones are asked for."""
WINDOWS = 8
"""Such windows that are remembered."""


class Spool(IndexedLines):
    """The lines of a log in order, growing anywhere; memory holds only those that came last.

    See `app.lines.Lines`; what changes them says how. Full runs of lines lie on the disk. Where
    that takes no more, the oldest lines are dropped so that the newest can be kept; that too is
    told, by the change that made it necessary. The origin of a line is not kept.
    """

    def __init__(
        self,
        lines: Iterable[LogLine] = (),
        *,
        store: Store | None = None,
        chunk_lines: int = CHUNK_LINES,
    ) -> None:
        self.dropped = 0
        """How many of the oldest lines were dropped for want of room."""
        self._store = Store() if store is None else store
        self._chunk_lines = chunk_lines
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        """The number of each chunk's first line."""
        self._first = 0
        self._stop = 0
        self._open: list[OpenChunk] = []
        """Those of the chunks that lie in memory: two at most, but while one changes."""
        self._changed: OpenChunk | None = None
        """The one that was last changed elsewhere than at the end: it may well change again."""
        self._windows: dict[tuple[SealedChunk, int], list[LogLine]] = {}
        self.append(lines)

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._first

    @property
    def trouble(self) -> str:
        """Why lines cannot be kept, and what to do about it; empty where they all are."""
        error = self._store.error
        if error is None and not self.dropped:
            return ""
        why = f" ({error.strerror})" if error is not None and error.strerror else ""
        lost = (
            f"the oldest {count_text(self.dropped, 'line')} had to be dropped"
            if self.dropped
            else "a few more fit into memory"
        )
        return (
            f"The disk took no more of this log{why}: {lost}."
            f" Free space in {_folder()}, or set TMPDIR to a larger disk."
        )

    def __len__(self) -> int:
        return self._stop - self._first

    def __iter__(self) -> Iterator[LogLine]:
        return self._between(0, len(self))

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        at = bisect_left(self._chunks, timestamp, key=lambda chunk: chunk.ended)
        if at == len(self._chunks):
            return len(self)
        return self._starts[at] - self._first + self._chunks[at].since(timestamp)

    def block(self, index: int) -> Block:
        """The run that holds the line with this index; raises IndexError where there is none."""
        at, _ = self._place(index)
        return self._chunks[at].block(self._starts[at])

    def append(self, lines: Iterable[LogLine]) -> tuple[Splice, ...]:
        """Add lines after the last one."""
        length, dropped, added = len(self), self.dropped, 0
        coming = iter(lines)
        while batch := list(islice(coming, self._chunk_lines)):
            self._add(batch)
            added += len(batch)
        return self._told(dropped, Splice(length, 0, added))

    def prepend(self, lines: Sequence[LogLine]) -> tuple[Splice, ...]:
        """Add lines, themselves in order, before the first one."""
        return self.insert(0, lines)

    def insert(self, index: int, lines: Sequence[LogLine]) -> tuple[Splice, ...]:
        """Put lines before the one with this index; raises IndexError beyond the end."""
        if index == len(self):
            return self.append(lines)
        at, offset = self._place(index)
        if not lines:
            return ()
        chunk = self._opened(at)
        chunk.put(offset, lines)
        if index == 0:
            self._first -= len(lines)
            self._starts[0] = self._first
        else:
            self._stop += len(lines)
            self._starts[at + 1 :] = [start + len(lines) for start in self._starts[at + 1 :]]
        pieces = self._split(at)
        self._changed = pieces[0] if index == 0 else pieces[-1]
        dropped = self.dropped
        self._settle()
        return self._told(dropped, Splice(index, 0, len(lines)))

    def truncate(self, length: int) -> tuple[Splice, ...]:
        """Drop the last lines, so that at most `length` are left."""
        removed = max(0, len(self) - length)
        self._stop -= removed
        while self._chunks and self._starts[-1] >= self._stop:
            self._forget(len(self._chunks) - 1)
        if removed and self._chunks:
            last = self._opened(len(self._chunks) - 1)
            last.cut(self._stop - self._starts[-1], len(last))
        return self._told(self.dropped, Splice(length, removed, 0))

    def drop(self, count: int) -> tuple[Splice, ...]:
        """Drop so many of the first lines."""
        removed, dropped = min(count, len(self)), self.dropped
        self._first += removed
        while self._chunks and self._starts[0] + len(self._chunks[0]) <= self._first:
            self._forget(0)
        if self._chunks and self._starts[0] < self._first:
            self._changed = self._opened(0)
            self._changed.cut(0, self._first - self._starts[0])
            self._starts[0] = self._first
            self._settle()
        return self._told(dropped, Splice(0, removed, 0))

    def close(self) -> None:
        """Drop all lines and free the disk at once, whoever may still read a block."""
        self.truncate(0)
        self._store.close()

    # Reading

    def _line(self, index: int) -> LogLine:
        at, offset = self._place(index)
        chunk = self._chunks[at]
        if isinstance(chunk, SealedChunk):
            return self._window(chunk, offset // WINDOW_LINES)[offset % WINDOW_LINES]
        return chunk.lines(offset, offset + 1)[0]

    def _place(self, index: int) -> tuple[int, int]:
        """Which chunk holds a line, and where in it."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        number = self._first + index
        at = bisect_right(self._starts, number) - 1
        return at, number - self._starts[at]

    def _between(self, start: int, stop: int) -> Iterator[LogLine]:
        if start >= stop:
            return
        at, offset = self._place(start)
        left = stop - start
        while left:
            chunk = self._chunks[at]
            taken = min(left, len(chunk) - offset)
            yield from chunk.lines(offset, offset + taken)
            at, offset, left = at + 1, 0, left - taken

    def _window(self, chunk: SealedChunk, window: int) -> list[LogLine]:
        lines = self._windows.pop((chunk, window), None)
        if lines is None:
            start = window * WINDOW_LINES
            lines = chunk.lines(start, min(start + WINDOW_LINES, len(chunk)))
        self._windows[chunk, window] = lines
        if len(self._windows) > WINDOWS:
            del self._windows[next(iter(self._windows))]
        return lines

    # Changing

    def _add(self, lines: list[LogLine]) -> None:
        """Put so many lines at the end as one chunk takes, at most."""
        last = self._chunks[-1] if self._chunks else None
        if not isinstance(last, OpenChunk) or len(last) + len(lines) > self._chunk_lines:
            last = OpenChunk()
            self._chunks.append(last)
            self._starts.append(self._stop)
            self._open.append(last)
        last.put(len(last), lines)
        self._stop += len(lines)
        self._split(len(self._chunks) - 1)
        self._settle()

    def _opened(self, at: int) -> OpenChunk:
        """A chunk, in memory from now on."""
        chunk = self._chunks[at]
        if isinstance(chunk, SealedChunk):
            self._windows.clear()
            chunk = self._chunks[at] = chunk.open()
            self._open.append(chunk)
        return chunk

    def _split(self, at: int) -> list[OpenChunk]:
        """Make several chunks of one that has become too large."""
        pieces = self._opened(at).pieces(self._chunk_lines)
        starts = accumulate(map(len, pieces[:-1]), initial=self._starts[at])
        self._chunks[at : at + 1] = pieces
        self._starts[at : at + 1] = starts
        self._open.extend(pieces[1:])
        return pieces

    def _settle(self) -> None:
        """Move all chunks to the disk that are unlikely to change."""
        for chunk in self._open[:]:
            # To make room for one of them, others may have been dropped.
            if chunk in self._open and chunk not in (self._chunks[-1], self._changed):
                self._seal(chunk)

    def _seal(self, chunk: OpenChunk) -> None:
        """Move a chunk to the disk; the oldest ones give way where there is no room."""
        number = self._starts[self._position(chunk)]

        def write(data: bytes) -> Extent | None:
            while (extent := self._store.write(data)) is None:
                self.dropped += len(self._chunks[0])
                self._first += len(self._chunks[0])
                self._forget(0)
                if self._first > number:
                    break
            return extent

        sealed = chunk.seal(write)
        if sealed is not None:
            self._chunks[self._position(chunk)] = sealed
            self._open.remove(chunk)

    def _position(self, chunk: OpenChunk) -> int:
        """Where a chunk is; it is looked for at the end first."""
        return next(at for at in reversed(range(len(self._chunks))) if self._chunks[at] is chunk)

    def _forget(self, at: int) -> None:
        """Drop a chunk, and with it whatever it has on the disk."""
        self._windows.clear()
        chunk = self._chunks.pop(at)
        del self._starts[at]
        self._open = [other for other in self._open if other is not chunk]
        if chunk is self._changed:
            self._changed = None

    def _told(self, dropped: int, change: Splice) -> tuple[Splice, ...]:
        """What a change did; so many lines had been dropped before it."""
        self._store.reclaim()
        made = (change, Splice(0, self.dropped - dropped, 0))
        return tuple(splice for splice in made if splice)


def _folder() -> str:
    """Where temporary files go."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return "the temporary directory"
