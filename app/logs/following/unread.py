"""What a live tail told of and GetLogEvents has not given: the lines that are known to be missing.

Events are counted by the millisecond in which they were written, not told apart by their text, so
that nothing counts as missing that may be there. Only what must be there by now is counted: what
lies outside of the place or before the first line was never asked for.
"""

from collections import Counter
from dataclasses import dataclass, replace

from app.lines import Lines
from app.resources.log_place import LogPlace

SETTLE = 10.0
"""Seconds after a live tail told of an event until a read that does not bring it is to blame."""
LOOK_AGAIN = 15.0
"""Seconds between two times that a log is read again for what is missing."""
MOST = 5_000
"""Milliseconds that are remembered at most; the oldest beyond are taken to have come."""


@dataclass(slots=True)
class _Told:
    """How many events of one millisecond were told of."""

    at: float
    """When it was last told, in seconds since the epoch."""
    count: int = 0
    before: int = 0
    """How many an earlier live tail told of, which may be the same."""


class Unread:
    """Keeps what a live tail told until the lines have it."""

    def __init__(self, place: LogPlace) -> None:
        self._place = place
        self._told: dict[int, _Told] = {}
        """By the millisecond in which the events were written."""
        self.count = 0
        """Events that should be among the lines and are not."""
        self.awaited = False
        """Whether more was told of than the lines have, so lately that it may still come."""
        self.earliest: int | None = None
        """When the first of those was written that should be among the lines and are not."""
        self.due: float | None = None
        """When the first of those that are awaited counts as missing, in seconds since the epoch.
        """
        self.lost = 0
        """Events for which the log was read again in vain."""
        self._sought = 0
        """For how many of them the log was read again."""
        self._next_look = 0.0
        self._looked_at_last = False

    def told(self, times: tuple[int, ...], now: float) -> None:
        """A live tail told of events that were written at `times`, in milliseconds."""
        for time, count in Counter(filter(self._is_inside, times)).items():
            told = self._told.setdefault(time, _Told(now))
            told.count += count
            told.at = now
            self.awaited = True
        for time in list(self._told)[:-MOST]:
            del self._told[time]

    def restart(self) -> None:
        """Another live tail begins, which may tell again of what the last one told."""
        for told in self._told.values():
            told.before, told.count = max(told.before, told.count), 0

    def close_at(self, end: int) -> None:
        """The log ends at `end`, in milliseconds, exclusive; a place that has an end keeps it."""
        if self._place.end is None:
            self._place = replace(self._place, end=end)
            self._told = {time: told for time, told in self._told.items() if time < end}

    def check(self, lines: Lines, *, whole: bool, asked: float) -> None:
        """Look what of it has come, after the log was read to its end.

        That read was `asked` for at that time; `whole` says that nothing lies before the lines.
        """
        self.count, self.awaited, self.earliest, self.due = 0, False, None, None
        for time, told in list(self._told.items()):
            begin = lines.since(time)
            lacking = max(told.count, told.before) - (lines.since(time + 1) - begin)
            if lacking <= 0 or (begin == 0 and not whole):
                del self._told[time]
            elif told.at + SETTLE <= asked:
                self.count += lacking
                self.earliest = time if self.earliest is None else min(time, self.earliest)
            else:
                self.awaited = True
                due = told.at + SETTLE
                self.due = due if self.due is None else min(due, self.due)
        self.lost = self._sought = min(self._sought, self.count)

    def is_sought(self, now: float, *, at_last: bool) -> bool:
        """Whether the log should be read again for what is missing; `at_last`, it has ended."""
        if at_last:
            return not self._looked_at_last and (self.count > 0 or self.awaited)
        return self.count > self._sought and now >= self._next_look

    def looked(self, now: float, *, at_last: bool) -> None:
        """The log is read again."""
        self._sought, self._next_look = self.count, now + LOOK_AGAIN
        self._looked_at_last |= at_last

    def _is_inside(self, time: int) -> bool:
        start, end = self._place.start, self._place.end
        return (start is None or time >= start) and (end is None or time < end)
