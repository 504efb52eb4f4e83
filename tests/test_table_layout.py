"""Where the columns of a table are placed: in any width, whatever was chosen."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.view import NARROWEST, WIDEST, Align, Cell, ChosenColumn, Column, Row
from widgets.table.column_choice import arranged, with_the_rest
from widgets.table.table_layout import GAP, TableLayout, lay_out, wanted_widths
from widgets.table.wide_layout import BEFORE, BEYOND, STAYING, lay_out_wide

COLUMNS = (
    Column("status", "STATUS", 13),
    Column("name", "NAME", 25, grows=True),
    Column("progress", "PROGRESS", 14, rank=1),
    Column("tasks", "TASKS", 11, Align.RIGHT, rank=4),
    Column("failed", "FAIL", 6, Align.RIGHT),
    Column("owner", "OWNER", 12, rank=5),
    Column("id", "ID", 13, shown=False),
    Column("lifecycle", "LIFECYCLE", 16, shown=False),
    Column("workers", "MAX WORKERS", 11, Align.RIGHT, shown=False),
)
SHOWN = [column.id for column in COLUMNS if column.shown]
ROWS = [Row("job", tuple(Cell("x" * 10 * place) for place in range(len(COLUMNS))))]
WANTED = wanted_widths(COLUMNS, ROWS, whole=True)

widths = st.integers(1, 300)
own_widths = st.none() | st.integers(NARROWEST, WIDEST)
choices = st.none() | st.lists(
    st.builds(ChosenColumn, st.sampled_from([column.id for column in COLUMNS]), own_widths),
    unique_by=lambda one: one.id,
)


def ids(layout: TableLayout) -> list[str]:
    return [slot.column.id for slot in layout.slots]


def assert_is_sound(layout: TableLayout, width: int) -> None:
    """No two columns share a cell, none leaves the line, and at least one is there."""
    assert layout.slots
    assert layout.slots[0].x >= layout.gutter
    assert all(slot.width >= 1 for slot in layout.slots)
    assert all(one.x + one.width + GAP <= other.x for one, other in pairwise(layout.slots))
    assert layout.slots[-1].x + layout.slots[-1].width <= width
    assert [COLUMNS[slot.index] for slot in layout.slots] == [slot.column for slot in layout.slots]


@given(widths, choices)
def test_what_was_chosen_is_placed_in_its_order_on_a_line_of_any_width(
    width: int, chosen: list[ChosenColumn] | None
) -> None:
    layout = lay_out(COLUMNS, width, WANTED, chosen)
    assert_is_sound(layout, width)
    wanted = [one.id for one in chosen] if chosen else SHOWN
    kept = set(ids(layout))
    assert ids(layout) == [one for one in wanted if one in kept]
    assert (layout.signs, layout.frozen, layout.passed) == ((), 0, 0)


@given(st.integers(100, 300), choices)
def test_a_width_that_was_chosen_is_kept_where_there_is_room(
    width: int, chosen: list[ChosenColumn] | None
) -> None:
    layout = lay_out(COLUMNS, width, WANTED, chosen)
    own = {one.id: one.width for one in chosen or () if one.width is not None}
    for slot in layout.slots:
        chosen_width = own.get(slot.column.id, slot.width)
        gives_way = slot.column.grows or len(layout.slots) == 1
        assert slot.width == chosen_width or (gives_way and slot.width < chosen_width)


@given(widths, choices, st.integers(0, 12))
@example(80, None, 3)
def test_every_column_is_reached_where_they_are_shown_wide(
    width: int, chosen: list[ChosenColumn] | None, passed: int
) -> None:
    layout = lay_out_wide(COLUMNS, width, WANTED, chosen, passed)
    assert_is_sound(layout, width)
    every = [one.column.id for one in with_the_rest(COLUMNS, chosen)]
    if not layout.signs:
        assert width < 6 or ids(layout) == every
        return
    start = layout.frozen + layout.passed
    scrolled = ids(layout)[layout.frozen :]
    assert ids(layout)[: layout.frozen] == every[: layout.frozen]
    assert scrolled == every[start : start + len(scrolled)]
    assert layout.passed <= passed
    assert [sign for _, sign in layout.signs] == [
        *([BEFORE] if layout.passed else []),
        *([BEYOND] if start + len(scrolled) < len(every) else []),
    ]


@given(widths, choices, st.integers(0, 12), st.integers(0, 12))
def test_what_stays_does_not_move_while_the_others_are_scrolled(
    width: int, chosen: list[ChosenColumn] | None, one: int, other: int
) -> None:
    layouts = [lay_out_wide(COLUMNS, width, WANTED, chosen, passed) for passed in (one, other)]
    stay, stays = (layout.slots[: layout.frozen] for layout in layouts)
    assert stay == stays
    assert all(
        x not in range(slot.x, slot.x + slot.width)
        for layout in layouts
        for x, _ in layout.signs
        for slot in layout.slots
    )
    assert layouts[0].still == layouts[1].still
    assert all(slot.x + slot.width <= layouts[0].still for slot in stay)


@given(widths)
def test_scrolling_ends_where_the_last_column_is_on_the_line(width: int) -> None:
    layout = lay_out_wide(COLUMNS, width, WANTED, None, 99)
    if width >= 6:
        assert ids(layout)[-1] == COLUMNS[-1].id
    assert lay_out_wide(COLUMNS, width, WANTED, None, layout.passed) == layout


@given(st.integers(60, 300), st.integers(0, 9))
def test_status_and_name_stay_on_screens_that_have_room_for_both(width: int, passed: int) -> None:
    layout = lay_out_wide(COLUMNS, width, WANTED, None, passed)
    assert ids(layout)[:2] == ["status", "name"]
    assert layout.frozen in {0, 2}
    assert layout.slots[1].width >= 12


@given(st.integers(60, 300), choices, st.integers(0, 9))
def test_no_more_stays_than_what_tells_which_row_it_is_and_what_stands_among_it(
    width: int, chosen: list[ChosenColumn] | None, passed: int
) -> None:
    layout = lay_out_wide(COLUMNS, width, WANTED, chosen, passed)
    stay = ids(layout)[: layout.frozen]
    assert len(stay) <= STAYING
    assert len(stay) <= 1 or stay[-1] in {"status", "name"}


@pytest.mark.parametrize(
    ("chosen", "stay"),
    [
        (["progress", "tasks", "failed", "owner", "workers"], ["progress"]),
        (["status", "progress", "tasks", "failed", "owner"], ["status"]),
        (["name", "status", "failed"], ["name", "status"]),
        (["failed", "name", "status"], ["failed", "name", "status"]),
        (["status", "failed", "name"], ["status", "failed", "name"]),
        (["failed", "progress", "tasks", "name", "status"], ["failed"]),
    ],
)
def test_what_tells_which_row_it_is_stays_where_it_is_among_the_first_columns(
    chosen: list[str], stay: list[str]
) -> None:
    layout = lay_out_wide(COLUMNS, 120, WANTED, [ChosenColumn(one) for one in chosen])
    assert ids(layout)[: layout.frozen] == stay
    assert layout.signs == ((118, BEYOND),)


def test_what_grows_beyond_the_first_columns_is_scrolled_with_the_others() -> None:
    columns = (
        *(Column(f"c{n}", f"C{n}", 10) for n in range(6)),
        Column("said", "SAID", 20, grows=True),
    )
    layout = lay_out_wide(columns, 130, {"said": 80})
    assert ids(layout)[: layout.frozen] == ["c0", "c1", "c2"]


def test_a_column_that_was_asked_for_does_not_give_way_to_those_that_were_not() -> None:
    chosen = [*map(ChosenColumn, SHOWN), ChosenColumn("lifecycle")]
    kept = ids(lay_out(COLUMNS, 80, WANTED, chosen))
    assert "lifecycle" in kept
    assert "owner" not in kept


def test_a_column_that_grows_can_be_chosen_to_grow_no_further() -> None:
    layout = lay_out(COLUMNS, 200, WANTED, [ChosenColumn("name", 30), ChosenColumn("failed")])
    assert [slot.width for slot in layout.slots] == [30, WANTED["failed"]]


def test_what_there_is_not_is_not_shown_and_nothing_is_shown_twice() -> None:
    chosen = [ChosenColumn("name", 9), ChosenColumn("colour"), ChosenColumn("name", 20)]
    assert [(one.column.id, one.own_width) for one in arranged(COLUMNS, chosen)] == [("name", 9)]
    nothing = arranged(COLUMNS, [ChosenColumn("colour")])
    assert [one.column.id for one in nothing] == SHOWN
