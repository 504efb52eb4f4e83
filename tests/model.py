"""Botocore's models as a judge of replies, and as a source of values that they allow."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.model import (
    ListShape,
    MapShape,
    OperationModel,
    Shape,
    StructureShape,
)
from botocore.validate import ParamValidator
from hypothesis import strategies as st

from app.localfarm.models import service_model
from app.localfarm.wire.validate import validator


def operation_model(service: str, operation: str) -> OperationModel:
    """Botocore's model of an operation."""
    return service_model(service).operation_model(operation)


def assert_matches_model(service: str, operation: str, reply: Mapping[str, Any]) -> None:
    """Assert that a reply is what the model of its operation promises.

    Takes what a handler returns as well as what a botocore client does: required members are
    there, no member is unknown, every value has its type, length, range, pattern and enum, every
    timestamp is an aware datetime.
    """
    members = {name: value for name, value in reply.items() if name != "ResponseMetadata"}
    _assert_matches(operation_model(service, operation).output_shape, members, operation)


def assert_event_matches_model(
    service: str, operation: str, name: str, event: Mapping[str, Any]
) -> None:
    """Assert that a member of an event stream is what the model promises."""
    stream = operation_model(service, operation).get_event_stream_output()
    assert isinstance(stream, StructureShape), f"{operation} has no event stream"
    assert name in stream.members, f"{operation} has no event {name}"
    _assert_matches(stream.members[name], event, f"{operation}.{name}")


def _assert_matches(shape: Shape | None, value: Mapping[str, Any], name: str) -> None:
    if shape is None:
        assert not value, f"{name} answers with nothing, not with {value}"
        return
    report: str = ParamValidator().validate(value, shape).generate_report()
    problems = [*report.splitlines(), *_bad_timestamps(shape, value, "")]
    if not report:
        problems += [f"{each.name}: {each.constraint}" for each in validator(shape)(value)]
    assert not problems, f"{name} does not match its model:\n" + "\n".join(problems)


def _bad_timestamps(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """Timestamps that are no aware datetimes; botocore's validator takes texts and numbers too."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, item in value.items():
            if name in shape.members:
                yield from _bad_timestamps(shape.members[name], item, f"{path}.{name}")
    elif isinstance(shape, ListShape) and isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _bad_timestamps(shape.member, item, f"{path}[{index}]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _bad_timestamps(shape.value, item, f"{path}.{key}")
    elif shape.type_name == "timestamp" and getattr(value, "tzinfo", None) is None:
        yield f"{path}: {value!r} is no aware datetime"


_CHARACTERS = st.characters(categories=["L", "N", "P", "S", "Zs"])
_TEXT = st.text(_CHARACTERS)
_LABELS = st.text(_CHARACTERS, min_size=1)
_NAMES = st.text("abcXYZ-_.0189", min_size=1)
_DEPTH = 4
"""How deep shapes are followed, for a shape can hold itself."""


def values(shape: Shape, step: timedelta, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a shape's type; lengths, patterns and enums are left out of account.

    Timestamps are whole multiples of `step`, as exact as the format that carries them.
    """
    if isinstance(shape, StructureShape):
        return _structures(shape, step, depth)
    if isinstance(shape, ListShape):
        items = _further(shape.member, step, depth)
        return st.just([]) if items is None else st.lists(items, max_size=2)
    if isinstance(shape, MapShape):
        items = _further(shape.value, step, depth)
        return st.just({}) if items is None else st.dictionaries(_NAMES, items, max_size=2)
    return _moments(step) if shape.type_name == "timestamp" else _SCALARS[shape.type_name]


def _further(shape: Shape, step: timedelta, depth: int) -> st.SearchStrategy[Any] | None:
    """What a collection holds; None where shapes are followed no further."""
    return None if depth >= _DEPTH else values(shape, step, depth + 1)


def _structures(shape: StructureShape, step: timedelta, depth: int) -> st.SearchStrategy[Any]:
    if shape.is_document_type:
        return st.dictionaries(_NAMES, _TEXT | st.integers() | st.booleans(), max_size=2)
    if depth >= _DEPTH and not shape.is_tagged_union:
        return st.just({})
    members = {
        name: _in_place(member, values(member, step, depth + 1))
        for name, member in shape.members.items()
    }
    if shape.is_tagged_union:
        return st.one_of([st.fixed_dictionaries({name: one}) for name, one in members.items()])
    in_path = {
        name: one
        for name, one in members.items()
        if shape.members[name].serialization.get("location") == "uri"
    }
    elsewhere = {name: one for name, one in members.items() if name not in in_path}
    return st.fixed_dictionaries(in_path, optional=elsewhere)


def _in_place(member: Shape, usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What can travel where a member travels, for not every place can carry every value."""
    location = member.serialization.get("location")
    if location == "header" and member.type_name == "string":
        return _NAMES
    if location == "uri":
        return _LABELS
    if location == "querystring" and isinstance(member, ListShape):
        # A list without members leaves no trace in a query string.
        return st.lists(_TEXT, min_size=1, max_size=2)
    return usual


def _moments(step: timedelta) -> st.SearchStrategy[datetime]:
    first = datetime(2000, 1, 1, tzinfo=UTC)
    most = timedelta(days=365 * 50) // step
    return st.integers(0, most).map(lambda steps: first + steps * step)


_SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "string": _TEXT,
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "blob": st.binary(max_size=8),
}
