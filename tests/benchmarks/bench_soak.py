"""Whether memory or tasks grow while the monitor works as hard as it may, hour after hour.

    python -m tests.benchmarks.bench_soak [--minutes 60] [--break throttle:*=1/s]

The monitor runs without a terminal in this process, against an embedded farm in another one that
lives ten times as fast as usual and throttles. It is refreshed again and again and led to and fro:
from jobs to sessions and into a log, back, down the list. Each minute tells the memory of the
process, its tasks and its calls. Linux.
"""

import argparse
import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from textual.pilot import Pilot

from app.config import Settings, load
from app.localfarm.options import Options
from app.localfarm.process import start
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.link import Service, connect_to_aws
from tests.benchmarks.programs import environ
from tests.benchmarks.report import print_table

KEYS = (
    "r",
    "down",
    "r",
    "pagedown",
    "r",
    "enter",
    "r",
    "L",
    "r",
    "escape",
    "r",
    "escape",
    "r",
    "home",
)
"""From the jobs: two keys lead further in, two come back."""
PAUSE = 0.2
HEAD = ("minute", "MiB", "tasks", "calls", "throttled/min")


def main() -> None:
    """Run it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--break", dest="faults", action="append", default=[])
    given = parser.parse_args()
    faults = tuple(given.faults) or ("throttle:*=1/s",)
    with start(Options(jobs=2_000, speed=10.0, faults=faults)) as child:
        os.environ |= environ(child.url(timeout=120))
        print_table("At full pace", HEAD, asyncio.run(_soaked(given.minutes)))


async def _soaked(minutes: int) -> list[tuple[str, ...]]:
    opened: list[Service] = []

    @asynccontextmanager
    async def connect(settings: Settings) -> AsyncIterator[Service]:
        async with connect_to_aws(settings) as service:
            opened.append(service)
            yield service

    monitor = FarmTop(load(os.environ), place=Place(LEVELS["farms"]), connect=connect)
    lines: list[tuple[str, ...]] = []
    async with monitor.run_test(size=(160, 48)) as pilot:
        for _ in range(2):
            await asyncio.sleep(5.0)
            await pilot.press("enter")
        begun = time.monotonic()
        for minute in range(minutes + 1):
            await _work(pilot, begun + 60 * minute)
            gc.collect()
            lines.append(_line(minute, opened[0]))
            print(*lines[-1], flush=True)
    return lines


async def _work(pilot: Pilot[str], until: float) -> None:
    """Press keys until it is so late, and come back to the list."""
    for key in cycle(KEYS):
        await pilot.press(key)
        await asyncio.sleep(PAUSE)
        if key == KEYS[-1] and time.monotonic() >= until:
            return


def _line(minute: int, service: Service) -> tuple[str, ...]:
    now = time.monotonic()
    return (
        f"{minute}",
        f"{_resident_mib():.1f}",
        f"{len(asyncio.all_tasks())}",
        f"{service.traffic.calls_a_minute(now)}",
        f"{service.traffic.throttles_a_minute(now)}",
    )


def _resident_mib() -> float:
    """The memory that this process holds, from Linux's `/proc`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
