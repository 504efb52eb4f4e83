"""Every level as a table shows it: words, tones and columns."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from botocore.model import ListShape, StructureShape

from app.resources import LEVELS
from app.resources.level import Field, Level
from app.resources.status import TONES, status_cell, status_of
from app.tui.lists.overview_rows import STATUS
from app.view import Cell
from tests.test_resources import EVERY_LEVEL, output_of


@EVERY_LEVEL
def test_exactly_one_column_takes_the_room_that_is_left(level: Level) -> None:
    assert sum(column.grows for column in level.columns) == 1


def words_of(level: Level, fields: Sequence[Field]) -> Iterator[str]:
    """Every word that the service has for what fields of a level are made of."""
    reads = {member for field in fields for member in field.reads}
    for operation in filter(None, (level.listing.operation, level.get)):
        told = output_of(level, operation)
        lists = [one for one in told.members.values() if isinstance(one, ListShape)]
        for shape in (told, *(one.member for one in lists)):
            members = shape.members if isinstance(shape, StructureShape) else {}
            for name in reads & set(members):
                yield from getattr(members[name], "enum", ())


def test_every_word_that_has_a_tone_is_one_that_a_service_says() -> None:
    known = {word for level in LEVELS.values() for word in words_of(level, level.fields)}
    assert set(TONES) - known == set()


@pytest.mark.parametrize(
    "level",
    [level for level in LEVELS.values() if level.columns[0].id == "status"],
    ids=lambda level: level.name,
)
def test_no_status_is_cut_however_narrow_its_column_is(level: Level) -> None:
    status, *_ = level.fields
    for member, word in product(status.reads, set(words_of(level, [status]))):
        cell = status.cell({member: word})
        assert isinstance(cell, Cell)
        assert len(cell.text) <= status.column.width, word
        assert cell.order in {word, None}


@pytest.mark.parametrize("name", ["queues", "fleets"])
def test_no_status_is_cut_in_the_overview(name: str) -> None:
    level = LEVELS[name]
    for word in set(words_of(level, level.fields[:1])):
        assert len(status_cell(status_of(word), STATUS.width).text) <= STATUS.width, word
