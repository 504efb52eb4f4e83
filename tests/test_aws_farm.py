"""The same calls against the embedded farm, whole and broken on purpose."""

import shlex
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.aws.connection.cloud import Cloud
from app.aws.pacing.retry import patiently
from app.config import Settings
from app.errors import ExpiredError, FarmtopError, NotFoundError
from app.localfarm.contract import Handlers
from app.localfarm.farm import build
from app.localfarm.faults import Fault
from app.localfarm.options import Options
from app.localfarm.server import Endpoint
from app.resources.log_place import LogPlace, QueueRole

PROGRAM = """
import json, pathlib
path = pathlib.Path(__file__).with_name("runs")
runs = len(path.read_text()) + 1 if path.exists() else 1
path.write_text("x" * runs)
print(json.dumps({"Version": 1, "AccessKeyId": f"AKIDRUN{runs}", "SecretAccessKey": "none"}))
"""
"""Gives another access key whenever it is run, as a login does."""


@dataclass(slots=True)
class Farm:
    """An embedded farm, its clock and what a monitor knows of it."""

    endpoint: Endpoint
    cloud: Cloud
    now: list[float] = field(default_factory=lambda: [0.0])

    def later(self, seconds: float) -> None:
        """Lets time pass for the credentials that the farm has seen."""
        self.now[0] += seconds

    async def session_log(self) -> LogPlace:
        """The log of some session, with the role of its queue."""
        farm = (await self.cloud.call("deadline", "ListFarms"))["farms"][0]["farmId"]
        for queue in (await self.cloud.call("deadline", "ListQueues", {"farmId": farm}))["queues"]:
            of_queue = {"farmId": farm, "queueId": queue["queueId"]}
            for job in (await self.cloud.call("deadline", "ListJobs", of_queue))["jobs"]:
                of_job = {**of_queue, "jobId": job["jobId"]}
                sessions = (await self.cloud.call("deadline", "ListSessions", of_job))["sessions"]
                if sessions:
                    group = f"/aws/deadline/{farm}/{queue['queueId']}"
                    role = QueueRole(farm, queue["queueId"])
                    return LogPlace(group, sessions[0]["sessionId"], role)
        raise LookupError("no job has had a session")


@pytest.fixture(scope="module")
def handlers() -> Handlers:
    """A small world, which no test changes."""
    return build(Options(jobs=30, workers=8))


@pytest.fixture(autouse=True)
def login(home: Path, tmp_path: Path) -> None:
    """A profile whose credentials come from a program."""
    program = tmp_path / "login.py"
    program.write_text(PROGRAM)
    command = shlex.join([sys.executable, str(program)])
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(
        f"[default]\nregion = us-west-2\ncredential_process = {command}\n"
    )


@asynccontextmanager
async def broken(handlers: Handlers, *faults: str) -> AsyncIterator[Farm]:
    """A farm that is broken in these ways."""
    now = [0.0]
    parsed = [Fault.parse(fault) for fault in faults]
    async with (
        Endpoint(handlers, parsed, clock=lambda: now[0]) as endpoint,
        Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud,
    ):
        yield Farm(endpoint, cloud, now)


async def test_the_farm_is_listed_with_aware_times(handlers: Handlers) -> None:
    async with broken(handlers) as farm:
        (first, *_) = (await farm.cloud.call("deadline", "ListFarms"))["farms"]
        assert first["createdAt"].utcoffset() is not None
        assert farm.cloud.endpoint == farm.endpoint.url


async def test_the_farm_tells_who_one_is(handlers: Handlers) -> None:
    async with broken(handlers) as farm:
        identity = await farm.cloud.identity()
        assert identity.account.isdigit()
        assert identity.account in identity.arn


async def test_a_log_is_read_with_the_role_of_its_queue(handlers: Handlers) -> None:
    async with broken(handlers) as farm:
        page = await farm.cloud.get_log_events(await farm.session_log(), from_head=True)
        assert page.events
        assert farm.endpoint.calls["deadline.AssumeQueueRoleForRead"] == 1


async def test_a_log_is_read_without_the_role_where_that_is_denied(handlers: Handlers) -> None:
    async with broken(handlers, "deny:AssumeQueueRoleForRead") as farm:
        assert (await farm.cloud.get_log_events(await farm.session_log())).events


async def test_what_is_not_there_is_not_found(handlers: Handlers) -> None:
    async with broken(handlers) as farm:
        nowhere = {"farmId": "farm-" + "0" * 32}
        with pytest.raises(NotFoundError):
            await farm.cloud.call("deadline", "GetFarm", nowhere)


async def test_credentials_that_run_out_are_told_once_and_then_replaced(
    handlers: Handlers,
) -> None:
    async with broken(handlers, "expire=600s") as farm:
        await farm.cloud.call("deadline", "ListFarms")
        farm.later(601)
        with pytest.raises(ExpiredError):
            await farm.cloud.call("deadline", "ListFarms")
        assert await farm.cloud.call("deadline", "ListFarms")


async def test_a_log_goes_on_after_its_role_and_its_reader_have_run_out(
    handlers: Handlers,
) -> None:
    async with broken(handlers, "expire=600s") as farm:
        place = await farm.session_log()
        first = await farm.cloud.get_log_events(place, from_head=True)
        farm.later(601)
        with pytest.raises(ExpiredError):
            await farm.cloud.get_log_events(place, from_head=True)
        assert (await farm.cloud.get_log_events(place, from_head=True)).events == first.events


@pytest.mark.parametrize(
    "fault",
    [
        "throttle:ListFarms=1/m",
        "drop:ListFarms*3",
        "cut:ListFarms*2",
        "error:ListFarms=InternalServerErrorException*2",
    ],
)
async def test_what_passes_is_outlasted_by_patience(handlers: Handlers, fault: str) -> None:
    async with broken(handlers, fault) as farm:
        failures: list[FarmtopError] = []

        async def mend(_seconds: float) -> None:
            farm.later(60)

        for _ in range(2):
            assert await patiently(
                lambda: farm.cloud.call("deadline", "ListFarms"),
                sleep=mend,
                failed=lambda error, _wait: failures.append(error),
            )
        assert failures
        assert all(error.transient for error in failures)
