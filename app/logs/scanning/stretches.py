"""What was read in the lines of a log, kept in step with them while they change."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import overload

from app.lines import Splice
from app.logs.scanning.landmarks import LINES_ABOVE, LINES_BELOW, Landmark, Mark

STRETCH_LINES = 4_096
"""Stretches that have been read are put together up to so many lines."""
_LATEST = frozenset({Mark.PROGRESS, Mark.STATUS})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a run of lines; places count from its first line."""

    errors: "array[int]" = field(default_factory=lambda: array("I"))
    landmarks: tuple[Landmark, ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.errors or self.landmarks)

    def part(self, start: int, stop: int) -> "Reading":
        """What was read between two places."""
        low, high = bisect_left(self.errors, start), bisect_left(self.errors, stop)
        return Reading(
            array("I", (place - start for place in self.errors[low:high])),
            tuple(
                mark._replace(at=mark.at - start)
                for mark in self.landmarks
                if start <= mark.at < stop
            ),
        )

    def tells_less_before(self, stop: int) -> bool:
        """Whether an older progress may have been left out for the sake of one from `stop` on."""
        return any(mark.at >= stop and mark.mark in _LATEST for mark in self.landmarks)

    def followed_by(self, other: "Reading", count: int) -> "Reading":
        """This, of `count` lines, and what was read behind them; the last progress counts."""
        newer = {mark.mark for mark in other.landmarks if mark.mark in _LATEST}
        errors = self.errors[:]
        errors.extend(place + count for place in other.errors)
        return Reading(
            errors,
            (
                *(mark for mark in self.landmarks if mark.mark not in newer),
                *(mark._replace(at=mark.at + count) for mark in other.landmarks),
            ),
        )


@dataclass(slots=True, eq=False)
class Stretch:
    """A run of lines, and what was read in it."""

    count: int
    wanted: bool = True
    """Whether it is to be read, be it for the first time or again."""
    reading: Reading = field(default_factory=Reading)
    task: object = None
    """Who is reading it just now."""
    offset: int = 0
    """How many lines of what the task reads lie before it."""

    def part(self, start: int, stop: int) -> "Stretch":
        """The lines between two places of it."""
        if (start, stop) == (0, self.count):
            return self
        return replace(
            self,
            count=stop - start,
            wanted=self.wanted or self.reading.tells_less_before(stop),
            reading=self.reading.part(start, stop),
            offset=self.offset + start,
        )

    def goes_with(self, other: "Stretch") -> bool:
        """Whether the stretch behind this one need not be kept apart from it."""
        if self.wanted is not other.wanted or self.task is not None or other.task is not None:
            return False
        untold = self.wanted and not (self.reading.told or other.reading.told)
        return untold or self.count + other.count <= STRETCH_LINES


class Stretches:
    """All lines of a log in stretches, the oldest first."""

    def __init__(self, count: int) -> None:
        self._stretches = [Stretch(count)] if count else []
        self.count = count
        """How many lines there are."""

    def __iter__(self) -> Iterator[Stretch]:
        return iter(self._stretches)

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to read."""
        return not any(stretch.wanted for stretch in self._stretches)

    def splice(self, change: Splice) -> None:
        """The lines have changed: what is new is wanted, and what hangs on lines beside it."""
        low = self._cut(change.at)
        high = self._cut(change.at + change.removed)
        self._stretches[low:high] = [Stretch(change.added)] if change.added else []
        self.count += change.added - change.removed
        end = change.at + change.added
        self._want(end, min(self.count, end + LINES_ABOVE))
        self._want(max(0, change.at - LINES_BELOW), change.at)
        self._join(low - 2, low + 4)

    def newest_wanted(self) -> tuple[int, int] | None:
        """Where the last lines that are wanted begin and stop, but for those being read."""
        stop = self.count
        for stretch in reversed(self._stretches):
            start = stop - stretch.count
            if stretch.wanted and stretch.task is None:
                return start, stop
            stop = start
        return None

    def begin(self, start: int, stop: int) -> object:
        """Somebody reads the lines between two indices; the task is what `finish` is told."""
        task = object()
        offset = 0
        for stretch in self._between(start, stop):
            stretch.task, stretch.offset = task, offset
            offset += stretch.count
        return task

    def finish(self, task: object, reading: Reading) -> bool:
        """What was read in the lines of a task, as far as they are still there and the same.

        Whether there are other landmarks than before.
        """
        places = [place for place, one in enumerate(self._stretches) if one.task is task]
        changed = False
        for place in places:
            stretch = self._stretches[place]
            stop = stretch.offset + stretch.count
            part = reading.part(stretch.offset, stop)
            changed = changed or part.landmarks != stretch.reading.landmarks
            self._stretches[place] = Stretch(
                stretch.count, wanted=reading.tells_less_before(stop), reading=part
            )
        if places:
            self._join(places[0] - 1, places[-1] + 2)
        return changed

    def landmarks(self, first: int, most: int) -> list[tuple[int, tuple[Landmark, ...]]]:
        """The landmarks of each stretch with the number of its first line; that of all is `first`.

        Those before the last `most` are forgotten: no session has so many.
        """
        placed: list[tuple[int, tuple[Landmark, ...]]] = []
        number = first + self.count
        for stretch in reversed(self._stretches):
            number -= stretch.count
            if most <= 0:
                stretch.reading = replace(stretch.reading, landmarks=())
            if stretch.reading.landmarks:
                placed.append((number, stretch.reading.landmarks))
                most -= len(stretch.reading.landmarks)
        return placed[::-1]

    def errors(self, first: int) -> "Numbers":
        """The numbers of the lines that tell of an error; that of the first line is `first`."""
        parts: list[tuple[int, array[int]]] = []
        number = first
        for stretch in self._stretches:
            if stretch.reading.errors:
                parts.append((number, stretch.reading.errors))
            number += stretch.count
        return Numbers(parts)

    def _want(self, start: int, stop: int) -> None:
        """Read the lines between two indices again; until then they are what they were."""
        for stretch in self._between(start, stop):
            stretch.wanted, stretch.task = True, None

    def _between(self, start: int, stop: int) -> list[Stretch]:
        """The stretches from one index to another, cut there."""
        low = self._cut(start)
        return self._stretches[low : self._cut(stop)]

    def _cut(self, index: int) -> int:
        """See to it that a stretch begins at an index; which one it is."""
        start = self.count
        for place in range(len(self._stretches) - 1, -1, -1):
            if index >= start:
                return place + 1
            stretch = self._stretches[place]
            start -= stretch.count
            if start < index:
                at = index - start
                parts = [stretch.part(0, at), stretch.part(at, stretch.count)]
                self._stretches[place : place + 1] = parts
                return place + 1
        return 0

    def _join(self, low: int, high: int) -> None:
        """Put stretches together that lie side by side and need not be apart."""
        low = max(0, low)
        joined: list[Stretch] = []
        for stretch in self._stretches[low:high]:
            before = joined[-1] if joined else None
            if before is not None and before.goes_with(stretch):
                joined[-1] = replace(
                    before,
                    count=before.count + stretch.count,
                    reading=before.reading.followed_by(stretch.reading, before.count),
                )
            else:
                joined.append(stretch)
        self._stretches[low:high] = joined


class Numbers(Sequence[int]):
    """Numbers of lines in order, kept as places in runs of lines; it never changes."""

    def __init__(self, parts: "Sequence[tuple[int, array[int]]]") -> None:
        """Each part is the number of a run's first line, and the places in the run."""
        self._parts = parts
        self._stops = list(accumulate(len(places) for _, places in parts))

    def __len__(self) -> int:
        return self._stops[-1] if self._stops else 0

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        part = bisect_right(self._stops, at)
        number, places = self._parts[part]
        return number + places[at - self._stops[part]]

    def __iter__(self) -> Iterator[int]:
        for number, places in self._parts:
            for place in places:
                yield number + place
