"""How few calls a screen takes: to be there at first, and for each time that it is refreshed."""

from collections import Counter
from contextlib import aclosing
from typing import Any

import pytest

from app.aws.reading.name_book import NameBook
from app.config import Settings
from app.localfarm.options import Options
from app.poller import Attention, Snapshot, Tempo, watch
from app.resources import LEVELS
from app.resources.level import Batch, Level, Place
from app.tui.app import FarmTop
from tests.fakes import FakeService, job
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import shown, until
from tests.planted import PlantedFarm
from tests.test_resources_on_farm import listed
from tests.world_service import WorldService

NEVER = Tempo(quickest=3600, slowest=3600)
JOB = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
SESSIONS = Place(LEVELS["sessions"], JOB)
STILL = Options(seed=1, jobs=60, workers=12, speed=1e-9)
"""A farm on which nothing happens."""
OFTEN = Tempo(quickest=0.001, slowest=0.001)
RUNNING = {"sessionId": "session-1", "workerId": "worker-1", "lifecycleStatus": "STARTED"}


def one_session() -> FakeService:
    """A job with a session, of whose worker only a batch get tells the name."""
    service = FakeService()
    service.items["ListSessions"] = [RUNNING]
    named = {**RUNNING, "hostProperties": {"hostName": "rack15"}}
    service.details["BatchGetSession"] = {"session-1": named}
    return service


def is_named(snapshot: Snapshot) -> bool:
    return bool(snapshot.rows) and "hostProperties" in snapshot.items[snapshot.rows[0].key]


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
async def test_a_refresh_of_any_level_is_at_most_two_calls(level: Level) -> None:
    service, attention = WorldService(), Attention()
    place, items = await listed(service, level)
    attention.look_at(tuple(item[level.key] for item in items[:40]), range(min(40, len(items))))
    async with aclosing(watch(service, place, attention, tempo=NEVER)) as snapshots:
        async for snapshot in snapshots:
            if not snapshot.loading:
                break
        await anext(snapshots)
        for _ in range(2):
            service.calls.clear()
            attention.refresh()
            await anext(snapshots)
            assert 1 <= service.calls.total() <= 2


@pytest.mark.parametrize("name", ["limits", "session-actions", "storage-profiles", "sessions"])
async def test_a_refresh_of_a_list_at_any_depth_is_at_most_two_calls(name: str) -> None:
    level, service, attention = LEVELS[name], FakeService(), Attention()
    listed: list[dict[str, Any]] = [{level.key: f"it-{n}", "definition": {}} for n in range(1_100)]
    service.items[level.listing.operation] = listed
    if isinstance(level.details, Batch):
        service.details[level.details.operation] = {one[level.key]: one for one in listed}
    attention.want_more(900)
    middle = range(500, 540)
    async with aclosing(watch(service, Place(level, JOB), attention, tempo=NEVER)) as snapshots:
        while len((await anext(snapshots)).rows) < 1_000:
            pass
        attention.look_at(tuple(listed[n][level.key] for n in middle), middle)
        await anext(snapshots)
        changed = {**listed[520], "displayName": "renamed", "status": "RUNNING"}
        listed[520] = changed
        if isinstance(level.details, Batch):
            service.details[level.details.operation][changed[level.key]] = changed
        found = 0
        for refresh in range(12):
            service.calls.clear()
            attention.refresh()
            snapshot = await anext(snapshots)
            assert 1 <= len(service.calls) <= 2
            assert len(snapshot.rows) == 1_000
            if not found and snapshot.items[changed[level.key]] == changed:
                found = refresh + 1
        assert 0 < found <= 3


async def test_what_lasts_is_asked_for_again_only_where_the_list_says_something_new() -> None:
    service, attention = one_session(), Attention()
    attention.look_at(("session-1",))
    async with aclosing(watch(service, SESSIONS, attention, tempo=OFTEN)) as snapshots:
        while not is_named(await anext(snapshots)):
            pass
        while service.count()["ListSessions"] < 4:
            await anext(snapshots)
        assert service.count()["BatchGetSession"] == 1
        service.items["ListSessions"] = [{**RUNNING, "lifecycleStatus": "ENDED"}]
        while service.count()["BatchGetSession"] < 2:
            await anext(snapshots)


async def test_what_lasts_is_asked_for_again_where_somebody_wants_to_know() -> None:
    service, attention = one_session(), Attention()
    attention.look_at(("session-1",))
    async with aclosing(watch(service, SESSIONS, attention, tempo=NEVER)) as snapshots:
        while not is_named(await anext(snapshots)):
            pass
        attention.refresh()
        await anext(snapshots)
        assert service.count() == {"ListSessions": 2, "BatchGetSession": 2}


WORKER = {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"}
VISITS = Place(LEVELS["worker-sessions"], WORKER)


def visit(number: int, of: int) -> dict[str, str]:
    """A session of a worker, of a job with this number, of the one queue that there is."""
    session = {"sessionId": f"session-{number}", "lifecycleStatus": "STARTED"}
    return {**session, "queueId": "queue-1", "jobId": job(of)["jobId"]}


def one_worker(*visits: dict[str, str]) -> FakeService:
    """A worker with these sessions, on a farm with ten jobs."""
    service = FakeService()
    service.items["ListSessionsForWorker"] = list(visits)
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    jobs = [job(number) for number in range(10)]
    service.details["BatchGetJob"] = {one["jobId"]: one for one in jobs}
    return service


def jobs_of(snapshot: Snapshot) -> list[str | None]:
    """What the jobs of a worker's sessions are called, as far as that is known."""
    return [snapshot.items[key].get("jobName") for key in snapshot.rows.keys]


async def test_sessions_of_a_worker_have_names_after_three_calls_and_cost_one_from_then_on() -> (
    None
):
    service, attention = one_worker(visit(1, of=1), visit(2, of=2), visit(3, of=1)), Attention()
    attention.look_at(("session-1", "session-2", "session-3", "session-4", "session-5"))
    async with aclosing(watch(service, VISITS, attention, tempo=NEVER)) as snapshots:
        first = await anext(snapshots)
        assert [row.partial for row in first.rows] == [True] * 3
        while None in jobs_of(snapshot := await anext(snapshots)):
            pass
        assert jobs_of(snapshot) == ["shot 1", "shot 2", "shot 1"]
        assert not any(row.partial for row in snapshot.rows)
        assert service.count() == dict.fromkeys(
            ("ListSessionsForWorker", "BatchGetJob", "ListQueues"), 1
        )

        async def after(*visits: dict[str, str]) -> Counter[str]:
            """What it costs to have these sessions besides, with the names of their jobs."""
            service.calls.clear()
            service.items["ListSessionsForWorker"] += visits
            attention.refresh()
            while len(jobs_of(snapshot := await anext(snapshots))) < len(
                service.items["ListSessionsForWorker"]
            ) or None in jobs_of(snapshot):
                pass
            return service.count()

        listing = {"ListSessionsForWorker": 1}
        assert await after() == listing
        assert await after(visit(4, of=2)) == listing
        assert await after(visit(5, of=5)) == {**listing, "BatchGetJob": 1}


async def test_sessions_of_a_job_name_their_fleets_with_the_third_call_and_ask_once() -> None:
    service, attention = one_session(), Attention()
    session = {**RUNNING, "fleetId": "fleet-1"}
    service.items["ListSessions"] = [session]
    service.details["BatchGetSession"]["session-1"] |= {"fleetId": "fleet-1"}
    service.items["ListFleets"] = [{"fleetId": "fleet-1", "displayName": "gpu-on-demand"}]
    attention.look_at(("session-1",))
    async with aclosing(watch(service, SESSIONS, attention, tempo=NEVER)) as snapshots:
        while not is_named(await anext(snapshots)):
            pass
        named = await anext(snapshots)
        assert [name for name, _ in service.calls] == [
            "ListSessions",
            "BatchGetSession",
            "ListFleets",
        ]
        assert named.items["session-1"]["fleetName"] == "gpu-on-demand"
        service.calls.clear()
        attention.refresh()
        await anext(snapshots)
        assert service.count() == {"ListSessions": 1, "BatchGetSession": 1}


async def test_names_that_are_known_already_are_in_the_first_snapshot() -> None:
    service, attention, names = one_worker(visit(1, of=1)), Attention(), NameBook()
    names.learn(LEVELS["jobs"], job(1))
    names.learn(LEVELS["queues"], service.items["ListQueues"][0])
    attention.look_at(("session-1",))
    async with aclosing(watch(service, VISITS, attention, tempo=NEVER, names=names)) as snapshots:
        first = await anext(snapshots)
        assert jobs_of(first) == ["shot 1"]
        assert not first.rows[0].partial
        await anext(snapshots)
        assert service.count() == {"ListSessionsForWorker": 1}


@pytest.fixture(scope="module")
def long_step() -> tuple[PlantedFarm, Place]:
    """A farm with a step of more tasks than anybody loads, on which they run."""
    planted = PlantedFarm(jobs=300)
    path = planted.job(tasks=8, sessions=1).lengthen(3_200)
    return planted, Place(LEVELS["tasks"], path)


async def test_a_refresh_deep_in_a_step_of_many_tasks_is_two_calls(
    long_step: tuple[PlantedFarm, Place],
) -> None:
    planted, place = long_step
    service, attention = WorldService(planted.handlers), Attention()
    async with aclosing(watch(service, place, attention, tempo=NEVER)) as snapshots:
        snapshot = await anext(snapshots)
        assert (snapshot.total, service.calls.total()) == (3_200, 1)
        attention.look_at((), range(3_000, 3_040))
        while not snapshot.rows.keys[3_039]:
            snapshot = await anext(snapshots)
        attention.look_at(tuple(snapshot.rows.keys[3_000:3_040]), range(3_000, 3_040))
        for is_first in (True, False, False):
            service.calls.clear()
            attention.refresh()
            while not service.calls["BatchGetTask"]:
                await anext(snapshots)
            # Before the first one the pages beside what is seen are still to come.
            assert is_first or service.calls == {"SearchTasks": 1, "BatchGetTask": 1}


def running(farm: LiveFarm) -> dict[str, str]:
    """A running session of the newest job of a queue of the first farm."""
    above = {"farmId": farm.items("ListFarms", "farms")[0]["farmId"]}
    for queue in farm.items("ListQueues", "queues", **above):
        path = {**above, "queueId": queue["queueId"]}
        newest = max(farm.items("ListJobs", "jobs", **path), key=lambda job: job["createdAt"])
        path["jobId"] = newest["jobId"]
        for session in farm.items("ListSessions", "sessions", **path):
            if "endedAt" not in session:
                return {**path, "sessionId": session["sessionId"]}
    raise LookupError("the farm has no such queue")


async def test_an_address_by_names_takes_what_finds_it_and_three_calls() -> None:
    async with live_farm(STILL) as farm:
        session = running(farm)
        told = farm.ask("deadline", "GetSession", **session)["hostProperties"]["hostName"]
        path = {key: session[key] for key in ("farmId", "queueId")}
        called = farm.ask("deadline", "GetFarm", farmId=path["farmId"])["displayName"]
        queue = farm.ask("deadline", "GetQueue", **path)["displayName"]
        app = FarmTop(Settings(), address=f"{called}/{queue}")
        async with app.run_test(size=(160, 48)) as pilot:
            await until(pilot, lambda: told in shown(pilot.app))
            asked = [one.operation for one in farm.requests if one.service == "deadline"]
            # A machine that is busy may come to a refresh of the jobs before the preview is there.
            first = list(dict.fromkeys(one for one in asked if one != "BatchGetJob"))
            finding, screen = first[:3], first[3:]
            assert finding == ["ListFarms", "ListQueues", "GetQueue"]
            assert screen[:3] == ["SearchJobs", "ListSessions", "BatchGetSession"]
            assert set(screen[3:]) <= {"ListFleets"}


async def test_a_screen_of_jobs_is_there_after_three_calls() -> None:
    async with live_farm(STILL) as farm:
        session = running(farm)
        named = farm.ask("deadline", "GetSession", **session)["hostProperties"]["hostName"]
        queue = {key: session[key] for key in ("farmId", "queueId")}
        async with monitor("jobs", queue, size=(160, 48)) as pilot:
            await until(pilot, lambda: named in shown(pilot.app))
            asked = [one.operation for one in farm.requests if one.service == "deadline"]
            # A machine that is busy may come to a refresh of the jobs before the preview is there.
            first = list(dict.fromkeys(one for one in asked if one != "BatchGetJob"))
            # What the fleets are called is asked once for a farm, when the rest is there.
            assert first[:3] == ["SearchJobs", "ListSessions", "BatchGetSession"]
            assert set(first[3:]) <= {"ListFleets"}
            assert asked.count("BatchGetSession") == 1
