"""Which lines of a log are printed: those that match, with their neighbours."""

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TypeAlias

from app.errors import FarmtopError, UsageError
from app.view import NO_TIME, LogLine, plain

Matches: TypeAlias = Callable[[str], Iterable[int]]
"""Which lines match, by their index, in messages as they are shown, joined by line feeds."""

GAP = None
"""Stands where lines between two groups were left out."""


def matching(pattern: str) -> Matches:
    """The lines that a regular expression is found in; it ignores case unless it has a capital.

    Raises UsageError where it is none.
    """
    from app.lines.line_pattern import PatternProblem, TooSlowError, pattern_of  # noqa: PLC0415

    expression = pattern_of(pattern)
    if isinstance(expression, PatternProblem):
        raise UsageError(f"--grep: {expression.text}.", "Give a regular expression.")

    def matches(text: str) -> Iterable[int]:
        try:
            return expression.lines_of(text)
        except TooSlowError as error:
            raise FarmtopError(
                "The regular expression takes too long on a line.", "Give a simpler one."
            ) from error

    return matches


class Selection:
    """Lets those lines of a log through that all of some conditions hold for, and lines around.

    Without a condition it lets everything through.
    """

    def __init__(self, conditions: Sequence[Matches], context: int = 0) -> None:
        self._conditions = conditions
        self._context = context
        self._before: deque[LogLine] = deque(maxlen=context)
        self._after = 0
        """Lines that are to come yet because of the last match."""
        self._has_begun = self._has_gap = False

    def choose(self, lines: Sequence[LogLine]) -> Iterator[LogLine | None]:
        """The lines to print of some more; `GAP` between two groups that do not touch."""
        if not self._conditions:
            yield from lines
            return
        found = self._found(lines)
        for index, line in enumerate(lines):
            if index in found:
                yield from self._group(line)
            elif self._after:
                self._after -= 1
                yield line
            else:
                self._has_gap |= len(self._before) == self._context
                self._before.append(line)

    def _group(self, line: LogLine) -> Iterator[LogLine | None]:
        if self._has_gap and self._has_begun and self._context:
            yield GAP
        yield from self._before
        yield line
        self._before.clear()
        self._after = self._context
        self._has_begun, self._has_gap = True, False

    def _found(self, lines: Sequence[LogLine]) -> Container[int]:
        text = "\n".join(plain(line.message) for line in lines)
        found = set(range(len(lines)))
        for matches in self._conditions:
            found &= set(matches(text))
        return found


class Between:
    """Lets the lines through that lie between two times, in milliseconds since the epoch.

    A line without a time has that of the one before it.
    """

    def __init__(self, since: int | None, until: int | None) -> None:
        self._since = since
        self._until = until
        self._time = NO_TIME

    def __call__(self, lines: Iterable[LogLine]) -> list[LogLine]:
        """Those of some more lines."""
        return [line for line in lines if self._holds(line)]

    def _holds(self, line: LogLine) -> bool:
        if line.timestamp != NO_TIME:
            self._time = line.timestamp
        is_old = self._since is not None and self._time < self._since
        return not is_old and (self._until is None or self._time < self._until)
