"""Long answers are read faster than by botocore, and never differently."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiobotocore.parsers import AioResponseParserFactory
from botocore.loaders import create_loader
from botocore.model import ServiceModel, Shape
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from app.aws.parsing import DECODERS, AnswerParser, ParserFactory
from app.aws.timestamps import parse_timestamp

MODEL = ServiceModel(create_loader().load_service_model("logs", "service-2"))
PAGE = MODEL.operation_model("GetLogEvents").output_shape
EVENTS = [{"timestamp": 1, "message": "räke ☃", "ingestionTime": 5}]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
event = st.dictionaries(
    st.sampled_from(["timestamp", "message", "ingestionTime", "eventId"]),
    st.integers(min_value=-(2**63), max_value=2**63) | st.text() | st.none(),
)
pages = st.fixed_dictionaries(
    {"events": st.lists(event, max_size=4) | values},
    optional={"nextForwardToken": st.text(), "nextBackwardToken": values, "searched": values},
)
bodies = (pages | values).map(json.dumps).map(str.encode) | st.binary(max_size=40)


def response(body: bytes, status: int = 200) -> dict[str, Any]:
    headers = {"x-amzn-RequestId": "request-1", "Content-Type": "application/x-amz-json-1.1"}
    return {"body": body, "headers": headers, "status_code": status, "context": {}}


async def parsed(
    factory: AioResponseParserFactory | ParserFactory, answer: dict[str, Any]
) -> object:
    """What a factory's parser makes of an answer; the kind of its error where it refuses it."""
    parser: Any = factory.create_parser("json")
    try:
        return await parser.parse(answer, PAGE)
    except (ResponseParserError, AttributeError, TypeError, ValueError) as error:
        return type(error)


@given(bodies)
async def test_whatever_comes_is_read_as_botocore_reads_it(body: bytes) -> None:
    expected = await parsed(AioResponseParserFactory(), response(body))
    assert await parsed(ParserFactory(parse_timestamp), response(body)) == expected


@pytest.mark.parametrize("status", [400, 403, 500, 503])
async def test_errors_are_botocores(status: int) -> None:
    body = json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()
    expected = await parsed(AioResponseParserFactory(), response(body, status))
    assert await parsed(ParserFactory(parse_timestamp), response(body, status)) == expected


async def test_a_page_is_not_walked_through_with_the_model() -> None:
    """botocore's parser is asked for the metadata alone."""
    bodies: list[bytes] = []

    class Botocores:
        async def parse(self, response: Mapping[str, Any], shape: Shape | None) -> dict[str, Any]:
            del shape
            bodies.append(response["body"])
            return {"ResponseMetadata": {}}

    body = json.dumps({"events": EVENTS, "nextForwardToken": "f/1"}).encode()
    answer = await AnswerParser(Botocores()).parse(response(body), PAGE)
    assert bodies == [b"{}"]
    assert answer == {"events": EVENTS, "nextForwardToken": "f/1", "ResponseMetadata": {}}


def test_every_decoder_is_of_a_shape_that_there_is() -> None:
    assert set(DECODERS) <= set(MODEL.shape_names)
