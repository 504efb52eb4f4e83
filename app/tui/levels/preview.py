"""What is inside the selected row, shown beside the list where there is room."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.await_remove import AwaitRemove
from textual.containers import Vertical
from textual.timer import Timer

from app.poller import Snapshot
from app.resources import opened
from app.resources.level import Item, Place
from app.resources.workers import WORKERS
from app.tui.connection.link import Link
from app.tui.levels.preview_fields import PreviewFields
from app.tui.levels.preview_list import PreviewList
from app.tui.lists.list_pane import ListPane
from app.tui.parts.silent_words import silent_parts
from widgets.bars.bar import Bar, Part

if TYPE_CHECKING:  # Logs are imported as the first is shown: the first frame does without.
    from app.tui.host.host_pane import HostPane
    from app.tui.logs.log_pane import LogPane

PAUSE = 0.25
"""Seconds the selection must rest on a row before anything is asked about it."""


class Preview(Vertical):
    """The children of the selected row; where it has none the end of its log, or else its fields.

    Above the sessions of a worker stands how its machine is doing.
    """

    def __init__(self, link: Link, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._link = link
        self._wanted: tuple[Place, Item] | None = None
        self.shown: tuple[str, str] | None = None
        """The level and the key of the item whose inside is shown."""
        self._tells_silence = False
        """Whether the title tells for how long that item is silent."""
        self._timer: Timer | None = None
        self._title = Bar(classes="title")

    def compose(self) -> ComposeResult:
        """A title; the inside comes with the first selection."""
        yield self._title

    def show(self, place: Place, item: Item | None) -> None:
        """Show the inside of `item` of `place`, as soon as the selection rests on it."""
        if self._is_told(place, item):
            return
        self._wanted = None if item is None else (place, item)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._swap)

    def _is_told(self, place: Place, item: Item | None) -> bool:
        """Whether this is what is shown, and nothing else is known of it since."""
        if item is None or self._wanted is None or self._wanted[1] is not item:
            return False
        key = item[place.level.key]
        is_shown = self.shown == (place.level.name, key) and not self._tells_silence
        return is_shown and self._link.silence_of(key) is None

    def known_of(self, place: Place) -> Snapshot | None:
        """What the service said of a place, where that is what is shown here."""
        for pane in self.query(ListPane):
            snapshot = pane.snapshot
            if snapshot is not None and snapshot.place == place and not snapshot.kept:
                return snapshot
        return None

    async def on_show(self, event: events.Show) -> None:
        """There is room now."""
        del event
        await self._swap()

    async def _swap(self) -> None:
        if self.app.screen is not self.screen or not self.size:
            return
        if self._wanted is None:
            self.shown = None
            self._title.show([])
            await self._clear()
            return
        place, item = self._wanted
        key = item[place.level.key]
        silent = silent_parts(self._link.silence_of(key), self._link.clock())
        self._tells_silence = bool(silent)
        self._title.show([Part(place.level.label(item), strong=True), *silent])
        if self.shown == (place.level.name, key):
            for fields in self.query(PreviewFields):
                fields.tell(item)
            return
        self.shown = (place.level.name, key)
        below = opened(place, key, item)
        if self._goes_on(place, below):
            return
        inside = [*self._machine(place, item), *self._inside(place, item, below)]
        with self.app.batch_update():
            await self._clear()
            await self.mount(*inside)

    def _clear(self) -> AwaitRemove:
        """Close whatever is below the title."""
        return self.query_children().exclude(".title").remove()

    def _goes_on(self, place: Place, below: Place | None) -> bool:
        """Whether the list that is there already is that of `below` from now on."""
        if below is None or place.level is WORKERS:
            return False
        for shown in self.query(PreviewList):
            if shown.is_attached and shown.place.level is below.level:
                shown.go(below)
                return True
        return False

    def _machine(self, place: Place, item: Item) -> "Iterator[HostPane]":
        """How the machine of a worker is doing, above what is inside it."""
        if place.level is WORKERS:
            from app.tui.host.host_pane import HostPane
            from app.tui.host.host_source import HostSource

            yield HostPane(HostSource(place, item), self._link, is_preview=True)

    def _inside(
        self, place: Place, item: Item, below: Place | None
    ) -> "Iterator[PreviewList | LogPane | PreviewFields]":
        if below is not None:
            yield PreviewList(below, self._link)
        elif place.level.log is not None:
            from app.tui.logs.item_logs import log_of
            from app.tui.logs.log_pane import LogPane

            log, link = log_of(self._link, place, item), self._link
            yield LogPane(log, link.settings, link.clock, is_preview=True)
        else:
            yield PreviewFields(item)
