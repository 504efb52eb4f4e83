"""How the bodies of requests come in."""

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage

LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of a request; PutLogEvents takes up to 1 MiB of messages, and JSON makes it longer."""


class UnreadableError(ValueError):
    """A body that is too long, or not encoded as its headers say."""


async def body_of(request: web.Request) -> bytes:
    """The whole body of a request, decompressed; raises `UnreadableError`."""
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise UnreadableError(f"The body is longer than {LARGEST_BODY} bytes") from error
    except (web.RequestPayloadError, BadHttpMessage) as error:
        raise UnreadableError("The body is not encoded as its headers say") from error
