"""An item is kept fresh until it has ended, or there is no such item any more."""

import asyncio
from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.errors import NotFoundError
from app.poller import until_ended
from app.resources import LEVELS
from app.resources.level import Place
from tests.rest import PATIENCE

JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})


class Jobs:
    """Tells of one job, one answer after the other, and then that there is none."""

    def __init__(self, *statuses: str) -> None:
        self._statuses = list(statuses)

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        assert operation == "GetJob"
        if not self._statuses:
            raise NotFoundError("There is no such job.")
        return {"taskRunStatus": self._statuses.pop(0)}


async def test_what_is_gone_is_asked_for_no_more() -> None:
    job = {"jobId": "job-1", "taskRunStatus": "READY"}
    looks = until_ended(Jobs("RUNNING", "RUNNING"), JOBS, job, interval=0)
    async with asyncio.timeout(PATIENCE):
        assert [item["taskRunStatus"] async for item in looks] == ["READY", "RUNNING", "RUNNING"]
