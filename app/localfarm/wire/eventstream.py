"""Frames of `application/vnd.amazon.eventstream`.

A frame is a prelude (its length, the length of its headers, their checksum), headers, a payload and
a checksum of everything before, all big-endian, as botocore's `eventstream` module reads them.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

from botocore.model import OperationModel, StructureShape

from app.localfarm.wire.render import JsonWriters, UnmodelledError, json_bytes

CONTENT_TYPE = "application/vnd.amazon.eventstream"

_PRELUDE_LENGTH = 12
_CHECKSUM_LENGTH = 4
_STRING = 7
"""The type of a header that is text."""


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One frame."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    length = _PRELUDE_LENGTH + len(head) + len(payload) + _CHECKSUM_LENGTH
    prelude = struct.pack("!II", length, len(head))
    body = prelude + struct.pack("!I", crc32(prelude)) + head + payload
    return body + struct.pack("!I", crc32(body))


def _header(name: str, value: str) -> bytes:
    raw_name, raw_value = name.encode(), value.encode()
    return (
        struct.pack("!B", len(raw_name))
        + raw_name
        + struct.pack("!BH", _STRING, len(raw_value))
        + raw_value
    )


def event_frame(name: str, payload: bytes) -> bytes:
    """The frame of an event."""
    return frame(
        {":message-type": "event", ":event-type": name, ":content-type": "application/json"},
        payload,
    )


def exception_frame(name: str, payload: bytes) -> bytes:
    """The frame of an exception that the stream's shape has as a member."""
    return frame(
        {
            ":message-type": "exception",
            ":exception-type": name,
            ":content-type": "application/json",
        },
        payload,
    )


def error_frame(code: str, message: str) -> bytes:
    """The frame of an error that the stream's shape does not know."""
    return frame({":message-type": "error", ":error-code": code, ":error-message": message}, b"")


INITIAL_RESPONSE = event_frame("initial-response", b"{}")
"""What the json protocol sends before the first event."""


def event_renderer(operation: OperationModel) -> Callable[[str, Mapping[str, Any]], bytes]:
    """A renderer of the members of one operation's event stream, exceptions among them."""
    stream = operation.get_event_stream_output()
    if not isinstance(stream, StructureShape):
        raise TypeError(f"{operation.name} has no event stream")
    writers = JsonWriters()
    members = {
        name: (
            exception_frame if member.metadata.get("exception") else event_frame,
            writers.structure(member),
        )
        for name, member in stream.members.items()
        if isinstance(member, StructureShape)
    }

    def render(name: str, value: Mapping[str, Any]) -> bytes:
        if name not in members:
            raise UnmodelledError(stream.name, name)
        make_frame, write = members[name]
        return make_frame(name, json_bytes(write(value)))

    return render
