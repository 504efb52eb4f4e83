"""Bytes that are kept on the disk for as long as they are wanted, in files that nobody can find.

A file is unlinked as soon as it is open, so that nothing is left of it whatever ends the process.
"""

import os
import tempfile
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol, TypeAlias

SEGMENT_BYTES = 64 * 2**20
"""A file grows to that; each takes one of the few descriptors that a process has."""
RESERVE_BYTES = 16 * 2**20
"""So much is kept in memory where the disk takes no more."""


class File(Protocol):
    """Bytes by their place; a thread may read while another one writes elsewhere."""

    def write(self, data: bytes, offset: int) -> None:
        """Raises OSError."""
        ...

    def read(self, size: int, offset: int) -> bytes:
        """Fewer bytes where there are no more; raises OSError."""
        ...

    def truncate(self, size: int) -> None:
        """Forget what lies behind; raises OSError."""
        ...


class UnlinkedFile:
    """A file without a name, readable by its owner alone and gone with the last reference to it.

    It is never closed by hand: a thread that still reads would then read whichever file took the
    descriptor over. Raises OSError.
    """

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory(prefix="farmtop-", ignore_cleanup_errors=True) as folder:
            self._descriptor, _ = tempfile.mkstemp(dir=folder)
            weakref.finalize(self, os.close, self._descriptor)

    def write(self, data: bytes, offset: int) -> None:
        """All of it; raises OSError."""
        left = memoryview(data)
        while left:
            written = os.pwrite(self._descriptor, left, offset)
            left, offset = left[written:], offset + written

    def read(self, size: int, offset: int) -> bytes:
        """Fewer bytes where there are no more; raises OSError."""
        return os.pread(self._descriptor, size, offset)

    def truncate(self, size: int) -> None:
        """Forget what lies behind; raises OSError."""
        os.ftruncate(self._descriptor, size)


class _Memory:
    """Stands for a file."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes, offset: int) -> None:
        self._bytes[offset : offset + len(data)] = data

    def read(self, size: int, offset: int) -> bytes:
        return bytes(self._bytes[offset : offset + size])

    def truncate(self, size: int) -> None:
        del self._bytes[size:]


class Extent:
    """Bytes in a store, which keeps them while anybody refers to this. Any thread may read them."""

    __slots__ = ("_freed", "_segment", "_start", "_stop")

    def __init__(
        self, segment: "Segment", start: int, stop: int, freed: "deque[FreedBytes]"
    ) -> None:
        self._segment = segment
        self._start = start
        self._stop = stop
        self._freed = freed

    def __len__(self) -> int:
        return self._stop - self._start

    def __del__(self) -> None:
        # This may be any thread, in the middle of anything: the store looks at it in its own time.
        self._freed.append((self._segment, self._start, self._stop))

    def read(self, start: int, stop: int) -> bytes | None:
        """The bytes between two places; None where the store was closed or they are unreadable."""
        try:
            data = self._segment.file.read(stop - start, self._start + start)
        except OSError:
            return None
        return data if len(data) == stop - start else None


class Segment:
    """A file, and which of its bytes are in use."""

    def __init__(self, file: File, limit: int) -> None:
        self.file = file
        self._limit = limit
        self._end = 0
        self._holes: list[tuple[int, int]] = []
        """From where up to where, in order; none touches another one or the end."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept in it."""
        return self._end == 0

    def fill(self, data: bytes) -> int | None:
        """Write into a hole; where, or None where none is large enough. Raises OSError."""
        for index, (start, stop) in enumerate(self._holes):
            rest = start + len(data)
            if rest <= stop:
                self.file.write(data, start)
                self._holes[index : index + 1] = [(rest, stop)] if rest < stop else []
                return start
        return None

    def grow(self, data: bytes) -> int | None:
        """Write at the end; where, or None where it would be too long for that: an empty segment
        takes everything. Raises OSError."""
        start = self._end
        if start and start + len(data) > self._limit:
            return None
        try:
            self.file.write(data, start)
        except OSError:
            self._shrink()
            raise
        self._end += len(data)
        return start

    def free(self, start: int, stop: int) -> None:
        """Let others use these bytes; at the end of the file the disk gets them back."""
        before = [hole for hole in self._holes if hole[1] < start]
        behind = [hole for hole in self._holes if hole[0] > stop]
        for low, high in self._holes[len(before) : len(self._holes) - len(behind)]:
            start, stop = min(start, low), max(stop, high)
        if stop == self._end:
            self._end = start
            self._holes = before
            self._shrink()
        else:
            self._holes = [*before, (start, stop), *behind]

    def clear(self) -> None:
        """Give everything back; whoever still reads finds nothing."""
        self._end = 0
        self._holes = []
        self._shrink()

    def _shrink(self) -> None:
        # Where that is refused the bytes stay unused until more is written.
        with suppress(OSError):
            self.file.truncate(self._end)


FreedBytes: TypeAlias = tuple[Segment, int, int]
"""Where they are, from where up to where."""


class Store:
    """Keeps bytes on the disk and, where that is full, a few more in memory.

    Each log has its own, so that closing one frees its disk. What is freed is used again before
    any file grows.
    """

    def __init__(
        self,
        open_file: Callable[[], File] = UnlinkedFile,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        reserve_bytes: int = RESERVE_BYTES,
    ) -> None:
        self.error: OSError | None = None
        """Why the disk took no more; None while it does."""
        self._open_file = open_file
        self._segment_bytes = segment_bytes
        self._segments: list[Segment] = []
        self._reserve_bytes = reserve_bytes
        self._reserve = Segment(_Memory(), reserve_bytes)
        self._freed: deque[FreedBytes] = deque()

    def write(self, data: bytes) -> Extent | None:
        """Keep bytes; None where there is room neither on the disk nor in memory.

        There always is room where nothing else is kept.
        """
        self.reclaim()
        try:
            return self._on_disk(data)
        except OSError as error:
            self.error = error
            return self._fill([self._reserve], data) or self._grow(self._reserve, data)

    def reclaim(self) -> None:
        """Give back whatever nobody refers to any more."""
        while self._freed:
            segment, start, stop = self._freed.popleft()
            segment.free(start, stop)
            if segment.is_empty and segment in self._segments:
                self._segments.remove(segment)

    def close(self) -> None:
        """Free the disk, whoever may still be reading."""
        for segment in (*self._segments, self._reserve):
            segment.clear()
        self._segments = []
        self._reserve = Segment(_Memory(), self._reserve_bytes)
        self._freed = deque()

    def _on_disk(self, data: bytes) -> Extent | None:
        if (extent := self._fill(self._segments, data)) is not None:
            return extent
        if self._segments:
            extent = self._grow(self._segments[-1], data)
        if extent is None:
            segment = Segment(self._open_file(), self._segment_bytes)
            extent = self._grow(segment, data)
            self._segments.append(segment)
        self.error = None
        return extent

    def _fill(self, segments: Iterable[Segment], data: bytes) -> Extent | None:
        for segment in segments:
            if (start := segment.fill(data)) is not None:
                return Extent(segment, start, start + len(data), self._freed)
        return None

    def _grow(self, segment: Segment, data: bytes) -> Extent | None:
        start = segment.grow(data)
        return None if start is None else Extent(segment, start, start + len(data), self._freed)
