"""Every level that is searched for, held against the models of the services."""

from collections.abc import Iterator

import pytest
from botocore.model import Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from app.resources import LEVELS
from app.resources.level import Level, Place
from app.resources.listing import Search
from app.resources.query import Query
from app.resources.terms import OneOf, Term
from tests.test_resources import (
    EVERY_LEVEL,
    input_of,
    item_shape,
    known_members,
    output_of,
    path_to,
)


@EVERY_LEVEL
def test_a_search_sorts_by_columns_that_there_are_and_takes_what_it_is_asked(level: Level) -> None:
    search = level.listing.search
    if search is None:
        assert level.listing.operation.startswith("List" if level.listing.has_pages else "Get")
        return
    assert set(search.sorts) <= {column.id for column in level.columns}
    path = path_to(level)
    shape = input_of(level, level.listing.operation)
    for column in (None, *search.sorts):
        for query in (Query(column), Query(column, reverse=True)):
            request = {**level.listing.request(path), **query.request(search, path)}
            report = ParamValidator().validate({**request, "itemOffset": 0}, shape)
            assert not report.has_errors(), report.generate_report()


@EVERY_LEVEL
def test_a_search_is_confined_by_every_id_of_its_path(level: Level) -> None:
    search = level.listing.search
    if search is None:
        return
    path = path_to(level)
    request = {**level.listing.request(path), **Query().request(search, path)}
    assert all(f"'{value}'" in repr(request) for value in path.values())
    assert set(search.within) == level.listing.omitted


def levels_listed_instead() -> Iterator[Level]:
    for level in LEVELS.values():
        if (unsearched := Place(level).unsearched) is not None:
            yield unsearched.level


@pytest.mark.parametrize("level", levels_listed_instead(), ids=lambda level: level.name)
def test_what_is_listed_instead_of_searched_takes_the_path_and_fills_the_columns(
    level: Level,
) -> None:
    assert level.listing.search is None
    shape = input_of(level, level.listing.operation)
    request = level.listing.request(path_to(level))
    assert set(shape.required_members) <= set(request) <= set(shape.members)
    assert "nextToken" in output_of(level, level.listing.operation).members
    reads = {member for field in level.fields for member in field.reads}
    assert {level.key, *reads} <= known_members(level)


def terms_of_every_level() -> Iterator[object]:
    for level in LEVELS.values():
        for name, term in (level.listing.search or Search("")).terms.items():
            yield pytest.param(level, term, id=f"{level.name}-{name}")


@pytest.mark.parametrize(("level", "term"), terms_of_every_level())
def test_a_term_reads_members_that_a_search_gives_and_asks_what_the_model_takes(
    level: Level, term: Term
) -> None:
    listing = level.listing
    members = item_shape(level, listing.operation, listing.result).members
    assert term.reads
    assert set(term.reads) <= set(members)
    shape = input_of(level, listing.operation).members["filterExpressions"]
    for value in term.example.removesuffix(" …").replace(" or ", ", ").split(", "):
        for negated in (False, True):
            condition = term.condition(value, negated=negated, now=0.0)
            expressions = {"filters": [condition.filter], "operator": "AND"}
            report = ParamValidator().validate(expressions, shape)
            assert not report.has_errors(), report.generate_report()


@EVERY_LEVEL
def test_the_words_of_a_term_are_those_of_the_model(level: Level) -> None:
    search = level.listing.search
    if search is None:
        return
    members = item_shape(level, level.listing.operation, level.listing.result).members
    for way in search.words:
        inside: Shape = item_shape(level, level.listing.operation, level.listing.result)
        for member in way.split("."):
            assert isinstance(inside, StructureShape)
            inside = inside.members[member]
    for term in search.terms.values():
        for choice in term.choices if isinstance(term, OneOf) else ():
            assert isinstance(shape := members[choice.member], StringShape)
            assert set(choice.words) <= set(shape.enum)
