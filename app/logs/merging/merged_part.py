"""One of several logs that are read as one, as the whole knows it."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from app.lines import Block, Lines, Splice
from app.logs.merging.edits import Edit, Kind, Run, Step, compose, edit_of, insertion
from app.view import NO_TIME, LogLine

FAR = 1024
"""Lines that are looked at together for one that has a time."""
GONE = LogLine(NO_TIME, "")
"""Stands for a line of which the whole does not know yet that it has gone."""


class MergedPart:
    """A log and how much of it is in the whole.

    A log changes before anybody hears of it, and is heard of before the whole is told. Until then
    an index is one in the log as the whole knows it, and is led to where the line is now.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.length = len(lines)
        """How many lines the whole knows it to have."""
        self.low = self.length
        """The index of its first line that is in the whole; all behind it are."""
        self.upheavals = 0
        """Counts what happened to it beside lines that came at its end."""
        self._heard = self.length
        self._unsettled: Edit = []
        """What has happened to it that the whole was not told."""

    @property
    def is_settled(self) -> bool:
        """Whether the whole knows all that was heard of it."""
        return not self._unsettled

    def hear(self, changes: Iterable[Splice]) -> None:
        """These changes have been made."""
        for change in changes:
            if change.removed or change.at < self._heard:
                self.upheavals += 1
            self._heard += change.added - change.removed
            self._unsettled = compose(self._unsettled, edit_of(change))

    def settle(self) -> tuple[list[Run], list[Run]]:
        """What is unsettled: the runs of lines that went, by where they were, then those that came,
        by where the first of them comes when those before it have not come yet.

        Lines without a time go with the line before, so where that is another one now they are told
        as gone and come. What came remains unsettled until `came`.
        """
        edit = self._with_followers()
        gone: list[Run] = []
        coming: list[Run] = []
        old = kept = 0
        for kind, count in edit:
            if kind is Kind.GO:
                gone.append((old, count))
            if kind is Kind.COME:
                coming.append((kept, count))
            else:
                old += count
            if kind is Kind.STAY:
                kept += count
        return gone, coming

    def went(self, gone: Sequence[Run], coming: Sequence[Run]) -> None:
        """The whole knows of the lines that are gone; these are still to come."""
        self.length -= sum(count for _, count in gone)
        self.low -= sum(max(0, min(self.low, at + count) - at) for at, count in gone)
        self._unsettled = insertion(coming)

    def came(self, count: int, coming: Sequence[Run]) -> None:
        """The whole knows of the lines that came last; these, before them, are still to come."""
        self.length += count
        self._unsettled = insertion(coming)

    def time(self, index: int) -> int:
        """The time by which a line is put in order: its own, or that of the line before."""
        return self.times(index, index + 1)[0]

    def times(self, first: int, last: int) -> "array[int]":
        """The times by which lines are put in order."""
        times = array("q")
        for at, count in self.now_at(first, last):
            times += array("q", [NO_TIME]) * count if at is None else self._timed(at, at + count)
        return times

    def coming_times(self, at: int, count: int, before: Sequence[Run]) -> "array[int]":
        """The times of lines that are to come, by where they come and what comes before them."""
        now = at + sum(others for _, others in before)
        return self._timed(now, now + count)

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`, once all is settled."""
        return self.lines.since(timestamp)

    def read(self, first: int, last: int) -> list[LogLine]:
        """Lines as they are now."""
        read: list[LogLine] = []
        for at, count in self.now_at(first, last):
            read += [GONE] * count if at is None else self.lines[at : at + count]
        return read

    def now_at(self, first: int, last: int) -> Iterator[tuple[int | None, int]]:
        """Where lines are now: runs, by the index of the first line; None where they are gone."""
        if self.is_settled:
            yield first, last - first
            return
        old = new = 0
        for kind, count in [*self._unsettled, Step(Kind.STAY, max(0, last))]:
            if kind is Kind.COME:
                new += count
                continue
            start, stop = max(first, old), min(last, old + count)
            if start < stop:
                yield (None if kind is Kind.GO else new + start - old), stop - start
            old += count
            if kind is Kind.STAY:
                new += count

    def blocks(self, first: int, last: int) -> tuple[tuple[Block, ...], int]:
        """The blocks that hold lines of a part that is settled, and how many lines of the first one
        lie before."""
        blocks: list[Block] = []
        at, skipped = first, 0
        while at < last:
            block = self.lines.block(at)
            start = block.number - self.lines.first
            if not blocks:
                skipped = at - start
            blocks.append(block)
            at = start + block.count
        return tuple(blocks), skipped

    def _timed(self, at: int, stop: int) -> "array[int]":
        """The times by which lines are put in order that are here now."""
        times = self._stamps(at, stop)
        if NO_TIME in times:
            before = self._time_before(at) if times[0] == NO_TIME else NO_TIME
            for place, time in enumerate(times):
                before = times[place] = before if time == NO_TIME else time
        return times

    def _stamps(self, at: int, stop: int) -> "array[int]":
        """The times that lines have."""
        if stop - at <= 2:
            return array("q", [line.timestamp for line in self.lines[at:stop]])
        times = array("q")
        while at < stop:
            block = self.lines.block(at)
            start = block.number - self.lines.first
            end = min(stop, start + block.count)
            times.frombytes(block.times()[at - start : end - start].tobytes())
            at = end
        return times

    def _time_before(self, at: int) -> int:
        """The time of the last line before that has one."""
        while at > 0:
            start = max(0, at - FAR)
            for time in reversed(self._stamps(start, at)):
                if time != NO_TIME:
                    return time
            at = start
        return NO_TIME

    def _with_followers(self) -> Edit:
        """What is unsettled, with the lines without a time that follow on what changed."""
        edit: Edit = []
        now, followed = 0, False
        for kind, count in [*self._unsettled, Step(Kind.STAY, 0)]:
            if kind is not Kind.STAY:
                edit.append(Step(kind, count))
                now += count if kind is Kind.COME else 0
                followed = True
                continue
            left = count or len(self.lines) - now
            timeless = self._timeless(now, left) if followed else 0
            edit += (Step(Kind.GO, timeless), Step(Kind.COME, timeless))
            edit.append(Step(Kind.STAY, left - timeless))
            now += left
            followed = followed and timeless == left
        return compose([], edit)

    def _timeless(self, at: int, most: int) -> int:
        """How many lines from `at` on have no time."""
        count, step = 0, 1
        while count < most:
            for time in self._stamps(at + count, at + min(most, count + step)):
                if time != NO_TIME:
                    return count
                count += 1
            step = FAR
        return count
