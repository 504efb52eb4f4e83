"""A regular expression that is asked of lines: of a whole block of them at once, or of one."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, thread_time
from typing import Protocol

from widgets.line_wise import line_wise

BLOCK_PATIENCE = 1.0
"""Seconds that a block of lines may take, some hundred times more than it does."""
LINE_PATIENCE = 0.25
"""Seconds that one line may take."""
PAINT_PATIENCE = 0.02
"""Seconds that a line may take which is to be painted: a key waits for it."""
SAMPLE = 30_000
"""Characters in which it is tried out what is faster."""
REST_OF_LINE = r"[^\n]*+"


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """Why a text cannot be searched for."""

    text: str


class TooSlowError(Exception):
    """A pattern takes for ever on a line, as those with nested repeats do."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
        """The index of the line in the text that was searched."""


class _Match(Protocol):
    def start(self) -> int: ...
    def span(self) -> tuple[int, int]: ...


class _Expression(Protocol):
    """What is used of the module `regex`: unlike `re` it lets other threads run meanwhile, and it
    can be told when to give up. Both are asked for here; TimeoutError where it did."""

    def search(
        self, string: str, *, concurrent: bool | None = None, timeout: float | None = None
    ) -> _Match | None: ...
    def finditer(
        self, string: str, *, concurrent: bool | None = None, timeout: float | None = None
    ) -> Iterator[_Match]: ...


class LinePattern:
    """A regular expression that a line matches or not, whatever lines stand around it."""

    def __init__(self, text: str, alone: _Expression, together: _Expression | None) -> None:
        self.text = text
        """As it was typed."""
        self._alone = alone
        self._together = together
        """Finds each line that matches in lines joined by line feeds; None where only asking every
        line for itself is sure to be right."""
        self._compared = False
        """Whether it is known that asking a block is faster than asking its lines."""
        self._too_slow_to_paint = False

    def lines_of(self, text: str, patience: float = BLOCK_PATIENCE) -> "array[int]":
        """The indices of the lines that match, in lines joined by line feeds.

        To be called in a thread: others go on meanwhile. Raises TooSlowError where it takes longer
        than `patience`, in seconds.
        """
        if not self._compared and len(text) >= SAMPLE:
            self._compare(text[: text.rfind("\n", 0, SAMPLE)])
        if self._together is not None:
            try:
                return _lines_found(self._together, text, patience)
            except TimeoutError:
                pass  # Line by line, it is seen which one it is, if any.
        return _lines_one_by_one(self._alone, text, patience)

    def _compare(self, sample: str) -> None:
        """Ask each line for itself from now on where that is faster.

        A literal that every match must hold rules out a line, but not a block where some line has
        it.
        """
        self._compared = True
        if self._together is None:
            return
        try:
            begun = thread_time()
            _lines_found(self._together, sample, LINE_PATIENCE)
            between = thread_time()
            _lines_one_by_one(self._alone, sample, LINE_PATIENCE)
        except (TimeoutError, TooSlowError):
            return
        if thread_time() - between < between - begun:
            self._together = None

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """Where the pattern matches in a line, from left to right; empty matches are left out.

        A pattern that once took too long is not asked again, and a line that it is on has none.
        """
        if self._too_slow_to_paint:
            return
        try:
            for match in self._alone.finditer(line, timeout=PAINT_PATIENCE):
                start, stop = match.span()
                if start < stop:
                    yield start, stop
        except TimeoutError:
            self._too_slow_to_paint = True


def pattern_of(text: str) -> LinePattern | PatternProblem:
    """The regular expression that `text` is; it ignores case unless it holds a capital."""
    # It takes longer to import than a key may wait for, and most sessions never search.
    import regex  # noqa: PLC0415

    meaning = re.sub(r"\\.", "", text)
    case = 0 if meaning != meaning.lower() else regex.IGNORECASE
    try:
        alone = regex.compile(text, case)
    except (regex.error, OverflowError, RecursionError) as error:
        return PatternProblem(str(error))
    joined = line_wise(text)
    together = None
    if joined is not None:
        together = regex.compile(f"(?:{joined}){REST_OF_LINE}", case | regex.MULTILINE)
    return LinePattern(text, alone, together)


def _lines_found(expression: _Expression, text: str, patience: float) -> "array[int]":
    found = array("I")
    line = reached = 0
    last = -1
    for match in expression.finditer(text, concurrent=True, timeout=patience):
        start = match.start()
        line += text.count("\n", reached, start)
        reached = start
        # An empty match can follow at the end of a line that has been found.
        if line != last:
            found.append(line)
            last = line
    return found


def _lines_one_by_one(expression: _Expression, text: str, patience: float) -> "array[int]":
    found = array("I")
    until = monotonic() + patience
    for index, line in enumerate(text.split("\n")):
        try:
            if expression.search(line, concurrent=True, timeout=min(patience, LINE_PATIENCE)):
                found.append(index)
        except TimeoutError:
            raise TooSlowError(index) from None
        if not index % 64 and monotonic() > until:
            raise TooSlowError(index)
    return found
