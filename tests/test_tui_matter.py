"""What the service says is the matter with the selected row, in the monitor."""

from typing import Any

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.levels.preview_list import PreviewList
from tests.pilots import FarmPilot, arrive, level, shown, table, until
from tests.rest import NARROW, Size
from tests.world_service import NOW, WorldService

SAYS = "There is not enough Spot capacity for the requested instance types."
REFUSED = "The template asks for a parameter that there is not."
MEDIUM, WIDE = (120, 45), (200, 50)


def monitor(service: WorldService, name: str, path: Path) -> FarmTop:
    """The monitor at a level."""
    place = Place(LEVELS[name], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def is_said(pilot: FarmPilot, words: str) -> bool:
    """Whether words are said below the list."""
    return words in level(pilot).pane.said[1]


def fleet_of(pilot: FarmPilot, name: str) -> str:
    """The id of the fleet that is called so."""
    snapshot = level(pilot).pane.snapshot
    assert snapshot is not None
    return next(key for key, one in snapshot.items.items() if one["displayName"] == name)


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
async def test_what_is_the_matter_with_the_selected_fleet_is_read_whole(
    service: WorldService, size: Size
) -> None:
    async with monitor(service, "fleets", service.farm()).run_test(size=size) as pilot:
        await arrive(pilot, "fleets")
        assert table(pilot).select(fleet_of(pilot, "spot-cpu"))
        await until(pilot, is_said, pilot, f"▲ spot-cpu: {SAYS}")
        assert table(pilot).select(fleet_of(pilot, "machine-room"))
        await until(pilot, lambda: not level(pilot).pane.said[1])


async def test_a_column_tells_the_beginning_of_what_is_the_matter(service: WorldService) -> None:
    async with monitor(service, "fleets", service.farm()).run_test(size=MEDIUM) as pilot:
        await arrive(pilot, "fleets")
        spot = next(line for line in shown(pilot.app).split("\n") if "4–17" in line)
        assert "There is not enough Spot capacity…" in spot


async def test_what_a_column_reads_whole_is_not_said_again(service: WorldService) -> None:
    async with monitor(service, "fleets", service.farm()).run_test(size=WIDE) as pilot:
        await arrive(pilot, "fleets")
        assert table(pilot).select(fleet_of(pilot, "spot-cpu"))
        await until(pilot, is_said, pilot, SAYS)
        await pilot.resize_terminal(300, 50)
        await until(pilot, lambda: not level(pilot).pane.said[1])
        assert SAYS in shown(pilot.app)


def fail(answer: dict[str, Any]) -> None:
    """The first of the jobs could not be changed."""
    first = {"lifecycleStatus": "UPDATE_FAILED", "lifecycleStatusMessage": REFUSED}
    answer["jobs"][0].update(first)


async def test_why_a_job_could_not_be_changed_is_read_below_the_list(service: WorldService) -> None:
    service.change("SearchJobs", fail)
    async with monitor(service, "jobs", service.queue()).run_test(size=NARROW) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("home")
        await until(pilot, is_said, pilot, REFUSED)


async def test_nothing_is_said_of_a_row_that_nobody_can_select(service: WorldService) -> None:
    service.change("SearchJobs", fail)
    queue = service.queue()
    queues = monitor(service, "queues", {"farmId": queue["farmId"]})
    async with queues.run_test(size=WIDE) as pilot:
        await arrive(pilot, "queues")
        assert table(pilot).select(queue["queueId"])
        await until(pilot, lambda: jobs_beside(pilot))
        jobs = pilot.app.screen.query_one(PreviewList)
        assert jobs.selected is not None
        assert jobs.selected["lifecycleStatusMessage"] == REFUSED
        assert not jobs.said[1]


def jobs_beside(pilot: FarmPilot) -> bool:
    """Whether jobs are listed beside the queues."""
    return any(one.table.row_count for one in pilot.app.screen.query(PreviewList))
