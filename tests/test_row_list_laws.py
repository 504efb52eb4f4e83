"""Whatever happens to rows, the same object stays selected, on its line, and marks stay."""

from collections.abc import Callable, Iterable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.rows import Rows
from app.view import Cell, Row
from widgets.table.row_filter import RowFilter
from widgets.table.row_list import RowList
from widgets.table.row_order import Sorting, sorted_places

PAGE = 7
"""Rows on the screen."""

sortings = st.none() | st.builds(Sorting, st.integers(0, 1), st.booleans())
filters = st.sampled_from(["", "k1", "!odd", "odd 2", "/[03]$/", "nothing"])
fractions = st.floats(0, 1)


class ServiceAndScreen(RuleBasedStateMachine):
    """The rows that a service has, some of which are loaded, and a screen that looks at them."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.service: list[str] = []
        self.values: dict[str, int] = {}
        self.loaded: set[str] = set()
        self.rows = RowList()
        self.top = 0
        self.marked: list[str] = []
        self.has_moved = False
        self.were_selected: set[str | None] = set()

    # --- what a service does

    @rule(count=st.integers(1, 30), at=st.just(0.0) | fractions, loaded=st.booleans())
    def rows_come(self, count: int, at: float, loaded: bool) -> None:
        new = [f"k{self.made + number}" for number in range(count)]
        self.made += count
        self.values |= {key: len(key) * 7 % 5 for key in new}
        place = round(at * len(self.service))
        self.service[place:place] = new
        self.loaded |= set(new) if loaded else set()
        self.refresh()

    @precondition(lambda self: self.service)
    @rule(data=st.data())
    def rows_go(self, data: st.DataObject) -> None:
        gone = data.draw(st.sets(st.sampled_from(self.service), max_size=4))
        self.service = [key for key in self.service if key not in gone]
        self.refresh()

    @precondition(lambda self: self.service)
    @rule(data=st.data(), value=st.integers(0, 9))
    def a_row_changes(self, data: st.DataObject, value: int) -> None:
        self.values[data.draw(st.sampled_from(self.service))] = value
        self.refresh()

    @precondition(lambda self: self.service)
    @rule(data=st.data())
    def rows_are_ordered_anew(self, data: st.DataObject) -> None:
        self.service = data.draw(st.permutations(self.service))
        self.refresh()

    @rule(at=fractions, count=st.integers(1, 20))
    def a_page_arrives(self, at: float, count: int) -> None:
        start = round(at * len(self.service))
        cursor, top = self.rows.cursor, self.top
        self.loaded |= set(self.service[start : start + count])
        self.refresh()
        if self.rows.is_as_it_came and (self.rows.cursor, self.top) != (cursor, top):
            assert self.selected in self.were_selected, "only what was lost is found elsewhere"

    @rule(at=fractions, count=st.integers(1, 20))
    def a_page_is_let_go(self, at: float, count: int) -> None:
        start = round(at * len(self.service))
        cursor, top = self.rows.cursor, self.top
        self.loaded -= set(self.service[start : start + count])
        self.refresh()
        if self.rows.is_as_it_came:
            assert (self.rows.cursor, self.top) == (cursor, top)

    # --- what a user does

    @rule(sorting=sortings)
    def sort(self, sorting: Sorting | None) -> None:
        self.change(lambda: self.rows.sort(sorting))

    @rule(text=filters)
    def filter(self, text: str) -> None:
        self.change(lambda: self.rows.filter(RowFilter.parse(text)))

    @rule(at=fractions)
    def move(self, at: float) -> None:
        self.rows.choose(round(at * len(self.rows.shown)))
        self.top = min(self.rows.cursor, max(self.top, self.rows.cursor - PAGE + 1))
        self.has_moved = self.has_moved or bool(self.rows.shown)

    @rule(at=fractions)
    def scroll(self, at: float) -> None:
        self.top = self.bounded(round(at * len(self.rows.shown)))

    @rule()
    def mark(self) -> None:
        if self.selected is not None:
            self.rows.marks.toggle(self.selected)
            if self.selected in self.marked:
                self.marked.remove(self.selected)
            else:
                self.marked.append(self.selected)

    @precondition(lambda self: self.selected is not None)
    @rule()
    def mark_range(self) -> None:
        shown = self.rows.shown.keys
        begin = next(
            (shown.index(key) for key in self.marked[-1:] if key in shown), self.rows.cursor
        )
        step = 1 if begin <= self.rows.cursor else -1
        meant = [shown[place] for place in range(begin, self.rows.cursor + step, step)]
        assert self.rows.mark_range() == meant.count("")
        self.remark(filter(None, meant))

    def remark(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.marked = [other for other in self.marked if other != key]
            self.marked.append(key)

    # --- the laws

    @property
    def selected(self) -> str | None:
        return None if self.rows.selected is None else self.rows.selected.key

    def bounded(self, top: int) -> int:
        return max(0, min(top, len(self.rows.shown) - PAGE))

    def row(self, key: str) -> Row:
        value = self.values[key]
        return Row(key, (Cell(key + (" odd" if value % 2 else "")), Cell(str(value), order=value)))

    def refresh(self) -> None:
        keys = tuple(key if key in self.loaded else "" for key in self.service)
        made = {key: self.row(key) for key in keys if key}
        self.change(lambda: self.rows.replace(Rows(keys, made.__getitem__)))

    def change(self, change: Callable[[], bool]) -> None:
        """Change the rows as a view does, and see that nothing moved that could stay."""
        selected, cursor, top = self.selected, self.rows.cursor, self.top
        seen = self.rows.shown.keys[top : top + 1]
        new_top = self.rows.top_after(change, top, PAGE)
        if new_top is None:
            return
        self.top = self.bounded(new_top)
        shown = self.rows.shown.keys
        if not self.has_moved:
            assert self.rows.cursor == 0
        elif selected in shown:
            # What was chosen is selected again where a filter that hid it shows it again.
            assert self.selected in {selected, self.rows.chosen}
        if not top <= cursor < top + PAGE:
            if seen != ("",) and seen[:1] and seen[0] in shown:
                assert shown[new_top] == seen[0]
        elif top == cursor == 0:
            assert new_top == max(0, self.rows.cursor - PAGE + 1)
        elif selected in shown:
            assert self.rows.cursor - new_top == cursor - top

    @invariant()
    def what_is_shown_is_what_a_list_made_from_scratch_shows(self) -> None:
        rows: list[Row] = list(self.rows.rows)
        if not self.rows.row_filter.is_open:
            rows = [row for row in rows if row.key and self.rows.row_filter.matches(row)]
        if self.rows.sorting is not None:
            rows = _sorted([row for row in rows if row.key], self.rows.sorting)
        assert list(self.rows.shown) == rows
        assert 0 <= self.rows.cursor < max(1, len(rows))

    @invariant()
    def what_was_selected_is_remembered(self) -> None:
        self.were_selected |= {self.selected} - {None}

    @invariant()
    def marks_stay(self) -> None:
        assert set(self.rows.marks) == set(self.marked)
        assert self.rows.marks.last == (self.marked[-1] if self.marked else None)
        there = [key for key in self.rows.rows.keys if key in self.marked]
        elsewhere = [key for key in self.marked if key not in there]
        if len(self.marked) > 1:
            assert self.rows.marks.ordered(self.rows.rows) == (*there, *elsewhere)


def _sorted(rows: list[Row], sorting: Sorting) -> list[Row]:
    return [rows[place] for place in sorted_places(rows, sorting, now=0)]


TestServiceAndScreen = ServiceAndScreen.TestCase
TestServiceAndScreen.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
