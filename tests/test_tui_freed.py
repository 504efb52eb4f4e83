"""What was closed is forgotten: the monitor stays open for days."""

import gc
from weakref import ref

from textual._styles_cache import StylesCache
from textual.screen import Screen

from tests.live_farm import live_farm, monitor
from tests.pilots import arrive, level, log, open_log, open_row, until


async def test_lists_and_logs_are_freed_once_they_are_closed() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        session = farm.session()
        await arrive(pilot, "jobs")
        await open_row(pilot, session["jobId"], "sessions")
        closed: list[ref[Screen[None]]] = [ref(level(pilot))]
        await open_log(pilot, "sessions", session["sessionId"])
        closed.append(ref(log(pilot)))
        for name in ("sessions", "jobs"):
            await pilot.press("escape")
            await arrive(pilot, name)

        def are_freed() -> bool:
            gc.collect()
            return not any(screen() for screen in closed)

        await until(pilot, are_freed)


async def test_what_closed_screens_painted_is_freed_too() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        session = farm.session()
        await arrive(pilot, "jobs")
        await open_row(pilot, session["jobId"], "sessions")
        await arrive(pilot, "sessions")
        before = painters()
        await open_log(pilot, "sessions", session["sessionId"])
        assert painters() > before
        await pilot.press("escape")
        await arrive(pilot, "sessions")
        await until(pilot, lambda: painters() <= before)


def painters() -> int:
    """How many widgets' painted lines are in memory."""
    gc.collect()
    return sum(isinstance(one, StylesCache) for one in gc.get_objects())
