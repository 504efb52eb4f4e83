"""Jobs and workers that may not be searched, over real HTTP: they are listed, and read the same."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from app.resources.level import Path
from app.view import Row
from tests.live_farm import LiveFarm, listening, monitor
from tests.pilots import FarmPilot, arrive, level, shown, table, until
from tests.planted import PlantedFarm

OPERATIONS = {"jobs": ("SearchJobs", "ListJobs"), "workers": ("SearchWorkers", "ListWorkers")}
EVERY_NAME = pytest.mark.parametrize("name", OPERATIONS)


@pytest.fixture(scope="module")
def planted() -> PlantedFarm:
    """A farm that stands still, with a queue of more jobs than a page holds."""
    return PlantedFarm(jobs=300)


def path_to(farm: LiveFarm, name: str) -> Path:
    """Where there are jobs, or workers."""
    queue = farm.queue()
    if name == "jobs":
        return queue
    above = {"farmId": queue["farmId"]}
    fleets = [one["fleetId"] for one in farm.items("ListFleets", "fleets", **above)]
    paths = [{**above, "fleetId": fleet} for fleet in fleets]
    return max(paths, key=lambda path: len(farm.items("ListWorkers", "workers", **path)))


@asynccontextmanager
async def opened(farm: LiveFarm, name: str) -> AsyncIterator[FarmPilot]:
    """The list of these."""
    async with monitor(name, path_to(farm, name), size=(120, 30)) as pilot:
        await arrive(pilot, name)
        yield pilot


async def rows_of(farm: LiveFarm, name: str) -> Mapping[str, Row]:
    """The rows that are loaded first."""
    async with opened(farm, name) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        return {row.key: row for row in table(pilot).row_list.rows if row.key}


@EVERY_NAME
async def test_what_may_not_be_searched_is_listed_and_fills_the_same_columns(
    planted: PlantedFarm, name: str
) -> None:
    search, listing = OPERATIONS[name]
    async with listening(LiveFarm(planted.handlers)) as farm:
        searched = await rows_of(farm, name)
        assert farm.calls(listing) == 0
        farm.break_it(f"deny:{search}")
        asked = farm.calls(search)
        listed = await rows_of(farm, name)
        assert listed == searched
        assert (farm.calls(search), farm.calls(listing)) == (asked + 1, 1)


async def test_jobs_that_are_listed_say_so_and_go_on_as_far_as_one_scrolls(
    planted: PlantedFarm,
) -> None:
    async with listening(LiveFarm(planted.handlers)) as farm:
        farm.break_it("deny:SearchJobs")
        async with opened(farm, "jobs") as pilot:
            said = "SearchJobs is refused: only the 100 jobs loaded are filtered and sorted."
            await until(pilot, lambda: said in shown(pilot.app))
            await pilot.press("G")
            await until(pilot, lambda: table(pilot).loaded_count > 100)
            assert farm.calls("SearchJobs") == 1


@EVERY_NAME
async def test_what_may_be_neither_searched_nor_listed_says_both_and_is_tried_again(
    planted: PlantedFarm, name: str
) -> None:
    search, listing = OPERATIONS[name]
    async with listening(LiveFarm(planted.handlers)) as farm:
        farm.break_it(f"deny:{search}", f"deny:{listing}")
        async with opened(farm, name) as pilot:
            await until(pilot, lambda: f"{search} is denied" in shown(pilot.app))
            assert f"{listing} is denied" in shown(pilot.app)
            assert f"deadline:{search}" in shown(pilot.app)
            farm.break_it(f"deny:{search}")
            await pilot.press("r")
            await until(pilot, lambda: table(pilot).row_count)
            farm.mend()
            await pilot.press("r")
            seen = level(pilot).pane
            await until(pilot, lambda: seen.snapshot and seen.snapshot.unsearched is None)
            assert "denied" not in shown(pilot.app)
