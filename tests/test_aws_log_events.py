"""Logs are read with the role of their queue or fleet, else with one's own credentials."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.api import EventPage
from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.errors import (
    CredentialsError,
    DeniedError,
    ExpiredError,
    InvalidError,
    NotFoundError,
    ThrottledError,
    UnreachableError,
)
from app.resources.log_place import FleetRole, LogPlace, QueueRole, ReadRole
from app.view import LogLine
from tests.aws_endpoint import Endpoint, Reply, refusal

FARM = "farm-0123456789abcdef0123456789abcdef"
QUEUE = QueueRole(FARM, "queue-0123456789abcdef0123456789abcdef")
FLEET = FleetRole(FARM, "fleet-0123456789abcdef0123456789abcdef")
PLACE = LogPlace("/aws/deadline/farm/queue", "session-1", QUEUE)
PAGE = Reply(
    {
        "events": [
            {"timestamp": 1, "message": "one", "ingestionTime": 5},
            {"timestamp": 1, "message": "one", "ingestionTime": 5},
        ],
        "nextForwardToken": "f/1",
        "nextBackwardToken": "b/1",
    }
)
DENIED = refusal("AccessDeniedException", "not for you", 403)


def assumed(key: str, lasts: timedelta = timedelta(hours=1)) -> Reply:
    """What assuming a read role answers."""
    return Reply(
        {
            "credentials": {
                "accessKeyId": key,
                "secretAccessKey": "none",
                "sessionToken": "token",
                "expiration": (datetime.now(UTC) + lasts).isoformat().replace("+00:00", "Z"),
            }
        }
    )


@pytest.fixture
async def cloud(endpoint: Endpoint) -> AsyncIterator[Cloud]:
    """A cloud in which the role of a queue may be assumed and may read."""
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDQUEUE"))
    endpoint.answer("AssumeFleetRoleForRead", assumed("AKIDFLEET"))
    endpoint.answer("GetLogEvents", PAGE)
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        yield cloud


def readers(endpoint: Endpoint) -> list[str]:
    """Whose credentials asked for events, in order."""
    return [seen.access_key for seen in endpoint.calls("GetLogEvents")]


async def test_a_page_holds_its_lines_and_its_tokens(cloud: Cloud) -> None:
    line = LogLine(1, "one")
    assert await cloud.get_log_events(PLACE) == EventPage((line, line), "f/1", "b/1")


async def test_the_whole_request_reaches_the_service(cloud: Cloud, endpoint: Endpoint) -> None:
    place = LogPlace("group", "stream", None, start=5, end=9)
    await cloud.get_log_events(place, token="f/1", from_head=True, limit=10)
    assert endpoint.seen[0].body == {
        "logGroupName": "group",
        "logStreamName": "stream",
        "startTime": 5,
        "endTime": 9,
        "nextToken": "f/1",
        "startFromHead": True,
        "limit": 10,
    }


@pytest.mark.parametrize(
    ("role", "key"), [(QUEUE, "AKIDQUEUE"), (FLEET, "AKIDFLEET"), (None, "AKIDENV")]
)
async def test_each_log_is_read_with_its_own_role(
    cloud: Cloud, endpoint: Endpoint, role: ReadRole | None, key: str
) -> None:
    await cloud.get_log_events(LogPlace("group", "stream", role))
    assert readers(endpoint) == [key]


async def test_readers_at_the_same_time_assume_a_role_once(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    await asyncio.gather(*(cloud.get_log_events(PLACE, limit=n) for n in range(1, 6)))
    assert len(endpoint.calls("AssumeQueueRoleForRead")) == 1
    assert readers(endpoint) == ["AKIDQUEUE"] * 5


async def test_a_call_beside_a_reader_keeps_its_own_credentials(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("ListFarms", Reply({"farms": []}))
    await asyncio.gather(cloud.get_log_events(PLACE), cloud.call("deadline", "ListFarms"))
    assert endpoint.calls("ListFarms")[0].access_key == "AKIDENV"
    assert readers(endpoint) == ["AKIDQUEUE"]


async def test_a_role_is_renewed_before_it_runs_out(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer(
        "AssumeQueueRoleForRead", assumed("AKIDFIRST", timedelta(seconds=-1)), assumed("AKIDSECOND")
    )
    await cloud.get_log_events(PLACE)
    assert readers(endpoint) == ["AKIDSECOND"]


async def test_a_role_that_lives_for_seconds_is_not_assumed_at_every_call(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDSHORT", timedelta(seconds=30)))
    for _ in range(3):
        await cloud.get_log_events(PLACE)
    assert len(endpoint.calls("AssumeQueueRoleForRead")) == 1


async def test_a_role_that_expires_under_way_is_assumed_anew_without_an_error(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDFIRST"), assumed("AKIDSECOND"))
    endpoint.answer("GetLogEvents", refusal("ExpiredTokenException"), PAGE)
    assert (await cloud.get_log_events(PLACE)).forward == "f/1"
    assert readers(endpoint) == ["AKIDFIRST", "AKIDSECOND"]


@pytest.mark.parametrize(
    "answer",
    [
        DENIED,
        refusal("ValidationException", "no role"),
        refusal("ResourceNotFoundException", "", 404),
    ],
    ids=["denied", "no-role", "no-queue"],
)
async def test_where_the_role_is_refused_ones_own_credentials_read(
    cloud: Cloud, endpoint: Endpoint, answer: Reply
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", answer)
    for _ in range(3):
        assert (await cloud.get_log_events(PLACE)).forward == "f/1"
    assert readers(endpoint) == ["AKIDENV"] * 3
    assert len(endpoint.calls("AssumeQueueRoleForRead")) == 1


async def test_where_the_role_may_not_read_ones_own_credentials_do(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("GetLogEvents", DENIED, PAGE)
    await cloud.get_log_events(PLACE)
    await cloud.get_log_events(PLACE)
    assert readers(endpoint) == ["AKIDQUEUE", "AKIDENV", "AKIDENV"]


async def test_where_a_role_that_was_assumed_anew_may_not_read_ones_own_credentials_do(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDFIRST"), assumed("AKIDSECOND"))
    endpoint.answer("GetLogEvents", refusal("ExpiredTokenException"), DENIED, PAGE)
    assert (await cloud.get_log_events(PLACE)).forward == "f/1"
    assert readers(endpoint) == ["AKIDFIRST", "AKIDSECOND", "AKIDENV"]


async def test_what_both_are_told_in_the_same_words_is_read_once(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("GetLogEvents", DENIED)
    with pytest.raises(DeniedError) as caught:
        await cloud.get_log_events(PLACE)
    assert caught.value.what == (
        "Neither the role nor your own credentials may read this log."
        " GetLogEvents is denied: not for you."
    )


async def test_where_nobody_may_read_the_error_names_both(cloud: Cloud, endpoint: Endpoint) -> None:
    endpoint.answer(
        "AssumeQueueRoleForRead", refusal("AccessDeniedException", "a viewer only", 403)
    )
    endpoint.answer("GetLogEvents", refusal("AccessDeniedException", "no such right", 403))
    with pytest.raises(DeniedError) as caught:
        await cloud.get_log_events(PLACE)
    assert "AssumeQueueRoleForRead is denied: a viewer only." in caught.value.what
    assert "GetLogEvents is denied: no such right." in caught.value.what
    assert "logs:GetLogEvents" in caught.value.remedy


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal("ThrottlingException", "", 400), ThrottledError),
        (refusal("ResourceNotFoundException", "no stream", 400), NotFoundError),
        (refusal("InvalidParameterException", "bad token", 400), InvalidError),
    ],
)
async def test_another_error_of_the_log_does_not_give_up_the_role(
    cloud: Cloud, endpoint: Endpoint, answer: Reply, kind: type[Exception]
) -> None:
    endpoint.answer("GetLogEvents", answer, PAGE)
    with pytest.raises(kind):
        await cloud.get_log_events(PLACE)
    await cloud.get_log_events(PLACE)
    assert readers(endpoint) == ["AKIDQUEUE"] * 2


async def test_a_role_that_cannot_be_reached_is_not_taken_for_refused(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer(
        "AssumeQueueRoleForRead", refusal("ThrottlingException", "", 429), assumed("AKIDQUEUE")
    )
    with pytest.raises(ThrottledError):
        await cloud.get_log_events(PLACE)
    assert readers(endpoint) == []


async def test_expired_credentials_of_ones_own_are_told_as_such(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", refusal("ExpiredTokenException", "", 403))
    with pytest.raises(ExpiredError):
        await cloud.get_log_events(PLACE)


async def test_a_role_that_is_given_expired_points_at_the_clock(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", assumed("AKIDLATE", timedelta(minutes=-5)))
    with pytest.raises(CredentialsError, match="Check this machine's clock"):
        await cloud.get_log_events(PLACE)


async def test_a_reader_that_is_cancelled_leaves_the_role_to_the_others(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    first = asyncio.create_task(cloud.get_log_events(PLACE))
    second = asyncio.create_task(cloud.get_log_events(PLACE))
    await endpoint.until_called("AssumeQueueRoleForRead")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await second).forward == "f/1"


async def test_a_lost_connection_to_the_role_is_told_as_such(
    cloud: Cloud, endpoint: Endpoint
) -> None:
    endpoint.answer("AssumeQueueRoleForRead", Reply("<html>sign in</html>"))
    with pytest.raises(UnreachableError):
        await cloud.get_log_events(PLACE)
