"""Runs of lines: in memory while they change, on the disk once they are full."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise, repeat
from typing import TypeAlias

from app.logs.keeping.store import Extent
from app.view import NO_TIME, LogLine, plain

CHUNK_LINES = 4096
CHUNK_CHARACTERS = 1_000_000
"""A chunk has at most so many lines and characters, but for a single longer line."""

_STOP_BYTES = array("I").itemsize
_TIME_BYTES = array("q").itemsize
_PRINTABLE = bytes(range(0x20, 0x7F))
_LINE = partial(tuple.__new__, LogLine)
"""A line of its fields; making lines takes longer than reading them."""


class OpenChunk:
    """A run of lines that changes."""

    __slots__ = ("_characters", "_lates", "_messages", "_times")

    def __init__(self) -> None:
        self._messages: list[str] = []
        self._times = array("q")
        self._lates = bytearray()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def ended(self) -> int:
        """The time of the last line."""
        return self._times[-1]

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines between two places in the run."""
        run = slice(start, stop)
        return _lines(self._times[run], self._messages[run], self._lates[run])

    def since(self, timestamp: int) -> int:
        """The place of the first line that is as young as `timestamp`."""
        return bisect_left(self._times, timestamp)

    def block(self, number: int) -> "OpenBlock":
        """The run as it is now, whose first line has this number."""
        return OpenBlock(number, tuple(self._messages), self._times[:])

    def put(self, at: int, lines: Sequence[LogLine]) -> None:
        """Put lines, at least one, before the one at this place."""
        times, messages, _, lates = zip(*lines, strict=True)
        self._put(at, array("q", times), messages, bytes(lates))

    def cut(self, start: int, stop: int) -> None:
        """Drop the lines between two places."""
        run = slice(start, stop)
        self._characters -= sum(map(len, self._messages[run]))
        del self._messages[run], self._times[run], self._lates[run]

    def pieces(self, most: int) -> "list[OpenChunk]":
        """This run as chunks none of which is too large, having more than `most` lines or too many
        characters; they are halves, so that there is room for more."""
        too_large = len(self) > most or self._characters > CHUNK_CHARACTERS
        if len(self) == 1 or not too_large:
            return [self]
        half = len(self) // 2
        rest = OpenChunk()
        rest._put(0, self._times[half:], self._messages[half:], self._lates[half:])
        self.cut(half, len(self))
        return [*self.pieces(most), *rest.pieces(most)]

    def seal(self, write: Callable[[bytes], Extent | None]) -> "SealedChunk | None":
        """The same run where `write` puts it; None where that has no room."""
        joined = "\n".join(self._messages)
        # A message can hold half of a surrogate pair; it comes out as it went in.
        text = joined.encode("utf-8", "surrogatepass")
        lengths = map(
            len, self._messages if len(text) == len(joined) else map(_encoded, self._messages)
        )
        stops = array("I", accumulate(lengths))
        lates = bytes(self._lates) if any(self._lates) else b""
        extent = write(b"".join((stops, self._times, lates, text)))
        if extent is None:
            return None
        is_plain = len(text.translate(None, _PRINTABLE)) == len(self) - 1
        return SealedChunk(extent, len(self), self.ended, is_plain, has_late=bool(lates))

    def _put(
        self, at: int, times: "array[int]", messages: Sequence[str], lates: bytes | bytearray
    ) -> None:
        self._times[at:at] = times
        self._messages[at:at] = messages
        self._lates[at:at] = lates
        self._characters += sum(map(len, messages))


@dataclass(frozen=True, slots=True, eq=False)
class SealedChunk:
    """A run of lines in a store: how many characters precede each line's end, the times, whether
    each is late where any is, and the messages joined by line feeds.

    Where the store was closed, or cannot be read, the lines are empty and have no time.
    """

    extent: Extent
    count: int
    ended: int
    """The time of the last line."""
    is_plain: bool
    """Whether the messages are shown as they are."""
    has_late: bool

    def __len__(self) -> int:
        return self.count

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines between two places in the run."""
        times, messages = self._times(start, stop), self._messages(start, stop)
        if times is None or messages is None:
            return [LogLine(NO_TIME, "")] * (stop - start)
        at = self.count * (_STOP_BYTES + _TIME_BYTES)
        lates = self.extent.read(at + start, at + stop) if self.has_late else None
        return _lines(times, messages, lates)

    def since(self, timestamp: int) -> int:
        """The place of the first line that is as young as `timestamp`."""
        return bisect_left(self.times(), timestamp)

    def times(self) -> "memoryview[int]":
        """The times of all lines."""
        times = self._times(0, self.count)
        return memoryview(array("q", [NO_TIME]) * self.count) if times is None else times

    def text(self) -> str:
        """The messages as they are shown, joined by line feeds."""
        if self.is_plain:
            text = self._text(0, len(self.extent) - self._text_at)
            return "\n" * (self.count - 1) if text is None else text
        return "\n".join(map(plain, self._messages(0, self.count) or [""] * self.count))

    def block(self, number: int) -> "SealedBlock":
        """The run as it is now, whose first line has this number."""
        return SealedBlock(number, self)

    def open(self) -> OpenChunk:
        """The same run in memory."""
        chunk = OpenChunk()
        chunk.put(0, self.lines(0, self.count))
        return chunk

    @property
    def _text_at(self) -> int:
        return self.count * (_STOP_BYTES + _TIME_BYTES + self.has_late)

    def _times(self, start: int, stop: int) -> "memoryview[int] | None":
        at = self.count * _STOP_BYTES
        data = self.extent.read(at + start * _TIME_BYTES, at + stop * _TIME_BYTES)
        return None if data is None else memoryview(data).cast("q")

    def _messages(self, start: int, stop: int) -> list[str] | None:
        first = max(0, start - 1)
        data = self.extent.read(first * _STOP_BYTES, stop * _STOP_BYTES)
        if data is None:
            return None
        stops = memoryview(data).cast("I")
        begin = stops[0] + start if start else 0
        text = self._text(begin, stops[-1] + stop - 1)
        if text is None:
            return None
        messages = text.split("\n")
        if len(messages) == stop - start:
            return messages
        return _cut(text, [0, *stops] if start == 0 else list(stops))

    def _text(self, start: int, stop: int) -> str | None:
        data = self.extent.read(self._text_at + start, self._text_at + stop)
        return None if data is None else data.decode("utf-8", "surrogatepass")


Chunk: TypeAlias = OpenChunk | SealedChunk
"""A run of lines, at least one."""


@dataclass(frozen=True, slots=True)
class OpenBlock:
    """A run that was still changing when it was taken; see `app.lines.Block`."""

    number: int
    messages: tuple[str, ...]
    stamps: "array[int]"

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.messages)

    def text(self) -> str:
        """Its messages as they are shown, joined by line feeds."""
        return "\n".join(map(plain, self.messages))

    def times(self) -> "memoryview[int]":
        """Their times."""
        return memoryview(self.stamps)


@dataclass(frozen=True, slots=True)
class SealedBlock:
    """A run in a store; see `app.lines.Block`."""

    number: int
    chunk: SealedChunk

    @property
    def count(self) -> int:
        """How many lines it has."""
        return self.chunk.count

    def text(self) -> str:
        """Its messages as they are shown, joined by line feeds."""
        return self.chunk.text()

    def times(self) -> "memoryview[int]":
        """Their times."""
        return self.chunk.times()


def _lines(
    times: Iterable[int], messages: Iterable[str], lates: bytes | bytearray | None
) -> list[LogLine]:
    late = repeat(False) if lates is None else map(bool, lates)
    return list(map(_LINE, zip(times, messages, repeat(0), late, strict=False)))


def _cut(text: str, stops: list[int]) -> list[str]:
    """Messages that hold line feeds themselves, told apart by how long they are."""
    data = _encoded(text)
    base = stops[0]
    return [
        data[start - base + index : stop - base + index].decode("utf-8", "surrogatepass")
        for index, (start, stop) in enumerate(pairwise(stops))
    ]


def _encoded(message: str) -> bytes:
    return message.encode("utf-8", "surrogatepass")
