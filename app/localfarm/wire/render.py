"""From replies to JSON, by the model's names, locations and formats.

A writer is compiled once a shape, and is None where a value can be written as it is; with that a
page of a hundred jobs costs little more than `json.dumps`. A member whose value is None is absent.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from app.localfarm.wire.scalars import TIMESTAMP_WRITERS, UNIX, timestamp_format, write_float

Writer: TypeAlias = Callable[[Any], Any]


class UnmodelledError(TypeError):
    """A handler's reply has a member that its model does not know: a mistake in the handler."""

    def __init__(self, shape: str, member: str) -> None:
        super().__init__(f"{shape} has no member {member!r}")


class JsonWriters:
    """The writers of one model's shapes, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Writer | None] = {}

    def writer(self, shape: Shape) -> Writer | None:
        """The writer of one shape; None where its values are JSON already."""
        form = timestamp_format(shape, UNIX)
        key = (shape.name, form)
        if key not in self._made:
            # A shape can hold itself, so its writer must be there before its members' are.
            self._made[key] = partial(self._write_later, key)
            self._made[key] = self._make(shape, form)
        return self._made[key]

    def _write_later(self, key: tuple[str, str], value: Any) -> Any:
        writer = self._made[key]
        return value if writer is None else writer(value)

    def _make(self, shape: Shape, form: str) -> Writer | None:
        if isinstance(shape, StructureShape):
            return None if shape.is_document_type else self.structure(shape)
        if isinstance(shape, ListShape):
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        if shape.type_name == "timestamp":
            return TIMESTAMP_WRITERS[form]
        return _SCALARS.get(shape.type_name)

    def structure(self, shape: StructureShape) -> Writer:
        """The writer of a structure: a JSON object of the members that travel in the body."""
        members = {
            name: (member.serialization.get("name", name), self.writer(member))
            for name, member in shape.members.items()
        }

        def write(value: Mapping[str, Any]) -> dict[str, Any]:
            written: dict[str, Any] = {}
            for name, item in value.items():
                known = members.get(name)
                if known is None:
                    raise UnmodelledError(shape.name, name)
                if item is not None:
                    key, writer = known
                    written[key] = item if writer is None else writer(item)
            return written

        return write

    def _list(self, shape: ListShape) -> Writer | None:
        writer = self.writer(shape.member)
        return None if writer is None else lambda value: [writer(item) for item in value]

    def _map(self, shape: MapShape) -> Writer | None:
        writer = self.writer(shape.value)
        if writer is None:
            return None
        return lambda value: {key: writer(item) for key, item in value.items()}


_SCALARS: Mapping[str, Writer] = {
    "float": write_float,
    "double": write_float,
    "blob": lambda value: b64encode(value).decode("ascii"),
}


def json_renderer(operation: OperationModel) -> Callable[[Mapping[str, Any]], bytes]:
    """A renderer of one operation's replies to the body of an answer."""
    shape = operation.output_shape
    if not isinstance(shape, StructureShape):
        return lambda _reply: b""
    write = JsonWriters().structure(shape)
    return lambda reply: json_bytes(write(reply))


def json_bytes(value: object) -> bytes:
    """A JSON document as it is sent."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")
