"""The row that a list is to select as soon as it is there, wherever it stands."""

from collections.abc import Awaitable, Callable

from textual.message import Message

from app.aws.api import Api
from app.aws.reading.standing import standing
from app.poller import Attention, Snapshot
from app.resources.level import Place
from app.tui.lists.wish import is_loaded_on, is_sought
from app.tui.parts.pane import Pane
from app.view import Tone
from widgets.table.resource_table import ResourceTable


class WantedRow:
    """Selects a row of a place's table once it has come, and asks for what it stands on."""

    class Sought(Message):
        """A row is wanted that is not among those loaded."""

        def __init__(
            self, pane: Pane, place: Place, key: str, seek: Callable[[], Awaitable[None]]
        ) -> None:
            """`seek` goes to where it stands. Raises FarmtopError."""
            super().__init__()
            self.pane = pane
            self.place = place
            self.key = key
            self.seek = seek

    def __init__(
        self, place: Place, table: ResourceTable, attention: Attention, key: str | None
    ) -> None:
        """`key` is that of the row which is wanted from the beginning, if one is."""
        self._place = place
        self._table = table
        self._attention = attention
        self._key = key
        self._is_worth_calls = key is not None
        """Whether it is looked for if it is not among the rows that are loaded first."""
        self._begins_at_what_runs = place.level.oldest_first
        """Whether the row that runs is to be selected as soon as it comes with the first rows."""
        self._left: str | None = None
        """The row that was chosen last, be it or not among those that the service gave since."""

    def want(self, key: str) -> None:
        """Select this row instead, whatever that takes."""
        self._key, self._is_worth_calls = key, True

    def rather(self, key: str | None) -> None:
        """Select this row if it comes by itself, where none is wanted."""
        self._key = self._key or key

    def leave(self) -> None:
        """Remember the row that is chosen, before others are shown."""
        self._left = self._table.row_list.chosen or self._left

    def begin_anew(self, snapshot: Snapshot, *, shows_all: bool) -> None:
        """Stay on the row that was left where it is among the others; else go to the first row.

        Where the list `shows_all` again as ever, and the service tells where that row stands, it is
        wanted wherever that is.
        """
        if self._left is None or not self._table.select(self._left):
            self._table.rewind()
            if self._left is not None and shows_all and is_sought(snapshot):
                self.want(self._left)

    def select(self, snapshot: Snapshot | None) -> str | None:
        """Select the row if it is there, ask for more if it may come; gives it where it is not."""
        key = self._key
        if self._begins_at_what_runs and snapshot is not None and snapshot.items:
            self._begins_at_what_runs = snapshot.loading
            key = self._key = key or self._running(snapshot)
        if key is None or self._table.select(key):
            self._key = None
            self._attention.stop_sifting()
        elif snapshot is not None and not snapshot.loading:
            if self._is_worth_calls and is_loaded_on(snapshot, self._table.loaded_count):
                self._load_on(snapshot)
            elif self._is_worth_calls or not self._is_to_come:
                self._key = None
                self._attention.stop_sifting()
                return key if self._is_worth_calls else None
        return None

    async def seek(self, api: Api, key: str) -> None:
        """Go to where a row stands in the order of the service. Raises what the calls raise."""
        found = await standing(api, self._place, key)
        self._key, self._is_worth_calls = key, False
        if found.place is None:
            self._attention.seek(found.created)
        else:
            self._table.select_place(found.place)

    def _running(self, snapshot: Snapshot) -> str | None:
        """The last row that runs, unless another one was chosen before."""
        if self._table.row_list.chosen is not None:
            return None
        level, items = self._place.level, snapshot.items
        statuses = ((key, level.status(items[key])) for key in reversed(snapshot.rows.loaded.keys))
        return next((key for key, one in statuses if one and one.tone is Tone.BUSY), None)

    def _load_on(self, snapshot: Snapshot) -> None:
        loaded = self._table.loaded_count
        if snapshot.search is None:
            self._attention.want_more(loaded)
        else:
            self._attention.sift_more(loaded)

    @property
    def _is_to_come(self) -> bool:
        """Whether the page on which it stands is still being loaded."""
        is_pending = self._table.row_count > 0 and self._table.selected_key is None
        return is_pending or self._attention.sought is not None
