"""What is listed on a screen, in whichever of its parts."""

from collections.abc import Iterator
from typing import TypeAlias

from textual.dom import DOMNode

from app.resources.level import Item, Place
from app.tui.lists.list_pane import ListPane
from app.tui.lists.overview_pane import OverviewPane

Listed: TypeAlias = tuple[Place, Item]
"""Something that is listed, and where."""


def listed_on(screen: DOMNode) -> Iterator[Listed]:
    """What its lists have loaded, the one that is worked with first, then the overview's lines."""
    for pane in screen.query(ListPane):
        if pane.snapshot is not None:
            yield from ((pane.place, item) for item in pane.snapshot.items.values())
    for above in screen.query(OverviewPane):
        yield from above.listed()
