"""The order of the items of a search, with gaps where they were not loaded.

There are as many places as the service has items: a key waits for as long as it takes to go through
a hundred thousand of them, so that is left to what Python does in C.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, MutableSequence, Sequence
from itertools import compress, count

from app.aws.searches import LAST_OFFSET, PAGE_SIZE

GAP = ""
"""Stands in the order where an item was not loaded."""

MOST_LOADED = 2_000
"""Items that are kept, 3 or 4 kB each; those farthest from what one looks at are forgotten."""

MOST_TORN = 4
"""Pages that are loaded at once where items have moved meanwhile; a refresh finds the rest."""

SPARED = 3 * PAGE_SIZE
"""Items before each ten thousandth that are kept, though far away: a search goes on from there."""

FORGOTTEN_AT_ONCE = 200
"""So many are forgotten with one look through all, which is not made for every page that way."""


def sized(order: Sequence[str], size: int) -> list[str]:
    """An order of so many places, with gaps behind the items that are known."""
    return [*order[:size], *[GAP] * (size - len(order))]


def holding(order: Sequence[str], keys: Sequence[str], place: int, size: int) -> list[str]:
    """An order of so many places in which some keys stand at a place, and nowhere else."""
    held = sized(order, size)
    clear(held, places_of(keys, held))
    held[place : place + len(keys)] = keys
    return held


def page_for(order: Sequence[str], gap: int, ahead: int, torn_by: int | None = None) -> int:
    """Where the page begins that fills most of a gap, and of what is `ahead` of it above.

    It ends with the gap, if that is near, or with the last item of all. Where the gap was torn by a
    page that begins right below, whatever is above has moved as that did, and it ends there.
    """
    if torn_by is not None and torn_by - PAGE_SIZE <= gap < torn_by:
        return max(0, torn_by - PAGE_SIZE)
    if gap >= len(order):
        return gap
    stop = min(gap + PAGE_SIZE, len(order))
    end = next((at for at in range(gap, stop) if order[at]), stop)
    above = range(gap - 1, max(-1, gap - 1 - PAGE_SIZE), -1)
    begin = next((at + 1 for at in above if order[at]), above.stop + 1)
    return max(begin, min(gap - min(ahead, PAGE_SIZE // 2), end - PAGE_SIZE))


def known_places(order: Sequence[str]) -> list[int]:
    """The places of the items that are known, from the first on."""
    return list(compress(count(), order))


def holds_too_many(order: Sequence[str], wanted: int) -> bool:
    """Whether more items are known than are kept, or wanted, beside those that are spared."""
    number = len(order) - order.count(GAP)
    for stop in range(LAST_OFFSET, len(order) + 1, LAST_OFFSET):
        number -= SPARED - order[stop - SPARED : stop].count(GAP)
    return number > max(MOST_LOADED, wanted)


def places_of(keys: Collection[str], order: Sequence[str]) -> list[int]:
    """The places of those of some keys that stand anywhere, from the first on."""
    sought = frozenset(keys)
    if sought.isdisjoint(order):  # as of most pages, and found out in a fifth of the time
        return []
    return list(compress(count(), map(sought.__contains__, order)))


def clear(order: MutableSequence[str], places: Iterable[int]) -> None:
    """Leave gaps at some places."""
    for place in places:
        order[place] = GAP


def farthest(places: Sequence[int], middle: int, number: int, spared: int) -> list[int]:
    """So many of some sorted places that are farthest from a middle, but none before `spared`."""
    begin = start = bisect_left(places, spared)
    stop = len(places)
    for _ in range(min(number, stop - begin)):
        if middle - places[start] > places[stop - 1] - middle:
            start += 1
        else:
            stop -= 1
    return [*places[begin:start], *places[stop:]]


def without_far(order: Sequence[str], span: range, wanted: int) -> list[str]:
    """The order with the items around a span, and the newest, which refreshes build on.

    As many are left as are `wanted`, and those from which a search goes on.
    """
    left, last = list(order), LAST_OFFSET - SPARED
    places = [place for place in known_places(order) if place % LAST_OFFSET < last]
    middle = span.start + len(span) // 2
    number = len(places) - max(MOST_LOADED - FORGOTTEN_AT_ONCE, wanted)
    clear(left, farthest(places, middle, number, spared=PAGE_SIZE))
    return left


def only(order: Sequence[str], *kept: range) -> list[str]:
    """The order with what stands at some places alone, and gaps everywhere else."""
    left = [GAP] * len(order)
    for places in kept:
        left[places.start : places.stop] = order[places.start : places.stop]
    return left


def on_top(keys: Sequence[str], order: Sequence[str], newer: int) -> list[str]:
    """The newest keys, and below them what an order holds below the last of these.

    What stood between two of them and is not among them any more has gone. Where the order has none
    of them, what it holds comes below so many items that are `newer`; with 0 it goes.
    """
    if newer:
        known = order[next(compress(count(), order)) :]
        return [*keys, *[GAP] * (newer - len(keys)), *known]
    places = {key: place for place, key in enumerate(order) if key}
    below = next((places[key] for key in reversed(keys) if key in places), -1) + 1
    top = frozenset(keys)
    return [*keys, *(key for key in order[below:] if key not in top)] if below else list(keys)
