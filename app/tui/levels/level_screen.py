"""The screen of one place: a list, what is inside the selected row, and the keys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from app.poller import Attention, Snapshot
from app.resources import LEVELS, ROOT, beside, opened
from app.resources.level import Place
from app.tui.boxes.help import open_help
from app.tui.connection.link import Link
from app.tui.keyboard.actions import Scope
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.keyboard.useful_keys import is_of_use
from app.tui.levels.preview import Preview
from app.tui.levels.row_screen import RowScreen
from app.tui.lists.list_pane import ListPane
from app.tui.lists.list_prompt import ListPrompt
from app.tui.lists.overview_pane import OverviewPane
from app.tui.lists.silence_lookout import SilenceLookout, suspects_in
from app.tui.lists.summary import Summary
from app.tui.parts.header import Header
from app.tui.parts.pane import Pane
from app.tui.parts.refusal import refuse
from app.tui.parts.words import freshness, freshness_holds_for, has_left, not_marked
from widgets.table.resource_table import ResourceTable
from widgets.terminal.alarm import Alarm

if TYPE_CHECKING:  # What a key opens is imported as it is opened: the first frame does without.
    from app.stuck.suspects import Suspect


class LevelScreen(RowScreen):
    """Where a wrangler is: the list of one level below one path."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (100, "-medium"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (40, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#list ResourceTable"
    """Not the overview above it, which would have the focus for a moment."""

    def __init__(
        self,
        place: Place,
        link: Link,
        *,
        select: str | None = None,
        begin: Snapshot | None = None,
        is_first: bool = False,
        is_passed: bool = False,
    ) -> None:
        """It begins with what is known of the place; where it `is_first`, nothing is behind it.

        Where it `is_passed` on the way somewhere else, nothing but the list is asked for until one
        comes back.
        """
        super().__init__(place, link, select=select, begin=begin)
        self._is_first = is_first
        self._is_passed = is_passed
        self._was_empty = False
        """Whether there was no row to do anything with when keys were last offered for them."""
        others = tuple(one.name for one in beside(place.level))
        self._header = Header(link, link.trail(place), others, place.level.service)
        self._summary = Summary(link, id="summary")
        self._preview = Preview(link, id="preview")
        self._prompt = ListPrompt(self.pane)
        self._lookout = SilenceLookout(link, self._suspects, self._heard)
        self._next_tick = Alarm(self, self._tick)

    def compose(self) -> ComposeResult:
        """Header, summary, the list and its preview, prompt and footer."""
        yield self._header
        yield self._summary
        if self.place.level is ROOT:
            yield OverviewPane(self._link, id="overview")
        with Container(id="panes"):
            yield self.pane
            yield self._preview
        yield ActiveKeys(self._is_of_use)
        yield self._prompt

    def on_mount(self) -> None:
        """The list has the keys; what is known of it is in the first frame."""
        self._tell()
        self.watch(self.pane, "shown", self._tell, init=False)
        self.pane.table.focus()
        self.run_worker(self._lookout.run())

    def on_screen_suspend(self) -> None:
        """Another screen covers this one: whatever was painted here, all of that one would be."""
        self._next_tick.stop()
        self._look()
        self._is_passed = False

    def on_unmount(self) -> None:
        """The screen is closed."""
        self._next_tick.stop()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """This screen is seen again."""
        del event
        self._tick()
        self._link.history.arrive(self.place)
        self._look()
        self._show_preview()

    def _is_of_use(self, key: str) -> bool:
        """Whether a key is offered at the foot."""
        return is_of_use(key, self.place.level, self._link.settings, has_rows=not self._was_empty)

    def _look(self) -> None:
        for pane in self.query(Pane):
            pane.look()

    @on(ListPane.Refreshed, "#list")
    def _show_preview(self) -> None:
        if self._is_passed:
            return
        self._preview.show(self.place, self.pane.selected)
        if self.place.level is ROOT:  # looking for what is not there takes as long as the rest
            for above in self.query(OverviewPane):
                above.attend(self.pane)

    def tell(self) -> None:
        """Show in the header what is known by now of the connection."""
        self._tick()

    def leave(self, away: bool) -> None:
        """Be told that nobody looks at the terminal, or that somebody does again."""
        for attention in self._attentions():
            attention.leave(away)
        if not away:
            for table in self.query(ResourceTable):
                table.repaint_clocks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that leads nowhere."""
        del parameters
        if action in {"overview", "problems"}:
            return bool(self.query(OverviewPane))
        if action == "beside":
            return bool(beside(self.place.level))
        if action == "back":
            lifts = bool(self.pane.wish.filter.text) or self.pane.table.marked_count > 0
            return lifts or self.place.level.parent is not None
        return True

    @on(ListPane.Refreshed)
    def _look_out(self, event: ListPane.Refreshed) -> None:
        self._lookout.see(event.snapshot)

    def _suspects(self) -> "list[Suspect]":
        """What can be seen that runs.

        What sessions run that are shown beside the list is not asked for: they are others with
        every row that one goes down.
        """
        return [
            suspect
            for pane in self.query(ListPane)
            for suspect in suspects_in(pane, with_sessions=pane is self.pane)
        ]

    def _heard(self) -> None:
        """It is known of another action that it is silent, or no longer is."""
        for pane in self.query(ListPane):
            pane.mark_rows()
        self._summary.tell(self.pane)
        self._show_preview()

    @on(ResourceTable.Highlighted)
    def _highlighted(self, event: ResourceTable.Highlighted) -> None:
        if event.control is self.pane.table:
            rows = event.table.row_list
            if rows.is_left and rows.shown and rows.chosen is not None:
                words = has_left(self.place.level, self._link.name(rows.chosen))
                refuse(self, words, severity="information")
            self._link.history.stand_on(self.place, self.pane.table.selected_key)
            self.pane.speak()
            self._show_preview()

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened) -> None:
        if event.control is not self.pane.table:
            return
        if self.app.screen is not self:  # a key pressed twice, faster than a screen opens
            return
        # Of a row that was kept from before only the id is known, which is most often enough.
        if (item := self.pane.selected) is not None:
            self._link.learn(self.place.level, item)
        elif self.place.level.inside is not None:
            return
        if (there := opened(self.place, event.key, item or {})) is None:
            (self.action_details if self.place.level.log is None else self.action_log)()
        else:
            begin = self._preview.known_of(there)
            self.app.push_screen(LevelScreen(there, self._link, begin=begin))

    @on(OverviewPane.Opened)
    def _opened_above(self, event: OverviewPane.Opened) -> None:
        if self.app.screen is self:
            self.app.push_screen(LevelScreen(event.place, self._link))

    @on(ListPane.WishChanged)
    def _wished(self) -> None:
        self._offer_keys()
        self._summary.tell(self.pane)

    @on(ResourceTable.MarksChanged, "#list ResourceTable")
    def _marked(self, event: ResourceTable.MarksChanged) -> None:
        self._offer_keys()
        self._summary.tell(self.pane)
        snapshot = self.pane.snapshot if event.all_meant else None
        if left := not_marked(event.passed_over, snapshot):
            refuse(self, left)

    def action_back(self) -> None:
        """Lift the filter, else the marks; else go to where one came from, or one level up."""
        if self.pane.wish.filter.text:
            self.pane.filter("")
            self.pane.ask()
        elif self.pane.table.clear_marks():
            return
        elif not self._is_first:
            self.app.pop_screen()
        elif self.place.level.parent is not None:
            *above, (_, key) = self.place.path.items()
            parent = Place(LEVELS[self.place.level.parent], dict(above))
            self.app.push_screen(LevelScreen(parent, self._link, select=key, is_first=True))

    def action_beside(self, steps: int) -> None:
        """Go to the next of the levels that are listed at the same place, or to the last."""
        if others := beside(self.place.level):
            self.give_way(Place(others[0 if steps > 0 else -1], self.place.path))

    def give_way(self, there: Place, select: str | None = None) -> None:
        """Show another place instead of this one."""
        screen = LevelScreen(there, self._link, select=select, is_first=self._is_first)
        # The screen that was there first is the application's, and stays below.
        (self.app.push_screen if self._is_first else self.app.switch_screen)(screen)

    def action_refresh(self) -> None:
        """Refresh everything on the screen now."""
        for attention in self._attentions():
            attention.refresh(retry=True)

    def action_overview(self) -> None:
        """Give the keys to the overview, or back to the list."""
        for above in self.query(OverviewPane):
            self.set_focus((self.pane if above.table.has_focus else above).table)

    def action_problems(self) -> None:
        """Show only the problems in the overview, or everything."""
        for above in self.query(OverviewPane):
            above.toggle_problems()

    def action_help(self) -> None:
        """Show every key."""
        open_help(self.app, Scope.LIST)

    def action_filter(self) -> None:
        """Ask what to filter by."""
        self._prompt.ask_filter()

    def action_sort(self) -> None:
        """Ask which column to sort by."""
        self._prompt.ask_sort()

    def _attentions(self) -> Iterator[Attention]:
        """What is kept fresh on this screen."""
        yield from (pane.attention for pane in self.query(ListPane))
        yield from (pane.attention for pane in self.query(OverviewPane))

    def _tell(self) -> None:
        """Tell of the rows above them, in the frame in which they are painted."""
        if (snapshot := self.pane.snapshot) is not None:
            self._summary.count(snapshot)
            self._summary.tell(self.pane)
            if self.pane.has_no_row is not self._was_empty:
                self._offer_keys()
        self._tick()

    def _offer_keys(self) -> None:
        """Offer at the foot what is of use with the rows that there are now."""
        self._was_empty = self.pane.has_no_row
        self.refresh_bindings()

    def _tick(self) -> None:
        snapshot, now = self.pane.snapshot, self._link.clock()
        self._header.lead(self._link.trail(self.place))  # names may be known by now
        self._header.show(freshness(snapshot, now))
        if self.app.screen is self:
            holds_for = min(self._header.holds_for, freshness_holds_for(snapshot, now))
            self._next_tick.set(holds_for)
