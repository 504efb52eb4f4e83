"""What polling costs whoever presses a key, and what comes of it where the service throttles.

    python -m tests.benchmarks.bench_pace [--seconds 15] [--pollers 8] [--jobs 210000] [--keys 200]

Pollers ask for one page of 100 jobs after the other, of an embedded farm in another process; first
one that takes whatever comes, then one that takes two searches a second. Beside farmtop's own
pace, aiobotocore, once trying again as it does by itself and once as botocore's adaptive mode
does. A key waits for as long as the event loop is late.

Then the monitor itself, at the pace that is in force, in a pseudo-terminal of 160×48 on a farm that
lives: from a cursor key to the cursor standing elsewhere on the screen, while the last of the jobs
of a queue are watched, and while one pages up from there. That queue has nearly half of all jobs.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.errors import ThrottledError
from app.localfarm.options import Options
from tests.benchmarks.keys_while_polling import HEAD as KEYS_HEAD
from tests.benchmarks.keys_while_polling import timed
from tests.benchmarks.programs import farm
from tests.benchmarks.report import middle, milliseconds, p95, print_table

LOOK = 0.005
"""Seconds between two looks at how late the loop is."""
FARMS = {"takes all": (), "takes 2/s": ("throttle:Search*=2/s",)}
HEAD = ("", "answers/s", "refused", "of them in the 2nd half", "late p50", "late p95 ms", "CPU %")

TRIES = 10
"""How often aiobotocore makes a request at most."""

Search = Callable[[int], Awaitable[tuple[bool, int]]]
"""Asks for the page at an offset; gives whether it was answered and how often it was refused."""


@dataclass
class Outcome:
    """What the pollers met."""

    answers: int = 0
    refused: list[float] = field(default_factory=list)
    """When they were refused, in seconds from the start."""
    late: list[float] = field(default_factory=list)
    """Seconds by which the loop was late."""
    cpu: float = 0.0


async def of_farmtop(stack: AsyncExitStack, queue: Mapping[str, str]) -> Search:
    """Searches of farmtop's own."""
    cloud = await stack.enter_async_context(Cloud.open(Settings()))

    async def search(offset: int) -> tuple[bool, int]:
        try:
            await cloud.call("deadline", "SearchJobs", _page(queue, offset))
        except ThrottledError:
            return False, 1
        return True, 0

    return search


def of_aiobotocore(mode: str) -> Callable[[AsyncExitStack, Mapping[str, str]], Awaitable[Search]]:
    """Searches of aiobotocore, which tries them again in one of its modes."""

    async def opened(stack: AsyncExitStack, queue: Mapping[str, str]) -> Search:
        retries = {"mode": mode, "total_max_attempts": TRIES}
        config = AioConfig(inject_host_prefix=False, retries=retries)
        client: Any = await stack.enter_async_context(
            get_session().create_client("deadline", config=config)
        )

        async def search(offset: int) -> tuple[bool, int]:
            try:
                answer = await client.search_jobs(**_page(queue, offset))
            except client.exceptions.ThrottlingException:
                return False, TRIES
            return True, answer["ResponseMetadata"]["RetryAttempts"]

        return search

    return opened


PROGRAMS = {
    "farmtop": of_farmtop,
    "aiobotocore, standard": of_aiobotocore("standard"),
    "aiobotocore, adaptive": of_aiobotocore("adaptive"),
}


def _page(queue: Mapping[str, str], offset: int) -> dict[str, Any]:
    farm_id, queue_id = queue["farmId"], queue["queueId"]
    return {"farmId": farm_id, "queueIds": [queue_id], "itemOffset": offset, "pageSize": 100}


async def a_queue() -> dict[str, str]:
    """The first queue of the first farm."""
    async with Cloud.open(Settings()) as cloud:
        farm_id = (await cloud.call("deadline", "ListFarms"))["farms"][0]["farmId"]
        queues = await cloud.call("deadline", "ListQueues", {"farmId": farm_id})
        return {"farmId": farm_id, "queueId": queues["queues"][0]["queueId"]}


async def polled(search: Search, pollers: int, seconds: float) -> Outcome:
    """What comes of polling for so long."""
    outcome, began, cpu = Outcome(), time.perf_counter(), time.process_time()

    async def poll(number: int) -> None:
        for count in range(10**9):
            answered, refused = await search((count * pollers + number) % 100)
            outcome.refused += [time.perf_counter() - began] * refused
            outcome.answers += answered

    async def look() -> None:
        while True:
            due = time.perf_counter() + LOOK
            await asyncio.sleep(LOOK)
            outcome.late.append(time.perf_counter() - due)

    tasks = [asyncio.create_task(poll(number)) for number in range(pollers)]
    tasks.append(asyncio.create_task(look()))
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    outcome.cpu = (time.process_time() - cpu) / seconds
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return outcome


async def measured(name: str, pollers: int, seconds: float) -> Outcome:
    """What comes of the polling of one program."""
    queue = await a_queue()
    async with AsyncExitStack() as stack:
        search = await PROGRAMS[name](stack, queue)
        return await polled(search, pollers, seconds)


def line(name: str, outcome: Outcome, seconds: float) -> tuple[str, ...]:
    """The line of the table."""
    later = sum(when > seconds / 2 for when in outcome.refused)
    late = (milliseconds(middle(outcome.late)), milliseconds(p95(outcome.late)))
    answers = f"{outcome.answers / seconds:.1f}"
    return name, answers, str(len(outcome.refused)), str(later), *late, f"{100 * outcome.cpu:.0f}"


def main() -> None:
    """Measure everything once, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="for which each one polls")
    parser.add_argument("--pollers", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=210_000, help="of the farm of the monitor")
    parser.add_argument("--keys", type=int, default=200, help="in each of its lines")
    given = parser.parse_args()
    lines = []
    for called, faults in FARMS.items():
        with farm(Options(jobs=1_000, faults=faults)) as variables:
            os.environ.update(variables)
            for name in PROGRAMS:
                outcome = asyncio.run(measured(name, given.pollers, given.seconds))
                lines.append(line(f"{name}, {called}", outcome, given.seconds))
    print_table(f"{given.pollers} pollers, {given.seconds:g} s each", HEAD, lines)
    title = f"From a key to the cursor, in the first queue of a farm of {given.jobs:,} jobs"
    print_table(title, KEYS_HEAD, list(timed(given.jobs, given.keys)))


if __name__ == "__main__":
    main()
