"""From an error to HTTP, in the form of each protocol."""

from collections.abc import Mapping
from typing import Any

from botocore.model import ServiceModel, Shape, StructureShape

from app.localfarm.contract import WireError
from app.localfarm.wire.message import Answer
from app.localfarm.wire.query import render_xml_error
from app.localfarm.wire.render import JsonWriters, UnmodelledError, json_bytes

_STATUS: Mapping[str, int] = {
    "AccessDenied": 403,
    "AccessDeniedException": 403,
    "ExpiredToken": 403,
    "ExpiredTokenException": 403,
    "InternalFailure": 500,
    "InternalServerException": 500,
    "InvalidClientTokenId": 403,
    "MissingAuthenticationToken": 403,
    "MissingAuthenticationTokenException": 403,
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "ThrottlingException": 429,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
}
"""HTTP status of the codes that models leave out: the errors common to AWS APIs."""

_STATUS_IN_JSON: Mapping[str, int] = {
    "InternalFailure": 500,
    "InternalServerException": 500,
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "UnknownOperationException": 404,
}
"""The same for the json protocol, where what the caller did wrong is 400."""


def error_status(model: ServiceModel, code: str) -> int:
    """The HTTP status of an error: the model's, or else the one its code is known by, or 400."""
    shape = error_shape(model, code)
    if shape is not None and "httpStatusCode" in shape.metadata.get("error", {}):
        modelled: int = shape.metadata["error"]["httpStatusCode"]
        return modelled
    known = _STATUS_IN_JSON if model.metadata["protocol"] == "json" else _STATUS
    return known.get(code, 400)


def error_shape(model: ServiceModel, code: str) -> Shape | None:
    """The shape of an error by its code on the wire; None for codes that the model leaves out."""
    for shape in model.error_shapes:
        if shape.metadata.get("error", {}).get("code", shape.name) == code:
            return shape
    return None


def rest_json_error(model: ServiceModel, error: WireError, request_id: str) -> Answer:
    """An error as rest-json has it: its code in a header, its members in headers and body."""
    fields, headers = _fields(model, error)
    headers["x-amzn-ErrorType"] = error.code
    return _json_answer(model, error, {"message": error.message, **fields}, headers, request_id)


def json_error(model: ServiceModel, error: WireError, request_id: str) -> Answer:
    """An error as json has it: its code in the body."""
    fields, headers = _fields(model, error)
    body = {"__type": error.code, "message": error.message, **fields}
    return _json_answer(model, error, body, headers, request_id)


def query_error(model: ServiceModel, error: WireError, request_id: str) -> Answer:
    """An error as the query protocol has it: a document of its own."""
    status = error_status(model, error.code)
    namespace: str = model.metadata["xmlNamespace"]
    body = render_xml_error(namespace, error.code, error.message, status, request_id)
    return Answer(status, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, body)


def _json_answer(
    model: ServiceModel,
    error: WireError,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
    request_id: str,
) -> Answer:
    version: str | None = model.metadata.get("jsonVersion")
    content_type = f"application/x-amz-json-{version}" if version else "application/json"
    return Answer(
        error_status(model, error.code),
        {"Content-Type": content_type, "x-amzn-RequestId": request_id, **headers},
        json_bytes(body),
    )


def _fields(model: ServiceModel, error: WireError) -> tuple[dict[str, Any], dict[str, str]]:
    """The further members of an error: those of the body and those of the headers."""
    shape = error_shape(model, error.code)
    body: dict[str, Any] = {}
    headers: dict[str, str] = {}
    members = shape.members if isinstance(shape, StructureShape) else {}
    for name, value in error.fields.items():
        if name not in members:
            raise UnmodelledError(error.code, name)
        member = members[name]
        wire_name = member.serialization.get("name", name)
        if member.serialization.get("location") == "header":
            headers[wire_name] = str(value)
        else:
            writer = JsonWriters().writer(member)
            body[wire_name] = value if writer is None else writer(value)
    return body, headers
