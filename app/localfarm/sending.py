"""How answers leave: whole, as a stream, or broken off."""

import asyncio
from contextlib import aclosing

from aiohttp import web

from app.localfarm.wire import Answer, Stream


def whole(answer: Answer) -> web.Response:
    """An answer as it should be."""
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


def dropped(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    _abort(request)
    return web.Response()


async def cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Promise the whole body, send half of it and close the connection."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    await response.write(answer.body[: len(answer.body) // 2])
    _abort(request)
    return response


async def streamed(
    request: web.Request, stream: Stream, seconds: float | None
) -> web.StreamResponse:
    """Send frames as they come, no faster than they are read; cut after `seconds` if given.

    The frames' generator is closed however this ends, also when the client goes away.
    """
    response = web.StreamResponse(headers=stream.headers)
    async with aclosing(stream.frames) as frames:
        await response.prepare(request)
        try:
            # The first frame is the initial response: without it a client has no stream at all.
            await response.write(await anext(frames))
            async with asyncio.timeout(seconds):
                async for frame in frames:
                    await response.write(frame)
            await response.write_eof()
        except TimeoutError:
            _abort(request)
        except ConnectionError:
            # The reader has gone; there is nobody to tell.
            return response
    return response


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()
