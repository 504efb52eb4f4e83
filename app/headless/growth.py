"""Which lines a change has brought."""

from collections.abc import Iterable
from functools import reduce

from app.lines import Lines, Splice
from app.lines.spans import spliced
from app.view import LogLine


def added_lines(lines: Lines, splices: Iterable[Splice]) -> list[LogLine]:
    """The lines that came by some changes, just now, in the order in which they stand."""
    came = reduce(spliced, splices, list[range]())
    return [line for span in came for line in lines[span.start : span.stop]]
