"""The order of the lines of several logs, by their times."""

from array import array
from bisect import bisect_left, bisect_right
from typing import TypeAlias

from app.logs.merging.edits import Edit, Run, insertion, removal
from app.logs.merging.merged_part import MergedPart
from app.logs.merging.ordering import Chunk, Ordering

Key: TypeAlias = tuple[int, int]
"""What lines are ordered by: their time, then their part."""

_PART_BITS = 21
"""Bits that the number of a part takes: it is the code of a character."""


class TimeOrder(Ordering):
    """An ordering of lines: by time, then by part, then as they are in their part.

    Lines of one part stay in their own order also where their times do not.
    """

    def __init__(self) -> None:
        super().__init__()
        self.members: list[MergedPart] = []
        """The parts, by their number."""

    def seek(self, key: Key, low: int, high: int) -> int:
        """The index of the first line within [low, high) that comes behind `key`; else `high`."""
        if low >= high:
            return high
        number = self._chunk_behind(key, self.chunk_at(low), self.chunk_at(high - 1))
        start, chunk = self.chunk(number)
        (time, part), times = key, self._times(number)
        stop = min(high, start + len(chunk)) - start
        at = bisect_left(times, time, max(low - start, 0), stop)
        while at < stop and times[at] == time and ord(chunk.parts[at]) <= part:
            at += 1
        return start + at

    def first_key(self) -> Key | None:
        """What the first line is ordered by."""
        if not self:
            return None
        part, rank = self.locate(0)
        member = self.members[part]
        return member.time(member.low + rank), part

    def put(self, part: int, rank: int, times: "array[int]") -> Edit:
        """Put lines of a part in that have these times, behind so many others of the part."""
        low = self.index(part, rank - 1) + 1 if rank else 0
        high = self.index(part, rank) if rank < self.count(part) else len(self)
        runs = self._places(part, times, low, high)
        self.insert(part, runs, times)
        return insertion(runs)

    def put_first(self, ranges: dict[int, Run]) -> Edit:
        """Put lines of several parts in that come before all that are here: the index of each
        part's first one, and how many there are."""
        if len(ranges) == 1:
            ((part, (_, count)),) = ranges.items()
            self.prepend(chr(part) * count)
            return insertion([(0, count)])
        keys: list[int] = []
        for part, (first, count) in ranges.items():
            times = self.members[part].times(first, first + count)
            keys += [time << _PART_BITS | part for time in times]
        # The runs of the parts are in order already, and sorting merges runs.
        keys.sort()
        mask = (1 << _PART_BITS) - 1
        self.prepend("".join([chr(key & mask) for key in keys]))
        return insertion([(0, len(keys))])

    def drop(self, part: int, first: int, count: int) -> Edit:
        """Take a part's lines out, by the rank of the first one."""
        runs = self.runs(part, first, first + count)
        self.remove(runs)
        return removal(runs)

    def _places(self, part: int, times: "array[int]", low: int, high: int) -> list[Run]:
        """Where a part's lines with these times come, between two indexes."""
        runs: list[Run] = []
        done, at = 0, low
        while done < len(times):
            at = self.seek((times[done], part), at, high)
            cut = len(times)
            if at < high:
                start, chunk = self.chunk(self.chunk_at(at))
                before = bisect_right if part < ord(chunk.parts[at - start]) else bisect_left
                cut = before(times, self._times(self.chunk_at(at))[at - start], done)
            runs.append((at, max(cut, done + 1) - done))
            done += runs[-1][1]
        return runs

    def _chunk_behind(self, key: Key, low: int, high: int) -> int:
        """The first chunk within [low, high] that holds a line behind `key`; else `high`."""
        if self._last_key(low) > key:
            return low
        while low < high:
            middle = (low + high) // 2
            if self._last_key(middle) > key:
                high = middle
            else:
                low = middle + 1
        return low

    def _last_key(self, number: int) -> Key:
        start, chunk = self.chunk(number)
        if chunk.last is None:
            if chunk.times is not None:
                chunk.last = chunk.times[-1]
            else:
                part, rank = self.locate(start + len(chunk) - 1)
                member = self.members[part]
                chunk.last = member.time(member.low + rank)
        return chunk.last, ord(chunk.parts[-1])

    def _times(self, number: int) -> "array[int]":
        """The times of the lines of a chunk."""
        start, chunk = self.chunk(number)
        if (times := chunk.times) is None:
            times = self._read_times(start, chunk)
            self.keep_times(chunk, times)
        return times

    def _read_times(self, start: int, chunk: Chunk) -> "array[int]":
        read = {}
        for letter in set(chunk.parts):
            member = self.members[ord(letter)]
            first = member.low + self.rank(ord(letter), start)
            read[letter] = iter(member.times(first, first + chunk.count(letter)))
        return array("q", [next(read[letter]) for letter in chunk.parts])
