"""`w` on a job, on a farm over real HTTP: to the worker that is on it now, or to one of several."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.aws.work.at_work import sessions_at_work
from app.config import Settings
from app.errors import DeniedError
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.resources.sessions import SESSIONS
from app.tui.app import FarmTop
from app.tui.going.workers_screen import WorkersScreen, telling
from tests.camera import Camera
from tests.fakes import EPOCH, FakeService
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import FarmPilot, arrive, is_level, level, shown, table, until
from tests.rest import NARROW, Size
from tests.world_service import NOW, WorldService


def job_with(
    farm: LiveFarm, fits: Callable[[Sequence[str]], bool]
) -> tuple[dict[str, str], list[str]]:
    """A job whose workers of now are as they are wanted, and those."""
    queue = farm.queue()
    for job in farm.items("ListJobs", "jobs", **queue):
        path = {**queue, "jobId": job["jobId"]}
        sessions = farm.items("ListSessions", "sessions", **path)
        workers = [one["workerId"] for one in sessions if one.get("endedAt") is None]
        if fits(workers):
            return path, workers
    raise LookupError("no job is worked on like that")


async def press_on(pilot: FarmPilot, job: Path) -> None:
    """Press the key on a job."""
    await arrive(pilot, "jobs")
    await until(pilot, lambda: table(pilot).row_count)
    level(pilot).pane.find(job["jobId"])
    await until(pilot, lambda: table(pilot).selected_key == job["jobId"])
    await pilot.press("w")


def is_asked(pilot: FarmPilot) -> bool:
    """Whether it is asked which of several workers is meant."""
    return isinstance(pilot.app.screen, WorkersScreen)


async def test_the_only_worker_of_a_job_is_gone_to() -> None:
    async with live_farm() as farm:
        job, [worker] = job_with(farm, lambda workers: len(workers) == 1)
        async with monitor("jobs", farm.queue()) as pilot:
            await press_on(pilot, job)
            await arrive(pilot, "workers")
            await until(pilot, lambda: table(pilot).selected_key == worker)


async def test_of_several_workers_one_is_chosen() -> None:
    async with live_farm() as farm:
        job, workers = job_with(farm, lambda workers: len(workers) > 1)
        async with monitor("jobs", farm.queue()) as pilot:
            await press_on(pilot, job)
            await until(pilot, is_asked, pilot)
            await until(pilot, lambda: f"{len(workers)} workers on " in shown(pilot.app))
            assert "ip-10-" in shown(pilot.app)
            await pilot.press("down", "enter")
            await arrive(pilot, "workers")
            await until(pilot, lambda: table(pilot).selected_key in workers)
            await pilot.press("escape")
            await arrive(pilot, "jobs")


@pytest.mark.parametrize("size", [NARROW, (120, 40)], ids=["narrow", "wide"])
def test_several_workers(camera: Camera, service: WorldService, size: Size) -> None:
    job = service.job("RUNNING")

    async def pressed(pilot: FarmPilot) -> None:
        await press_on(pilot, job)
        await until(pilot, is_asked, pilot)

    assert camera.sees("jobs", service.queue(), size=size, prepare=pressed)


async def test_where_nobody_is_at_work_that_is_said() -> None:
    async with live_farm() as farm:
        job, _ = job_with(farm, lambda workers: not workers)
        async with monitor("jobs", farm.queue()) as pilot:
            await press_on(pilot, job)
            await until(pilot, lambda: "No worker is on this job now." in shown(pilot.app))
            assert is_level(pilot, "jobs")


async def test_where_nothing_may_be_asked_of_machines_workers_go_by_their_ids() -> None:
    path = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
    service = FakeService()
    service.items["ListSessions"] = [
        {
            "sessionId": f"session-{number}",
            "fleetId": "fleet-1",
            "workerId": f"worker-{number % 2}",
            "lifecycleStatus": "STARTED",
            "startedAt": EPOCH,
            **({"endedAt": EPOCH} if number > 2 else {}),
        }
        for number in range(5)
    ]
    service.failures["BatchGetSession"] = [DeniedError("BatchGetSession is denied.")]
    at_work = await sessions_at_work(service, Place(SESSIONS, path))
    assert [one["sessionId"] for one in at_work.sessions] == ["session-2", "session-1"]
    first, second = telling(at_work.sessions, EPOCH.timestamp() + 60)
    assert first == "worker-0  –  ● STARTED  1m00"
    assert second == "worker-1  –  ● STARTED  1m00"


class BusyService(WorldService):
    """A world in which every job has had more sessions than one cares to list."""

    def __init__(self, running: int) -> None:
        """So many of them run."""
        super().__init__()
        self._running = running

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Each page of sessions is the first one again, and not the last."""
        if operation != "ListSessions":
            return super().ask(service, operation, **parameters)
        parameters.pop("nextToken", None)
        first, *_ = super().ask(service, operation, **parameters)["sessions"]
        old = {**first, "lifecycleStatus": "ENDED", "endedAt": first["startedAt"]}
        ids = [f"session-{number:032x}" for number in range(100)]
        return {
            "sessions": [
                {**(first if number < self._running else old), "sessionId": key, "workerId": key}
                for number, key in enumerate(ids)
            ],
            "nextToken": "more",
        }


@pytest.mark.parametrize("running", [0, 1, 2])
async def test_of_many_sessions_two_pages_are_listed_and_that_is_said(running: int) -> None:
    service = BusyService(running)
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await press_on(pilot, service.job("RUNNING"))
        await until(pilot, lambda: "Only 200" in shown(app))
        assert service.calls["ListSessions"] == 2
        assert is_asked(pilot) is (running > 0)
        assert "No worker was found." in shown(app) or running
