"""How the embedded farm is asked where something is, and what an answer that is none means."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.aws.connection.cloud import Cloud
from app.aws.finding.addresses import find_address
from app.aws.finding.by_id import Found
from app.config import Settings
from app.errors import NotFoundError
from app.localfarm.options import Options
from app.resources.address import read_address
from app.resources.level import Path
from tests.live_farm import LiveFarm, live_farm

STILL = Options(seed=1, jobs=60, workers=12, speed=1e-9)
"""A farm on which nothing happens."""
ABSENT = pytest.mark.parametrize("code", ["ValidationException", "ResourceNotFoundException"])


@dataclass(frozen=True, slots=True)
class Connected:
    """A farm, and the connection through which it is asked."""

    farm: LiveFarm
    cloud: Cloud

    async def found(self, text: str, known: Path | None = None) -> Found:
        """What an address leads to."""
        return await find_address(self.cloud, read_address(text, known or {}), known or {})

    def worker(self) -> tuple[str, Path, dict[str, Any]]:
        """A worker by name and address, the ids that lead to it, and what a list tells of it."""
        farm = self.farm.items("ListFarms", "farms")[0]
        path = {"farmId": farm["farmId"]}
        for fleet in self.farm.items("ListFleets", "fleets", **path):
            within = {**path, "fleetId": fleet["fleetId"]}
            for worker in self.farm.items("ListWorkers", "workers", **within):
                host = worker["hostProperties"]["hostName"]
                return f"{farm['displayName']}/{fleet['displayName']}/{host}", within, worker
        raise LookupError("no fleet has a worker")


@pytest.fixture
async def connected() -> AsyncIterator[Connected]:
    """A farm that is whole, and a connection to it."""
    async with live_farm(STILL) as farm, Cloud.open(Settings()) as cloud:
        yield Connected(farm, cloud)


async def test_a_worker_is_searched_for_by_the_name_of_its_host(connected: Connected) -> None:
    address, path, worker = connected.worker()
    there = await connected.found(address)
    assert there.path == {**path, "workerId": worker["workerId"]}
    [asked] = connected.farm.searches("SearchWorkers")
    assert worker["hostProperties"]["hostName"] in repr(asked["filterExpressions"])


async def test_a_worker_is_found_where_the_service_does_not_search_for_its_name(
    connected: Connected,
) -> None:
    address, path, worker = connected.worker()
    connected.farm.refuse(worker["hostProperties"]["hostName"])
    there = await connected.found(address)
    assert there.path == {**path, "workerId": worker["workerId"]}
    assert connected.farm.calls("SearchWorkers") == 2


@ABSENT
async def test_a_batch_that_the_service_does_not_take_leaves_the_others_to_be_asked(
    connected: Connected, code: str
) -> None:
    session = connected.farm.session()
    jobs = connected.farm.items(
        "ListJobs", "jobs", farmId=session["farmId"], queueId=session["queueId"]
    )
    other = next(one["jobId"] for one in jobs if one["jobId"] != session["jobId"])
    here = {"farmId": session["farmId"], "queueId": session["queueId"], "jobId": other}
    connected.farm.break_it(f"error:BatchGetSession={code}*1")
    assert (await connected.found(session["sessionId"], here)).path == session
    assert connected.farm.calls("BatchGetSession") == 2


@ABSENT
async def test_a_worker_of_an_id_that_no_batch_takes_is_nowhere(
    connected: Connected, code: str
) -> None:
    _, _, worker = connected.worker()
    connected.farm.break_it(f"error:BatchGetWorker={code}")
    with pytest.raises(NotFoundError, match="on the farms that you can see"):
        await connected.found(worker["workerId"])
