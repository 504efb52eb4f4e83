"""Calls over real HTTP: what is sent, and what comes back."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from aiohttp import web

from app.aws.connection.cloud import Cloud, Identity
from app.aws.profiles.monitor import PRINCIPAL_OPERATIONS
from app.config import Settings
from app.errors import DeniedError, InvalidError, ThrottledError, UnreachableError
from tests.aws_endpoint import IDENTITY, Endpoint, Reply, refusal

FARM = {
    "farmId": "farm-0123456789abcdef0123456789abcdef",
    "displayName": "Aurora",
    "createdAt": "2026-11-22T01:02:03.456Z",
    "createdBy": "wrangler",
}
FARMS = Reply({"farms": [FARM]})


@pytest.fixture
async def cloud(endpoint: Endpoint) -> AsyncIterator[Cloud]:
    """A cloud whose every service is the small endpoint."""
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        yield cloud


async def test_a_call_gives_the_answer_without_its_metadata(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", FARMS)
    answer = await cloud.call("deadline", "ListFarms", {"maxResults": 7})
    created = datetime(2026, 11, 22, 1, 2, 3, 456000, tzinfo=UTC)
    assert answer == {"farms": [{**FARM, "createdAt": created}]}
    assert endpoint.seen[0].query == {"maxResults": "7"}


async def test_a_call_outside_a_monitor_names_no_principal(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", FARMS)
    await cloud.call("deadline", "ListFarms")
    assert "principalId" not in endpoint.seen[0].query


async def test_the_host_prefix_is_left_out_of_a_local_address(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", FARMS)
    await cloud.call("deadline", "ListFarms")
    assert endpoint.seen[0].host == endpoint.url.removeprefix("http://")


async def test_the_identity_is_asked_for_once(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer("GetCallerIdentity", IDENTITY)
    expected = Identity("111122223333", "arn:aws:iam::111122223333:user/wrangler")
    assert [await cloud.identity(), await cloud.identity()] == [expected, expected]
    assert len(endpoint.seen) == 1


async def test_a_denied_call_says_which_right_is_missing(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer("ListFarms", refusal("AccessDeniedException", "not for you", 403))
    with pytest.raises(DeniedError, match="deadline:ListFarms") as caught:
        await cloud.call("deadline", "ListFarms")
    assert caught.value.what == "ListFarms is denied: not for you."


async def test_a_throttled_call_tells_how_long_to_wait_and_is_counted(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer(
        "ListFarms", refusal("ThrottlingException", "slowly", 429, Retry_After="0"), FARMS
    )
    with pytest.raises(ThrottledError) as caught:
        await cloud.call("deadline", "ListFarms")
    now = time.monotonic()
    assert caught.value.retry_after == 0
    assert cloud.traffic.throttles_a_minute(now) == 1
    assert await cloud.call("deadline", "ListFarms")
    assert cloud.traffic.calls_a_minute(now) == 2


async def test_the_same_request_is_made_once_for_all_who_wait_for_it(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", FARMS)
    questions: list[dict[str, object]] = [{"maxResults": 7}, {"maxResults": 7}, {"maxResults": 8}]
    one, same, other = await asyncio.gather(
        *(cloud.call("deadline", "ListFarms", question) for question in questions)
    )
    assert one == same == other
    assert sorted(seen.query["maxResults"] for seen in endpoint.seen) == ["7", "8"]
    await cloud.call("deadline", "ListFarms", questions[0])
    assert len(endpoint.seen) == 3


async def test_what_is_more_than_a_question_is_never_shared(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("CreateMonitor", Reply({"monitorId": "m", "identityCenterApplicationArn": "a"}))
    monitor = {
        "displayName": "m",
        "identityCenterInstanceArn": "i",
        "subdomain": "s",
        "roleArn": "r",
    }
    monitor["clientToken"] = "t"
    await asyncio.gather(*(cloud.call("deadline", "CreateMonitor", monitor) for _ in range(2)))
    assert len(endpoint.seen) == 2


async def test_calls_go_out_no_faster_than_the_user_allows(endpoint: Endpoint) -> None:
    endpoint.answer("ListFarms", FARMS)
    async with Cloud.open(Settings(endpoint_url=endpoint.url, max_rps=4)) as cloud:
        began = time.monotonic()
        calls = (cloud.call("deadline", "ListFarms", {"maxResults": n}) for n in range(1, 7))
        await asyncio.gather(*calls)
        assert time.monotonic() - began >= 1
        assert cloud.pace.slowed_to(time.monotonic()) == 4


async def test_a_call_is_made_once_and_never_repeated(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer("ListFarms", refusal("InternalServerErrorException", "oh", 500))
    with pytest.raises(Exception, match="failed in ListFarms"):
        await cloud.call("deadline", "ListFarms")
    assert len(endpoint.seen) == 1


async def test_parameters_that_make_no_sense_are_not_sent(cloud: Cloud, endpoint: Endpoint) -> None:
    with pytest.raises(InvalidError, match="maxResults"):
        await cloud.call("deadline", "ListFarms", {"maxResults": "many"})
    assert endpoint.seen == []


async def test_a_dropped_connection_is_unreachable_and_the_next_call_works(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    endpoint.answer("ListFarms", hang_up)
    with pytest.raises(UnreachableError, match=r"closed the connection|broke off"):
        await cloud.call("deadline", "ListFarms")
    endpoint.answer("ListFarms", FARMS)
    assert await cloud.call("deadline", "ListFarms")


async def test_an_answer_that_breaks_off_is_unreachable(cloud: Cloud, endpoint: Endpoint) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b'{"farms": [')
        assert request.transport is not None
        request.transport.close()
        return response

    endpoint.answer("ListFarms", break_off)
    with pytest.raises(UnreachableError, match="broke off"):
        await cloud.call("deadline", "ListFarms")


async def test_a_page_that_is_not_from_aws_is_no_empty_answer(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", Reply("<html>Please sign in to the hotel network</html>"))
    with pytest.raises(UnreachableError, match="lacks farms"):
        await cloud.call("deadline", "ListFarms")


async def test_nobody_listening_is_unreachable(endpoint: Endpoint) -> None:
    nobody = endpoint.url.rpartition(":")[0] + ":1"
    async with Cloud.open(Settings(endpoint_url=nobody)) as cloud:
        with pytest.raises(UnreachableError, match=nobody):
            await cloud.call("deadline", "ListFarms")


async def test_a_cancelled_call_leaves_the_client_usable(cloud: Cloud, endpoint: Endpoint) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    endpoint.answer("ListFarms", never, FARMS)
    call = asyncio.create_task(cloud.call("deadline", "ListFarms"))
    await endpoint.until_called("ListFarms")
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await cloud.call("deadline", "ListFarms")


async def test_every_list_that_takes_a_principal_but_memberships_gets_one() -> None:
    session: Any = botocore.session.Session()
    model = session.get_service_model("deadline")
    lists = {
        name
        for name in model.operation_names
        if name.startswith("List")
        and "principalId" in model.operation_model(name).input_shape.members
    }
    assert lists - {"ListMemberships"} == PRINCIPAL_OPERATIONS


def test_the_seams_import_nothing_of_botocore() -> None:
    code = (
        "import sys, app.aws.api, app.config, app.errors, app.aws.profiles.deadline_config\n"
        "print([name for name in sys.modules if 'boto' in name or 'aiohttp' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
