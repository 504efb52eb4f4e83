"""Event streams of the embedded farm, as clients read them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from botocore.exceptions import EventStreamError

from app.localfarm.contract import Request, WireError
from app.localfarm.server import Endpoint
from tests.clients import aioclient, client
from tests.wire_calls import GROUP


async def tail(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail of two updates."""
    yield "sessionStart", {"sessionId": "one", "logGroupIdentifiers": [GROUP]}
    for stamp in (1, 2):
        results = [{"timestamp": stamp, "message": f"Zeile {stamp} ✓"}]
        yield "sessionUpdate", {"sessionMetadata": {"sampled": False}, "sessionResults": results}


async def tail_that_times_out(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail that the service ends."""
    yield "sessionStart", {"sessionId": "one"}
    raise WireError("SessionTimeoutException", "Three hours are over.")


async def tail_that_fails(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail that ends with an error that its shape does not know."""
    yield "sessionStart", {"sessionId": "one"}
    raise WireError("ThrottlingException", "Too many tails.")


async def tail_that_is_wrong(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail with an event that no model knows."""
    yield "sessionStart", {"sessionId": "one"}
    yield "sessionPause", {}


async def error_of_stream(handler: Any) -> tuple[str, str]:
    """Code and message of the error that ends a live tail after its first event."""
    async with (
        Endpoint({("logs", "StartLiveTail"): handler}) as farm,
        aioclient("logs", farm.url) as logs,
    ):
        reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
        events = aiter(reply["responseStream"])
        assert await anext(events) == {"sessionStart": {"sessionId": "one"}}
        with pytest.raises(EventStreamError) as failure:
            await anext(events)
    error: Any = failure.value.response["Error"]
    return error["Code"], error["Message"]


class TestEventStreams:
    async def test_a_synchronous_client_reads_every_event(self) -> None:
        def follow(url: str) -> list[dict[str, Any]]:
            reply = client("logs", url).start_live_tail(logGroupIdentifiers=[GROUP])
            return list(reply["responseStream"])

        async with Endpoint({("logs", "StartLiveTail"): tail}) as farm:
            events = await asyncio.to_thread(follow, farm.url)
        assert [name for event in events for name in event] == [
            "sessionStart",
            "sessionUpdate",
            "sessionUpdate",
        ]
        assert events[2]["sessionUpdate"]["sessionResults"] == [
            {"timestamp": 2, "message": "Zeile 2 ✓"}
        ]

    async def test_an_asynchronous_client_reads_every_event(self) -> None:
        async with (
            Endpoint({("logs", "StartLiveTail"): tail}) as farm,
            aioclient("logs", farm.url) as logs,
        ):
            reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
            events = [event async for event in reply["responseStream"]]
        assert len(events) == 3

    @pytest.mark.parametrize(
        ("handler", "code", "message"),
        [
            (tail_that_times_out, "SessionTimeoutException", "Three hours are over."),
            (tail_that_fails, "ThrottlingException", "Too many tails."),
        ],
    )
    async def test_an_error_ends_the_stream_in_the_stream(
        self, handler: Any, code: str, message: str
    ) -> None:
        assert await error_of_stream(handler) == (code, message)

    async def test_a_client_that_goes_away_ends_the_handlers_generator(self) -> None:
        ended = asyncio.Event()

        async def endless(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
            try:
                yield "sessionStart", {"sessionId": "one"}
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with Endpoint({("logs", "StartLiveTail"): endless}) as farm:
            async with aioclient("logs", farm.url) as logs:
                reply = await logs.start_live_tail(logGroupIdentifiers=[GROUP])
                async for _ in reply["responseStream"]:
                    break
                assert not ended.is_set()
                reply["responseStream"].close()
            await asyncio.wait_for(ended.wait(), 120)

    async def test_a_mistake_in_a_handler_ends_the_stream_with_the_services_failure(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, message = await error_of_stream(tail_that_is_wrong)
        assert code == "InternalFailure"
        assert "sessionPause" not in message
        assert "has no member 'sessionPause'" in capsys.readouterr().err
