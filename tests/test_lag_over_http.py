"""Searches that are older than what a batch get told, over real HTTP."""

from app.localfarm.options import Options
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import FarmPilot, arrive, level, table, until

LARGE = Options(seed=3, jobs=400, workers=12, speed=0.01)
"""A farm with more jobs than a screen holds, on which hardly anything happens."""
URGENT = 99


def priority(pilot: FarmPilot, key: str) -> int:
    snapshot = level(pilot).pane.snapshot
    assert snapshot is not None
    return int(snapshot.items[key]["priority"])


def running(pilot: FarmPilot) -> str:
    """A running job that is on the screen."""
    snapshot = level(pilot).pane.snapshot
    assert snapshot is not None
    visible = table(pilot).visible_keys
    return next(k for k in visible if snapshot.items[k].get("taskRunStatus") == "RUNNING")


async def searched_again(pilot: FarmPilot, farm: LiveFarm) -> None:
    """Have the list searched again, and wait until that is shown."""
    before, calls = level(pilot).pane.snapshot, farm.calls("SearchJobs")
    await pilot.press("r")
    await until(
        pilot,
        lambda: farm.calls("SearchJobs") > calls and level(pilot).pane.snapshot is not before,
    )


async def test_what_a_batch_get_told_stands_where_a_search_is_behind() -> None:
    async with live_farm(LARGE, fresh=True) as farm:
        queue = farm.queue()
        farm.break_it("lag:Search*=1h")
        async with monitor("jobs", queue, size=(100, 12)) as pilot:
            await arrive(pilot, "jobs")
            key = running(pilot)
            assert priority(pilot, key) != URGENT
            farm.ask("deadline", "UpdateJob", **queue, jobId=key, priority=URGENT)
            await pilot.press("r")
            await until(pilot, lambda: priority(pilot, key) == URGENT)
            # Further down nobody asks for it in a batch, and only searches tell of it.
            for _ in range(6):
                await pilot.press("pagedown")
            await until(pilot, lambda: key not in table(pilot).visible_keys)
            for _ in range(3):
                await searched_again(pilot, farm)
                assert priority(pilot, key) == URGENT
