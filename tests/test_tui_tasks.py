"""The tasks of a step that has thousands, over real HTTP: what is seen, and what it costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.resources.level import Path
from tests.live_farm import LiveFarm, listening, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    is_answered,
    level,
    shown,
    table,
    until,
)
from tests.planted import PlantedFarm
from tests.rest import rest

COUNT = 3_200
FAILED = [number for number in range(COUNT) if number % 100 == 99]
"""The tasks that have failed, the later the more often."""


@pytest.fixture(scope="module")
def planted() -> tuple[PlantedFarm, Path]:
    """A farm with a step of many tasks, and where they are."""
    farm = PlantedFarm(jobs=300)
    return farm, farm.job(tasks=8, sessions=1).lengthen(COUNT)


@asynccontextmanager
async def tasks(
    planted: tuple[PlantedFarm, Path], *faults: str
) -> AsyncIterator[tuple[LiveFarm, FarmPilot]]:
    """The tasks of the step."""
    made, step = planted
    async with listening(LiveFarm(made.handlers)) as farm:
        farm.break_it(*faults)
        async with monitor("tasks", step, size=(120, 30)) as pilot:
            await arrive(pilot, "tasks")
            await until(pilot, lambda: table(pilot).row_count)
            yield farm, pilot


def selected(pilot: FarmPilot) -> int:
    """The number of the task that is selected."""
    return int((table(pilot).selected_key or "-1").rpartition("-")[2])


async def test_a_task_further_down_is_loaded_for_and_nothing_beyond_it(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted) as (farm, pilot):
        first = table(pilot).selected_key or ""
        before = farm.calls("SearchTasks")
        level(pilot).pane.find(f"{first.rpartition('-')[0]}-250")
        await until(pilot, lambda: selected(pilot) == 250)
        assert farm.calls("SearchTasks") <= before + 4
        assert not level(pilot).pane.attention.sifted


async def test_a_filter_that_is_lifted_far_down_costs_no_pages_and_says_nothing(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted) as (farm, pilot):
        await answer(pilot, "slash", "status:failed")
        await until(pilot, lambda: table(pilot).total_count == len(FAILED))
        await pilot.press("G")
        await until(pilot, lambda: selected(pilot) == FAILED[-1])
        before = farm.calls("SearchTasks")
        await pilot.press("escape")
        await until(pilot, lambda: table(pilot).total_count == COUNT)
        await rest(pilot)
        assert farm.calls("SearchTasks") <= before + 2
        assert "is not among" not in shown(pilot.app)


async def test_the_first_screen_of_a_long_step_costs_at_most_three_calls(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted) as (farm, pilot):
        assert table(pilot).total_count == COUNT
        assert table(pilot).loaded_count == 100
        assert f"{COUNT:,} tasks" in bar(pilot, "summary")
        assert len(farm.requests) <= 3
        assert farm.calls("ListTasks") == 0


async def test_the_last_task_of_many_is_one_call_away(planted: tuple[PlantedFarm, Path]) -> None:
    async with tasks(planted) as (farm, pilot):
        before = len(farm.searches("SearchTasks"))
        await pilot.press("G")
        await until(pilot, lambda: selected(pilot) == COUNT - 1)
        offsets = [one["itemOffset"] for one in farm.searches("SearchTasks")[before:]]
        assert COUNT - 100 in offsets
        assert table(pilot).loaded_count <= 300


@pytest.mark.parametrize("typed", ["status:failed", "failed"])
async def test_which_of_many_tasks_have_failed_is_one_search(
    planted: tuple[PlantedFarm, Path], typed: str
) -> None:
    async with tasks(planted) as (_, pilot):
        await answer(pilot, "slash", typed)
        await until(pilot, is_answered, pilot)
        await until(pilot, lambda: table(pilot).total_count == len(FAILED))
        assert f"{len(FAILED)} of {COUNT:,} tasks" in bar(pilot, "summary")
        await pilot.press("G")
        await until(pilot, lambda: selected(pilot) == FAILED[-1])


async def test_a_task_is_found_by_its_parameter_as_it_reads(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted) as (_, pilot):
        await pilot.press("G")
        await until(pilot, lambda: selected(pilot) == COUNT - 1)
        row = table(pilot).row_list.shown[COUNT - 1]
        name = str(row.cells[1].text)  # type: ignore[union-attr]
        await answer(pilot, "slash", name)
        await until(pilot, is_answered, pilot)
        await until(pilot, lambda: table(pilot).total_count == 1)
        assert selected(pilot) == COUNT - 1


async def test_the_tasks_that_failed_most_often_are_one_search(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted) as (_, pilot):
        await answer(pilot, "s", "retried")
        await until(pilot, is_answered, pilot)
        await pilot.press("g")
        await until(pilot, lambda: selected(pilot) == FAILED[-1])
        assert "sort: retried ▼" in bar(pilot, "summary")
        assert "loaded" not in bar(pilot, "summary")


async def test_where_tasks_may_not_be_searched_they_are_listed_until_they_may_be(
    planted: tuple[PlantedFarm, Path],
) -> None:
    async with tasks(planted, "deny:SearchTasks") as (farm, pilot):
        said = "SearchTasks is refused: only the 100 tasks loaded are filtered and sorted."
        await until(pilot, lambda: said in shown(pilot.app))
        assert table(pilot).loaded_count == 100
        await answer(pilot, "slash", "status:failed")
        await until(pilot, lambda: table(pilot).row_count == 1 and is_answered(pilot))
        assert "local: 1 of the 100 loaded" in bar(pilot, "summary")
        await answer(pilot, "s", "retried")
        await until(pilot, lambda: "of the 100 loaded" in bar(pilot, "summary"))
        await pilot.press("r")
        await until(pilot, lambda: farm.calls("ListTasks") >= 2)
        assert farm.calls("SearchTasks") == 2
        assert table(pilot).row_count == 1
        farm.mend()
        await pilot.press("r")
        await until(pilot, lambda: table(pilot).total_count == len(FAILED))
        await until(pilot, lambda: "refused" not in shown(pilot.app))
