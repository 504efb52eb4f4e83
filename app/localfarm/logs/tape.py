"""The events of one log stream, kept small: a session may have a million of them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TypeAlias

Line: TypeAlias = tuple[int, str]
"""Milliseconds since the epoch, message."""

Place: TypeAlias = tuple[int, int]
"""Between two events: a time, and how many events of that time are before."""

OVERHEAD = 26
"""Bytes that CloudWatch counts an event for beyond its message."""


def milliseconds(seconds: float) -> int:
    """A time in whole milliseconds, as CloudWatch stamps events.

    The grain keeps a time that was whole milliseconds from falling below them as a float.
    """
    return int(seconds * 1000 + 0.001)


class Tape:
    """Events in order of their time, those of one millisecond in order of their arrival.

    A place among them stays right wherever further events land.
    """

    def __init__(self) -> None:
        self._text = bytearray()
        self._ends = array("Q")
        self._times = array("q")
        self._lags = array("q")

    def __len__(self) -> int:
        return len(self._times)

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return len(self._text) + 24 * len(self._times)

    def add(self, lines: Iterable[Line], lag: int = 0, *, ingested: int | None = None) -> None:
        """Takes events in, each into its place in time.

        They were ingested `lag` milliseconds after their time, or all at the time `ingested`.
        """
        late: list[Line] = []
        text, ends, times, lags = self._text, self._ends, self._times, self._lags
        last = times[-1] if times else 0
        for time, message in lines:
            if time < last:
                late.append((time, message))
                continue
            last = time
            text += message.encode("utf-8", "surrogatepass")
            ends.append(len(text))
            times.append(time)
            lags.append(lag if ingested is None else ingested - time)
        if late:
            self._merge(
                [
                    (time, lag if ingested is None else ingested - time, message)
                    for time, message in late
                ]
            )

    def _merge(self, late: list[tuple[int, int, str]]) -> None:
        """Puts events where they belong among those that are there, behind those of their time."""
        place = bisect_right(self._times, min(time for time, _, _ in late))
        tail = [
            (self._times[index], self._lags[index], self.message(index))
            for index in range(place, len(self._times))
        ]
        del self._text[self._start(place) :], self._ends[place:]
        del self._times[place:], self._lags[place:]
        for time, lag, message in sorted(tail + late, key=itemgetter(0)):
            self._text += message.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._text))
            self._times.append(time)
            self._lags.append(lag)

    def time(self, index: int) -> int:
        """When an event happened."""
        return self._times[index]

    def ingested(self, index: int) -> int:
        """When an event arrived."""
        return self._times[index] + self._lags[index]

    def message(self, index: int) -> str:
        """What an event says."""
        return self._text[self._start(index) : self._ends[index]].decode("utf-8", "surrogatepass")

    def weight(self, start: int, end: int) -> int:
        """Bytes for which CloudWatch counts the events from `start` up to `end`."""
        return self._start(end) - self._start(start) + OVERHEAD * (end - start)

    def before(self, index: int) -> Place:
        """The place just before an event."""
        time = self._times[index]
        return time, index - bisect_left(self._times, time)

    def behind(self, index: int) -> Place:
        """The place just behind an event."""
        time, earlier = self.before(index)
        return time, earlier + 1

    def index(self, place: Place) -> int:
        """The index of the first event behind a place."""
        time, before = place
        return min(bisect_left(self._times, time) + before, bisect_right(self._times, time))

    def slice(self, start: int | None, end: int | None) -> tuple[int, int]:
        """The indices of the events from `start`, inclusive, to `end`, exclusive."""
        first = 0 if start is None else bisect_left(self._times, start)
        last = len(self._times) if end is None else bisect_left(self._times, end)
        return first, max(first, last)

    def _start(self, index: int) -> int:
        """Where the text of an event starts."""
        return self._ends[index - 1] if index else 0


def fitting(tape: Tape, start: int, end: int, size: int, *, forward: bool) -> tuple[int, int]:
    """The most events from `start` up to `end` that together weigh no more than `size` bytes.

    They are taken from the front going forward and from the back otherwise, and at least one.
    """
    counts: Sequence[int] = range(1, end - start + 1)
    if not counts:
        return start, end

    def weight(count: int) -> int:
        return tape.weight(start, start + count) if forward else tape.weight(end - count, end)

    count = max(1, bisect_right(counts, size, key=weight))
    return (start, start + count) if forward else (end - count, end)
