"""Choosing columns: whatever one does, it can be shown, kept and taken back."""

from hypothesis import given
from hypothesis import strategies as st

from app.resources import LEVELS
from app.resources.columns import column_texts, read_columns
from app.tui.boxes.column_draft import ColumnDraft
from app.view import NARROWEST, WIDEST, ChosenColumn
from widgets.table.column_choice import arranged

COLUMNS = LEVELS["jobs"].columns
IDS = [column.id for column in COLUMNS]
DECLARED = [column.id for column in COLUMNS if column.shown]

steps = st.lists(
    st.tuples(st.sampled_from(["toggle", "move", "resize"]), st.sampled_from(IDS), st.integers())
)


def after(draft: ColumnDraft, doings: list[tuple[str, str, int]]) -> ColumnDraft:
    for what, column_id, number in doings:
        match what:
            case "toggle":
                draft = draft.toggled(column_id)
            case "move":
                draft = draft.moved(column_id, number)
            case _:
                draft = draft.resized(column_id, number)
    return draft


@given(steps)
def test_whatever_was_chosen_is_what_is_shown_and_is_read_again_as_it_was_written(
    doings: list[tuple[str, str, int]],
) -> None:
    draft = after(ColumnDraft.of(COLUMNS, None), doings)
    assert sorted(draft.order) == sorted(IDS)
    chosen = draft.chosen
    if chosen is None:
        assert [one for one in draft.order if one in draft.shown] == DECLARED
        return
    assert [one.column.id for one in arranged(COLUMNS, chosen)] == [one.id for one in chosen]
    assert 0 < len(chosen) <= len(COLUMNS)
    assert all(one.width is None or NARROWEST <= one.width <= WIDEST for one in chosen)
    assert read_columns({"jobs": column_texts(chosen)}, LEVELS) == {"jobs": chosen}
    assert ColumnDraft.of(COLUMNS, chosen).chosen == chosen
    assert draft.reset().chosen is None


@given(steps, st.sampled_from(IDS))
def test_a_column_that_is_hidden_and_shown_stands_where_it_stood(
    doings: list[tuple[str, str, int]], column_id: str
) -> None:
    draft = after(ColumnDraft.of(COLUMNS, None), doings)
    again = draft.toggled(column_id).toggled(column_id)
    is_last = draft.shown == {column_id}
    assert again == draft
    assert is_last is (draft.toggled(column_id) == draft)


def test_a_column_moves_by_places_as_far_as_there_are_any() -> None:
    draft = ColumnDraft.of(COLUMNS, None)
    first, second, third = IDS[:3]
    assert draft.moved(first, 2).order[:3] == (second, third, first)
    assert draft.moved(first, -1).order[:3] == (first, second, third)
    assert draft.moved(first, 999).order[-1] == first


def test_what_was_chosen_stands_before_what_is_hidden() -> None:
    draft = ColumnDraft.of(COLUMNS, [ChosenColumn("updatedAt", 9), ChosenColumn("name")])
    assert draft.order[:3] == ("updatedAt", "name", "status")
    assert draft.widths == {"updatedAt": 9}
