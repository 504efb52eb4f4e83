"""The order of the items of a search, with gaps where they were not loaded."""

from collections.abc import Sequence

from app.aws.searches import PAGE_SIZE

GAP = ""
"""Stands in the order where an item was not loaded."""


def sized(order: Sequence[str], size: int) -> list[str]:
    """An order of so many places, with gaps behind the items that are known."""
    return [*order[:size], *[GAP] * (size - len(order))]


def page_for(order: Sequence[str], gap: int, ahead: int) -> int:
    """Where the page begins that fills most of a gap, and of what is `ahead` of it above.

    It ends with the gap, if that is near, or with the last item of all.
    """
    if gap >= len(order):
        return gap
    stop = min(gap + PAGE_SIZE, len(order))
    end = next((at for at in range(gap, stop) if order[at]), stop)
    above = range(gap - 1, max(-1, gap - 1 - PAGE_SIZE), -1)
    begin = next((at + 1 for at in above if order[at]), above.stop + 1)
    return max(begin, min(gap - min(ahead, PAGE_SIZE // 2), end - PAGE_SIZE))
