"""Answers are read faster than by botocore, and never differently."""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from aiobotocore.parsers import AioResponseParserFactory
from botocore.model import Shape
from botocore.parsers import ResponseParserError
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aws.wire.decoding import SLICE, Decoder, decoder_of
from app.aws.wire.parsing import LARGE, AnswerParser, ParserFactory
from app.aws.wire.timestamps import parse_timestamp
from app.localfarm.models import service_model
from tests.answers import ANYTHING, unusual, usual
from tests.model import operation_model

OPERATIONS = {
    ("deadline", "SearchJobs"): "rest-json",
    ("deadline", "GetFleet"): "rest-json",
    ("deadline", "BatchGetJobEntity"): "rest-json",
    ("logs", "GetLogEvents"): "json",
}
"""With unions, maps, documents, numbers and times among their members."""
operations = pytest.mark.parametrize(
    ("service", "operation"), OPERATIONS, ids=[name for _, name in OPERATIONS]
)


def shape_of(service: str, operation: str) -> Shape:
    """The shape of the answers of an operation."""
    shape = operation_model(service, operation).output_shape
    assert shape is not None
    return shape


JOBS = shape_of("deadline", "SearchJobs")


def decoder(service: str, operation: str) -> Decoder:
    """The decoder of the answers of an operation."""
    made = decoder_of(shape_of(service, operation))
    assert made is not None
    return made


def response(body: bytes, status: int = 200) -> dict[str, Any]:
    """An answer as botocore hands it to a parser."""
    headers = {"x-amzn-requestid": "request-1", "Content-Type": "application/json"}
    return {"body": body, "headers": headers, "status_code": status, "context": {}}


def wire(value: object) -> bytes:
    """A value on the wire."""
    return json.dumps(value).encode()


def told(value: object) -> str:
    """An answer with the order of its members and with its moments, wherever they were told."""
    return json.dumps(value, default=datetime.timestamp)


Factory = AioResponseParserFactory | ParserFactory


async def parsed(
    factory: Factory, service: str, operation: str, answer: dict[str, Any]
) -> tuple[object, ...]:
    """What a factory's parser makes of an answer; the kind of its error where it refuses it."""
    parser: Any = factory.create_parser(OPERATIONS[service, operation])
    try:
        members = await parser.parse(answer, shape_of(service, operation))
    except (ResponseParserError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
        return (type(error),)
    metadata = members.pop("ResponseMetadata", None)
    return members, told(members), metadata


async def assert_as_botocore(service: str, operation: str, answer: dict[str, Any]) -> None:
    """Assert that an answer is read as botocore reads it."""
    expected = await parsed(AioResponseParserFactory(), service, operation, answer)
    factory = ParserFactory(parse_timestamp)
    assert await parsed(factory, service, operation, answer) == expected


@operations
@settings(max_examples=50)
@given(data=st.data())
async def test_a_usual_answer_is_decoded_as_botocore_reads_it(
    service: str, operation: str, data: st.DataObject
) -> None:
    body = wire(data.draw(usual(shape_of(service, operation))))
    members = decoder(service, operation).decode(body)
    expected = await parsed(AioResponseParserFactory(), service, operation, response(body))
    assert (members, told(members)) == expected[:2]


@operations
@settings(max_examples=50)
@given(data=st.data())
async def test_an_unusual_answer_is_read_as_botocore_reads_it(
    service: str, operation: str, data: st.DataObject
) -> None:
    body = wire(data.draw(unusual(shape_of(service, operation))))
    await assert_as_botocore(service, operation, response(body))


@settings(max_examples=50)
@given(ANYTHING.map(wire) | st.binary(max_size=40))
async def test_whatever_comes_is_read_as_botocore_reads_it(body: bytes) -> None:
    for service, operation in OPERATIONS:
        await assert_as_botocore(service, operation, response(body))


@pytest.mark.parametrize("status", [202, 400, 403, 500, 503])
async def test_whatever_is_not_200_is_botocores(status: int) -> None:
    body = wire({"__type": "ThrottlingException", "message": "Rate exceeded", "jobs": []})
    for service, operation in OPERATIONS:
        await assert_as_botocore(service, operation, response(body, status))


@pytest.mark.parametrize(
    "second",
    [
        {"name": "b", "createdAt": "2026-11-22T01:02:03Z"},
        {"name": None, "createdAt": "2026-11-22T01:02:03.1234567Z"},
        {"name": "b", "createdAt": "no time"},
    ],
    ids=["usual", "unusual", "wrong"],
)
async def test_a_large_answer_is_read_as_botocore_reads_it(second: dict[str, Any]) -> None:
    jobs = [{"name": "x" * SLICE, "priority": number} for number in range(LARGE // SLICE)]
    body = wire({"totalResults": 5, "jobs": [*jobs, second], "newerMember": {}})
    assert len(body) > LARGE
    await assert_as_botocore("deadline", "SearchJobs", response(body))


class Botocores:
    """Stands for botocore's parser, and knows what it was asked for."""

    def __init__(self, prepare: Callable[[], object] = lambda: None) -> None:
        self.bodies: list[bytes] = []
        self._prepare = prepare

    async def parse(self, response: Mapping[str, Any], shape: Shape | None) -> dict[str, Any]:
        """The metadata."""
        del shape
        self._prepare()
        self.bodies.append(response["body"])
        return {"ResponseMetadata": {}}


async def test_a_page_is_not_walked_through_with_the_model() -> None:
    botocores = Botocores()
    jobs = [{"name": "a", "taskRunStatusCounts": {"READY": 1}}]
    answer = await AnswerParser(botocores).parse(response(wire({"jobs": jobs})), JOBS)
    assert botocores.bodies == [b""]
    assert answer == {"jobs": jobs, "ResponseMetadata": {}}


async def test_others_have_their_turn_while_a_large_answer_is_read() -> None:
    jobs = [{"name": "x" * SLICE}] * 10
    reading = asyncio.ensure_future(
        AnswerParser(Botocores()).parse(response(wire({"jobs": jobs})), JOBS)
    )
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= len(jobs)


async def test_others_have_their_turn_while_botocore_reads_a_large_answer() -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def block() -> None:
        has_begun.set()
        assert may_end.wait(30)

    body = wire({"jobs": [{"name": "x" * LARGE}, {"name": None}]})
    reading = asyncio.ensure_future(AnswerParser(Botocores(block)).parse(response(body), JOBS))
    await asyncio.to_thread(has_begun.wait, 30)
    may_end.set()
    assert await reading == {"ResponseMetadata": {}}


def test_every_answer_of_deadline_cloud_has_a_decoder() -> None:
    model = service_model("deadline")
    shapes = [model.operation_model(name).output_shape for name in model.operation_names]
    assert [shape for shape in shapes if shape and decoder_of(shape) is None] == []


@pytest.mark.parametrize("operation", ["StartLiveTail", "GetLogObject"])
def test_a_stream_is_botocores(operation: str) -> None:
    assert decoder_of(shape_of("logs", operation)) is None


async def test_a_parser_is_made_once_a_protocol() -> None:
    factory = ParserFactory(parse_timestamp)
    assert factory.create_parser("rest-json") is factory.create_parser("rest-json")
    assert not isinstance(factory.create_parser("query"), AnswerParser)
