"""Which logs are followed where a job is meant, over HTTP."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.api import EventPage
from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.errors import DeniedError, NotFoundError
from app.headless.log_flags import Wanted
from app.headless.log_streams import Streams
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import LogPlace
from app.view import LogLine
from tests.aws_endpoint import Endpoint, Reply
from tests.log_stream import FakeStream
from tests.test_aws_log_events import FARM
from tests.test_logs_joining import BEGAN, BEGAN_MS, Job, session


class ReadJob(Job):
    """A job, and what GetLogEvents answers of the streams of its sessions."""

    def __init__(self, *sessions: dict[str, Any], refused: str) -> None:
        super().__init__(*sessions)
        self._refused = refused

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        if place.stream == self._refused:
            raise DeniedError("Not allowed.")
        stream = FakeStream([LogLine(BEGAN_MS + 1, f"{place.stream} begins")])
        return await stream.get_log_events(place, token=token, from_head=from_head, limit=limit)


PATH = {"farmId": FARM, "queueId": f"queue-{'0' * 32}"}


async def test_a_job_that_ended_before_anything_began_has_no_log_to_follow(
    endpoint: Endpoint,
) -> None:
    endpoint.answer("ListSessions", Reply({"sessions": []}))
    job = {
        "jobId": f"job-{'0' * 32}",
        "endedAt": datetime.now(UTC),
        "taskRunStatus": "CANCELED",
    }
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        streams = Streams(cloud, Wanted(follow=True), begun=time.time())
        _, lines = await streams.of(Place(LEVELS["jobs"], PATH), job)
        with pytest.raises(NotFoundError, match="No worker has begun on this job"):
            _ = [some async for some in lines]


@pytest.mark.parametrize("follows", [False, True])
async def test_one_log_that_is_refused_leaves_the_others_whole_and_is_told_at_their_end(
    follows: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    sessions = [session(number, ended=True) for number in (1, 2, 3)]
    source = ReadJob(*sessions, refused="session-2")
    job = {"jobId": "job-1", "endedAt": BEGAN, "taskRunStatus": "SUCCEEDED"}
    streams = Streams(source, Wanted(follow=follows), begun=time.time())
    _, lines = await streams.of(Place(LEVELS["jobs"], PATH), job)
    read: list[str] = []

    async def read_all() -> None:
        async for some in lines:
            read.extend(line.message for line in some)

    with pytest.raises(DeniedError, match="1 log of 3 may not be read"):
        await read_all()
    assert read == ["session-1 begins", "session-3 begins"]
    assert "session-2: Not allowed." in capsys.readouterr().err
