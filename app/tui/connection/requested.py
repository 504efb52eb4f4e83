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

REQUESTED, DOUBTFUL = "»", "?"
"""Stand before what was requested of a row: where the service has not refused it, and where nobody
knows whether it has heard of it."""

ROOM = 13
"""Characters that tell of it at most; the rest of the column is the name's."""

UPDATED = "updatedAt"
"""The member that says when an item was last changed."""


class _Request(Struct):
    """What one item was asked to become."""

    what: str
    wanted: Mapping[str, str | int]
    before: Item
    """The item as it was then."""
    answered: bool = False
    """Whether the service has answered the call."""
    doubted_at: float | None = None
    """Since when it is known that no answer comes, in seconds since the epoch."""

    @property
    def words(self) -> str:
        """What is read before the name of the item: `» cancel: `."""
        sign = REQUESTED if self.doubted_at is None else DOUBTFUL
        words = f"{sign} {self.what}"
        return f"{words if len(words) <= ROOM else words[: ROOM - 1] + '…'}: "

    def is_over(self, key: str, snapshot: Snapshot) -> bool:
        """Whether a snapshot that has the item tells what has become of the request.

        Where no answer came that is whatever the service was asked about it since.
        """
        if self.doubted_at is not None and key in snapshot.asked_about:
            return snapshot.asked_at is not None and snapshot.asked_at >= self.doubted_at
        return self.answered and self.is_told(snapshot.items[key])

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
            before = items.get(target.key, {})
            self._requests[target.key] = _Request(change.brief, change.wanted, before)

    def answer(self, key: str) -> None:
        """The service has taken the request: its effect may be told from now."""
        if key in self._requests:
            self._requests[key].answered = True

    def doubt(self, key: str, now: float) -> None:
        """Nobody knows whether the service has heard of the request: whatever it tells from `now`
        on is how things stand."""
        if (request := self._requests.get(key)) is not None and request.doubted_at is None:
            request.answered, request.doubted_at = True, now

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
            if self._requests[key].is_over(key, snapshot):
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
    cells[name] = Cell(f"{words}{text}", Tone.WARN, order=order or text, kept=len(words))
    return replace(row, cells=tuple(cells))
