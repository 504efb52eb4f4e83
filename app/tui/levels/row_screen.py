"""What keys do with the rows of a list: read about them, open their logs, act on them."""

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from app.poller import Snapshot
from app.resources.leading import LOG, TIMELINE, WHY, leads, nowhere
from app.resources.level import Item, Place
from app.tui.connection.link import Link
from app.tui.keyboard.actions import Scope, bindings
from app.tui.lists.list_pane import ListPane
from app.tui.parts.pane import Pane
from app.tui.parts.refusal import refuse
from app.tui.parts.standing import FarmScreen, Standing
from app.tui.parts.words import nothing_selected
from app.view import count_text
from widgets.table.resource_table import ResourceTable


class RowScreen(FarmScreen):
    """A screen with the list of one place, whose selected and marked rows keys are about."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST, Scope.FARM, Scope.EVERYWHERE)]

    def __init__(
        self, place: Place, link: Link, *, select: str | None, begin: Snapshot | None
    ) -> None:
        """It begins with what is known of the place."""
        super().__init__()
        self.place = place
        self.pane = ListPane(place, link, select=select, begin=begin, id="list")
        self._link = link
        self._keyed = self.pane.table
        """The table that keys are about, which may stand above the list; whatever has them now."""

    def watch_focused(self, focused: Widget | None) -> None:
        """Show which table has the keys; it keeps its sign while a prompt has them."""
        if isinstance(focused, ResourceTable):
            self._keyed.keyed = False
            self._keyed = focused
            focused.keyed = True

    def stand(self) -> Standing:
        """In its list, on the selected row; which stays selected."""
        table = self.pane.table
        table.keep_selection()
        return Standing(self.place, table.selected_key)

    def stay_on(self) -> Item | None:
        """The selected item; it stays selected, since the user has done something with it."""
        self.pane.table.keep_selection()
        return self.pane.selected

    def _meant(self) -> Item | None:
        """The same; where there is none it is said why."""
        if (item := self.stay_on()) is None:
            refuse(self, nothing_selected(self.place.level, self.pane.snapshot))
        return item

    def meant_for(self, name: str) -> Item | None:
        """The same, to go from it to what a name of `app.resources.leading` stands for."""
        if leads(self.place.level, name):
            return self._meant()
        refuse(self, str(nowhere(self.place.level, name)))
        return None

    def action_log(self) -> None:
        """Open the log of the selected row."""
        if (item := self.meant_for(LOG)) is not None:
            self._link.learn(self.place.level, item)
            self.open_log(self.place, item)

    def open_log(self, place: Place, item: Item) -> None:
        """Open the log of an item."""
        from app.tui.logs.log_at import log_at

        self.app.push_screen(log_at(self._link, place, item))

    def action_why(self) -> None:
        """Say why the selected row failed."""
        from app.tui.why.why_screen import open_why

        if (item := self.meant_for(WHY)) is not None:
            self._link.learn(self.place.level, item)
            open_why(self.app, self._link, self.place, item)

    def action_details(self) -> None:
        """Show every field of the selected row."""
        from app.tui.boxes.details_screen import DetailsScreen

        if (item := self._meant()) is not None:
            self.app.push_screen(DetailsScreen(self.place, item, self._link))

    def action_copy(self) -> None:
        """Copy the ids of the marked rows, one a line, else that of the selected one."""
        if marked := self.pane.table.marked:
            self.app.copy_to_clipboard("\n".join(marked))
            self.notify(f"Copied {count_text(len(marked), 'id')}")
        elif (item := self._meant()) is not None:
            key = item[self.place.level.key]
            self.app.copy_to_clipboard(key)
            self.notify(f"Copied {key}", markup=False)

    def action_timeline(self) -> None:
        """Show who did what when, of the selected row."""
        from app.timeline import Subject
        from app.tui.timeline.timeline_screen import TimelineScreen

        if (item := self.meant_for(TIMELINE)) is not None:
            self._link.learn(self.place.level, item)
            self.app.push_screen(TimelineScreen(Subject(self.place, item), self._link))

    def action_act(self) -> None:
        """Choose what to do with the marked rows, else with the selected one."""
        from app.tui.acting.act_screen import open_acts

        open_acts(self.pane, self._link)

    def action_columns(self) -> None:
        """Choose the columns of the level."""
        from app.tui.boxes.columns_screen import ColumnsScreen

        level, table = self.place.level, self.pane.table
        self.app.push_screen(ColumnsScreen(level, table, self._link.columns))

    def action_wide(self) -> None:
        """Show every column, or those again that were chosen and fit."""
        table = self._keyed
        table.show_wide(not table.arrangement.wide)
        self._speak()

    def action_shift_columns(self, columns: int) -> None:
        """Scroll sideways by so many columns."""
        self._keyed.shift_columns(columns)
        self._speak()

    def _speak(self) -> None:
        """Say what there is no room for any more, or again."""
        for pane in self.query(Pane):
            pane.speak()
