"""Which of several sequences each element of their union is from, at about a byte an element."""

from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from app.logs.merging.edits import Run

CHUNK = 2048
"""A chunk that grows beyond twice as many elements is cut into chunks of so many."""
TIMED_CHUNKS = 4
"""Chunks whose times are kept at hand: new lines come where the last ones came."""


class Chunk:
    """A run of elements, by the part that each is from."""

    __slots__ = ("_counts", "last", "parts", "times")

    def __init__(self, parts: str, times: "array[int] | None" = None) -> None:
        self.parts = parts
        """One character an element, its code the number of the part. Python keeps text in a byte a
        character as long as all are below 256, and counts and cuts it at memory's speed."""
        self.times = times
        """When each element was, where that is kept at hand."""
        self.last: int | None = None
        """When the last element was, where that is known."""
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.parts)

    def count(self, letter: str) -> int:
        """How many elements are from a part."""
        if (known := self._counts.get(letter)) is None:
            known = self._counts[letter] = self.parts.count(letter)
        return known

    def find(self, letter: str, rank: int) -> int:
        """Where the part's element is that so many of it come before."""
        low, high = 0, len(self.parts)
        while low < high:
            middle = (low + high) // 2
            if self.parts.count(letter, 0, middle + 1) > rank:
                high = middle
            else:
                low = middle + 1
        return low

    def replace(self, parts: str, times: "array[int] | None") -> None:
        """The elements are others now."""
        self.parts, self.times, self.last = parts, times, None
        self._counts = {}

    def pieces(self) -> list["Chunk"]:
        """This chunk, or several in its place where it has grown too long."""
        if len(self) <= 2 * CHUNK:
            return [self]
        bounds = [*range(0, len(self) - CHUNK, CHUNK), len(self)]
        return [
            Chunk(self.parts[a:b], None if self.times is None else self.times[a:b])
            for a, b in pairwise(bounds)
        ]


class Ordering:
    """The order of the elements of several parts, each part in its own order.

    An element is known by its index here, or by its part and how many of that part come before it:
    its rank.
    """

    def __init__(self) -> None:
        self._chunks: list[Chunk] = []
        self._sums: dict[str, list[int]] = {"": [0]}
        """How many elements of a part lie before each chunk, as far as known; of all, under the
        empty text. What lies before a change stays known."""
        self._timed: deque[Chunk] = deque()

    def __len__(self) -> int:
        return self._before("")[-1]

    def count(self, part: int) -> int:
        """How many elements are from a part."""
        return self._before(chr(part))[-1]

    def locate(self, index: int) -> tuple[int, int]:
        """The part and the rank of an element."""
        at = self.chunk_at(index)
        chunk = self._chunks[at]
        offset = index - self._before("")[at]
        letter = chunk.parts[offset]
        return ord(letter), self._before(letter)[at] + chunk.parts.count(letter, 0, offset)

    def index(self, part: int, rank: int) -> int:
        """Where a part's element is."""
        letter = chr(part)
        before = self._before(letter)
        at = bisect_right(before, rank) - 1
        return self._before("")[at] + self._chunks[at].find(letter, rank - before[at])

    def rank(self, part: int, index: int) -> int:
        """How many elements of a part come before an index."""
        if index >= len(self):
            return self.count(part)
        at, letter = self.chunk_at(index), chr(part)
        offset = index - self._before("")[at]
        return self._before(letter)[at] + self._chunks[at].parts.count(letter, 0, offset)

    def parts(self, start: int, stop: int) -> str:
        """Which parts the elements from `start` to `stop` are from: one character each."""
        return "".join(self._parts(start, stop))

    def chunk(self, number: int) -> tuple[int, Chunk]:
        """The index of a chunk's first element, and the chunk."""
        return self._before("")[number], self._chunks[number]

    def chunk_at(self, index: int) -> int:
        """The number of the chunk that holds an element."""
        return bisect_right(self._before(""), index) - 1

    def runs(self, part: int, first: int, last: int) -> list[Run]:
        """Where a part's elements from rank `first` to before `last` are: start and count."""
        if first >= last:
            return []
        letter, start = chr(part), self.index(part, first)
        left, runs = last - first, []
        for parts in self._parts(start, len(self)):
            at = parts.find(letter)
            while at >= 0 and left:
                stop = _end_of_run(parts, letter, at, left)
                runs.append((start + at, stop - at))
                left -= stop - at
                at = parts.find(letter, stop)
            start += len(parts)
            if not left:
                break
        return runs

    def insert(self, part: int, runs: Sequence[Run], times: "array[int]") -> None:
        """Put elements of a part in, at places before any of them is there, which ascend."""
        if not self._chunks:
            self._chunks.append(Chunk(""))
        starts, at = self._before(""), len(self._chunks)
        stop, taken = len(runs), len(times)
        # From the back to the front, so that the chunks before stay where they are.
        while stop:
            at = bisect_right(starts, runs[stop - 1][0], 0, at) - 1
            begin = bisect_left(runs, starts[at], 0, stop, key=itemgetter(0))
            here = [(place - starts[at], count) for place, count in runs[begin:stop]]
            count = sum(count for _, count in here)
            self._insert(at, chr(part), here, times[taken - count : taken])
            stop, taken = begin, taken - count
        self._changed(at)

    def prepend(self, parts: str) -> None:
        """Put elements of any parts, themselves in order, before all others."""
        head = self._chunks[:1]
        if head and len(head[0]) + len(parts) <= 2 * CHUNK:
            head[0].replace(parts + head[0].parts, None)
            self._forget_times(head[0])
        else:
            self._chunks[:0] = Chunk(parts).pieces()
        self._changed(0)

    def remove(self, runs: Sequence[Run]) -> None:
        """Take elements out, from places before any of them is gone, which ascend."""
        for start, count in reversed(runs):
            stop = start + count
            while stop > start:
                at = self.chunk_at(stop - 1)
                offset = self._before("")[at]
                chunk = self._chunks[at]
                low, high = max(start - offset, 0), stop - offset
                times = chunk.times
                if times is not None:
                    del times[low:high]
                chunk.replace(chunk.parts[:low] + chunk.parts[high:], times)
                if not chunk:
                    del self._chunks[at]
                    self._forget_times(chunk)
                self._changed(at)
                stop = offset + low

    def keep_times(self, chunk: Chunk, times: "array[int]") -> None:
        """The times of a chunk are these; they are kept at hand for a while."""
        chunk.times = times
        self._timed.append(chunk)
        if len(self._timed) > TIMED_CHUNKS:
            self._timed.popleft().times = None

    def _insert(self, at: int, letter: str, runs: Sequence[Run], times: "array[int]") -> None:
        """Put elements into one chunk."""
        chunk = self._chunks[at]
        parts: list[str] = []
        known = None if chunk.times is None else array("q")
        last = taken = 0
        for place, count in runs:
            parts += (chunk.parts[last:place], letter * count)
            if known is not None and chunk.times is not None:
                known += chunk.times[last:place]
                known += times[taken : taken + count]
            last, taken = place, taken + count
        parts.append(chunk.parts[last:])
        if known is not None and chunk.times is not None:
            known += chunk.times[last:]
        chunk.replace("".join(parts), known)
        if len(pieces := chunk.pieces()) > 1:
            self._chunks[at : at + 1] = pieces
            self._forget_times(chunk)
            for piece in pieces:
                if piece.times is not None:
                    self.keep_times(piece, piece.times)

    def _forget_times(self, chunk: Chunk) -> None:
        if chunk in self._timed:
            self._timed.remove(chunk)

    def _parts(self, start: int, stop: int) -> Iterator[str]:
        """The characters between two indexes, chunk by chunk."""
        if start >= stop:
            return
        at = self.chunk_at(start)
        offset = self._before("")[at]
        while offset < stop:
            chunk = self._chunks[at]
            yield chunk.parts[max(0, start - offset) : stop - offset]
            offset += len(chunk)
            at += 1

    def _before(self, letter: str) -> list[int]:
        """How many elements of a part, or of all, lie before each chunk; and in the end, how many
        there are."""
        sums = self._sums.setdefault(letter, [0])
        for chunk in self._chunks[len(sums) - 1 :]:
            sums.append(sums[-1] + (chunk.count(letter) if letter else len(chunk)))
        return sums

    def _changed(self, at: int) -> None:
        """The chunk with this index, and those behind it, are not what they were."""
        for sums in self._sums.values():
            del sums[at + 1 :]


def _end_of_run(parts: str, letter: str, at: int, most: int) -> int:
    """Where a run of one letter ends that begins at `at`, within `most` letters."""
    stop = min(len(parts), at + most)
    rest = parts[at:stop]
    return at + len(rest) - len(rest.lstrip(letter))
