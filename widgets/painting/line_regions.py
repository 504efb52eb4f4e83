"""Which regions of the screen have to be painted anew, as few and as small as they can be."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from textual.geometry import Region


def merged(lines: Iterable[Sequence[tuple[int, int]]], y: int) -> Iterator[Region]:
    """What changed on each line, as x and width, the first of them at `y`.

    Lines below each other that changed alike are one region: Textual goes through each several
    times, and of a page that is turned there would be hundreds.
    """
    for spans, alike in groupby(enumerate(lines, y), itemgetter(1)):
        first, *others = (line for line, _ in alike)
        for x, width in spans:
            yield Region(x, first, width, 1 + len(others))
