"""Parsers of answers, in the place of botocore's.

An answer of the usual form is read by a decoder (`app.aws.wire.decoding`). An answer of any other
form, and every error, is left to botocore, so that no value ever differs.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias
from weakref import WeakKeyDictionary

from aiobotocore.parsers import AioResponseParserFactory
from botocore.model import Shape

from app.aws.wire.decoding import REFUSED, Decoder, Members, decoder_of

Response: TypeAlias = Mapping[str, Any]
"""An answer as botocore hands it to a parser: `body`, `headers`, `status_code`, `context`."""

JSON_PROTOCOLS = frozenset({"json", "rest-json"})
"""Those in which the body of an answer is JSON, by botocore's names."""

LARGE = 256 * 1024
"""Bytes; a larger body is not read at one go, so that no key waits for it."""

_OK = 200


class Parser(Protocol):
    """What botocore asks of a parser."""

    async def parse(self, response: Response, shape: Shape | None) -> Members:
        """The members of an answer, and its metadata."""
        ...


class AnswerParser:
    """Reads the answers that have a decoder, and leaves all others to botocore's parser."""

    def __init__(self, others: Parser) -> None:
        self._others = others
        self._decoders: WeakKeyDictionary[Shape, Decoder | None] = WeakKeyDictionary()

    async def parse(self, response: Response, shape: Shape | None) -> Members:
        """The same as botocore's parser gives for it."""
        body = response["body"]
        decoder = self._decoder(shape) if response["status_code"] == _OK else None
        if decoder is None or not isinstance(body, bytes):
            return await self._others.parse(response, shape)
        is_large = len(body) > LARGE
        try:
            members = await decoder.decode_in_slices(body) if is_large else decoder.decode(body)
        except REFUSED:
            return await self._left_to_others(response, shape, is_large)
        return {**await self._others.parse({**response, "body": b""}, None), **members}

    def _decoder(self, shape: Shape | None) -> Decoder | None:
        if shape is None:
            return None
        if shape not in self._decoders:
            self._decoders[shape] = decoder_of(shape)
        return self._decoders[shape]

    async def _left_to_others(
        self, response: Response, shape: Shape | None, is_large: bool
    ) -> Members:
        if not is_large:
            return await self._others.parse(response, shape)
        return await asyncio.to_thread(asyncio.run, self._others.parse(response, shape))


class ParserFactory:
    """Makes the parsers of a session: a component `response_parser_factory` of botocore's."""

    def __init__(self, timestamp_parser: Callable[[Any], datetime]) -> None:
        """`timestamp_parser` reads the timestamps of the answers that are left to botocore."""
        self._others: Any = AioResponseParserFactory()
        self._others.set_parser_defaults(timestamp_parser=timestamp_parser)
        self._parsers: dict[str, Parser] = {}

    def create_parser(self, protocol_name: str) -> Parser:
        """The parser of all answers in a protocol, by botocore's name for that."""
        if protocol_name not in self._parsers:
            others: Parser = self._others.create_parser(protocol_name)
            is_json = protocol_name in JSON_PROTOCOLS
            self._parsers[protocol_name] = AnswerParser(others) if is_json else others
        return self._parsers[protocol_name]
