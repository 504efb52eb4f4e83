"""Reading a timeline: what comes first, how few calls it takes, what is told of the rest."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.errors import DeniedError, FarmtopError, ThrottledError
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.resources.running import has_timeline
from app.timeline import Seen, Stretch, Subject, follow
from app.timeline.looking import CALLS, PAGES_OF_ACTIONS
from tests.fakes import EPOCH

QUEUE = {"farmId": "farm-1", "queueId": "queue-1"}
JOB = Subject(Place(LEVELS["jobs"], QUEUE), {"jobId": "job-1", "name": "shot"})
NOW = EPOCH.timestamp() + 10_000


def session(number: int, *, ended: bool = True) -> dict[str, Any]:
    began = EPOCH + timedelta(seconds=number)
    told = {"sessionId": f"session-{number}", "workerId": f"worker-{number % 3}"}
    return {**told, "startedAt": began, **({"endedAt": began} if ended else {})}


class Jobs:
    """A job with sessions, each of which has as many pages of actions."""

    def __init__(self, *sessions: dict[str, Any], pages: int = 1) -> None:
        self.sessions = list(sessions)
        self.pages = pages
        self.read: list[str] = []
        """The sessions whose actions were asked for, page by page."""
        self.calls: Counter[str] = Counter()
        self.failures: dict[str, FarmtopError] = {}

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        self.calls[operation] += 1
        await asyncio.sleep(0)
        if error := self.failures.pop(operation, None):
            raise error
        if operation == "BatchGetSession":
            asked = [one["sessionId"] for one in parameters["identifiers"]]
            hosts = [{"sessionId": key, "hostProperties": {"hostName": "rack"}} for key in asked]
            return {"sessions": hosts, "errors": []}
        if operation == "GetSession":
            return next(s for s in self.sessions if s["sessionId"] == parameters["sessionId"])
        return self._page(operation, parameters)

    def _page(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        if operation.startswith("ListSessions"):
            return {"sessions": list(self.sessions)}
        self.read.append(parameters["sessionId"])
        number = int(parameters.get("nextToken", 0))
        action = {
            "sessionActionId": f"{parameters['sessionId']}-{number}",
            "status": "SUCCEEDED",
            "startedAt": EPOCH,
            "endedAt": EPOCH,
            "definition": {"envEnter": {"environmentId": "JOB:job-1:Conda"}},
        }
        more = {} if number + 1 >= self.pages else {"nextToken": str(number + 1)}
        return {"sessionActions": [action], **more}


def looks(service: Jobs, subject: Subject = JOB) -> AsyncGenerator[Seen, None]:
    is_seen = asyncio.Event()
    is_seen.set()
    return follow(service, subject, is_seen, clock=lambda: NOW)


async def first(service: Jobs, subject: Subject = JOB) -> Seen:
    """What is known after the first look."""
    async with aclosing(looks(service, subject)) as answers:
        async for seen in answers:
            if not seen.loading:
                return seen
    raise AssertionError("it never ends")


def test_a_job_a_session_and_a_worker_have_a_timeline() -> None:
    have = {name for name, level in LEVELS.items() if has_timeline(level)}
    assert have == {"jobs", "sessions", "workers", "worker-sessions"}


async def test_sessions_that_run_and_those_that_began_last_are_read_first() -> None:
    service = Jobs(session(1), session(2, ended=False), session(3))
    seen = await first(service)
    assert service.read == ["session-2", "session-3", "session-1"]
    assert [visit.host for visit in seen.visits] == ["rack"] * 3
    assert (seen.unread, seen.cut, seen.uncounted) == (0, 0, False)
    assert seen.calls == 1 + 1 + 3


async def test_a_look_takes_no_more_calls_than_it_says_and_tells_of_the_rest() -> None:
    service = Jobs(*(session(number) for number in range(100)))
    seen = await first(service)
    assert service.calls.total() == seen.calls <= CALLS
    assert len(seen.visits) + seen.unread == 100
    assert seen.unread > 0
    assert {visit.key for visit in seen.visits} == {
        f"session-{number}" for number in range(seen.unread, 100)
    }


async def test_of_a_session_that_did_very_much_the_first_actions_are_read() -> None:
    service = Jobs(session(1), pages=PAGES_OF_ACTIONS + 2)
    seen = await first(service)
    assert seen.cut == 1
    assert len(service.read) == PAGES_OF_ACTIONS


async def test_no_number_of_pages_exceeds_the_calls() -> None:
    service = Jobs(*(session(number) for number in range(100)), pages=3)
    seen = await first(service)
    assert service.calls.total() == seen.calls <= CALLS


async def test_it_comes_bit_by_bit() -> None:
    service = Jobs(*(session(number) for number in range(10)))
    async with aclosing(looks(service)) as answers:
        counts = [len((await anext(answers)).visits) for _ in range(3)]
    assert counts == [4, 8, 10]


async def test_where_names_of_machines_are_denied_there_are_ids() -> None:
    service = Jobs(session(1))
    service.failures["BatchGetSession"] = DeniedError("You may not.")
    seen = await first(service)
    assert [(visit.worker, visit.host) for visit in seen.visits] == [("worker-1", "")]
    assert seen.trouble is None


@pytest.mark.parametrize("operation", ["ListSessions", "ListSessionActions"])
async def test_a_look_that_fails_is_told_and_made_again(operation: str) -> None:
    service = Jobs(session(1))
    service.failures[operation] = ThrottledError("Too many.")
    async with aclosing(looks(service)) as answers:
        failed = await anext(answers)
        assert failed.trouble is not None
        assert not failed.loading
        async for seen in answers:
            if seen.trouble is None and seen.fetched_at is not None:
                break
        assert len(seen.visits) == 1


async def test_the_sessions_of_a_worker_are_those_of_any_job() -> None:
    path = {"farmId": "farm-1", "fleetId": "fleet-1"}
    worker = {"workerId": "worker-9", "hostProperties": {"hostName": "rack9"}}
    told = {"sessionId": "session-1", "queueId": "queue-2", "jobId": "job-2"}
    service = Jobs({**told, "startedAt": EPOCH, "endedAt": EPOCH})
    seen = await first(service, Subject(Place(LEVELS["workers"], path), worker))
    [visit] = seen.visits
    assert (visit.worker, visit.host) == ("worker-9", "rack9")
    assert visit.place.path == {"farmId": "farm-1", **told}
    assert service.calls == Counter(ListSessionsForWorker=1, ListSessionActions=1)


async def test_one_session_is_asked_about_by_itself() -> None:
    service = Jobs(session(1, ended=False), session(2))
    place = Place(LEVELS["sessions"], {**QUEUE, "jobId": "job-1"})
    seen = await first(service, Subject(place, session(1, ended=False)))
    assert [visit.key for visit in seen.visits] == ["session-1"]
    assert service.calls["ListSessions"] == 0


async def test_only_sessions_of_the_time_that_is_looked_at_are_read() -> None:
    service = Jobs(session(0), session(1_000), session(2_000), session(3_000, ended=False))
    begin = EPOCH.timestamp()
    time = Stretch(begin + 900, begin + 2_500)
    is_seen = asyncio.Event()
    is_seen.set()
    answers = follow(service, JOB, is_seen, calls=4, within=lambda: time, clock=lambda: NOW)
    async with aclosing(answers):
        seen = await anext(one async for one in answers if not one.loading)
    assert sorted(service.read) == ["session-1000", "session-2000"]
    assert (seen.unread, seen.calls) == (0, 4)


async def test_of_another_time_as_many_sessions_are_read_again() -> None:
    service = Jobs(*(session(number) for number in range(1, 9)))
    begin = EPOCH.timestamp()
    looked_at = [Stretch(begin, begin + 100)]
    is_seen = asyncio.Event()
    is_seen.set()
    again = asyncio.Event()
    answers = follow(
        service,
        JOB,
        is_seen,
        calls=6,
        within=lambda: looked_at[0],
        again=again,
        clock=lambda: NOW,
    )
    async with aclosing(answers):
        seen = await anext(one async for one in answers if not one.loading)
        assert seen.unread == 4
        again.set()
        seen = await anext(answers)
        assert seen.unread == 4
        again.set()
        looked_at[0] = Stretch(begin, begin + 4)
        seen = await anext(answers)
        assert (seen.unread, len(seen.visits)) == (0, 8)


async def test_what_is_over_is_read_again_when_that_is_wanted_and_stays_meanwhile() -> None:
    service = Jobs(*(session(number) for number in range(1, 9)))
    again = asyncio.Event()
    is_seen = asyncio.Event()
    is_seen.set()
    answers = follow(service, JOB, is_seen, again=again, rereads=True, clock=lambda: NOW)
    async with aclosing(answers):
        await anext(one async for one in answers if not one.loading)
        service.read.clear()
        service.failures["ListSessionActions"] = ThrottledError("Too many.")
        again.set()
        failed = await anext(answers)
        assert failed.trouble is not None
        assert len(failed.visits) == 8
        again.set()
        seen = await anext(answers)
        assert seen.trouble is None
        assert len(seen.visits) == 8
    assert set(service.read) == {f"session-{number}" for number in range(1, 9)}


async def test_a_failed_look_is_made_again_at_once_when_that_is_wanted() -> None:
    service = Jobs(session(1))
    service.failures["ListSessions"] = ThrottledError("Too many.", retry_after=3_600)
    again = asyncio.Event()
    is_seen = asyncio.Event()
    is_seen.set()
    answers = follow(service, JOB, is_seen, again=again, rereads=True, clock=lambda: NOW)
    async with aclosing(answers):
        assert (await anext(answers)).trouble is not None
        again.set()
        seen = await anext(one async for one in answers if one.trouble is None)
    assert [visit.key for visit in seen.visits] == ["session-1"]


async def test_to_look_elsewhere_does_not_shorten_the_rest_that_a_service_asks_for() -> None:
    service = Jobs(session(1))
    service.failures["ListSessions"] = ThrottledError("Too many.", retry_after=3_600)
    again = asyncio.Event()
    is_seen = asyncio.Event()
    is_seen.set()
    answers = follow(service, JOB, is_seen, again=again, clock=lambda: NOW)
    async with aclosing(answers):
        assert (await anext(answers)).trouble is not None
        again.set()
        coming = asyncio.ensure_future(anext(answers))
        for _ in range(20):
            await asyncio.sleep(0)
        assert service.calls.total() == 1
        coming.cancel()
        with pytest.raises(asyncio.CancelledError):
            await coming
