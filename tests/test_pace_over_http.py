"""The pace against a farm that throttles, over real HTTP."""

import asyncio
import time

from app.aws.connection.cloud import Cloud
from app.aws.pacing.pace import USUAL_LIMIT
from app.aws.pacing.priority import Priority, asking
from app.config import Settings
from app.errors import ThrottledError
from app.resources.level import Path
from tests.live_farm import live_farm, monitor
from tests.pilots import arrive, bar, level, until

LEARNING, LEARNED = 3.0, 4.0
"""Seconds for which a pace is learned, and for which it must prove itself."""
RATE = 4
"""Searches a second that the farm takes."""


async def search(cloud: Cloud, queue: Path, number: int) -> None:
    """One page of the jobs; each number is another question."""
    asked = {"farmId": queue["farmId"], "queueIds": [queue["queueId"]], "itemOffset": number}
    await cloud.call("deadline", "SearchJobs", asked)


async def keep_searching(
    cloud: Cloud, queue: Path, numbers: range, until: float, refused: list[int]
) -> None:
    """One search after the other, whatever becomes of them; the refused ones are remembered."""
    for number in numbers:
        if time.monotonic() > until:
            return
        try:
            await search(cloud, queue, number)
        except ThrottledError:
            refused.append(number)


async def test_throttles_get_rare_and_what_the_user_asks_for_goes_first() -> None:
    async with live_farm() as farm, Cloud.open(Settings()) as cloud:
        queue = farm.queue()
        farm.break_it(f"throttle:Search*={RATE}/s")
        refused: list[int] = []
        end = time.monotonic() + LEARNING + LEARNED
        async with asyncio.TaskGroup() as crowd:
            for first in range(0, 6_000, 1_000):
                numbers = range(first, first + 1_000)
                crowd.create_task(keep_searching(cloud, queue, numbers, end, refused))
            await asyncio.sleep(LEARNING)
            learning = len(refused)
            slowed = cloud.pace.slowed_to(time.monotonic())
            answered = farm.calls("SearchJobs")
            with asking(Priority.ASKED):
                await search(cloud, queue, 9_000)
            passed = farm.calls("SearchJobs") - answered
        assert 1 <= learning <= 10
        assert len(refused) - learning <= 1
        assert farm.calls("SearchJobs") - answered >= LEARNED * RATE / 4
        assert slowed is not None
        assert slowed < USUAL_LIMIT.rate
        # Six others waited before it; one may have been under way.
        assert passed <= 2


async def test_an_operation_that_is_throttled_slows_no_other_down() -> None:
    async with live_farm() as farm, Cloud.open(Settings()) as cloud:
        queue = farm.queue()
        farm.break_it("throttle:SearchJobs=1/h")
        results = await asyncio.gather(
            *(search(cloud, queue, number) for number in range(3)), return_exceptions=True
        )
        assert sum(isinstance(result, ThrottledError) for result in results) == 2
        waits = asyncio.create_task(search(cloud, queue, 9))
        await cloud.call("deadline", "GetQueue", dict(queue))
        assert not waits.done()
        waits.cancel()
        await asyncio.gather(waits, return_exceptions=True)


async def test_the_header_tells_the_pace_that_throttles_have_left() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(160, 30)) as pilot:
        await arrive(pilot, "jobs")
        assert "pace" not in bar(pilot, "where")
        farm.break_it("throttle:SearchJobs=1/h")
        level(pilot).action_refresh()
        await until(pilot, lambda: farm.calls("SearchJobs") > 1)
        level(pilot).action_refresh()
        await until(pilot, lambda: "1 throttled/min" in bar(pilot, "where"))
        assert f"pace {USUAL_LIMIT.rate / 2:g}/s" in bar(pilot, "where")
        await until(pilot, lambda: "stale" in bar(pilot, "freshness"))
