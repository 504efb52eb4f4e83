"""A list of a level's items that keeps itself fresh for as long as it can be seen."""

from contextlib import aclosing
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from app.poller import Attention, Snapshot, Tempo, watch
from app.resources.level import Item, Place
from app.tui.link import Link
from app.tui.words import instead_of_rows, trouble_line
from app.view import GLYPHS, Tone
from widgets.resource_table import ResourceTable


class ListPane(Vertical):
    """The table of one place, the words that stand in for it, and what is wrong with it."""

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
        tempo: Tempo | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.place = place
        self.snapshot: Snapshot | None = None
        self.attention = Attention()
        self._link = link
        self._select = select
        self._words = ""
        self._seconds: Timer | None = None
        self._trouble = ""
        self._focusable = focusable
        self._tempo = tempo

    def compose(self) -> ComposeResult:
        """The table, the words in its stead, and the line of trouble."""
        table = ResourceTable(self.place.level.columns, clock=self._link.clock)
        table.can_focus = self._focusable
        yield table
        yield Static(classes="words", markup=False)
        yield Static(classes="trouble", markup=False)

    @property
    def table(self) -> ResourceTable:
        """The table itself."""
        return self.query_one(ResourceTable)

    @property
    def selected(self) -> Item | None:
        """The selected item, if there is one."""
        key = self.table.selected_key
        return None if key is None or self.snapshot is None else self.snapshot.items.get(key)

    def on_mount(self) -> None:
        """Begin to watch."""
        self._say_instead()
        self._seconds = self.set_interval(1.0, self._tick)
        self._watch()

    def filter(self, text: str) -> str:
        """Show only the rows that pass; gives what is wrong with the filter, if anything is."""
        error = self.table.filter(text).error
        self._say_instead()
        return error

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        service = await self._link.service()
        snapshots = watch(
            service, self.place, self.attention, tempo=self._tempo, clock=self._link.clock
        )
        async with aclosing(snapshots):
            async for snapshot in snapshots:
                self._show(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.table.stale = snapshot.trouble is not None
        self.table.show(snapshot.rows)
        if self._select is not None and self.table.select(self._select):
            self._select = None
        self._tick()
        self.attention.look_at(self.table.visible_keys)
        self.post_message(self.Refreshed(self, snapshot))

    def _say_instead(self) -> None:
        hidden = self.table.total_count - self.table.row_count
        words = instead_of_rows(self.place.level, self.snapshot, hidden, self._link.clock())
        if words != self._words:
            self._words = words
            self.set_class(bool(words), "-wordy")
            self.query_one(".words", Static).update(words)

    def _tick(self) -> None:
        """Count down to the next try, where there is trouble."""
        self._say_instead()
        line = self._trouble_line()
        if line != self._trouble:
            self._trouble = line
            self.set_class(bool(line), "-troubled")
            self.query_one(".trouble", Static).update(line)

    def _trouble_line(self) -> str:
        snapshot = self.snapshot
        if snapshot is None or not snapshot.rows:
            return ""
        if snapshot.trouble is not None:
            return trouble_line(snapshot.trouble, self._link.clock())
        denied = snapshot.without_details
        return f"{GLYPHS[Tone.WARN]} Some columns stay empty. {denied}" if denied else ""

    @on(ResourceTable.VisibleChanged)
    def _look(self, event: ResourceTable.VisibleChanged) -> None:
        event.stop()
        self.attention.look_at(tuple(event.keys))

    @on(ResourceTable.ReachedEnd)
    def _want_more(self, event: ResourceTable.ReachedEnd) -> None:
        event.stop()
        if self.snapshot is not None and self.snapshot.more:
            self.attention.want_more(len(self.snapshot.rows))

    def on_hide(self, event: events.Hide) -> None:
        """Nobody can see the pane."""
        del event
        self.pause()

    def on_show(self, event: events.Show) -> None:
        """Somebody can see it again."""
        del event
        self.resume()

    def pause(self) -> None:
        """Ask and count no further until `resume`."""
        self.attention.pause()
        if self._seconds is not None:
            self._seconds.pause()

    def resume(self) -> None:
        """Go on, with a refresh at once."""
        self.attention.resume()
        if self._seconds is not None:
            self._seconds.resume()
