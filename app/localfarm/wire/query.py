"""The query protocol: parameters from a form, replies and errors as XML."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from app.localfarm.wire.parse import Parameters, Parser
from app.localfarm.wire.render import UnmodelledError
from app.localfarm.wire.routes import form
from app.localfarm.wire.scalars import (
    ISO8601,
    TIMESTAMP_WRITERS,
    MalformedError,
    text_reader,
    timestamp_format,
)

Tree: TypeAlias = dict[str, Any]
"""A form whose dotted names have been taken apart: texts and further trees."""


def query_parser(operation: OperationModel) -> Parser:
    """A parser of the forms of one operation."""
    shape = operation.input_shape
    if not isinstance(shape, StructureShape):
        return lambda _call, _labels: {}
    return lambda call, _labels: _read_structure(shape, _tree(form(call)))


def _tree(pairs: Mapping[str, str]) -> Tree:
    root: Tree = {}
    for name, value in pairs.items():
        node = root
        *parents, last = name.split(".")
        for part in parents:
            below = node.setdefault(part, {})
            if isinstance(below, str):
                raise MalformedError(f"{name} is both a value and a structure")
            node = below
        node[last] = value
    return root


def _read(shape: Shape, value: Tree | str) -> Any:
    if isinstance(shape, StructureShape):
        return _read_structure(shape, value)
    if isinstance(shape, ListShape):
        return _read_list(shape, value)
    if not isinstance(value, str):
        raise MalformedError("Expected a value, found a structure")
    return text_reader(shape, ISO8601)(value)


def _read_structure(shape: StructureShape, value: Tree | str) -> Parameters:
    if isinstance(value, str):
        raise MalformedError("Expected a structure, found a value")
    return {
        name: _read(member, value[key])
        for name, member in shape.members.items()
        if (key := member.serialization.get("name", name)) in value
    }


def _read_list(shape: ListShape, value: Tree | str) -> list[Any]:
    if isinstance(value, str):
        # An empty list is written as its name without a value.
        return []
    items = value.get(shape.member.serialization.get("name", "member"), {})
    if isinstance(items, str) or not all(number.isdecimal() for number in items):
        raise MalformedError("Expected the numbered members of a list")
    return [_read(shape.member, items[number]) for number in sorted(items, key=int)]


def render_xml(operation: OperationModel, reply: Mapping[str, Any], request_id: str) -> bytes:
    """The body of a successful answer."""
    namespace: str = operation.metadata["xmlNamespace"]
    root = Element(f"{operation.name}Response", xmlns=namespace)
    shape = operation.output_shape
    if isinstance(shape, StructureShape):
        wrapper: str = shape.serialization.get("resultWrapper", f"{operation.name}Result")
        _write_members(SubElement(root, wrapper), shape, reply)
    SubElement(SubElement(root, "ResponseMetadata"), "RequestId").text = request_id
    return _document(root)


def render_xml_error(
    namespace: str, code: str, message: str, status: int, request_id: str
) -> bytes:
    """The body of an answer that is an error."""
    root = Element("ErrorResponse", xmlns=namespace)
    error = SubElement(root, "Error")
    SubElement(error, "Type").text = "Sender" if status < 500 else "Receiver"
    SubElement(error, "Code").text = code
    SubElement(error, "Message").text = message
    SubElement(root, "RequestId").text = request_id
    return _document(root)


def _document(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8")
    return body


def _write_members(parent: Element, shape: StructureShape, value: Mapping[str, Any]) -> None:
    for name, item in value.items():
        if name not in shape.members:
            raise UnmodelledError(shape.name, name)
        if item is not None:
            member = shape.members[name]
            _write(SubElement(parent, member.serialization.get("name", name)), member, item)


def _write(element: Element, shape: Shape, value: Any) -> None:
    if isinstance(shape, StructureShape):
        _write_members(element, shape, value)
    elif isinstance(shape, ListShape):
        item_name = shape.member.serialization.get("name", "member")
        for item in value:
            _write(SubElement(element, item_name), shape.member, item)
    else:
        element.text = _text(shape)(value)


def _text(shape: Shape) -> Callable[[Any], str]:
    if shape.type_name == "timestamp":
        write = TIMESTAMP_WRITERS[timestamp_format(shape, ISO8601)]
        return lambda value: str(write(value))
    if shape.type_name == "boolean":
        return lambda value: "true" if value else "false"
    return str
