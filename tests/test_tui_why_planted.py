"""`F` on each failure that was planted, over real HTTP: the page, and the ways from there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.tui.log_screen import LogScreen
from app.tui.why_screen import WhyScreen
from app.why.report import Group
from tests.live_farm import LiveFarm, listening, monitor
from tests.pilots import FarmPilot, arrive, has_lines, level, log, shown, table, until, view
from tests.planted import PlantedFarm, PlantedJob
from tests.test_why import FAILURES


@pytest.fixture(scope="module")
def planted() -> PlantedFarm:
    """A farm whose jobs the tests share out among them."""
    return PlantedFarm(jobs=1_500)


@asynccontextmanager
async def asked(planted: PlantedFarm, job: PlantedJob) -> AsyncIterator[FarmPilot]:
    """The monitor with the answer to why a job failed."""
    *above, (_, key) = job.path.items()
    async with (
        listening(LiveFarm(planted.handlers)),
        monitor("jobs", dict(above), size=(140, 40)) as pilot,
    ):
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).row_count)
        level(pilot).pane.find(key)
        await until(pilot, lambda: table(pilot).selected_key == key)
        await pilot.press("F")
        await until(pilot, is_answered, pilot)
        yield pilot


def is_answered(pilot: FarmPilot) -> bool:
    """Whether an answer is on the screen."""
    screen = pilot.app.screen
    return isinstance(screen, WhyScreen) and screen.report is not None


def group_of(pilot: FarmPilot) -> Group:
    """The one group of the answer."""
    screen = pilot.app.screen
    assert isinstance(screen, WhyScreen)
    assert screen.report is not None
    [group] = screen.report.groups
    return group


def stands_at(pilot: FarmPilot, timestamp: int) -> bool:
    """Whether a log is on the screen, at a line of this time."""
    if not isinstance(pilot.app.screen, LogScreen) or not has_lines(pilot):
        return False
    line = view(pilot).current_line
    return line is not None and line.timestamp == timestamp


@pytest.mark.parametrize(
    "name", ["environment", "out of memory", "worker lost", "Python", "log set-up"]
)
async def test_the_page_shows_the_cause_and_enter_leads_to_the_line(
    planted: PlantedFarm, name: str
) -> None:
    plant, words, telling = FAILURES[name]
    job = planted.job()
    plant(planted, job)
    async with asked(planted, job) as pilot:
        group = group_of(pilot)
        await until(pilot, lambda: words in shown(pilot.app))
        assert telling in shown(pilot.app)
        await pilot.press("enter")
        if not group.proofs:
            await until(pilot, lambda: "could not set up the log" in shown(pilot.app))
            return
        [proof, *_] = group.proofs
        await until(pilot, stands_at, pilot, proof.line.timestamp)
        thing = log(pilot).pane.source.thing
        assert thing is not None
        assert thing[1]["sessionActionId"] == proof.action_id


async def test_the_log_of_a_worker_that_is_no_more_is_a_key_away(planted: PlantedFarm) -> None:
    job = planted.job()
    job.fail([3], "out-of-memory")
    async with asked(planted, job) as pilot:
        [_, proof] = group_of(pilot).proofs
        await pilot.press("w")
        await until(pilot, stands_at, pilot, proof.line.timestamp)
