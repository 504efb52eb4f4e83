"""Parsers of answers that are long, in the place of botocore's.

botocore walks through every member of an answer with its model; of a full page of GetLogEvents that
takes 60 ms and more, in which no key is answered. Such an answer is read here as what it is, JSON
of a known form, which takes 4 ms. An answer of any other form, and every error, is left to
botocore, so that no value ever differs.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypedDict

import msgspec
from aiobotocore.parsers import AioResponseParserFactory
from botocore.model import Shape

Decoder: TypeAlias = Callable[[bytes], Mapping[str, Any]]
"""Reads a body into the members that botocore would find in it; raises `msgspec.MsgspecError`
where it has another form."""


class _Event(TypedDict, total=False):
    timestamp: int
    message: str
    ingestionTime: int


class _EventPage(TypedDict, total=False):
    events: list[_Event]
    nextForwardToken: str
    nextBackwardToken: str


DECODERS: Mapping[str, Decoder] = {
    "GetLogEventsResponse": msgspec.json.Decoder(_EventPage).decode,
}
"""By the name of the shape of an answer; members of a form not named here are dropped."""

_OK = 200


class Parser(Protocol):
    """What botocore asks of a parser."""

    async def parse(self, response: Mapping[str, Any], shape: Shape | None) -> dict[str, Any]:
        """The members of an answer, and its metadata."""
        ...


class AnswerParser:
    """Reads the answers that it has a decoder for, and leaves all others to botocore's parser."""

    def __init__(self, others: Parser) -> None:
        self._others = others

    async def parse(self, response: Mapping[str, Any], shape: Shape | None) -> dict[str, Any]:
        """The same as botocore's parser gives for it."""
        decode = None if shape is None else DECODERS.get(shape.name)
        if decode is None or response["status_code"] != _OK:
            return await self._others.parse(response, shape)
        try:
            members = decode(response["body"])
        except msgspec.MsgspecError:
            return await self._others.parse(response, shape)
        metadata = await self._others.parse({**response, "body": b"{}"}, shape)
        return {**metadata, **members}


class ParserFactory:
    """Makes the parsers of a session: a component `response_parser_factory` of botocore's."""

    def __init__(self, timestamp_parser: Callable[[Any], datetime]) -> None:
        """`timestamp_parser` reads the timestamps of the answers that are left to botocore."""
        self._others: Any = AioResponseParserFactory()
        self._others.set_parser_defaults(timestamp_parser=timestamp_parser)

    def create_parser(self, protocol_name: str) -> AnswerParser:
        """A parser of the answers in a protocol, by botocore's name for that."""
        return AnswerParser(self._others.create_parser(protocol_name))
