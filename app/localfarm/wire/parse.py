"""From HTTP to parameters, by the model's member names and types.

A parser is compiled once an operation. What cannot be read as the model says raises
`MalformedError`; what can be read but is not allowed is left to `validate`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from app.localfarm.wire.message import Call
from app.localfarm.wire.readers import JsonReaders, Members, Reader, read_members
from app.localfarm.wire.scalars import ISO8601, RFC822, MalformedError, text_reader

Parameters: TypeAlias = dict[str, Any]
Parser: TypeAlias = Callable[[Call, Mapping[str, str]], Parameters]
"""Reads the parameters of one operation from a call and the labels of its path."""


def rest_json_parser(operation: OperationModel) -> Parser:
    """A parser of labels, query string, headers and JSON body, each member where it belongs."""
    shape = operation.input_shape
    if not isinstance(shape, StructureShape):
        return _nothing
    labels = _located(shape, "uri", lambda member: text_reader(member, ISO8601))
    queries = _located(shape, "querystring", _query_reader)
    headers = _located(shape, "header", lambda member: text_reader(member, RFC822))
    in_body = [name for name, member in shape.members.items() if not _location(member)]
    body = JsonReaders().members(shape, in_body)

    def parse(call: Call, path_labels: Mapping[str, str]) -> Parameters:
        found = _read_json(call.body, body) if body else {}
        for label, (name, read) in labels.items():
            found[name] = read(path_labels[label])
        query = parse_qs(call.query, keep_blank_values=True) if call.query else {}
        for key, (name, read) in queries.items():
            if key in query:
                found[name] = read(query[key])
        for header, (name, read) in headers.items():
            text = call.header(header.lower())
            if text is not None:
                found[name] = read(text)
        return found

    return parse


def json_parser(operation: OperationModel) -> Parser:
    """A parser of a JSON body that holds every member."""
    shape = operation.input_shape
    if not isinstance(shape, StructureShape):
        return _nothing
    body = JsonReaders().members(shape, shape.members)
    return lambda call, _labels: _read_json(call.body, body)


def _nothing(_call: Call, _labels: Mapping[str, str]) -> Parameters:
    return {}


def _location(member: Shape) -> str:
    """Where a member travels: `uri`, `querystring`, `header`; empty for the body."""
    location: str = member.serialization.get("location", "")
    return location


def _located(shape: StructureShape, location: str, reader_of: Callable[[Shape], Reader]) -> Members:
    """The members that travel in one place, by their names there."""
    return {
        member.serialization.get("name", name): (name, reader_of(member))
        for name, member in shape.members.items()
        if _location(member) == location
    }


def _query_reader(member: Shape) -> Reader:
    """A reader of every value that a key of the query string has; a scalar takes the last."""
    if isinstance(member, ListShape):
        read_item = text_reader(member.member, ISO8601)
        return lambda texts: [read_item(text) for text in texts]
    read = text_reader(member, ISO8601)
    return lambda texts: read(texts[-1])


def _read_json(body: bytes, members: Members) -> Parameters:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedError("The body is not valid JSON") from error
    return read_members(value, members)
