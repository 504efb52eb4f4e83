"""One service on the wire: its model, and what its protocol does with it."""

import traceback
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from botocore.model import OperationModel, ServiceModel, StructureShape

from app.localfarm.contract import Events, Reply, Request, WireError
from app.localfarm.models import service_model
from app.localfarm.wire.dialects import DIALECTS
from app.localfarm.wire.errors import json_error, query_error, rest_json_error
from app.localfarm.wire.eventstream import (
    CONTENT_TYPE,
    INITIAL_RESPONSE,
    error_frame,
    event_renderer,
)
from app.localfarm.wire.message import Answer, Call, Stream
from app.localfarm.wire.parse import Parser, json_parser, rest_json_parser
from app.localfarm.wire.query import query_parser, render_xml
from app.localfarm.wire.render import UnmodelledError, json_renderer
from app.localfarm.wire.routes import ActionRouter, PathRouter, Route, Router, TargetRouter
from app.localfarm.wire.scalars import MalformedError
from app.localfarm.wire.validate import validator

Renderer: TypeAlias = Callable[[Reply, str], bytes]
"""Writes one operation's reply, given the request's id, as the body of an answer."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a protocol does at each step of a call."""

    content_type: str
    router: Callable[[ServiceModel], Router]
    parser: Callable[[OperationModel], Parser]
    renderer: Callable[[OperationModel], Renderer]
    error: Callable[[ServiceModel, WireError, str], Answer]


def _json_body(operation: OperationModel) -> Renderer:
    render = json_renderer(operation)
    return lambda reply, _request_id: render(reply)


def _xml_body(operation: OperationModel) -> Renderer:
    return lambda reply, request_id: render_xml(operation, reply, request_id)


PROTOCOLS: Mapping[str, Protocol] = {
    "rest-json": Protocol(
        "application/json", PathRouter, rest_json_parser, _json_body, rest_json_error
    ),
    "json": Protocol(
        "application/x-amz-json-1.1", TargetRouter, json_parser, _json_body, json_error
    ),
    "query": Protocol("text/xml", ActionRouter, query_parser, _xml_body, query_error),
}


class Operation:
    """One operation; its parts are compiled when it is first called."""

    def __init__(self, model: OperationModel, protocol: Protocol) -> None:
        self.model = model
        self._protocol = protocol

    @cached_property
    def parse(self) -> Parser:
        """Reads the parameters of a call."""
        return self._protocol.parser(self.model)

    @cached_property
    def problems(self) -> Callable[[Mapping[str, Any]], list[Any]]:
        """Lists what is wrong with parameters."""
        return validator(self.model.input_shape)

    @cached_property
    def render(self) -> Renderer:
        """Writes a reply."""
        return self._protocol.renderer(self.model)

    @cached_property
    def render_event(self) -> Callable[[str, Mapping[str, Any]], bytes]:
        """Writes one member of the event stream that this operation answers with."""
        return event_renderer(self.model)

    def render_event_error(self, error: WireError) -> bytes:
        """Writes an error that ends an event stream."""
        stream = self.model.get_event_stream_output()
        if isinstance(stream, StructureShape) and error.code in stream.members:
            return self.render_event(error.code, {"message": error.message, **error.fields})
        return error_frame(error.code, error.message)

    @cached_property
    def needs_signature(self) -> bool:
        """Whether calls of this operation are signed."""
        auth_type: str | None = self.model.auth_type
        return auth_type != "none"

    @cached_property
    def status(self) -> int:
        """The HTTP status of success."""
        code: int = self.model.http.get("responseCode", 200)
        return code


class Service:
    """One service: from calls to requests, and from replies and errors to answers."""

    def __init__(self, name: str) -> None:
        """The service of botocore's own model of this name."""
        self.name = name
        self.model = model = service_model(name)
        self.dialect = DIALECTS[name]
        self.protocol = PROTOCOLS[model.metadata["protocol"]]
        self.router = self.protocol.router(model)
        self._operations: dict[str, Operation] = {}

    @property
    def signing_name(self) -> str:
        """What the credential scope of a signature calls this service."""
        name: str = self.model.signing_name
        return name

    def operation(self, name: str) -> Operation:
        """An operation of the model."""
        if name not in self._operations:
            self._operations[name] = Operation(self.model.operation_model(name), self.protocol)
        return self._operations[name]

    def request(self, call: Call, route: Route, access_key: str | None) -> Request:
        """A call, parsed and validated; raises the service's own kind of `WireError`."""
        operation = self.operation(route.operation)
        try:
            parameters = operation.parse(call, route.labels)
        except MalformedError as error:
            raise WireError(self.dialect.malformed, str(error)) from error
        problems = operation.problems(parameters)
        if problems:
            raise self.dialect.invalid_parameters(problems)
        return Request(self.name, route.operation, parameters, access_key)

    def answer(self, name: str, reply: Reply, request_id: str) -> Answer:
        """A reply as it is sent; raises `UnmodelledError` where the model does not know it."""
        operation = self.operation(name)
        body = operation.render(reply, request_id)
        headers = {"Content-Type": self.protocol.content_type, "x-amzn-RequestId": request_id}
        return Answer(operation.status, headers, b"" if operation.status == 204 else body)

    def stream(self, name: str, events: Events, request_id: str) -> Stream:
        """An event stream as it is sent."""
        headers = {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": request_id}
        return Stream(headers, self._frames(self.operation(name), events))

    async def _frames(self, operation: Operation, events: Events) -> AsyncGenerator[bytes, None]:
        yield INITIAL_RESPONSE
        try:
            async for name, value in events:
                yield operation.render_event(name, value)
        except WireError as error:
            yield operation.render_event_error(error)
        except Exception:  # noqa: BLE001 - whatever a handler does wrong is the service's failure
            yield operation.render_event_error(self.failure())
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    def failure(self) -> WireError:
        """The error for the exception being handled, a mistake in the farm; it goes to stderr."""
        traceback.print_exc()
        return WireError(self.dialect.broken, "The embedded farm itself has failed.")

    def error(self, error: WireError, request_id: str) -> Answer:
        """An error as it is sent; one that the model does not know is a failure of the farm."""
        try:
            return self.protocol.error(self.model, error, request_id)
        except UnmodelledError:
            return self.protocol.error(self.model, self.failure(), request_id)
