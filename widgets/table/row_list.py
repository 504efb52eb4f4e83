"""The rows behind a table: filtered, sorted, and one of them selected by its key."""

import time
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import compress

from app.rows import Rows
from app.view import Row
from widgets.table.row_filter import RowFilter, SearchedTexts
from widgets.table.row_marks import RowMarks
from widgets.table.row_order import Sorting, sorted_places

AROUND = 100
"""So many rows to either side of a pending one can tell where its place has gone."""


class RowList:
    """Rows in the order in which they are shown, with a selection that follows its object.

    Until a row is chosen the first one is selected, whichever it is. A chosen row stays selected
    through every change; where it goes away, the nearest of its neighbours takes its place, and
    where a filter hid it, it is selected again as soon as the filter shows it. A place that is
    pending is held, next to the rows that it was next to, for the row that comes there. Where a row
    goes away that is to have no successor, none is selected until one is chosen, or others are
    asked for: then the first is.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since the epoch, by which what runs has its length.

        It is looked at when rows come, or are sorted or filtered. Meanwhile they keep their order,
        though one that runs may have grown longer than another that has ended.
        """
        self._clock = clock
        self.rows = Rows()
        """Every row, in the service's order; some may be pending."""
        self.shown = Rows()
        """The rows that the filter lets through, sorted; what is pending is neither."""
        self.is_as_it_came = True
        """Whether all rows are shown, in the service's order."""
        self.cursor = 0
        """Index in `shown` of the selected row, or of where it was; 0 where there is none."""
        self.without_successor: Container[str] = ()
        """Keys of rows whose place no other row takes when they go away."""
        self.is_left = False
        """Whether such a row was selected last, and has gone away."""
        self.row_filter = RowFilter()
        self.sorting: Sorting | None = None
        self.marks = RowMarks()
        self._chosen: str | None = None
        self._awaits = False
        """Whether the chosen row is pending: whatever comes to its place is the chosen one."""
        self._texts = SearchedTexts()

    @property
    def selected(self) -> Row | None:
        """The selected row; None where nothing is shown, or it is pending, or has gone away."""
        is_there = self.shown and self.shown.keys[self.cursor] and not self.is_left
        return self.shown[self.cursor] if is_there else None

    @property
    def chosen(self) -> str | None:
        """The key of the row that was chosen last, be it shown or not; None where none was."""
        return self._chosen

    def replace(self, rows: Sequence[Row]) -> bool:
        """Take new rows; False where they are the same as before."""
        if rows is self.rows:
            return False
        self.rows = Rows.of(rows)
        wanted = self._selected_or_chosen()
        self._arrange(wanted)
        is_gone = wanted is not None and self.find(wanted, self.cursor) is None
        is_pending = bool(self.shown) and not self.shown.keys[self.cursor]
        self.is_left = is_gone and not is_pending and wanted in self.without_successor
        return True

    def sort(self, sorting: Sorting | None) -> bool:
        """Order the rows; None is the order in which they came. False where that is so already."""
        if sorting == self.sorting:
            return False
        self.sorting = sorting
        self._wait_no_longer()
        self._arrange(self._selected_or_chosen())
        return True

    def filter(self, row_filter: RowFilter) -> bool:
        """Show only what a filter lets through; False where that filter is set already."""
        if row_filter.text == self.row_filter.text:
            return False
        self.row_filter = row_filter
        self._wait_no_longer()
        self._arrange(self._chosen)
        return True

    def top_after(self, change: Callable[[], bool], top: int, page: int) -> int | None:
        """Change the rows; gives which must then be the topmost for none to move on the screen.

        `top` is the topmost of `page` rows that are on the screen now. The selected row keeps its
        line if it is among them, else the topmost row that is still there does. At the very top,
        with the first row selected, rows that come in above it are shown. None where nothing
        changed.
        """
        before, cursor = self.shown, self.cursor
        if not change():
            return None
        if not top <= cursor < top + page:
            return top + (self._move_of_first(before, range(top, top + page)) or 0)
        kept = 0 if top == cursor == 0 else top + self.cursor - cursor
        return min(self.cursor, max(kept, self.cursor - page + 1))

    def expect_filter(self, start: int, stop: int) -> None:
        """Get rows between two places ready to be filtered: a filter takes all of them at once."""
        self._texts.learn(self.rows[start:stop].loaded)

    def search_in(self, places: Sequence[int]) -> bool:
        """Filter by the cells at these places alone; False where that makes no difference now."""
        self._texts = SearchedTexts(tuple(places))
        if self.row_filter.test is None:
            return False
        self._arrange(self._selected_or_chosen())
        return True

    def keep(self) -> None:
        """Choose the row that is selected, if one is."""
        if not self.is_left:
            self.choose(self.cursor)

    def choose(self, index: int) -> None:
        """Select the row at an index, or the nearest where the index is outside."""
        self.is_left = False
        self.cursor = max(0, min(index, len(self.shown) - 1))
        if self.shown:
            self._chosen = self.shown.keys[self.cursor] or None
            self._awaits = self._chosen is None

    def rewind(self) -> bool:
        """Go to the first row, which is selected, whichever it is, until another one is chosen."""
        self.cursor, self.is_left = 0, False
        self._chosen, self._awaits = None, False
        return True

    def mark_range(self) -> int:
        """Mark the rows from the one that was marked last to the selected one.

        Gives how many between them are pending and thereby not marked. Where the last mark is not
        shown, only the selected row is marked.
        """
        last = self.marks.last
        place = None if last is None else self.find(last, self.cursor)
        start = self.cursor if place is None else place
        step = 1 if start <= self.cursor else -1
        meant = [self.shown.keys[at] for at in range(start, self.cursor + step, step)]
        self.marks.add(filter(None, meant))
        return meant.count("")

    def mark_all(self) -> int:
        """Mark every row that is shown.

        Gives how many are pending and thereby not marked, of which nobody knows whether the filter
        lets them through.
        """
        self.marks.add(self.shown.loaded.keys)
        return len(self.rows) - len(self.rows.loaded)

    def find(self, key: str, near: int) -> int | None:
        """The index in `shown` of a key, looked for at a likely place first."""
        return self.shown.find(key, near)

    def _wait_no_longer(self) -> None:
        """Where a row has left without a successor, go to the first: who asks for other rows has
        seen that it left."""
        if self.is_left:
            self.rewind()

    def _selected_or_chosen(self) -> str | None:
        if self._chosen is None or self.selected is None:
            return self._chosen
        return self.selected.key

    def _arrange(self, wanted: str | None) -> None:
        before, had_places = self.shown, self.is_as_it_came
        self.shown = self._passing()
        if self.sorting is not None:
            loaded = self.shown.loaded
            places = sorted_places(loaded, self.sorting, self._clock())
            self.shown = loaded.picked(tuple(loaded.keys[place] for place in places))
        self.is_as_it_came = self.shown is self.rows
        if wanted is None and not self._awaits:
            self.cursor = 0
            return
        holds_places = had_places and self.is_as_it_came
        self.cursor = self._place_of(wanted, before, holds_places=holds_places)
        if self._awaits:
            self.choose(self.cursor)

    def _passing(self) -> Rows:
        """The rows that the filter lets through; while one is set, their texts are remembered."""
        knows, test = self.row_filter.knows, self.row_filter.test
        if test is None:
            self._texts.forget()
        if self.row_filter.is_open:
            return self.rows
        rows = self.rows.loaded
        keys: Iterable[str] = rows.keys
        if test is not None:
            keys = compress(keys, map(test, self._texts.of(rows)))
        return rows.picked(tuple(keys if knows is None else filter(knows, keys)))

    def _place_of(self, wanted: str | None, before: Rows, *, holds_places: bool) -> int:
        """Where the wanted row is now, else what takes its place.

        A row that was let go looks like one that has gone, until its page is loaded again: while
        what stands in its place is pending, or was, that place is held.
        """
        cursor = self.cursor
        place = None if wanted is None else self.find(wanted, cursor)
        if place is not None:
            return place
        if holds_places:
            place = max(0, min(cursor + self._shift(before, cursor), len(self.shown) - 1))
            if "" in (*before.keys[cursor : cursor + 1], *self.shown.keys[place : place + 1]):
                return place
        return self._nearest_place(before, cursor)

    def _shift(self, before: Rows, cursor: int) -> int:
        """By how many places the rows around the cursor have moved.

        One of them may have moved for reasons of its own, so it is the lesser of two movements.
        """
        above = range(cursor, max(0, cursor - AROUND) - 1, -1)
        below = range(cursor + 1, cursor + AROUND)
        moves = (self._move_of_first(before, side) for side in (above, below))
        return min((move for move in moves if move is not None), key=abs, default=0)

    def _move_of_first(self, before: Rows, places: range) -> int | None:
        """By how many places the first of some rows that is still there has moved."""
        for place in places:
            key = before.keys[place] if place < len(before) else ""
            if key and (now := self.find(key, place)) is not None:
                return now - place
        return None

    def _nearest_place(self, before: Rows, cursor: int) -> int:
        """Where the row is now that was nearest to the cursor among those that are still there."""
        places, reach = self.shown.places, AROUND
        while True:
            start = max(0, cursor - reach)
            around = enumerate(before.keys[start : cursor + reach + 1], start)
            left = [(abs(at - cursor), at < cursor, key) for at, key in around if key in places]
            if left:
                return places[min(left)[-1]]
            if reach > len(before):
                return max(0, min(cursor, len(self.shown) - 1))
            reach *= 4
