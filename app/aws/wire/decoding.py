"""Decoders of JSON answers, made from the models of their shapes.

botocore walks through an answer in Python, member by member: of a page of 100 jobs that takes
50 ms. A decoder reads it in a twentieth of that, by a type that is made once from the model. It
takes what a service usually sends, and refuses all that botocore would do something particular
with: a null, a value of another type, a member of a union that the model does not know.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import GenericAlias
from typing import Annotated, Any, TypeAlias

import msgspec
from botocore.model import ListShape, MapShape, Shape, StructureShape
from msgspec import UNSET, Meta, Raw, Struct, UnsetType, ValidationError
from msgspec.structs import astuple

Members: TypeAlias = dict[str, Any]
"""The members of an answer as botocore has them: in the order of the model."""

SLICE = 64 * 1024
"""Bytes that are decoded at a time where others may have a turn in between: less than 1 ms."""

REFUSED = (msgspec.MsgspecError, UnicodeDecodeError)
"""What a decoder raises where an answer is none that it takes."""

_SCALARS: Mapping[str, object] = {
    "string": str,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "boolean": bool,
    "timestamp": Annotated[datetime, Meta(tz=True)],
}
_DOCUMENT = bool | int | float | str | list[Any] | dict[str, Any]
"""Whatever JSON can tell but for null, which is no member at all to botocore."""

_FINE_TIME = re.compile(rb"\.[0-9]{7,}[Zz+-]")
"""The end of a timestamp that says more than microseconds: msgspec rounds it, botocore cuts it."""


class _UnusualError(Exception):
    """The model of a shape asks for more than a decoder does."""


class Decoder:
    """Reads the bodies of answers of one shape."""

    def __init__(self, shape: StructureShape) -> None:
        """`decoder_of` tells whether there can be one for `shape`."""
        inside = (shape.name,)
        self._name = shape.name
        self._types = {name: _type(member, name, inside) for name, member in shape.members.items()}
        self._lists = {
            name: msgspec.json.Decoder(self._types[name])
            for name, member in shape.members.items()
            if isinstance(member, ListShape)
        }
        self._has_times = _has_times(shape)
        self._whole = msgspec.json.Decoder(_struct(shape.name, self._types))

    def decode(self, body: bytes) -> Members:
        """The members in a body; raises one of `REFUSED` where it is none that this takes."""
        self._check_times(body)
        members: Members = _plain(self._whole.decode(body))
        return members

    async def decode_in_slices(self, body: bytes) -> Members:
        """The same, of a body so large that others must have a turn meanwhile."""
        self._check_times(body)
        parts = self._parts.decode(body)
        members: Members = {}
        for name in self._types:
            if (value := getattr(parts, name)) is UNSET:
                continue
            if name in self._lists:
                step = max(1, len(value) * SLICE // len(body))
                members[name] = await _in_steps(value, step, self._lists[name])
            else:
                members[name] = _plain(value)
        return members

    @cached_property
    def _parts(self) -> msgspec.json.Decoder[Struct]:
        """Leaves the items of lists as they are, for `_lists`."""
        types = {**self._types, **dict.fromkeys(self._lists, list[Raw])}
        return msgspec.json.Decoder(_struct(self._name, types))

    def _check_times(self, body: bytes) -> None:
        if self._has_times and _FINE_TIME.search(body):
            raise ValidationError("a time is finer than microseconds")


def decoder_of(shape: Shape | None) -> Decoder | None:
    """The decoder for answers of a shape; None where only botocore can read them."""
    if not isinstance(shape, StructureShape) or shape.is_tagged_union or shape.is_document_type:
        return None
    try:
        _check_place(shape, None)
        return Decoder(shape)
    except _UnusualError:
        return None


async def _in_steps(
    items: Sequence[Raw], step: int, decoder: msgspec.json.Decoder[Any]
) -> list[object]:
    """The items, so many decoded at a time."""
    decoded: list[object] = []
    for start in range(0, len(items), step):
        some = b"[" + b",".join(items[start : start + step]) + b"]"
        decoded += _plain(decoder.decode(some))
        await asyncio.sleep(0)
    return decoded


def _plain(value: object) -> Any:
    """What was decoded, as botocore has it: with dictionaries in the place of structures."""
    return msgspec.to_builtins(value, builtin_types=(datetime,))


def _type(shape: Shape, name: str | None, inside: Sequence[str]) -> Any:
    """The type of a shape; `name` is that of the member, `inside` are the structures around it."""
    _check_place(shape, name)
    if isinstance(shape, StructureShape):
        return _structure(shape, inside)
    if isinstance(shape, ListShape):
        return GenericAlias(list, (_type(shape.member, None, inside),))
    if isinstance(shape, MapShape) and shape.key.type_name == "string":
        return GenericAlias(dict, (str, _type(shape.value, None, inside)))
    if shape.type_name not in _SCALARS:
        raise _UnusualError
    return _SCALARS[shape.type_name]


def _structure(shape: StructureShape, inside: Sequence[str]) -> Any:
    if shape.is_document_type:
        return _DOCUMENT
    if shape.name in inside:  # it can hold itself
        raise _UnusualError
    around = (*inside, shape.name)
    types = {name: _type(member, name, around) for name, member in shape.members.items()}
    return _struct(shape.name, types, _check_union if shape.is_tagged_union else None)


def _struct(
    name: str, types: Mapping[str, Any], check: Callable[[Struct], None] | None = None
) -> type[Struct]:
    """The type of a structure that has some of its members; of a union `check` sees to which."""
    return msgspec.defstruct(
        name,
        [(member, kind | UnsetType, UNSET) for member, kind in types.items()],
        namespace=None if check is None else {"__post_init__": check},
        forbid_unknown_fields=check is not None,
        gc=False,
    )


def _has_times(shape: Shape) -> bool:
    if isinstance(shape, StructureShape):
        return any(_has_times(member) for member in shape.members.values())
    if isinstance(shape, ListShape | MapShape):
        return _has_times(shape.member if isinstance(shape, ListShape) else shape.value)
    return shape.type_name == "timestamp"


def _check_union(union: Struct) -> None:
    values = astuple(union)
    if values.count(UNSET) != len(values) - 1:
        raise ValueError("a union has one member")


def _check_place(shape: Shape, name: str | None) -> None:
    """Raises _UnusualError where a value is elsewhere than under its name in the body."""
    places = dict(shape.serialization)
    places.pop("timestampFormat", None)  # botocore tells by the value what it is
    if places.pop("name", name) != name or places:
        raise _UnusualError
