"""Every level's declaration holds against botocore's own model of the service."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from app.resources import LEVELS, ROOT, ancestry, children, opened, siblings
from app.resources.level import Batch, Counterpart, Field, Level, Names, Place, Rollup

EVERY_LEVEL = pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)


@cache
def service_model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def model_of(level: Level) -> ServiceModel:
    return service_model(level.service)


def input_of(level: Level, operation: str) -> StructureShape:
    shape = model_of(level).operation_model(operation).input_shape
    assert shape is not None
    return shape


def output_of(level: Level, operation: str) -> StructureShape:
    shape = model_of(level).operation_model(operation).output_shape
    assert shape is not None
    return shape


def element_of(items: Shape) -> StructureShape:
    assert isinstance(items, ListShape)
    assert isinstance(items.member, StructureShape)
    return items.member


def item_shape(level: Level, operation: str, result: str) -> StructureShape:
    return element_of(output_of(level, operation).members[result])


def fields_of_every_level() -> Iterator[object]:
    for level in LEVELS.values():
        for field in level.fields:
            yield pytest.param(level, field, id=f"{level.name}-{field.column.id}")


ONE_IN_A_MAP = {"Frame": {"int": "1042"}}


def listed_members(level: Level) -> set[str]:
    listing = level.listing
    if listing.has_pages:
        return set(item_shape(level, listing.operation, listing.result).members)
    assert isinstance(output_of(level, listing.operation).members[listing.result], MapShape)
    (item,) = listing.items({listing.result: ONE_IN_A_MAP})
    return set(item)


def known_members(level: Level) -> set[str]:
    members = listed_members(level)
    if isinstance(level.details, Rollup | Counterpart):
        members |= set(level.details.members)
    elif level.details is not None and level.details.enriches:
        members |= set(item_shape(level, level.details.operation, level.details.result).members)
    return members | {how.member for how in level.names}


def path_to(level: Level) -> dict[str, str]:
    return {above.key: f"{above.key}-value" for above in ancestry(level)}


@EVERY_LEVEL
def test_a_listing_takes_its_path_and_nothing_is_missing_from_it(level: Level) -> None:
    path = {above.key: f"{above.key}-value" for above in ancestry(level)}
    shape = input_of(level, level.listing.operation)
    request = level.listing.request(path)
    assert set(request) <= set(shape.members)
    paging = {"itemOffset"} if level.listing.search else set()
    assert set(shape.required_members) <= set(request) | paging
    assert not level.listing.optional & set(shape.required_members)


@EVERY_LEVEL
def test_a_listing_goes_on_the_way_it_says(level: Level) -> None:
    if not level.listing.has_pages:
        assert level.listing.operation.startswith("Get")
        return
    follows = "nextItemOffset" if level.listing.search else "nextToken"
    assert follows in output_of(level, level.listing.operation).members


@EVERY_LEVEL
def test_the_key_is_a_member_of_every_item(level: Level) -> None:
    assert level.key in listed_members(level)


@pytest.mark.parametrize(("level", "field"), fields_of_every_level())
def test_a_column_reads_members_that_the_answers_have(level: Level, field: Field) -> None:
    assert field.reads
    assert set(field.reads) <= known_members(level)


@EVERY_LEVEL
def test_the_get_operation_takes_exactly_what_the_level_says(level: Level) -> None:
    if level.get is None:
        assert level.within == ()
        return
    shape = input_of(level, level.get)
    assert set(shape.required_members) == {*level.within, level.key}


@EVERY_LEVEL
def test_a_batch_get_takes_identifiers_of_these_members(level: Level) -> None:
    if not isinstance(level.details, Batch):
        # What is inside another level is batch got there.
        if level.inside is not None or level.get is None:
            return
        batches = [name for name in model_of(level).operation_names if name == f"Batch{level.get}"]
        assert batches == []
        return
    identifier = element_of(input_of(level, level.details.operation).members["identifiers"])
    assert set(identifier.required_members) == set(level.details.identifiers)
    assert level.key in item_shape(level, level.details.operation, level.details.result).members


@EVERY_LEVEL
def test_what_tells_of_items_from_below_is_listed_for_all_of_a_place_at_once(level: Level) -> None:
    if not isinstance(level.details, Rollup):
        return
    below = level.details.of
    assert below in children(level)
    shape = input_of(below, below.listing.operation)
    request = below.listing.request({above.key: "a-value" for above in ancestry(level)})
    assert set(shape.required_members) <= set(request) <= set(shape.members)
    assert level.key in listed_members(below)
    assert level.get is None


@EVERY_LEVEL
def test_what_tells_of_items_from_beside_has_their_ids_and_what_is_taken_over(level: Level) -> None:
    if not isinstance(level.details, Counterpart):
        return
    other = level.details.of
    assert other.key == level.key
    assert {one.name for one in ancestry(other)} <= {one.name for one in ancestry(level)}
    assert set(level.details.members) <= listed_members(other)


def names_of_every_level() -> Iterator[object]:
    for level in LEVELS.values():
        for how in level.names:
            yield pytest.param(level, how, id=f"{level.name}-{how.member}")


@pytest.mark.parametrize(("level", "how"), names_of_every_level())
def test_a_name_has_a_column_and_no_list_tells_it(level: Level, how: Names) -> None:
    assert how.member not in listed_members(level)
    assert how.member in {name for field in level.fields for name in field.reads}


@pytest.mark.parametrize(("level", "how"), names_of_every_level())
def test_what_has_a_name_is_got_by_ids_that_are_told_or_is_listed_above(
    level: Level, how: Names
) -> None:
    batch = how.of.details
    if isinstance(batch, Batch):
        told = {above.key for above in ancestry(level)} | listed_members(level)
        assert set(batch.identifiers) <= told
    else:
        assert all(above in ancestry(level) for above in ancestry(how.of))


@EVERY_LEVEL
def test_an_item_of_which_no_operation_tells_is_one_of_a_list_with_pages(level: Level) -> None:
    if level.relisted:
        assert level.get is None
        assert level.details is None
        assert level.listing.has_pages


@EVERY_LEVEL
def test_a_stream_is_looked_for_in_the_group_that_a_get_operation_tells(level: Level) -> None:
    if level.log is None or level.log.search is None:
        return
    teller = LEVELS[level.log.search.told_by]
    assert teller in (*ancestry(level), level)
    assert teller.get is not None
    assert level.log.search.member in output_of(teller, teller.get).members


@EVERY_LEVEL
def test_an_example_of_an_id_reads_as_ids_do(level: Level) -> None:
    assert re.fullmatch(level.id_shape.pattern, level.id_shape.example)


@EVERY_LEVEL
def test_a_level_without_any_optional_member_still_makes_a_row(level: Level) -> None:
    row = level.row({level.key: "thing-0123"})
    assert row.key == "thing-0123"
    assert len(row.cells) == len(level.columns)


@EVERY_LEVEL
def test_every_level_is_reached_from_the_root_or_from_what_is_beside_it(level: Level) -> None:
    way = (*ancestry(level), level)
    assert way[0] in siblings(ROOT)
    assert all(below in children(above) for above, below in pairwise(way))


@EVERY_LEVEL
def test_the_span_of_an_item_with_a_log_is_made_of_members_that_are_told_of_it(
    level: Level,
) -> None:
    if level.log is None and level.get is None:
        return
    told = output_of(level, level.get).members if level.get else known_members(level)
    if level.log is None:
        assert not {"log", "logGroupName"} & set(told)
        return
    assert set(level.span) <= set(told)
    assert LEVELS[level.log.owner].log is not None


@EVERY_LEVEL
def test_opening_an_item_leads_to_a_level_by_ids_that_are_known(level: Level) -> None:
    path = {above.key: f"{above.key}-value" for above in ancestry(level)}
    members = dict.fromkeys(listed_members(level), "a-value")
    there = opened(Place(level, path), "own-key", members)
    if there is None:
        assert not children(level)
        return
    assert list(there.path) == [above.key for above in ancestry(there.level)]
    assert "own-key" in there.path.values()


@EVERY_LEVEL
def test_an_item_that_another_one_tells_about_knows_the_way_to_it(level: Level) -> None:
    if level.log is None or level.log.subject is None:
        return
    owner = LEVELS[level.log.owner]
    path = {above.key: f"{above.key}-value" for above in ancestry(level)}
    action = f"sessionaction-{'0' * 32}-3"
    item = dict.fromkeys(listed_members(level), "a-value")
    item |= {"latestSessionActionId": action, "sessionActionId": action}
    told = level.log.subject(path, item)
    assert told is not None
    assert set(told) == {*(above.key for above in ancestry(owner)), owner.key}
