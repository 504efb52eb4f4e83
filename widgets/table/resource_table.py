"""A table of rows that refreshes without moving or repainting what did not change."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.scrollbar import ScrollDown, ScrollTo, ScrollUp

from app.rows import Rows
from app.view import Row
from widgets.table.row_filter import RowFilter
from widgets.table.row_order import Sorting, is_reverse_next
from widgets.table.row_view import HEADER_HEIGHT
from widgets.table.selectable_rows import SelectableRows

WHEEL_LINES = 3

READY_AT_ONCE = 100
"""Rows that are made ready for a filter before a key may come: that takes 3 to 5 ms."""


class TableMessage(Message):
    """Something that a table tells the widgets around it."""

    def __init__(self, table: "ResourceTable") -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> "ResourceTable":
        """The table that sent it, so that a handler may name one in its selector."""
        return self.table


class OrderMessage(TableMessage):
    """Something about the order of a table's rows."""

    def __init__(self, table: "ResourceTable", column_id: str | None, reverse: bool) -> None:
        super().__init__(table)
        self.column_id = column_id
        self.reverse = reverse


class ResourceTable(SelectableRows, can_focus=True):
    """Rows under columns, one of them selected; filtered, sorted and refreshed in place.

    Only lines that look different from before are painted again, and the cost of a refresh hardly
    depends on the number of rows. The selection belongs to a row's key, never to its number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,l", "open", "Open", id="table.open"),
    ]

    class Highlighted(TableMessage):
        """The selection moved to another object, or to none."""

        def __init__(self, table: "ResourceTable", key: str | None) -> None:
            super().__init__(table)
            self.key = key

    class Opened(TableMessage):
        """The user opened a row."""

        def __init__(self, table: "ResourceTable", key: str) -> None:
            super().__init__(table)
            self.key = key

    class VisibleChanged(TableMessage):
        """Other rows than before are on the screen; sent at most once a frame."""

        def __init__(self, table: "ResourceTable", keys: tuple[str, ...], places: range) -> None:
            super().__init__(table)
            self.keys = keys
            self.places = places
            """Among all rows as they came; empty while the table filters or sorts them itself."""

    class SortChanged(OrderMessage):
        """The rows are sorted by another column, or in another direction."""

    class SortAsked(OrderMessage):
        """The user clicked on the header of a table that leaves its order to others."""

    class ReachedEnd(TableMessage):
        """The last rows came near, so that more may be loaded.

        Sent once for each set of rows as they came. Where the table filters or sorts them itself,
        what comes does not come at the end, and may leave the last ones near: there it is sent once
        for each movement of the user.
        """

    leaves_order = False
    """Whether a click on a header only asks for an order, instead of sorting by it."""

    _told_key: str | None = None
    _told_visible: tuple[tuple[str, ...], range] = ((), range(0))
    _told_end = False
    _telling = False
    _clicked: str | None = None

    @property
    def row_count(self) -> int:
        """How many rows the filter lets through."""
        return len(self.row_list.shown)

    @property
    def total_count(self) -> int:
        """How many rows there are, filtered or not."""
        return len(self.row_list.rows)

    @property
    def loaded_count(self) -> int:
        """How many of them are not pending."""
        return len(self.row_list.rows.loaded)

    @property
    def visible_places(self) -> range:
        """Where the rows on the screen stand among all; empty where they are filtered or sorted."""
        return self.span if self.row_list.is_as_it_came else range(0)

    @property
    def visible_keys(self) -> tuple[str, ...]:
        """The keys of the rows that are on the screen, from the top."""
        return tuple(filter(None, self.row_list.shown.keys[self.span.start : self.span.stop]))

    @property
    def row_filter(self) -> RowFilter:
        """The filter that decides which rows are shown."""
        return self.row_list.row_filter

    @property
    def sorting(self) -> tuple[str | None, bool]:
        """The id of the column that the rows are sorted by, and whether in reverse."""
        sorting = self.row_list.sorting or self.order_as_came
        return (self.columns[sorting.column].id, sorting.reverse) if sorting else (None, False)

    def show(self, rows: Sequence[Row]) -> None:
        """Replace the rows; what looks the same is not painted again."""
        rows = Rows.of(rows)
        if rows and not self.row_list.rows:
            self.measure(rows.loaded)
        if len(rows) != self.total_count and self.row_list.is_as_it_came:
            self._told_end = False
        self.change(lambda: self.row_list.replace(rows))

    def sort_by(self, column_id: str | None, reverse: bool = False) -> None:
        """Order the rows by a column; None is the order in which they came.

        Raises `ValueError` where there is no such column.
        """
        ids = [column.id for column in self.columns]
        sorting = None if column_id is None else Sorting(ids.index(column_id), reverse)
        if sorting == self.row_list.sorting:
            return
        if sorting is None:
            self._told_end = False
        self.change(lambda: self.row_list.sort(sorting))
        self.repaint_header()
        self.post_message(self.SortChanged(self, column_id, reverse))

    def came_sorted(self, column_id: str | None, reverse: bool = False) -> None:
        """Mark a column as that by which the rows are sorted in the order in which they come."""
        ids = [column.id for column in self.columns]
        order = None if column_id is None else Sorting(ids.index(column_id), reverse)
        if order != self.order_as_came:
            self.order_as_came = order
            self.repaint_header()

    def filter(self, text: str) -> RowFilter:
        """Show only rows that match; text with an error changes nothing and is returned with it."""
        return self.filter_by(RowFilter.parse(text))

    @work(exclusive=True, group="filter")
    async def expect_filter(self) -> None:
        """Get ready for a filter that somebody is about to type, and let keys come meanwhile."""
        for start in range(0, self.total_count, READY_AT_ONCE):
            self.row_list.expect_filter(start, start + READY_AT_ONCE)
            await asyncio.sleep(0)

    def filter_by(self, row_filter: RowFilter) -> RowFilter:
        """Show only rows that a filter lets through; one with an error changes nothing."""
        if not row_filter.error:
            if row_filter.text != self.row_filter.text:
                self._told_end = False
            self.change(lambda: self.row_list.filter(row_filter))
        return row_filter

    def action_open(self) -> None:
        """Open the selected row."""
        if self.selected_key is not None:
            self.keep_selection()
            self.post_message(self.Opened(self, self.selected_key))

    def on_click(self, event: events.Click) -> None:
        """Sort by a header, select a row, or open the one that is selected."""
        event.stop()
        if event.y < HEADER_HEIGHT:
            self._sort_at(event.x)
            return
        index = self.top + event.y - HEADER_HEIGHT
        if index >= self.row_count:
            return
        key = self.row_list.shown.keys[index]
        was_selected = self.selected_key == key
        if event.chain == 1:
            self.select_place(index)
            self._clicked = None if was_selected else key
        # The second click of a pair counts only where the first one came here too and opened
        # nothing: else it was meant for the screen before.
        if was_selected and (event.chain == 1 or (event.chain == 2 and self._clicked == key)):
            self.action_open()

    def reveal(self, lines: int = 0) -> None:
        """Scroll to the selected row, which the user has moved."""
        self._move()
        super().reveal(lines)

    @on(ScrollTo)
    @on(ScrollUp)
    @on(ScrollDown)
    def _move(self) -> None:
        """The user goes elsewhere, or would like to."""
        if not self.row_list.is_as_it_came:
            self._told_end = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the selection."""
        event.stop()
        event.prevent_default()
        self._move()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the selection."""
        event.stop()
        event.prevent_default()
        self._move()
        self.scroll_lines(-WHEEL_LINES)

    def lines_changed(self) -> None:
        """Tell what is selected now, and later in this frame what is on the screen."""
        if self.selected_key != self._told_key:
            self._told_key = self.selected_key
            self.post_message(self.Highlighted(self, self._told_key))
        if not self._telling:
            self._telling = True
            self.call_after_refresh(self._tell_visible)

    def _tell_visible(self) -> None:
        self._telling = False
        visible = (self.visible_keys, self.visible_places)
        if visible != self._told_visible:
            self._told_visible = visible
            self.post_message(self.VisibleChanged(self, *visible))
        near_end = self.top + 2 * self.page >= self.row_count
        if near_end and self.total_count and not self._told_end:
            self.post_message(self.ReachedEnd(self))
        self._told_end = near_end or not self.row_list.is_as_it_came

    def _sort_at(self, x: int) -> None:
        slot = self.painter.layout.slot_at(x)
        if slot is None:
            return
        reverse = is_reverse_next(slot.column, *self.sorting)
        if self.leaves_order:
            self.post_message(self.SortAsked(self, slot.column.id, reverse))
        else:
            self.sort_by(slot.column.id, reverse)
