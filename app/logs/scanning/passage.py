"""A passage of a log, taken out of it so that it can be read in another thread."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from app.lines import Block, Lines
from app.logs.scanning.landmarks import LINES_ABOVE, LINES_BELOW, landmarks
from app.logs.scanning.sieve import kinds_of
from app.logs.scanning.signs import Signs
from app.logs.scanning.stretches import Reading
from app.view import LogLine, plain

FEW = 256
"""So few lines are taken by themselves, and not with the block that they are in."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines, and those beside them that say what they mean."""

    start: int
    """The index of the first line, when it was taken."""
    stop: int
    """The index behind the last line, when it was taken."""
    above: Sequence[LogLine]
    lines: Sequence[LogLine]
    """The lines, where there are but few."""
    block: Block | None
    """Where the lines are otherwise."""
    skipped: int
    """How many lines of the block lie before them."""
    below: Sequence[LogLine]

    def text(self) -> str:
        """All these lines as they are shown, joined by line feeds."""
        texts = [plain(line.message) for line in (*self.above, *self.lines)]
        if self.block is not None:
            text, count = self.block.text(), self.stop - self.start
            if count < self.block.count:
                text = "\n".join(text.split("\n")[self.skipped : self.skipped + count])
            texts.append(text)
        texts.extend(plain(line.message) for line in self.below)
        return "\n".join(texts)

    def times(self) -> Sequence[int]:
        """The times of all these lines, in milliseconds since the epoch."""
        times = array("q", (line.timestamp for line in (*self.above, *self.lines)))
        if self.block is not None:
            taken = self.block.times()[self.skipped :][: self.stop - self.start]
            times.frombytes(taken.tobytes())
        times.extend(line.timestamp for line in self.below)
        return times


def passage(lines: Lines, start: int, stop: int) -> Passage:
    """The last of the lines between two indices, as many as can be read in one go."""
    block, skipped, taken = None, 0, list[LogLine]()
    if stop - start <= FEW:
        taken = lines[start:stop]
    else:
        block = lines.block(stop - 1)
        low = block.number - lines.first
        start = max(start, low)
        skipped = start - low
    above, below = lines[max(0, start - LINES_ABOVE) : start], lines[stop : stop + LINES_BELOW]
    return Passage(start, stop, above, taken, block, skipped, below)


def read(this: Passage, signs: Signs, *, sections: bool) -> Reading:
    """What stands in a passage. To be called in a thread: it takes up to some milliseconds."""
    text = this.text()
    kinds = kinds_of(text)
    above, below = len(this.above), len(this.below)
    errors = (place - above for place in signs.errors_in(text, kinds))
    count = this.stop - this.start
    marks = landmarks(text, kinds, this.times(), above, below) if sections else []
    return Reading(array("I", (place for place in errors if 0 <= place < count)), tuple(marks))
