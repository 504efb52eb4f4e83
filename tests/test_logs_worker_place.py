"""Where the log of the worker of a session or of an action is."""

from typing import Any

import pytest

from app.errors import NotFoundError
from app.logs.places.subject import Subject
from app.logs.places.worker_place import MARGIN, worker_log_of
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import FleetRole
from tests.test_logs_joining import BEGAN, BEGAN_MS, PATH, SESSIONS, Job, session


async def test_the_log_of_the_worker_is_bounded_to_the_session_and_a_minute_around_it() -> None:
    item = session(0, ended=True)
    place = await worker_log_of(Job(item), Subject(SESSIONS, item))
    assert (place.group, place.stream) == ("/aws/deadline/farm-1/fleet-1", "worker-1")
    assert place.role == FleetRole("farm-1", "fleet-1")
    assert (place.start, place.end) == (BEGAN_MS - MARGIN, BEGAN_MS + 300_000 + MARGIN)


async def test_the_log_of_an_actions_worker_is_where_its_session_says() -> None:
    log = {"options": {"logGroupName": "group", "logStreamName": "stream"}}
    item = {"sessionActionId": "action-1", "status": "RUNNING", "startedAt": BEGAN}
    actions = Place(LEVELS["session-actions"], {**PATH, "sessionId": "session-0"})
    place = await worker_log_of(Job(session(0, workerLog=log)), Subject(actions, item))
    assert (place.group, place.stream, place.end) == ("group", "stream", None)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"workerLog": {"error": "no role"}}, "could not set up"),
        ({"workerId": None}, "No worker is known"),
        ({"startedAt": None}, "has not started"),
    ],
)
async def test_where_there_is_no_workers_log_it_says_why(members: dict[str, Any], why: str) -> None:
    item = session(0, **members)
    with pytest.raises(NotFoundError, match=why):
        await worker_log_of(Job(item), Subject(SESSIONS, item))
