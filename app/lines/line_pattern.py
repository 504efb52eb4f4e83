"""A regular expression that is asked of lines: of a whole block of them at once, or of one."""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic, thread_time
from typing import Protocol

from app.lines.line_wise import Branch, line_wise

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


@dataclass(slots=True)
class _Branch:
    """Finds each line that matches in lines joined by line feeds."""

    expression: _Expression
    hint: _Expression | None
    """Finds each line that may match, with what is left of it; None where that is no faster."""

    def lines_of(self, text: str, patience: float) -> "array[int]":
        """The indices of the lines that match; TimeoutError where that takes too long."""
        found = array("I")
        hint = self.hint
        line = reached = 0
        last = -1
        matches = (hint or self.expression).finditer(text, concurrent=True, timeout=patience)
        for match in matches:
            start, stop = match.span()
            line += text.count("\n", reached, start)
            reached = start
            # An empty match can follow at the end of a line that has been found.
            if line != last and (hint is None or self._matches(text, start, stop, patience)):
                found.append(line)
            last = line
        return found

    def _matches(self, text: str, inside: int, stop: int, patience: float) -> bool:
        """Whether the line matches that a character is in, and that ends at another one."""
        line = text[text.rfind("\n", 0, inside) + 1 : stop]
        return self.expression.search(line, concurrent=True, timeout=patience) is not None


class LinePattern:
    """A regular expression that a line matches or not, whatever lines stand around it."""

    def __init__(self, text: str, alone: _Expression, branches: Sequence[_Branch]) -> None:
        self.text = text
        """As it was typed."""
        self._alone = alone
        self._branches = branches
        """A line matches where one of them does; empty where only asking every line for itself is
        sure to be right, or is faster."""
        self._compared = False
        """Whether it is known what is faster."""
        self._too_slow_to_paint = False

    def lines_of(self, text: str, patience: float = BLOCK_PATIENCE) -> "array[int]":
        """The indices of the lines that match, in lines joined by line feeds.

        To be called in a thread: others go on meanwhile. Raises TooSlowError where it takes longer
        than `patience`, in seconds.
        """
        if not self._compared and len(text) >= SAMPLE:
            self._compare(text[: text.rfind("\n", 0, SAMPLE)])
        if self._branches:
            try:
                return self._lines_of_branches(text, patience)
            except TimeoutError:
                pass  # Line by line, it is seen which one it is, if any.
        return _lines_one_by_one(self._alone, text, patience)

    def _lines_of_branches(self, text: str, patience: float) -> "array[int]":
        found = [branch.lines_of(text, patience) for branch in self._branches]
        return found[0] if len(found) == 1 else array("I", sorted(set().union(*found)))

    def _compare(self, sample: str) -> None:
        """Find out what is faster: it depends on how rare a pattern's literals are in the log."""
        self._compared = True
        try:
            for branch in self._branches:
                hint, hinted = branch.hint, _seconds(branch.lines_of, sample)
                branch.hint = None
                if hinted < _seconds(branch.lines_of, sample):
                    branch.hint = hint
            if self._branches:
                together = _seconds(self._lines_of_branches, sample)
                if _seconds(partial(_lines_one_by_one, self._alone), sample) < together:
                    self._branches = ()
        except (TimeoutError, TooSlowError):
            return

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
    # It takes longer to import than the first frame may wait for, and applications import it later.
    import regex  # noqa: PLC0415

    meaning = re.sub(r"\\.", "", text)
    case = 0 if meaning != meaning.lower() else regex.IGNORECASE
    try:
        alone = regex.compile(text, case)
    except (regex.error, OverflowError, RecursionError) as error:
        return PatternProblem(str(error))

    def compiled(branch: Branch) -> _Branch:
        flags = case | regex.MULTILINE
        expression = regex.compile(f"(?:{branch.expression}){REST_OF_LINE}", flags)
        hint = regex.escape(branch.literal) + REST_OF_LINE
        return _Branch(expression, regex.compile(hint, flags) if branch.literal else None)

    return LinePattern(text, alone, [compiled(branch) for branch in line_wise(text) or ()])


def _seconds(lines_of: "Callable[[str, float], array[int]]", sample: str) -> float:
    begun = thread_time()
    lines_of(sample, LINE_PATIENCE)
    return thread_time() - begun


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
