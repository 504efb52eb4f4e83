"""Readers of JSON values, compiled from the shapes of a model.

What cannot be read as its shape says raises `MalformedError`. Members that the model does not know
are ignored and nulls are absent members, both as the services do it.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from app.localfarm.wire.scalars import (
    UNIX,
    MalformedError,
    read_blob,
    read_timestamp,
    timestamp_format,
)

Reader: TypeAlias = Callable[[Any], Any]
Members: TypeAlias = Mapping[str, tuple[str, Reader]]
"""By a member's name on the wire: its name in the model and its reader."""


class JsonReaders:
    """The readers of one model's shapes, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Reader] = {}

    def members(self, shape: StructureShape, names: Iterable[str]) -> Members:
        """The readers of some members of a structure."""
        shapes = {name: shape.members[name] for name in names}
        return {
            member.serialization.get("name", name): (name, self.reader(member))
            for name, member in shapes.items()
        }

    def reader(self, shape: Shape) -> Reader:
        """The reader of one shape."""
        form = timestamp_format(shape, UNIX)
        key = (shape.name, form)
        if key not in self._made:
            # A shape can hold itself, so its reader must be there before its members' are.
            self._made[key] = partial(self._read_later, key)
            self._made[key] = self._make(shape, form)
        return self._made[key]

    def _read_later(self, key: tuple[str, str], value: Any) -> Any:
        return self._made[key](value)

    def _make(self, shape: Shape, form: str) -> Reader:
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        if shape.type_name == "timestamp":
            return read_timestamp(form)
        return _SCALARS[shape.type_name]

    def _structure(self, shape: StructureShape) -> Reader:
        if shape.is_document_type:
            return _as_it_is
        members = self.members(shape, shape.members)
        is_union = shape.is_tagged_union

        def read(value: object) -> dict[str, Any]:
            found = read_members(value, members)
            if is_union and len(found) != 1:
                raise MalformedError("Expected exactly one member of a union")
            return found

        return read

    def _list(self, shape: ListShape) -> Reader:
        item_reader = self.reader(shape.member)

        def read(value: object) -> list[Any]:
            if not isinstance(value, list):
                raise MalformedError("Expected a list")
            return [item_reader(item) for item in value]

        return read

    def _map(self, shape: MapShape) -> Reader:
        value_reader = self.reader(shape.value)

        def read(value: object) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise MalformedError("Expected an object")
            return {key: value_reader(item) for key, item in value.items()}

        return read


def read_members(value: object, members: Members) -> dict[str, Any]:
    """The known members of a JSON object, by their names in the model."""
    if not isinstance(value, dict):
        raise MalformedError("Expected an object")
    found: dict[str, Any] = {}
    for key, item in value.items():
        if item is not None and key in members:
            name, reader = members[key]
            found[name] = reader(item)
    return found


def _as_it_is(value: object) -> object:
    return value


def _exactly(wanted: type) -> Reader:
    def read(value: object) -> object:
        # By identity of type, for a bool is a Python int and no integer of the model.
        if type(value) is not wanted:
            raise MalformedError(f"Expected {wanted.__name__}, found {type(value).__name__}")
        return value

    return read


def _float(value: object) -> float:
    if value in {"NaN", "Infinity", "-Infinity"}:
        return float(str(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedError(f"Expected a number, found {type(value).__name__}")
    return float(value)


_SCALARS: Mapping[str, Reader] = {
    "string": _exactly(str),
    "integer": _exactly(int),
    "long": _exactly(int),
    "boolean": _exactly(bool),
    "float": _float,
    "double": _float,
    "blob": read_blob,
}
