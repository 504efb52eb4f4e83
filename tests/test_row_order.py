"""The order of rows, by whomever it is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.view import Cell, Clock, Column, Row
from tests.table_app import COLUMNS, JOBS, NOW, TableApp, screen_text
from tests.texts import texts
from widgets.table.resource_table import ResourceTable
from widgets.table.row_list import RowList
from widgets.table.row_order import Sorting, is_reverse_next, sorted_places

ORDERS = st.none() | st.floats(allow_nan=False) | texts(max_size=3)


@given(st.lists(ORDERS), st.booleans())
def test_rows_are_in_the_order_of_the_column_and_what_is_absent_is_last(
    orders: list[float | str | None], reverse: bool
) -> None:
    rows = [Row(str(place), (Cell("–", order=order),)) for place, order in enumerate(orders)]

    def rank(order: float | str | None) -> tuple[bool, float, str]:
        text = isinstance(order, str)
        return (
            text,
            0.0 if text or order is None else float(order),
            str(order).casefold() if text else "",
        )

    present = [row for row in rows if orders[int(row.key)] is not None]
    absent = [row for row in rows if orders[int(row.key)] is None]
    present.sort(key=lambda row: rank(orders[int(row.key)]), reverse=reverse)
    places = sorted_places(rows, Sorting(0, reverse), NOW)
    assert [rows[place] for place in places] == [*present, *absent]


@given(st.lists(st.tuples(st.integers(0, 9_000), st.none() | st.integers(0, 9_000))), st.booleans())
def test_what_runs_is_in_its_place_among_what_has_ended_by_how_long_it_has_taken(
    stretches: list[tuple[int, int | None]], reverse: bool
) -> None:
    rows = [
        Row(str(at), (Clock(NOW - ago, None if took is None else NOW - ago + took),))
        for at, (ago, took) in enumerate(stretches)
    ]
    places = sorted_places(rows, Sorting(0, reverse), NOW)
    lengths = [ago if took is None else took for ago, took in stretches]
    assert [lengths[at] for at in places] == sorted(lengths, reverse=reverse)


def test_rows_keep_their_order_while_some_of_them_run_until_rows_come() -> None:
    now = NOW
    rows = RowList(lambda: now)
    jobs = [Row("runs", (Clock(NOW - 50),)), Row("ended", (Clock(NOW - 900, NOW - 800),))]
    rows.replace(jobs)
    rows.sort(Sorting(0, reverse=True))
    rows.choose(1)
    now += 60
    orders = [tuple(rows.shown.keys)]
    rows.replace([*jobs])
    orders.append(tuple(rows.shown.keys))
    assert orders == [("ended", "runs"), ("runs", "ended")]
    assert rows.selected == jobs[0]


@pytest.mark.parametrize(
    ("greatest_first", "sorted_by", "reverse", "is_reverse"),
    [
        (False, None, False, False),
        (True, None, False, True),
        (True, "name", False, True),
        (False, "time", False, True),
        (True, "time", True, False),
        (True, "time", False, True),
    ],
)
def test_a_column_begins_with_what_one_asks_it_for_and_is_turned_round_when_chosen_again(
    greatest_first: bool, sorted_by: str | None, reverse: bool, is_reverse: bool
) -> None:
    column = Column("time", "TIME", 6, greatest_first=greatest_first)
    assert is_reverse_next(column, sorted_by, reverse) is is_reverse


async def test_a_click_on_a_header_sorts_and_another_one_reverses() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        x = screen_text(app.table)[0].index("NAME")
        await pilot.click(app.table, offset=(x, 0))
        assert app.table.sorting == ("name", False)
        assert "NAME ▲" in screen_text(app.table)[0]
        await pilot.click(app.table, offset=(x, 0))
        assert app.table.sorting == ("name", True)
        assert "NAME ▼" in screen_text(app.table)[0]
        sorts = [told for told in app.told if isinstance(told, ResourceTable.SortChanged)]
        assert [(told.column_id, told.reverse) for told in sorts] == [
            ("name", False),
            ("name", True),
        ]


async def test_no_column_is_the_order_of_the_service() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)):
        app.table.sort_by("name", reverse=True)
        app.table.sort_by(None)
        assert app.table.visible_keys == tuple(row.key for row in JOBS[:11])


async def test_rows_that_come_sorted_are_marked_so_and_stay_as_they_came() -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test():
        app.table.came_sorted("name", reverse=True)
        marked = [app.table.sorting]
        assert app.table.row_list.is_as_it_came
        app.table.sort_by("status")
        marked.append(app.table.sorting)
        app.table.sort_by(None)
        app.table.came_sorted(None)
        assert [*marked, app.table.sorting] == [("name", True), ("status", False), (None, False)]


async def test_a_click_on_the_header_of_a_table_that_leaves_its_order_only_asks() -> None:
    app = TableApp(JOBS[:5])
    async with app.run_test() as pilot:
        app.table.leaves_order = True
        app.table.came_sorted("name")
        place = app.table.painter.layout.slots[1].x
        await pilot.click(app.table, offset=(place, 0))
        asked = [told for told in app.told if isinstance(told, ResourceTable.SortAsked)]
        assert [(told.column_id, told.reverse) for told in asked] == [("name", True)]
        assert app.table.row_list.is_as_it_came


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        ResourceTable(COLUMNS).sort_by("colour")
