"""Whether memory or tasks grow while the monitor works as hard as it may, hour after hour.

    python -m tests.benchmarks.bench_soak [--minutes 60] [--break throttle:*=1/s]

The monitor runs without a terminal in this process, against an embedded farm in another one that
lives ten times as fast as usual and throttles. It is refreshed again and again and led to and fro:
from jobs to sessions and into a log, back, down the list. Each minute tells the memory of the
process, the jobs that its list has loaded by then, for it holds those that arrive, its tasks, its
calls and how many logs were opened. Linux.
"""

import argparse
import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from app.config import Settings, load
from app.localfarm.options import Options
from app.localfarm.process import start
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.connection.link import Service, connect_to_aws
from app.tui.levels.level_screen import LevelScreen
from app.tui.logs.log_screen import LogScreen
from tests.benchmarks.programs import environ
from tests.benchmarks.report import print_table

DOWN = ("r", "down", "r", "pagedown", "r")
"""From the first of the jobs to one further down, whose sessions and log are opened."""
PAUSE = 0.2
"""Seconds between two keys."""
LOOK = 0.02
"""Seconds between two looks at whether something has come about."""
PATIENCE = 60.0
"""Seconds that anything may take; after that it has failed."""
FOR_A_ROW = 3.0
"""Seconds that a job is given to show a session; not each has one."""
ESCAPES = 10
"""Keys that are enough to come back, also where one is lost."""
HEAD = ("minute", "MiB", "jobs", "tasks", "calls/min", "throttled/min", "logs")


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
        for name in ("queues", "jobs"):
            await _until(lambda: _row_is_selected(monitor))
            await _press(pilot, "enter")
            await _until(partial(_is_level, monitor, name))
        await _until(lambda: _row_is_selected(monitor))
        jobs = monitor.screen
        if not isinstance(jobs, LevelScreen):
            raise TypeError("The monitor is not on a list.")
        begun = time.monotonic()
        for minute in range(minutes + 1):
            logs = await _work(pilot, begun + 60 * minute)
            gc.collect()
            lines.append(_line(minute, jobs.pane.table.loaded_count, opened[0], logs))
            print(*lines[-1], flush=True)
    return lines


async def _work(pilot: Pilot[str], until: float) -> int:
    """Go to and fro until it is so late; gives how many logs were opened."""
    logs = int(await _go_to_and_fro(pilot))
    while time.monotonic() < until:
        logs += await _go_to_and_fro(pilot)
    return logs


async def _go_to_and_fro(pilot: Pilot[str]) -> bool:
    """From the jobs into a log and back; gives whether there was one."""
    app = pilot.app
    jobs = app.screen
    await _press(pilot, *DOWN, "enter")
    await _until(lambda: _is_level(app, "sessions"))
    await _press(pilot, "r")
    has_log = await _comes_true(lambda: _row_is_selected(app), FOR_A_ROW)
    if has_log:
        await _press(pilot, "L")
        await _until(lambda: isinstance(app.screen, LogScreen))
        await _press(pilot, "r")
    for _ in range(ESCAPES):
        if (top := app.screen) is jobs:
            break
        await _press(pilot, "escape")
        if await _comes_true(partial(_is_closed, app, top), FOR_A_ROW):
            await _press(pilot, "r")
    await _until(lambda: app.screen is jobs)
    await _press(pilot, "home")
    return has_log


async def _press(pilot: Pilot[str], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await asyncio.sleep(PAUSE)


async def _until(holds: Callable[[], bool]) -> None:
    """Wait until it is so: a key that came too early would lead elsewhere. Raises TimeoutError."""
    if not await _comes_true(holds, PATIENCE):
        raise TimeoutError("The monitor did not go where it was led.")


async def _comes_true(holds: Callable[[], bool], seconds: float) -> bool:
    for _ in range(round(seconds / LOOK)):
        if holds():
            return True
        await asyncio.sleep(LOOK)
    return False


def _is_level(app: App[str], name: str) -> bool:
    return isinstance(app.screen, LevelScreen) and app.screen.place.level.name == name


def _row_is_selected(app: App[str]) -> bool:
    return isinstance(app.screen, LevelScreen) and app.screen.pane.selected is not None


def _is_closed(app: App[str], top: Screen[object]) -> bool:
    return app.screen is not top


def _line(minute: int, jobs: int, service: Service, logs: int) -> tuple[str, ...]:
    now = time.monotonic()
    return (
        f"{minute}",
        f"{_resident_mib():.1f}",
        f"{jobs}",
        f"{len(asyncio.all_tasks())}",
        f"{service.traffic.calls_a_minute(now)}",
        f"{service.traffic.throttles_a_minute(now)}",
        f"{logs}",
    )


def _resident_mib() -> float:
    """The memory that this process holds, from Linux's `/proc`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
