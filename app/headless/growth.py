"""Which lines a change has brought."""

from collections.abc import Iterable

from app.lines import Lines, Splice
from app.view import LogLine


def added_lines(lines: Lines, splices: Iterable[Splice]) -> list[LogLine]:
    """The lines that came by some changes, just now, in the order in which they stand."""
    runs: list[range] = []
    for at, removed, added in splices:
        shift = added - removed
        left = [
            run
            for old in runs
            for run in (
                range(old.start, min(old.stop, at)),
                range(max(old.start, at + removed) + shift, old.stop + shift),
            )
            if run
        ]
        runs = sorted([*left, range(at, at + added)], key=lambda run: run.start)
    return [line for run in runs for line in lines[run.start : run.stop]]
