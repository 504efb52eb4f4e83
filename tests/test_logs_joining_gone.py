"""The log of a job ends also where the job or its sessions are gone."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from app.errors import NotFoundError
from app.logs.following.batch import Phase
from app.logs.merging.joining import JobLog
from tests.log_stream import FakeTime
from tests.test_logs_joining import BEGAN, SESSIONS, Job, Logs, session


async def test_the_log_of_a_job_that_is_gone_ends_with_its_sessions() -> None:
    class Gone(Job):
        async def call(self, service: str, operation: str, *told: Any, **role: Any) -> Any:
            if operation == "GetJob":
                raise NotFoundError("There is no such job.")
            return await super().call(service, operation, *told, **role)

    job, time = Gone(session(1)), FakeTime(BEGAN.timestamp() + 3_600)
    log = JobLog(job, SESSIONS, Logs(time).open, clock=time, wait=time.wait)
    async with asyncio.timeout(20), aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines) == 1:
                job.sessions = [session(1, ended=True)]
    assert log.state.phase is Phase.ENDED


async def test_the_log_of_a_job_that_is_gone_with_its_sessions_ends() -> None:
    class Deleted(Job):
        is_gone = False

        async def call(self, service: str, operation: str, *told: Any, **role: Any) -> Any:
            if self.is_gone:
                raise NotFoundError("There is no such job.")
            return await super().call(service, operation, *told, **role)

    job, time = Deleted(session(1), session(2)), FakeTime(BEGAN.timestamp() + 3_600)
    log = JobLog(job, SESSIONS, Logs(time).open, clock=time, wait=time.wait)
    async with asyncio.timeout(20), aclosing(log.follow()) as batches:
        async for batch in batches:
            job.is_gone |= len(log.lines) == 2
            assert batch.state.phase is not Phase.RETRYING
    assert (log.state.phase, log.running) == (Phase.ENDED, 0)
    assert log.state.stale == "Sessions: There is no such job."
    assert len(log.lines) == 2


async def test_the_log_of_a_job_ends_where_a_session_is_gone_that_had_not_ended() -> None:
    job, time = Job(session(1)), FakeTime(BEGAN.timestamp() + 3_600)
    log = JobLog(job, SESSIONS, Logs(time).open, clock=time, wait=time.wait)
    async with asyncio.timeout(20), aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines) == 1:
                job.sessions = []
                job.job = {"taskRunStatus": "SUCCEEDED", "endedAt": BEGAN + timedelta(hours=1)}
    assert log.state.phase is Phase.ENDED
