"""Faults of the embedded farm as its clients notice them, and how they are set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from app.localfarm.contract import Handlers, Request
from app.localfarm.faults import Fault
from app.localfarm.server import Endpoint
from tests.clients import ACCESS_KEY, aioclient
from tests.test_localfarm_faults import Clock


async def endless(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail on which nothing happens after its start."""
    yield "sessionStart", {"sessionId": "one"}
    await asyncio.Event().wait()


IN_AN_HOUR = datetime(2026, 11, 22, 13, tzinfo=UTC)
ROLE = {
    "accessKeyId": "ASIAROLE",
    "secretAccessKey": "s",
    "sessionToken": "t",
    "expiration": IN_AN_HOUR,
}
HANDLERS: Handlers = {
    ("deadline", "ListFarms"): lambda _: {"farms": []},
    ("deadline", "AssumeQueueRoleForRead"): lambda _: {"credentials": ROLE},
    ("logs", "DescribeLogGroups"): lambda _: {"logGroups": []},
    ("logs", "StartLiveTail"): endless,
    ("sts", "GetCallerIdentity"): lambda _: {"Account": "111122223333"},
}
HEX = "0123456789abcdef" * 2
GROUP = "arn:aws:logs:us-west-2:111122223333:log-group:/aws/deadline/farm"


def broken(*texts: str, clock: Clock | None = None) -> Endpoint:
    """A farm that is broken from the start."""
    active = [Fault.parse(text) for text in texts]
    return Endpoint(HANDLERS, active, control=True, clock=clock or Clock())


async def list_farms(farm: Endpoint, access_key: str = ACCESS_KEY) -> Any:
    """One call of a client."""
    async with aioclient("deadline", farm.url, access_key) as deadline:
        return await deadline.list_farms()


async def refusal(farm: Endpoint, service: str, method: str) -> tuple[str, int]:
    """Code and status of the error that one call of a client ends with."""
    async with aioclient(service, farm.url) as caller:
        with pytest.raises(ClientError) as failure:
            await getattr(caller, method)()
    response: Any = failure.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def _farm(name: str) -> dict[str, Any]:
    return {
        "farmId": f"farm-{HEX}",
        "displayName": name,
        "createdAt": IN_AN_HOUR,
        "createdBy": "anna",
    }


REFUSALS = [
    ("deny", "deadline", "list_farms", "AccessDeniedException", 403),
    ("deny", "logs", "describe_log_groups", "AccessDeniedException", 400),
    ("deny", "sts", "get_caller_identity", "AccessDenied", 403),
    ("expire=0s", "deadline", "list_farms", "ExpiredTokenException", 403),
    ("expire=0s", "logs", "describe_log_groups", "ExpiredTokenException", 400),
    ("expire=0s", "sts", "get_caller_identity", "ExpiredToken", 403),
    ("throttle=0/s", "deadline", "list_farms", "ThrottlingException", 429),
    ("throttle=0/s", "logs", "describe_log_groups", "ThrottlingException", 400),
    ("throttle=0/s", "sts", "get_caller_identity", "Throttling", 400),
    (
        "error=InternalServerErrorException",
        "deadline",
        "list_farms",
        "InternalServerErrorException",
        500,
    ),
    (
        "error=ServiceUnavailableException",
        "logs",
        "describe_log_groups",
        "ServiceUnavailableException",
        503,
    ),
]


class TestWhatAClientNotices:
    @pytest.mark.parametrize(("text", "service", "method", "code", "status"), REFUSALS)
    async def test_a_refusal_in_the_services_own_words(
        self, text: str, service: str, method: str, code: str, status: int
    ) -> None:
        async with broken(text) as farm:
            assert await refusal(farm, service, method) == (code, status)

    async def test_a_throttled_call_is_told_when_to_come_again(self) -> None:
        async with broken("throttle=0/s") as farm, aioclient("deadline", farm.url) as deadline:
            with pytest.raises(ClientError) as failure:
                await deadline.list_farms()
        headers = failure.value.response["ResponseMetadata"]["HTTPHeaders"]
        assert headers["retry-after"] == "1"

    async def test_an_answer_that_comes_late(self) -> None:
        loop = asyncio.get_running_loop()
        async with broken("latency=50ms") as farm:
            before = loop.time()
            assert (await list_farms(farm))["farms"] == []
            assert loop.time() - before >= 0.05

    async def test_an_answer_that_is_older_than_the_world(self) -> None:
        clock, names = Clock(), iter("abcde")
        handlers: Handlers = {("deadline", "ListFarms"): lambda _: {"farms": [_farm(next(names))]}}
        told = []
        async with Endpoint(handlers, [Fault.parse("lag:List*=5s")], clock=clock) as farm:
            for seconds in (0, 3, 3, 3, 60):
                clock.now += seconds
                (item,) = (await list_farms(farm))["farms"]
                told.append(item["displayName"])
        assert "".join(told) == "aaabd"

    async def test_a_connection_that_closes_without_an_answer(self) -> None:
        # aiohttp itself makes a GET once more when its connection closes without an answer.
        async with broken("drop*2") as farm:
            with pytest.raises(ConnectionClosedError):
                await list_farms(farm)
            assert (await list_farms(farm))["farms"] == []

    async def test_a_connection_that_closes_in_the_middle_of_an_answer(self) -> None:
        async with broken("cut*1") as farm:
            with pytest.raises(ConnectionClosedError):
                await list_farms(farm)
            assert (await list_farms(farm))["farms"] == []

    @pytest.mark.parametrize("text", ["tail-cut=20ms", "cut:StartLiveTail"])
    async def test_a_live_tail_that_is_cut(self, text: str) -> None:
        async with broken(text) as farm, aioclient("logs", farm.url) as logs:
            events = (await logs.start_live_tail(logGroupIdentifiers=[GROUP]))["responseStream"]
            with closing(events), pytest.raises(aiohttp.ClientPayloadError):
                _ = [event async for event in events]

    async def test_a_key_that_the_farm_gave_out_runs_out_after_that(self) -> None:
        clock = Clock()
        async with broken("expire=60s", clock=clock) as farm:
            async with aioclient("deadline", farm.url) as deadline:
                role = await deadline.assume_queue_role_for_read(
                    farmId=f"farm-{HEX}", queueId=f"queue-{HEX}"
                )
            clock.now += 60
            with pytest.raises(ClientError, match="ExpiredTokenException"):
                await list_farms(farm, role["credentials"]["accessKeyId"])
            assert await list_farms(farm, "AKIANEW")

    async def test_credentials_say_when_they_will_run_out_as_things_are(self) -> None:
        async def expiration() -> datetime:
            async with aioclient("deadline", farm.url) as deadline:
                ids = {"farmId": f"farm-{HEX}", "queueId": f"queue-{HEX}"}
                role = await deadline.assume_queue_role_for_read(**ids)
            told: datetime = role["credentials"]["expiration"]
            return told

        async with broken() as farm:
            assert await expiration() == IN_AN_HOUR
            for seconds in (900, 60):
                await ask(farm, "PUT", "/-/faults", {"faults": [f"expire={seconds}s"]})
                # Times are told in whole seconds.
                begun = datetime.now(UTC).replace(microsecond=0)
                age = (await expiration() - begun).total_seconds()
                assert seconds <= age < seconds + 30
            await ask(farm, "DELETE", "/-/faults")
            assert await expiration() == IN_AN_HOUR


async def ask(farm: Endpoint, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer of the control route."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, farm.url + path, json=body) as response,
    ):
        return response.status, await response.json()


class TestTheControlRoute:
    async def test_faults_are_listed_replaced_and_cleared_while_the_farm_runs(self) -> None:
        async with broken("latency=0.001s") as farm:
            assert await ask(farm, "GET", "/-/faults") == (200, {"faults": ["latency=0.001s"]})
            new = {"faults": ["deny:ListFarms", "throttle=30/m"]}
            told = {"faults": ["deny:ListFarms", "throttle=0.5/s"]}
            assert await ask(farm, "PUT", "/-/faults", new) == (200, told)
            assert await refusal(farm, "deadline", "list_farms") == ("AccessDeniedException", 403)
            assert await ask(farm, "DELETE", "/-/faults") == (200, {"faults": []})
            assert (await list_farms(farm))["farms"] == []

    @pytest.mark.parametrize(
        ("body", "complaint"),
        [
            ({"faults": ["slow"]}, "'slow' is no fault"),
            ({"faults": ["drop:ListJbos"]}, "concerns no operation"),
            ({"faults": "drop"}, "Expected"),
            (["drop"], "Expected"),
        ],
    )
    async def test_faults_that_make_no_sense_change_nothing(
        self, body: Any, complaint: str
    ) -> None:
        async with broken("latency=0.001s") as farm:
            status, answer = await ask(farm, "PUT", "/-/faults", body)
            assert status == 400
            assert complaint in answer["error"]
            assert await ask(farm, "GET", "/-/faults") == (200, {"faults": ["latency=0.001s"]})

    @pytest.mark.parametrize(
        ("headers", "body"),
        [({}, b"[" * 100_000), ({"Content-Encoding": "gzip"}, b"no gzip"), ({}, b"\xff")],
        ids=["nested too deeply", "not compressed", "no text"],
    )
    async def test_a_body_that_cannot_be_read_is_refused(
        self, capsys: pytest.CaptureFixture[str], headers: dict[str, str], body: bytes
    ) -> None:
        async with (
            broken() as farm,
            aiohttp.ClientSession() as session,
            session.put(farm.url + "/-/faults", headers=headers, data=body) as response,
        ):
            assert response.status == 400
            assert (await response.json())["error"]
        assert capsys.readouterr().err == ""

    async def test_calls_are_counted_by_operation_also_those_that_are_refused(self) -> None:
        async with broken("deny:DescribeLogGroups") as farm:
            await list_farms(farm)
            await list_farms(farm)
            await refusal(farm, "logs", "describe_log_groups")
            counts = {"deadline.ListFarms": 2, "logs.DescribeLogGroups": 1}
            assert await ask(farm, "GET", "/-/calls") == (200, {"calls": counts})
            assert await ask(farm, "DELETE", "/-/calls") == (200, {"calls": {}})

    async def test_an_unknown_control_is_not_found(self) -> None:
        async with broken() as farm:
            assert (await ask(farm, "GET", "/-/weather"))[0] == 404

    async def test_it_is_closed_unless_it_is_asked_for(self) -> None:
        async with Endpoint(HANDLERS) as farm:
            assert (await ask(farm, "GET", "/-/faults"))[0] == 404
            assert (await ask(farm, "DELETE", "/-/calls"))[0] == 404

    def test_a_farm_does_not_begin_with_a_fault_about_nothing(self) -> None:
        with pytest.raises(ValueError, match="ListJbos"):
            Endpoint(HANDLERS, [Fault.parse("drop:ListJbos")])
