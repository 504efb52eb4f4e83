"""The lines of several logs as one, in the order of their times, without a copy of any."""

from collections.abc import Iterator, Mapping, Sequence

from app.lines import Block, Lines, Splice
from app.logs.keeping.indexed import IndexedLines
from app.logs.merging.edits import Edit, Run, compose, splices_of
from app.logs.merging.merged_part import MergedPart
from app.logs.merging.mixed_block import MixedBlock, ReadBlock, Source, Texts
from app.logs.merging.time_order import TimeOrder
from app.view import NO_TIME, LogLine, plain

BLOCK_LOAD = 1.0
"""What one block may weigh: a whole block of a part weighs 1, a megabyte at most."""
FEW_LINES = 256
"""A part's block of fewer lines than that is taken to have come short, not to have long lines."""


class Interleaving(IndexedLines):
    """Lines of several logs in the order of their times: `app.lines.Lines` of other ones.

    Each part is in the order of its times, and stays so; of equal times the part that joined first
    comes first; a line without a time goes with the line before it. A part may be of any length:
    the whole takes a byte or two a line.
    """

    def __init__(self, parts: Sequence[Lines] = ()) -> None:
        self._order = TimeOrder()
        self._parts = self._order.members
        self._first = 0
        self._horizon = NO_TIME
        self._texts = Texts()
        for lines in parts:
            self.join(lines)
        self.take()

    # Lines

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self._first

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[LogLine]:
        at = 0
        while at < len(self):
            yield from (lines := self._between(at, min(at + FEW_LINES, len(self))))
            at += len(lines)

    def since(self, timestamp: int) -> int:
        """The index of the first line that is as young as `timestamp`; the length if none is."""
        return self._order.seek((timestamp, -1), 0, len(self))

    def block(self, index: int) -> Block:
        """The run that holds the line with this index, as `Lines` has it."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        start, chunk = self._order.chunk(self._order.chunk_at(index))
        stop = start + len(chunk)
        if not all(self._parts[ord(letter)].is_settled for letter in set(chunk.parts)):
            lines = self._between(start, stop)
            messages = tuple(plain(line.message) for line in lines)
            return ReadBlock(self._first + start, messages, tuple(line.timestamp for line in lines))
        sources = self._sources(start, stop)
        while stop - start > 1 and self._load(start, stop, sources) > BLOCK_LOAD:
            middle = (start + stop) // 2
            start, stop = (start, middle) if index < middle else (middle, stop)
            sources = self._sources(start, stop)
        return MixedBlock(self._first + start, self._order.parts(start, stop), sources, self._texts)

    # Which line is whose

    def place_of(self, index: int) -> tuple[int, int]:
        """Which part the line with this index is from, and its index there."""
        part, rank = self._order.locate(index)
        return part, self._parts[part].low + rank

    def index_of(self, part: int, index: int) -> int | None:
        """The index of a part's line here; None where it is not here."""
        rank = index - self._parts[part].low
        if not 0 <= rank < self._order.count(part):
            return None
        return self._order.index(part, rank)

    # What changes

    @property
    def horizon(self) -> int:
        """The time before which lines are held back, in milliseconds; `NO_TIME` where none are."""
        return self._horizon

    @horizon.setter
    def horizon(self, horizon: int) -> None:
        """Lines that are here stay; `take` takes in those that are not held back any more."""
        self._horizon = horizon

    def join(self, lines: Lines) -> int:
        """One more part, none of whose lines are here before `take`; its number."""
        self._parts.append(MergedPart(lines))
        return len(self._parts) - 1

    def splice(self, part: int, changes: Sequence[Splice]) -> tuple[Splice, ...]:
        """A part has changed so; what that is for the whole."""
        self.hear(part, changes)
        return self.settle()

    def hear(self, part: int, changes: Sequence[Splice]) -> None:
        """A part has changed so; the whole stays what it is until `settle`."""
        self._parts[part].hear(changes)

    def settle(self, most: int | None = None) -> tuple[Splice, ...]:
        """What all that was heard is for the whole, with `most` more lines of those to take in."""
        edit = compose(self._settle(), self._take(most))
        return self._told(edit)

    def take(self, most: int | None = None) -> tuple[Splice, ...]:
        """Take in the youngest lines that wait, about `most` of each part, or all."""
        return self._told(self._take(most))

    @property
    def waiting(self) -> bool:
        """Whether there are lines to take in."""
        return any(self._goal(part) < part.low for part in self._parts)

    def _settle(self) -> Edit:
        # First of all, nothing is left that is gone: it has no time any more.
        unsettled = [(n, part) for n, part in enumerate(self._parts) if not part.is_settled]
        edit: Edit = []
        coming: list[list[Run]] = []
        for number, part in unsettled:
            gone, came = part.settle()
            coming.append(came)
            edit = compose(edit, self._remove(number, part, gone))
            part.went(gone, came)
        for (number, part), came in zip(unsettled, coming, strict=True):
            edit = compose(edit, self._add(number, part, came))
        return edit

    def _remove(self, number: int, part: MergedPart, gone: Sequence[Run]) -> Edit:
        edit: Edit = []
        for at, count in reversed(gone):
            if (stop := at + count) > part.low:
                start = max(at, part.low)
                dropped = self._order.drop(number, start - part.low, stop - start)
                edit = compose(edit, dropped)
        return edit

    def _add(self, number: int, part: MergedPart, coming: list[Run]) -> Edit:
        """Put in what came behind lines that are here; what came before waits to be taken in."""
        edit: Edit = []
        while coming:
            at, count = coming.pop()
            if at > part.low:
                times = part.coming_times(at, count, coming)
                edit = compose(edit, self._order.put(number, at - part.low, times))
            else:
                part.low += count
            part.came(count, coming)
        return edit

    def _goal(self, part: MergedPart) -> int:
        """The index of the first line of a part that is not held back."""
        return 0 if self._horizon == NO_TIME else min(part.low, part.since(self._horizon))

    def _take(self, most: int | None) -> Edit:
        if not (ranges := self._ranges(most)):
            return []
        first = self._order.first_key()
        edit: Edit = []
        if first is None or all(
            (self._parts[number].time(start + count - 1), number) <= first
            for number, (start, count) in ranges.items()
        ):
            edit = self._order.put_first(ranges)
            for number, (start, _) in ranges.items():
                self._parts[number].low = start
            return edit
        for number, (start, count) in ranges.items():
            part = self._parts[number]
            times = part.times(start, start + count)
            edit = compose(edit, self._order.put(number, 0, times))
            part.low = start
        return edit

    def _ranges(self, most: int | None) -> dict[int, Run]:
        """Which lines to take in next of each part: all younger than some time, about `most`."""
        waiting = {n: (p, g) for n, p in enumerate(self._parts) if (g := self._goal(p)) < p.low}
        starts = {number: goal for number, (_, goal) in waiting.items()}
        enough = {
            n: max(goal, part.low - (most or part.low)) for n, (part, goal) in waiting.items()
        }
        if cut := [waiting[n][0].time(at) for n, at in enough.items() if at > starts[n]]:
            starts = {n: max(g, p.since(max(cut))) for n, (p, g) in waiting.items()}
            if all(starts[n] >= part.low for n, (part, _) in waiting.items()):
                starts = enough  # its times are not in order
        return {
            number: (starts[number], part.low - starts[number])
            for number, (part, _) in waiting.items()
            if starts[number] < part.low
        }

    def _told(self, edit: Edit) -> tuple[Splice, ...]:
        """The splices of an edit that has been made, and the numbers as they are after it."""
        splices = splices_of(edit)
        length = len(self) - sum(splice.added - splice.removed for splice in splices)
        for at, removed, added in splices:
            if at == 0 and not removed and length:
                self._first -= added
            elif at == 0 and not added and removed < length:
                self._first += removed
            length += added - removed
        return splices

    # Reading

    def _line(self, index: int) -> LogLine:
        return self._between(index, index + 1)[0]

    def _between(self, start: int, stop: int) -> list[LogLine]:
        if start >= stop:
            return []
        parts = self._order.parts(start, stop)
        lines = {letter: iter(self._lines(letter, start, parts)) for letter in set(parts)}
        return [next(lines[letter]) for letter in parts]

    def _lines(self, letter: str, start: int, parts: str) -> list[LogLine]:
        """The lines of one part that are among those from `start` on."""
        number = ord(letter)
        first = self._parts[number].low + self._order.rank(number, start)
        read = self._parts[number].read(first, first + parts.count(letter))
        return [line if line.origin == number else line._replace(origin=number) for line in read]

    def _sources(self, start: int, stop: int) -> dict[str, Source]:
        """The blocks of the parts that hold the lines between two indexes."""
        parts = self._order.parts(start, stop)
        sources = {}
        for letter in set(parts):
            part = self._parts[ord(letter)]
            first = part.low + self._order.rank(ord(letter), start)
            blocks, skipped = part.blocks(first, first + parts.count(letter))
            sources[letter] = Source(ord(letter), part.upheavals, blocks, skipped)
        return sources

    def _load(self, start: int, stop: int, sources: Mapping[str, Source]) -> float:
        """How many megabytes the lines between two indexes may be, by the blocks they are in."""
        parts = self._order.parts(start, stop)
        return sum(
            parts.count(letter) / max(min(block.count for block in source.blocks), FEW_LINES)
            for letter, source in sources.items()
        )
