"""A list of a level's items that keeps itself fresh."""

from contextlib import aclosing
from dataclasses import dataclass, replace

from textual import on, work
from textual.message import Message

from app.aws.priority import Priority, asking
from app.poller import Attention, Snapshot, Tempo, watch
from app.poller.snapshot import EVERYTHING
from app.resources.level import Item, Place
from app.tui.link import Link
from app.tui.pane import Pane
from app.tui.words import instead_of_rows, trouble_line
from app.view import GLYPHS, Tone
from widgets.resource_table import ResourceTable


class ListPane(Pane):
    """The table of one place."""

    @dataclass
    class Refreshed(Message):
        """A snapshot has arrived and is on the screen."""

        pane: "ListPane"
        snapshot: Snapshot

        @property
        def control(self) -> "ListPane":
            """The pane, for `@on` with a selector."""
            return self.pane

    def __init__(
        self,
        place: Place,
        link: Link,
        *,
        select: str | None = None,
        focusable: bool = True,
        priority: Priority = Priority.VISIBLE,
        tempo: Tempo | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.place = place
        self.snapshot: Snapshot | None = None
        self.attention = Attention(priority)
        self.attention.pause()
        self.table = ResourceTable(place.level.columns, clock=link.clock)
        self.table.can_focus = focusable
        self._link = link
        self._select = select
        self._tempo = tempo

    def content(self) -> ResourceTable:
        """The table."""
        return self.table

    @property
    def selected(self) -> Item | None:
        """The selected item, if there is one."""
        key = self.table.selected_key
        return None if key is None or self.snapshot is None else self.snapshot.items.get(key)

    def on_mount(self) -> None:
        """Show what was seen here last, and begin to watch."""
        self.table.choose_columns(self._link.columns.of(self.place.level))
        if (kept := self._link.recent.find(self.place)) is not None:
            self._show(Snapshot(self.place, kept.rows, fetched_at=kept.fetched_at, kept=True))
        self._watch()

    def pause(self) -> None:
        """Ask for nothing."""
        self.attention.pause()

    def resume(self) -> None:
        """Go on, with a refresh at once, and with the columns that were chosen meanwhile."""
        self.table.choose_columns(self._link.columns.of(self.place.level))
        self.attention.resume()

    def filter(self, text: str) -> str:
        """Show only the rows that pass; gives what is wrong with the filter, if anything is."""
        error = self.table.filter(text).error
        self.speak()
        return error

    def words(self) -> str:
        """Why there are no rows."""
        hidden = self.table.loaded_count - self.table.row_count
        return instead_of_rows(self.place.level, self.snapshot, hidden, self._link.clock())

    def complaint(self) -> str:
        """Why the rows are not fresh, or not whole."""
        snapshot, details = self.snapshot, self.place.level.details
        if snapshot is None or not snapshot.rows:
            return ""
        if snapshot.trouble is not None:
            return trouble_line(snapshot.trouble, self._link.clock())
        if snapshot.without_details is not None and details is not None and details.enriches:
            return f"{GLYPHS[Tone.WARN]} Some columns stay empty. {snapshot.without_details}"
        return ""

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        service = await self._link.service()
        self._select = self._select or self._link.chosen(self.place.level)
        snapshots = watch(
            service, self.place, self.attention, tempo=self._tempo, clock=self._link.clock
        )
        with asking(self.attention):
            async with aclosing(snapshots):
                async for snapshot in snapshots:
                    self._show(self._or_kept(snapshot))

    def _or_kept(self, snapshot: Snapshot) -> Snapshot:
        """What was seen here last goes on standing in for rows that cannot be had."""
        if snapshot.fetched_at is None and self.snapshot is not None and self.snapshot.kept:
            return replace(self.snapshot, trouble=snapshot.trouble)
        if snapshot.fetched_at is not None and snapshot.query == EVERYTHING:
            self._link.recent.keep(self.place, snapshot.rows, snapshot.fetched_at)
        return snapshot

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.table.stale = snapshot.kept or snapshot.trouble is not None
        self.table.show(snapshot.rows)
        if self._select is not None and (self.table.select(self._select) or not snapshot.loading):
            self._select = None
        self.speak()
        self.attention.look_at(self.table.visible_keys, self.table.visible_places)
        self.post_message(self.Refreshed(self, snapshot))

    @on(ResourceTable.VisibleChanged)
    def _look(self, event: ResourceTable.VisibleChanged) -> None:
        event.stop()
        self.attention.look_at(event.keys, event.places)

    @on(ResourceTable.ReachedEnd)
    def _want_more(self, event: ResourceTable.ReachedEnd) -> None:
        event.stop()
        # A filter that leaves less than a screen would else load everything there is, and a
        # search loads what is on the screen wherever that is.
        filled = self.table.row_count >= self.table.size.height
        is_anywhere = self.place.level.listing.search is not None and self.table.visible_places
        if self.snapshot is not None and self.snapshot.more and filled and not is_anywhere:
            self.attention.want_more(self.table.loaded_count)
