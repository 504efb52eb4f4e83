"""The sessions of a job as they begin and end, and the log of a session's worker."""

import asyncio
from collections.abc import Mapping, Set
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.backoff import Backoff
from app.errors import DeniedError, FarmtopError, NotFoundError, ThrottledError
from app.logs.following.batch import Phase
from app.logs.following.tail import Tail
from app.logs.merging.joining import MOST_FOLLOWED, JobLog
from app.logs.merging.turnout import running_sessions
from app.resources import LEVELS
from app.resources.level import Item, Place
from app.view import LogLine
from tests.log_stream import PLACE, FakeStream, FakeTime

PATH = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
SESSIONS = Place(LEVELS["sessions"], PATH)
BEGAN = datetime(2026, 11, 22, tzinfo=UTC)
BEGAN_MS = int(BEGAN.timestamp() * 1000)


def session(number: int, *, ended: bool = False, **members: Any) -> dict[str, Any]:
    end = {"endedAt": BEGAN + timedelta(minutes=5)} if ended else {}
    return {
        "sessionId": f"session-{number}",
        "fleetId": "fleet-1",
        "workerId": "worker-1",
        "startedAt": BEGAN + timedelta(seconds=number),
        "hostProperties": {"hostName": f"host-{number}"},
        **end,
        **members,
    }


class Job:
    """A job whose sessions a test changes."""

    def __init__(self, *sessions: dict[str, Any]) -> None:
        self.sessions = list(sessions)
        self.failures: list[FarmtopError] = []
        self.job: dict[str, Any] = {"jobId": "job-1", "taskRunStatus": "RUNNING"}

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: object = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        match operation:
            case "ListSessions":
                return {"sessions": list(self.sessions)}
            case "GetSession":
                return next(
                    one for one in self.sessions if one["sessionId"] == parameters["sessionId"]
                )
            case _:
                return self.job


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item["sessionId"] for item in items]


async def test_sessions_join_as_they_begin_and_leave_as_they_end() -> None:
    job, time = Job(session(2), session(1), session(0, ended=True)), FakeTime()
    looks = running_sessions(job, SESSIONS, clock=time, wait=time.wait)
    async with aclosing(looks):
        assert ids((await anext(looks)).joined) == ["session-1", "session-2"]
        job.sessions[1:2] = [session(1, ended=True), session(3)]
        turnout = await anext(looks)
        assert (ids(turnout.joined), ids(turnout.left)) == (["session-3"], ["session-1"])
        assert not turnout.all_ended
        del job.sessions[0]
        assert ids((await anext(looks)).left) == ["session-2"]


async def test_where_no_session_runs_the_newest_is_told_until_one_does() -> None:
    job, time = Job(session(1, ended=True), session(2, ended=True)), FakeTime()
    async with aclosing(running_sessions(job, SESSIONS, clock=time, wait=time.wait)) as looks:
        first = await anext(looks)
        assert (ids(first.joined), ids(first.left)) == (["session-2"], ["session-2"])
        assert first.all_ended
        job.sessions.append(session(3))
        second = await anext(looks)
        assert (ids(second.joined), ids(second.left)) == (["session-3"], [])


async def test_a_look_that_fails_is_told_and_made_again() -> None:
    job, time = Job(session(1)), FakeTime()
    error = ThrottledError("Too many requests.", retry_after=7.0)
    job.failures = [error]
    looks = running_sessions(
        job, SESSIONS, clock=time, wait=time.wait, backoff=Backoff(random=lambda: 1.0)
    )
    async with aclosing(looks):
        turnout = await anext(looks)
        assert (turnout.error, turnout.next_try) == (error, time.now + 7.5)
        assert ids((await anext(looks)).joined) == ["session-1"]


class Logs:
    """The streams of a job's sessions, of which some are refused."""

    def __init__(self, time: FakeTime, refused: Set[str] = frozenset()) -> None:
        self.time = time
        self.tails: dict[str, Tail] = {}
        self.streams: dict[str, FakeStream] = {}
        self._refused = refused

    def open(self, item: Item) -> Tail:
        key = item["sessionId"]
        stream = self.streams[key] = FakeStream([LogLine(BEGAN_MS + 1, f"{key} begins")])
        if key in self._refused:
            stream.failures = [DeniedError("Not allowed.")] * 1_000
        self.tails[key] = Tail(
            stream, PLACE, backoff=Backoff(), from_head=True, clock=self.time, wait=self.time.wait
        )
        return self.tails[key]


async def test_the_log_of_a_job_ends_when_the_job_has_and_tells_sessions_apart() -> None:
    job = Job(session(1), session(2))
    time = FakeTime(BEGAN.timestamp() + 3_600)
    logs = Logs(time)
    log = JobLog(job, SESSIONS, logs.open, clock=time, wait=time.wait)
    before = asyncio.all_tasks()
    async with aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines) == 2:
                job.sessions = [session(n, ended=True) for n in (1, 2)]
                job.job = {"taskRunStatus": "SUCCEEDED", "endedAt": BEGAN + timedelta(hours=1)}
    assert log.state.phase is Phase.ENDED
    assert [origin.label for origin in log.origins] == ["host-1", "host-2"]
    assert [(line.message, line.origin) for line in log.lines] == [
        ("session-1 begins", 0),
        ("session-2 begins", 1),
    ]
    assert asyncio.all_tasks() == before


async def test_sessions_beyond_those_followed_at_once_wait_for_their_turn() -> None:
    job = Job(*(session(number) for number in range(MOST_FOLLOWED + 1)))
    time = FakeTime(BEGAN.timestamp() + 3_600)
    logs = Logs(time)
    log = JobLog(job, SESSIONS, logs.open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if len(log.lines) == MOST_FOLLOWED and log.unfollowed:
                assert (log.running, log.unfollowed) == (MOST_FOLLOWED + 1, 1)
                assert "1 session not followed" in batch.state.way
                job.sessions[0] = session(0, ended=True)
            if len(log.lines) == MOST_FOLLOWED + 1:
                break
    assert list(logs.tails) == [one["sessionId"] for one in job.sessions]
    assert (log.running, log.unfollowed) == (MOST_FOLLOWED, 0)


async def test_a_job_whose_sessions_cannot_be_listed_says_so() -> None:
    job, time = Job(session(1)), FakeTime(BEGAN.timestamp() + 3_600)
    log = JobLog(job, SESSIONS, Logs(time).open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines):
                break
    job.failures = [NotFoundError("There is no such job.")] * 1_000
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if batch.state.stale:
                break
    assert log.state.stale == "Sessions: There is no such job."


async def test_where_no_session_runs_and_none_can_be_listed_nothing_is_followed() -> None:
    job, time = Job(session(1)), FakeTime(BEGAN.timestamp() + 3_600)
    log = JobLog(job, SESSIONS, Logs(time).open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if batch.state.phase is Phase.FOLLOWING and log.running:
                job.sessions[0] = session(1, ended=True)
            elif len(log.lines):
                break
        job.failures = [DeniedError("No deadline:ListSessions.")] * 1_000
        async for batch in batches:
            if batch.state.stale:
                break
    assert log.state.phase is Phase.RETRYING


async def told(event: asyncio.Event, _seconds: float) -> None:
    """Wait until something is told, however long that takes."""
    await event.wait()


async def rested(_event: asyncio.Event, _seconds: float) -> None:
    """Wait until everybody else has done what there was to do."""
    for _ in range(50):
        await asyncio.sleep(0)


async def spoil(job: Job, log: JobLog) -> None:
    """Follow the log of a job, whose sessions are soon listed as nobody expects them."""
    async with aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines):
                job.sessions = [{"no": "session"}]


async def test_a_fault_in_looking_for_sessions_is_not_kept_from_whoever_follows() -> None:
    job, stream = Job(session(1)), FakeStream([LogLine(BEGAN_MS + 1, "it begins")])
    tail = Tail(stream, PLACE, backoff=Backoff(), from_head=True, wait=told)
    log = JobLog(job, SESSIONS, lambda _: tail, wait=rested)
    with pytest.raises(KeyError, match="sessionId"):
        await spoil(job, log)


async def test_the_log_of_a_job_does_not_wait_for_the_end_of_one_that_is_refused() -> None:
    job = Job(session(1), session(2))
    time = FakeTime(BEGAN.timestamp() + 3_600)
    logs = Logs(time, refused={"session-2"})
    log = JobLog(job, SESSIONS, logs.open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if batch.state.refused:
                assert batch.state.stale == "host-2: Not allowed."
                job.sessions = [session(n, ended=True) for n in (1, 2)]
                job.job = {"taskRunStatus": "SUCCEEDED", "endedAt": BEGAN + timedelta(hours=1)}
    assert [line.message for line in log.lines] == ["session-1 begins"]
    state = log.state
    assert (state.phase, state.stale, state.refused) == (Phase.ENDED, "host-2: Not allowed.", True)


async def test_where_every_log_of_a_job_is_refused_that_is_said_and_tried_again() -> None:
    job = Job(session(1))
    time = FakeTime(BEGAN.timestamp() + 3_600)
    logs = Logs(time, refused={"session-1"})
    log = JobLog(job, SESSIONS, logs.open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for batch in batches:
            if batch.state.refused:
                assert batch.state.phase is Phase.RETRYING
                assert batch.state.next_try is not None
                logs.streams["session-1"].failures.clear()
            if len(log.lines):
                break
    assert log.state.phase is Phase.FOLLOWING


async def test_a_log_that_is_refused_takes_no_others_turn() -> None:
    sessions = [session(number) for number in range(MOST_FOLLOWED + 1)]
    *refused, last = (one["sessionId"] for one in sessions)
    time = FakeTime(BEGAN.timestamp() + 3_600)
    logs = Logs(time, refused=set(refused))
    log = JobLog(Job(*sessions), SESSIONS, logs.open, clock=time, wait=time.wait)
    async with aclosing(log.follow()) as batches:
        async for _ in batches:
            if len(log.lines):
                break
    assert [line.message for line in log.lines] == [f"{last} begins"]
    assert log.unfollowed == 0
