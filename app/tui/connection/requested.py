"""What was asked of the service about a row, and shows nowhere in what the service tells of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from app.poller.snapshot import Snapshot
from app.resources.level import Item, Level
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

    change: "Change"
    before: Item
    """The item as it was then."""
    learn: Callable[[str, str], None]
    """Is told the item's id and how the item is, once that is known and no answer came."""
    answered: bool = False
    """Whether the service has answered the call."""
    doubted_at: float | None = None
    """Since when it is known that no answer comes, in seconds since the epoch."""

    @property
    def words(self) -> str:
        """What is read before the name of the item: `» cancel: `."""
        sign = REQUESTED if self.doubted_at is None else DOUBTFUL
        words = f"{sign} {self.change.brief}"
        return f"{words if len(words) <= ROOM else words[: ROOM - 1] + '…'}: "

    def is_over(self, key: str, snapshot: Snapshot) -> bool:
        """Whether a snapshot that has the item tells what has become of the request.

        Where no answer came that is whatever the service was asked about it since.
        """
        if self.doubted_at is not None and key in snapshot.asked_about:
            return self._is_asked_anew(key, snapshot)
        return self.answered and self.is_told(snapshot.items[key])

    def found(self, key: str, snapshot: Snapshot) -> str:
        """How the item is where no answer came, and whether that was done; empty if not known."""
        item = snapshot.items[key]
        is_done = bool(self.before) and self._is_so(item)
        if self.doubted_at is None or not (is_done or self._is_asked_anew(key, snapshot)):
            return ""
        # Where a search is all that there is, it may tell how things were before.
        is_record = snapshot.search is None or snapshot.without_details is None
        is_undone = is_record and not is_done and self._is_untouched(item)
        verdict = ", done" if is_done else ", not done so far" if is_undone else ""
        return f"{self._state(snapshot.place.level, item)}{verdict}"

    def is_told(self, item: Item) -> bool:
        """Whether what the service tells of the item is from after the change.

        Where it was asked to become what it was already, only its last change can tell; some lists
        do not have that.
        """
        is_unheard = not self._news and UPDATED not in item
        is_other = item.get(UPDATED) != self.before.get(UPDATED)
        return self._is_so(item) or is_unheard or is_other

    def _is_so(self, item: Item) -> bool:
        """Whether an item has become what it was not before, and was asked to."""
        return any(item.get(name) == value for name, value in self._news.items())

    def _is_untouched(self, item: Item) -> bool:
        """Whether the service tells that nobody has changed an item since before."""
        is_same = all(item.get(name) == self.before.get(name) for name in (UPDATED, *self._news))
        # Where it was asked to become what it was already, only its last change can tell.
        return bool(self.before) and is_same and (bool(self._news) or UPDATED in item)

    def _is_asked_anew(self, key: str, snapshot: Snapshot) -> bool:
        """Whether the service was asked about an item since it is known that no answer comes."""
        if self.doubted_at is None or snapshot.asked_at is None:
            return False
        return key in snapshot.asked_about and snapshot.asked_at >= self.doubted_at

    def _state(self, level: Level, item: Item) -> str:
        """What one reads an item's state by: its status, or the number that was to be set."""
        act, status = self.change.act, level.status(item)
        if not isinstance(act.value, str) and act.member in item:
            return f"{act.value.what} {item[act.member]}"
        return status.word if status is not None else "no status"

    @property
    def _news(self) -> Mapping[str, Any]:
        """What would be different from before; nothing where it was so already."""
        wanted = self.change.wanted
        return {name: value for name, value in wanted.items() if self.before.get(name) != value}


class Requested:
    """The requests whose effect nobody has seen yet, by the ids of items."""

    def __init__(self) -> None:
        self._requests: dict[str, _Request] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._requests

    def add(
        self, change: "Change", items: Mapping[str, Item], learn: Callable[[str, str], None]
    ) -> None:
        """A change is about to be asked for of these items.

        Where no answer comes, `learn` is told the id and the state of each once that is known.
        """
        for target in change.targets:
            before = items.get(target.key, {})
            self._requests[target.key] = _Request(change, before, learn)

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

    def hear(self, snapshot: Snapshot) -> None:
        """The service was asked how items are, and no list shows it: tell of what is known now."""
        for key in self._requests.keys() & snapshot.items.keys():
            self._tell(key, snapshot)

    def marked(self, snapshot: Snapshot) -> Rows:
        """The rows of a snapshot, with a mark where something was requested that it does not tell.

        A mark stands before the name; whatever the service told of the item stays as it was told.
        """
        if not self._requests:
            return snapshot.rows
        for key in [key for key in self._requests if key in snapshot.items]:
            if self._requests[key].is_over(key, snapshot):
                self._tell(key, snapshot)
                del self._requests[key]
        if not self._requests or self._requests.keys().isdisjoint(snapshot.rows.keys):
            return snapshot.rows
        words = {key: request.words for key, request in self._requests.items()}
        columns = snapshot.place.level.columns
        name = next(index for index, column in enumerate(columns) if column.grows)
        return snapshot.rows.altered(lambda row: _marked(row, words.get(row.key, ""), name))

    def _tell(self, key: str, snapshot: Snapshot) -> None:
        request = self._requests[key]
        if state := request.found(key, snapshot):
            request.learn(key, state)


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
