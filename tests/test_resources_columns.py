"""The columns that somebody has chosen, as they stand in the settings."""

import pytest

from app.errors import UsageError
from app.resources import LEVELS
from app.resources.columns import column_texts, read_columns
from app.view import Align, ChosenColumn

LEAST_FIRST = {
    ("environments", "priority"),
    ("budgets", "left"),
    ("session-actions", "exit"),
    ("task-actions", "exit"),
}
"""Numbers of which the least is what one looks for, or that count nothing."""


def test_columns_are_read_in_their_order_with_their_widths() -> None:
    texts = {"jobs": ["status", "name:40", "createdAt"], "farms": []}
    chosen = read_columns(texts, LEVELS)
    assert chosen == {
        "jobs": (ChosenColumn("status"), ChosenColumn("name", 40), ChosenColumn("createdAt"))
    }
    assert column_texts(chosen["jobs"]) == texts["jobs"]


@pytest.mark.parametrize(
    ("level", "text", "named", "advice"),
    [
        ("job", "name", "'job', which is no level", "Did you mean jobs?"),
        ("jobs", "colour", "columns.jobs in the settings", "There are: status, name, progress"),
        ("jobs", "nane", "no column 'nane'", "Did you mean name? There are: status, name"),
        ("sessions", "name", "columns.sessions", "There are: status, sessionId"),
        ("jobs", "name:", "name '' cells wide", "from 3 to 300: name:20"),
        ("jobs", "name:wide", "name 'wide' cells wide", "from 3 to 300"),
        ("jobs", "name:2", "name '2' cells wide", "from 3 to 300"),
        ("jobs", "name:٤٠", "name '٤٠' cells wide", "from 3 to 300"),
        ("jobs", f"name:{'9' * 5_000}", "cells wide", "from 3 to 300"),
    ],
)
def test_a_mistake_is_named_with_what_there_is(
    level: str, text: str, named: str, advice: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_columns({level: [text]}, LEVELS)
    assert named in caught.value.what
    assert advice in caught.value.remedy


def test_whatever_counts_begins_with_the_greatest_where_one_sorts_by_it() -> None:
    columns = [(name, field.column) for name, level in LEVELS.items() for field in level.fields]
    numbers = [
        (name, column)
        for name, column in columns
        if column.align is Align.RIGHT and not column.id.endswith("At")
    ]
    least_first = {(name, column.id) for name, column in numbers if not column.greatest_first}
    assert least_first == LEAST_FIRST
