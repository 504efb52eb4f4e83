"""Which logs are followed where a job is meant, over HTTP."""

import time
from datetime import UTC, datetime

import pytest

from app.aws.cloud import Cloud
from app.config import Settings
from app.errors import NotFoundError
from app.headless.log_flags import Wanted
from app.headless.log_streams import Streams
from app.resources import LEVELS
from app.resources.level import Place
from tests.aws_endpoint import Endpoint, Reply
from tests.test_aws_log_events import FARM

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
