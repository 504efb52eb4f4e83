"""What was asked of the service about a row, and shows nowhere in what the service tells of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from app.poller.snapshot import Snapshot
from app.resources.level import Item
from app.rows import Rows
from app.view import Cell, Clock, Row, Tone, cell_text

if TYPE_CHECKING:  # The first frame does without.
    from app.acting import Change

SIGN = "»"
"""Stands before the name of a row of which something was requested."""

UPDATED = "updatedAt"
"""The member that says when an item was last changed."""


class _Request(Struct):
    """What one item was asked to become."""

    words: str
    wanted: Mapping[str, str | int]
    before: Item
    """The item as it was then."""
    answered: bool = False
    """Whether the service has answered the call."""

    def is_told(self, item: Item) -> bool:
        """Whether what the service tells of the item is from after the change.

        Where it was asked to become what it was already, only its last change can tell; some lists
        do not have that.
        """
        news = self._news
        is_so = any(item.get(name) == value for name, value in news.items())
        is_unheard = not news and UPDATED not in item
        return is_so or is_unheard or item.get(UPDATED) != self.before.get(UPDATED)

    @property
    def _news(self) -> Mapping[str, Any]:
        """What would be different from before; nothing where it was so already."""
        return {n: value for n, value in self.wanted.items() if self.before.get(n) != value}


class Requested:
    """The requests whose effect nobody has seen yet, by the ids of items."""

    def __init__(self) -> None:
        self._requests: dict[str, _Request] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._requests

    def add(self, change: "Change", items: Mapping[str, Item]) -> None:
        """A change is about to be asked for of these items."""
        for target in change.targets:
            self._requests[target.key] = _Request(
                f"{SIGN} requested {change.short}", change.wanted, items.get(target.key, {})
            )

    def answer(self, key: str) -> None:
        """The service has taken the request, or nobody knows: its effect may be told from now."""
        if key in self._requests:
            self._requests[key].answered = True

    def drop(self, key: str) -> None:
        """The request was refused."""
        self._requests.pop(key, None)

    def marked(self, snapshot: Snapshot) -> Rows:
        """The rows of a snapshot, with a mark where something was requested that it does not tell.

        A mark stands before the name; whatever the service told of the item stays as it was told.
        """
        if not self._requests:
            return snapshot.rows
        for key in [key for key in self._requests if key in snapshot.items]:
            request = self._requests[key]
            if request.answered and request.is_told(snapshot.items[key]):
                del self._requests[key]
        if not self._requests or self._requests.keys().isdisjoint(snapshot.rows.keys):
            return snapshot.rows
        words = {key: request.words for key, request in self._requests.items()}
        columns = snapshot.place.level.columns
        name = next(index for index, column in enumerate(columns) if column.grows)
        return snapshot.rows.altered(lambda row: _marked(row, words.get(row.key, ""), name))


def _marked(row: Row, words: str, name: int) -> Row:
    """A row with words before its name, by which it is still sorted."""
    if not words:
        return row
    cells = list(row.cells)
    named = cells[name]
    text = cell_text(named, 0.0)
    order = None if isinstance(named, Clock) else named.order
    cells[name] = Cell(f"{words} · {text}", Tone.WARN, order=order or text)
    return replace(row, cells=tuple(cells))
