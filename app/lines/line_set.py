"""Some of the lines of a log, by index: ten millions of them take 40 MB."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from app.lines import Splice

PART = 4096
"""Lines of a part; a change takes apart no more than the parts it cuts."""


class LineSet(Sequence[int]):
    """Indices of lines in ascending order, which move as the lines do."""

    def __init__(self, indices: Iterable[int] = ()) -> None:
        self._bases: list[int] = []
        """The first index of each part."""
        self._parts: list[array[int]] = []
        """The indices of each part, counted from its first; never empty."""
        self._before: list[int] | None = None
        """How many indices lie before each part; None until somebody asks."""
        self.replace(0, 0, array("q", indices))

    def __len__(self) -> int:
        return self._counts()[-1]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        counts = self._counts()
        at = index + counts[-1] if index < 0 else index
        if not 0 <= at < counts[-1]:
            raise IndexError(index)
        part = bisect_left(counts, at + 1) - 1
        return self._bases[part] + self._parts[part][at - counts[part]]

    def __iter__(self) -> Iterator[int]:
        for base, part in zip(self._bases, self._parts, strict=True):
            for offset in part:
                yield base + offset

    def rank(self, line: int) -> int:
        """How many of them lie before a line."""
        part = bisect_left(self._bases, line) - 1
        if part < 0:
            return 0
        return self._counts()[part] + bisect_left(self._parts[part], line - self._bases[part])

    def between(self, start: int, stop: int) -> Iterator[int]:
        """Those from one line up to another."""
        for at in range(max(0, bisect_left(self._bases, start + 1) - 1), len(self._bases)):
            base, part = self._bases[at], self._parts[at]
            if base >= stop:
                return
            for offset in part[bisect_left(part, start - base) : bisect_left(part, stop - base)]:
                yield base + offset

    def replace(self, start: int, stop: int, indices: Sequence[int]) -> None:
        """From one line up to another, exactly these are there now, in ascending order."""
        first, last = self._cut(start), self._cut(stop)
        cuts = range(0, len(indices), PART)
        bases = [indices[cut] for cut in cuts]
        parts = [
            array("I", [index - base for index in indices[cut : cut + PART]])
            for cut, base in zip(cuts, bases, strict=True)
        ]
        self._bases[first:last] = bases
        self._parts[first:last] = parts
        self._before = None
        self._join(first + len(parts))
        self._join(first)

    def splice(self, change: Splice) -> None:
        """The lines changed: what went is none of them any more, nor is what came."""
        behind = change.at + change.removed
        first, last = self._cut(change.at), self._cut(behind)
        del self._bases[first:last], self._parts[first:last]
        moved = change.added - change.removed
        self._bases[first:] = [base + moved for base in self._bases[first:]]
        self._before = None
        self._join(first)

    def _counts(self) -> list[int]:
        if self._before is None:
            self._before = list(accumulate(map(len, self._parts), initial=0))
        return self._before

    def _cut(self, line: int) -> int:
        """Let a part begin with the first index that is not before a line; which part that is."""
        part = bisect_left(self._bases, line)
        if not part:
            return 0
        base, whole = self._bases[part - 1], self._parts[part - 1]
        at = bisect_left(whole, line - base)
        if at < len(whole):
            offset = whole[at]
            self._bases.insert(part, base + offset)
            self._parts.insert(part, array("I", [each - offset for each in whole[at:]]))
            del whole[at:]
        return part

    def _join(self, part: int) -> None:
        """Make one of a part and the one before it, where that is no more than a part."""
        if not 0 < part < len(self._parts):
            return
        before, behind = self._parts[part - 1], self._parts[part]
        if len(before) + len(behind) <= PART:
            offset = self._bases[part] - self._bases[part - 1]
            before.extend([each + offset for each in behind])
            del self._bases[part], self._parts[part]
