"""Workers are found by what stands in their columns, be it by the service or in the rows here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from app.localfarm.options import Options
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import FarmPilot, answer, arrive, bar, is_answered, shown, table, until

STILL = Options(seed=1, jobs=60, workers=12, speed=1e-9)
"""A farm on which nothing happens."""
MEMBERS = pytest.mark.parametrize("member", ["hostName", "ec2InstanceType"])


@dataclass(frozen=True, slots=True)
class Fleet:
    """A fleet on the screen."""

    farm: LiveFarm
    pilot: FarmPilot
    workers: list[dict[str, Any]]

    def some(self, member: str) -> tuple[str, set[str]]:
        """What some of its hosts have in common, and the workers that have it."""
        named = {str(one["workerId"]): properties(one).get(member, "") for one in self.workers}
        word = next(filter(None, named.values()))
        return word, {key for key, one in named.items() if word in one}


def properties(worker: dict[str, Any]) -> dict[str, Any]:
    return dict(worker.get("hostProperties", {}))


def fleet_of_instances(farm: LiveFarm) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The fleet with the most workers on instances of EC2."""
    above = {"farmId": farm.items("ListFarms", "farms")[0]["farmId"]}
    paths = [
        {**above, "fleetId": one["fleetId"]} for one in farm.items("ListFleets", "fleets", **above)
    ]
    fleets = [(path, farm.items("ListWorkers", "workers", **path)) for path in paths]
    return max(fleets, key=lambda one: sum("ec2InstanceType" in properties(w) for w in one[1]))


@asynccontextmanager
async def workers() -> AsyncIterator[Fleet]:
    """The workers of that fleet."""
    async with live_farm(STILL) as farm:
        path, listed = fleet_of_instances(farm)
        async with monitor("workers", path, size=(120, 30)) as pilot:
            await arrive(pilot, "workers")
            await until(pilot, lambda: table(pilot).row_count)
            yield Fleet(farm, pilot, listed)


def keys(pilot: FarmPilot) -> set[str]:
    """The workers that are shown."""
    return set(filter(None, table(pilot).row_list.shown.keys))


@MEMBERS
async def test_while_a_word_is_typed_the_workers_that_have_it_stay(member: str) -> None:
    async with workers() as fleet:
        word, having = fleet.some(member)
        await answer(fleet.pilot, "slash", word, submit=False)
        assert keys(fleet.pilot) == having


@MEMBERS
async def test_the_service_finds_the_workers_that_have_a_word(member: str) -> None:
    async with workers() as fleet:
        word, having = fleet.some(member)
        await answer(fleet.pilot, "slash", word)
        await until(fleet.pilot, is_answered, fleet.pilot)
        assert keys(fleet.pilot) == having
        assert f"filter: {word}" in bar(fleet.pilot, "summary")


@MEMBERS
async def test_where_the_service_does_not_look_for_a_word_the_rows_are_looked_through(
    member: str,
) -> None:
    async with workers() as fleet:
        word, having = fleet.some(member)
        fleet.farm.refuse(word)
        await answer(fleet.pilot, "slash", word)
        await until(
            fleet.pilot, lambda: "The service does not take this filter" in shown(fleet.pilot.app)
        )
        assert keys(fleet.pilot) == having
