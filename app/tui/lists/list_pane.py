"""A list of a level's items that keeps itself fresh."""

from contextlib import aclosing
from functools import partial

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.reactive import Reactive
from textual.timer import Timer

from app.aws.pacing.priority import Priority, asking
from app.errors import UsageError
from app.poller import Attention, Snapshot, Tempo, watch
from app.resources.level import Item, Place
from app.tui.connection.link import Link
from app.tui.lists.last_seen import LastSeen
from app.tui.lists.matter import matter_line
from app.tui.lists.wanted_row import WantedRow
from app.tui.lists.wish import Division, Wish, asked, is_sought, is_to_load, loaded_at_first
from app.tui.parts.pane import Pane
from app.tui.parts.words import complaint_line, instead_of_rows, total_text
from widgets.table.resource_table import ResourceTable

TYPING = 0.3
"""Seconds after the last letter of a filter until the service is asked."""


class ListPane(Pane):
    """The table of one place, in the order and with the filter that the user wishes."""

    class Refreshed(Message):
        """A snapshot has arrived and is on the screen."""

        def __init__(self, pane: "ListPane", snapshot: Snapshot) -> None:
            super().__init__()
            self.pane = pane
            self.snapshot = snapshot

        @property
        def control(self) -> "ListPane":
            """The pane, for `@on` with a selector."""
            return self.pane

    class WishChanged(Message):
        """Another order or filter is wished for, or the service was asked for it."""

    shown: Reactive[Snapshot | None] = Reactive(None, repaint=False, init=False, always_update=True)
    """The snapshot of which the table has the rows.

    What tells of them elsewhere on the screen watches it, and is painted in the same frame; by the
    time of the message that frame may be painted.
    """

    def __init__(
        self,
        place: Place,
        link: Link,
        *,
        select: str | None = None,
        begin: Snapshot | None = None,
        focusable: bool = True,
        priority: Priority = Priority.VISIBLE,
        tempo: Tempo | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """It shows what it is to `begin` with until it has asked itself."""
        super().__init__(id=id)
        self.place = place
        self.snapshot: Snapshot | None = None
        self.attention = Attention(priority)
        self.attention.expected = link.requested
        self.attention.pause()
        self.table = ResourceTable(place.level.columns, clock=link.clock)
        self.table.can_focus = self.table.keyed = focusable
        self.table.leaves_order = True
        self.wish = Wish()
        """What the user wants to see."""
        self.everything = ""
        """How many items there are without a filter, as it is shown; empty while unknown."""
        self._link = link
        self._wanted = WantedRow(place, self.table, self.attention, select)
        self._last_seen = LastSeen(place, link.recent, begin)
        self._typing: Timer | None = None
        self._tempo = tempo

    def content(self) -> ResourceTable:
        """The table."""
        return self.table

    @property
    def selected(self) -> Item | None:
        """The selected item, if there is one."""
        key = self.table.selected_key
        return None if key is None or self.snapshot is None else self.snapshot.items.get(key)

    def compose(self) -> ComposeResult:
        """Have the columns that were chosen, and the rows that are known.

        Later everything would be styled for words in their stead first.
        """
        self.table.choose_columns(self._link.columns.of(self.place.level))
        if (seen := self._last_seen.begin()) is not None:
            self._show(seen)
        yield from super().compose()

    def on_mount(self) -> None:
        """Begin."""
        self._watch()

    def watch_anew(self) -> None:
        """Show what was seen here last, and watch the place from now on."""
        if (seen := self._last_seen.kept()) is not None:
            self._show(seen)
        self._watch()

    def pause(self) -> None:
        """Ask for nothing."""
        self.attention.pause()

    def resume(self) -> None:
        """Go on, with a refresh at once, and with the columns that were chosen meanwhile."""
        self.table.choose_columns(self._link.columns.of(self.place.level))
        self.table.repaint_clocks()
        self.attention.resume()

    @property
    def has_no_row(self) -> bool:
        """Whether there is no row to do anything with, and none to come."""
        seen, table = self.snapshot, self.table
        return seen is not None and not (seen.loading or table.row_count or table.marked_count)

    @property
    def is_asking(self) -> bool:
        """Whether the service was asked for what the user wants, and has not answered yet."""
        return self._division is not None and self._division.is_awaited(self.attention.query)

    @property
    def filters_here(self) -> bool:
        """Whether the table leaves out rows itself."""
        return self._division is not None and self._division.filters_here

    def filter(self, text: str) -> str:
        """Show only what passes; gives what is wrong with the filter, if anything is.

        What is loaded is filtered at once, and the service asked when nobody types any more.
        """
        try:
            wanted = asked(text, self.place.level.listing.search, self._link.clock())
        except UsageError as error:
            return str(error)
        if wanted.text != self.wish.filter.text:
            self._wish(replace(self.wish, filter=wanted))
            self._typing = self.set_timer(TYPING, self.ask)
        return ""

    def sort(self, column_id: str | None, reverse: bool = False) -> None:
        """Sort by a column; None is the order of the service."""
        self._wish(replace(self.wish, column=column_id, reverse=reverse))
        self.ask()

    def ask(self) -> None:
        """Ask the service for what is wished for, as far as it can be asked."""
        self._stop_typing()
        search = self.place.level.listing.search if self.snapshot is None else self.snapshot.search
        self.attention.ask_for(self.wish.query(search))
        self.post_message(self.WishChanged())

    def find(self, key: str) -> None:
        """Select the row of a key, wherever it stands."""
        self._wanted.want(key)
        self._select_wanted()

    def mark_rows(self) -> None:
        """Mark the rows of which more is known since they were shown."""
        if self.snapshot is not None and self.is_attached:
            self.table.show(self._link.marked(self.snapshot))

    def words(self) -> str:
        """Why there are no rows."""
        hidden = self.table.loaded_count - self.table.row_count
        return instead_of_rows(self.place.level, self.snapshot, hidden, self._link.clock())

    def complaint(self) -> str:
        """Why the rows are not fresh, or not whole, and what is the matter with the selected."""
        top, division = self.table.visible_places.start, self._division
        refused = division.complaint(top) if division is not None else ""
        line = complaint_line(self.place.level, self.snapshot, refused, self._link.clock())
        matter = matter_line(self.place.level, self.selected, self.table)
        return "\n".join(filter(None, (line, matter)))

    def tells_time(self) -> bool:
        """While nothing has been told yet, and while it is told when it is tried again."""
        seen = self.snapshot
        return seen is None or seen.loading or seen.trouble is not None

    @property
    def _division(self) -> Division | None:
        """Who does what of the wish."""
        seen = self.snapshot
        return None if seen is None else Division(self.wish, self.place.level, seen)

    def _wish(self, wish: Wish) -> None:
        self._stop_typing()
        self.wish = wish
        self._divide()
        self.speak()
        self.post_message(self.WishChanged())

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None

    def _divide(self) -> None:
        """Have the table do what the service does not; rows keep their order until it answers."""
        if (division := self._division) is not None:
            division.arrange(self.table, lambda: self.snapshot.items if self.snapshot else {})

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        service = await self._link.service()
        self._wanted.rather(self._link.chosen(self.place.level))
        snapshots = watch(
            service,
            self.place,
            self.attention,
            tempo=self._tempo,
            refusals=self._link.refusals,
            names=self._link.names,
            clock=self._link.clock,
        )
        with asking(self.attention):
            async with aclosing(snapshots):
                async for snapshot in snapshots:
                    if not self.table.is_attached:  # what is inside is closed first
                        return
                    self._show(self._last_seen.or_before(snapshot, self.snapshot))

    def _show(self, snapshot: Snapshot) -> None:
        are_others = self.snapshot is not None and snapshot.query != self.snapshot.query
        was_listed = self.snapshot is not None and self.snapshot.unsearched is not None
        self._wanted.leave()
        self.snapshot = snapshot
        if not snapshot.query.filters:
            self.everything = total_text(snapshot)
        self._divide()
        self.table.show(self._link.marked(snapshot))
        # Only now: what comes instead of rows that were out of date is new as a whole.
        self.table.stale = snapshot.kept or snapshot.trouble is not None
        if are_others:
            self._wanted.begin_anew(snapshot, shows_all=self.wish == Wish())
        self._select_wanted()
        self.speak()
        self._look_at(self.table.visible_keys, self.table.visible_places)
        self.shown = snapshot
        if was_listed and snapshot.unsearched is None:
            self.ask()
        self.post_message(self.Refreshed(self, snapshot))

    def _select_wanted(self) -> None:
        if (key := self._wanted.select(self.snapshot)) is None:
            return
        if self.snapshot is None or not is_sought(self.snapshot) or self.wish != Wish():
            self.refuse(f"{key} is not among the rows that are shown.")
        else:
            self.post_message(WantedRow.Sought(self, self.place, key, partial(self.seek, key)))

    async def seek(self, key: str) -> None:
        """Go to where a row stands that is not among those loaded. Raises FarmtopError."""
        service = await self._link.service()
        with asking(Priority.ASKED):
            await self._wanted.seek(service, key)

    @on(ResourceTable.SortAsked)
    def _sort_asked(self, event: ResourceTable.SortAsked) -> None:
        event.stop()
        self.sort(event.column_id, event.reverse)

    @on(ResourceTable.VisibleChanged)
    def _look(self, event: ResourceTable.VisibleChanged) -> None:
        event.stop()
        self._look_at(event.keys, event.places)
        self.speak()

    def _look_at(self, visible: tuple[str, ...], places: range) -> None:
        """These rows are on the screen: names that one has read are used everywhere."""
        items = self.snapshot.items if self.snapshot is not None else {}
        for key in visible:
            if (item := items.get(key)) is not None:
                self._link.learn(self.place.level, item)
        self.attention.look_at(visible, places)

    @on(ResourceTable.ReachedEnd)
    def _want_more(self, event: ResourceTable.ReachedEnd) -> None:
        event.stop()
        if self.snapshot is not None and is_to_load(self.snapshot, self.table):
            self.attention.want_more(loaded_at_first(self.snapshot))
