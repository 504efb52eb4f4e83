"""From where the offsets of a search are counted: these end at 10,000, and thresholds lead on.

A threshold takes in whatever has its own time, so it leads to the first item of that time. Which
one that is tell two neighbours of unlike times, and no single item: any number can share a time.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain, compress, pairwise

from msgspec import Struct

from app.aws.searches import LAST_OFFSET, PAGE_SIZE, Found
from app.poller.order import SPARED


class Base(Struct, frozen=True):
    """The first item of all, or the first of a time in the order of these times."""

    place: int = 0
    beyond: datetime | None = None


def base_for(
    place: int, order: Sequence[str], time_of: Callable[[str], datetime | None]
) -> Base | range:
    """What a page is counted from that holds a place: the first item, while an offset reaches it.

    Where what is known does not tell, the places one of which would; none where everything that
    an offset could be counted from has one and the same time.
    """
    if place < LAST_OFFSET:
        return Base()
    first, stop = place - LAST_OFFSET, min(place, len(order))
    known = compress(range(stop - 1, first - 1, -1), reversed(order[first:stop]))
    between, nearest, topmost = range(0), next(known, stop), stop
    for below, above in pairwise(chain((nearest,), known)):
        time, topmost = time_of(order[below]), above
        if time is None or time == time_of(order[above]):
            continue
        if above == below - 1:
            return Base(below, time)
        between = between or range(above + 1, below)
    return between or range(first + 1, min(nearest, topmost))


def page_among(places: range) -> int:
    """Where the page begins that tells most of some places: one that is kept, or the middle one."""
    kept = places.stop // LAST_OFFSET * LAST_OFFSET - SPARED // 2
    if kept in places and kept + PAGE_SIZE in places:
        return kept
    return max(places.start, places[len(places) // 2] - PAGE_SIZE // 2)


def end_after(found: Found, place: int, base: Base, size: int) -> int:
    """Where all ends, as the page at a place tells, where there were `size` places before."""
    number, counted = len(found.items), base.place + found.total
    end = place + number if number else min(place, counted)
    if number == PAGE_SIZE:
        end = max(end, counted, size if found.total >= LAST_OFFSET else 0)
    # What has not the time of a threshold does not pass it, but offsets lead to it.
    return end if base.beyond is None else max(end, LAST_OFFSET)
