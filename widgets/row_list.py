"""The rows behind a table: filtered, sorted, and one of them selected by its key."""

from collections.abc import Sequence

from app.rows import Rows
from app.view import Row
from widgets.row_filter import RowFilter, searched_text
from widgets.row_marks import RowMarks
from widgets.row_order import Sorting, sorted_rows


class RowList:
    """Rows in the order in which they are shown, with a selection that follows its object.

    Until a row is chosen the first one is selected, whichever it is. A chosen row stays selected
    through every change; where it goes away, the nearest of its neighbours takes its place, and
    where a filter hid it, it is selected again as soon as the filter shows it.
    """

    def __init__(self) -> None:
        self.rows = Rows()
        """Every row, in the service's order; some may be pending."""
        self.shown = Rows()
        """The rows that the filter lets through, sorted; what is pending is neither."""
        self.cursor = 0
        """Index in `shown` of the selected row; 0 where there is none."""
        self.row_filter = RowFilter()
        self.sorting: Sorting | None = None
        self.marks = RowMarks()
        self._chosen: str | None = None
        self._awaited: int | None = None
        """Where a row was chosen that is pending: whatever comes there is the chosen one."""
        self._searched: dict[str, tuple[Row, str]] = {}

    @property
    def selected(self) -> Row | None:
        """The selected row; None where nothing is shown, or it is pending."""
        return self.shown[self.cursor] if self.shown and self.shown.keys[self.cursor] else None

    @property
    def is_as_it_came(self) -> bool:
        """Whether all rows are shown, in the service's order."""
        return self.shown is self.rows

    def replace(self, rows: Sequence[Row]) -> bool:
        """Take new rows; False where they are the same as before."""
        if rows is self.rows:
            return False
        self.rows = Rows.of(rows)
        self._arrange(self._selected_or_chosen())
        return True

    def sort(self, sorting: Sorting | None) -> bool:
        """Order the rows; None is the order in which they came. False where that is so already."""
        if sorting == self.sorting:
            return False
        self.sorting = sorting
        self._arrange(self._selected_or_chosen())
        return True

    def filter(self, row_filter: RowFilter) -> bool:
        """Show only what a filter lets through; False where that filter is set already."""
        if row_filter.text == self.row_filter.text:
            return False
        self.row_filter = row_filter
        self._arrange(self._chosen)
        return True

    def choose(self, index: int) -> None:
        """Select the row at an index, or the nearest where the index is outside."""
        self.cursor = max(0, min(index, len(self.shown) - 1))
        if self.shown:
            self._chosen = self.shown.keys[self.cursor] or None
            self._awaited = None if self._chosen else self.cursor

    def rewind(self) -> bool:
        """Select the first row, whichever it is, until another one is chosen."""
        self._chosen = self._awaited = None
        self.cursor = 0
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

    def find(self, key: str, near: int) -> int | None:
        """The index in `shown` of a key, looked for at a likely place first."""
        return self.shown.find(key, near)

    def _selected_or_chosen(self) -> str | None:
        if self._chosen is None or self.selected is None:
            return self._chosen
        return self.selected.key

    def _arrange(self, wanted: str | None) -> None:
        before, cursor = self.shown, self.cursor
        shown = self._passing()
        if self.sorting is not None:
            shown = Rows.of(sorted_rows(shown.loaded, self.sorting))
        self.shown = shown
        if self._awaited is not None:
            self.choose(self._awaited)
        else:
            self.cursor = 0 if wanted is None else self._place_of(wanted, before, cursor)

    def _passing(self) -> Rows:
        """The rows that the filter lets through; while one is set, their texts are remembered."""
        if self.row_filter.is_open:
            self._searched = {}
            return self.rows
        rows, knows, test = self.rows.loaded, self.row_filter.knows, self.row_filter.test
        if knows is not None:
            rows = rows.picked(tuple(filter(knows, rows.keys)))
        if test is None:
            return rows
        known, self._searched = self._searched, {}
        passing: list[Row] = []
        for row in rows:
            entry = known.get(row.key)
            if entry is None or entry[0] is not row:
                entry = (row, searched_text(row))
            self._searched[row.key] = entry
            if test(entry[1]):
                passing.append(row)
        return Rows.of(passing)

    def _place_of(self, wanted: str, before: Rows, cursor: int) -> int:
        """Where the wanted row is now, else the neighbour that was nearest to the cursor."""
        place = self.find(wanted, cursor)
        if place is not None:
            return place
        places = self.shown.places
        for distance in range(len(before)):
            for index in (cursor + distance, cursor - distance):
                if 0 <= index < len(before) and before.keys[index] in places:
                    return places[before.keys[index]]
        return max(0, min(cursor, len(self.shown) - 1))
