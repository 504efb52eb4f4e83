"""`farmtop why` keeps to its calls, and tells of every one, however a job is addressed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.config import Settings
from app.headless.why import why
from app.why.asking import MOST_CALLS
from tests.live_farm import LiveFarm
from tests.planted import PlantedFarm, PlantedJob


def by_names(farm: LiveFarm, job: PlantedJob) -> str:
    """The names of a job, of its queue and of its farm."""
    path = job.path
    names = [
        farm.ask("deadline", "GetFarm", farmId=path["farmId"])["displayName"],
        farm.ask("deadline", "GetQueue", farmId=path["farmId"], queueId=path["queueId"])[
            "displayName"
        ],
        farm.ask("deadline", "GetJob", **path)["name"],
    ]
    return "/".join(names)


ADDRESSES: Mapping[str, Callable[[LiveFarm, PlantedJob], str]] = {
    "names": by_names,
    "its id": lambda _, job: job.path["jobId"],
    "all ids": lambda _, job: "/".join(job.path.values()),
}


@pytest.mark.parametrize("way", ADDRESSES)
async def test_what_finding_a_job_cost_is_counted_and_among_the_twelve(
    planted: PlantedFarm, farm: LiveFarm, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    job = planted.job()
    numbers = job.numbers_in(job.sessions()[0])
    job.fail(numbers[1:3], "crash")
    job.fail([number for number in range(12) if number not in numbers][:2], "licence")
    job.interrupt(numbers[0], "interrupted")
    address = ADDRESSES[way](farm, job)
    await why(Settings(), address, "json")
    report: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    assert report["calls"] == sum(farm.endpoint.calls.values()) <= MOST_CALLS
    assert report["groups"][0]["proofs"]
