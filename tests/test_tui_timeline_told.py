"""What a timeline tells of its actions, of its time and of its keys, while time stands still."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from app.config import Settings
from app.errors import UnreachableError
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.host.host_screen import HostScreen
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.why.why_screen import WhyScreen
from tests.pilots import FarmPilot, arrive, bar, shown, table, until
from tests.test_tui_timeline import is_charted, open_timeline, timeline
from tests.world_service import NOW, WorldService

WIDE = (160, 30)


@asynccontextmanager
async def charted(
    service: WorldService,
    name: str,
    path: Path,
    key: str,
    clock: Callable[[], float] = lambda: NOW,
) -> AsyncIterator[FarmPilot]:
    """The monitor where the timeline of an item of a level was read."""
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS[name], path),
        connect=service.connect,
        clock=clock,
    )
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_timeline(pilot, name, key)
        yield pilot


def worker_of(service: WorldService, session: Path) -> tuple[Path, str]:
    """Where the worker of a session is listed, and its id."""
    told = service.ask("deadline", "GetSession", **session)
    return {"farmId": session["farmId"], "fleetId": told["fleetId"]}, told["workerId"]


async def test_of_a_worker_the_job_of_the_action_is_told_for_one_call(
    service: WorldService,
) -> None:
    session = service.session()
    path, worker = worker_of(service, session)
    job = {name: session[name] for name in ("farmId", "queueId", "jobId")}
    name = service.ask("deadline", "GetJob", **job)["name"]
    async with charted(service, "workers", path, worker) as pilot:
        await until(pilot, lambda: f"job {name}" in bar(pilot, "of-step"))
        assert "on this worker" in bar(pilot, "of-step")
        assert service.calls["GetJob"] == 1


async def test_while_nobody_knows_what_runs_ends_when_that_was_last_told(
    service: WorldService,
) -> None:
    now = NOW
    job = service.job()
    queue = service.queue()
    async with charted(service, "jobs", queue, job["jobId"], lambda: now) as pilot:
        pane = timeline(pilot).pane
        await until(pilot, lambda: "– now" in bar(pilot, "about"))
        service.fail("ListSessions", UnreachableError("Nobody answers.", "Try again."))
        await pilot.press("r")
        await until(pilot, lambda: "Nobody answers." in shown(pilot.app))
        now += 600
        pane.draw()
        await until(pilot, lambda: "or later" in bar(pilot, "about"))
        assert max(run.took.end for run in pane.chart.runs if run.is_running) == NOW


async def test_it_is_said_where_nothing_else_stands_out(service: WorldService) -> None:
    session = service.session()
    sessions = {name: session[name] for name in session if name != "sessionId"}
    service.change("ListSessionActions", all_well)
    async with charted(service, "sessions", sessions, session["sessionId"]) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: "Nothing else here failed" in shown(pilot.app))


def all_well(answer: dict[str, Any]) -> None:
    """Have two actions that ended well."""
    answer["sessionActions"] = [
        {**one, "status": "SUCCEEDED", "endedAt": one["startedAt"] + timedelta(seconds=1)}
        for one in answer["sessionActions"][:2]
    ]


async def test_where_a_pause_takes_most_of_the_time_the_last_work_is_looked_at_first(
    service: WorldService,
) -> None:
    job = service.job()
    queue = service.queue()

    def long_ago(answer: dict[str, Any]) -> None:
        """Have begun and ended a day before what is under way."""
        for one in answer["sessionActions"]:
            if "endedAt" in one:
                for member in ("startedAt", "endedAt"):
                    one[member] -= timedelta(days=1)

    service.change("ListSessionActions", long_ago)
    async with charted(service, "jobs", queue, job["jobId"]) as pilot:
        gantt, chart = timeline(pilot).pane.gantt, timeline(pilot).pane.chart
        assert chart.last_work is not None
        await until(pilot, lambda: " of 1d" in bar(pilot, "summary"))
        assert gantt.window is not None
        assert (gantt.window.start, gantt.window.end) == tuple(chart.last_work)
        await pilot.press("0")
        await until(pilot, lambda: gantt.is_whole and " of 1d" not in bar(pilot, "summary"))
        assert is_charted(pilot)


async def test_keys_lead_from_the_action_to_its_worker_its_machine_and_why_it_failed(
    service: WorldService,
) -> None:
    job = service.job()
    async with charted(service, "jobs", service.queue(), job["jobId"]) as pilot:
        here = timeline(pilot)
        selected = here.pane.selected
        assert selected is not None
        run = selected[0]
        told = service.ask("deadline", "GetSession", **run.place.path)
        await pilot.press("w")
        await arrive(pilot, "workers")
        await until(pilot, lambda: table(pilot).selected_key == told["workerId"])
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is here)
        await pilot.press("M")
        await until(pilot, lambda: isinstance(pilot.app.screen, HostScreen))
        machine = pilot.app.screen
        assert isinstance(machine, HostScreen)
        assert machine.pane.source.key == told["workerId"]
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is here)
        await pilot.press("F")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyScreen))
        stand = pilot.app.screen.stand() if isinstance(pilot.app.screen, WhyScreen) else None
        assert stand is not None
        assert stand.key == run.key


async def test_no_key_is_offered_that_is_about_an_action_where_none_was_run(
    service: WorldService,
) -> None:
    job, offered = service.job(), "L Log"
    async with charted(service, "jobs", service.queue(), job["jobId"]) as pilot:
        await until(pilot, lambda: offered in foot(pilot) and "+ Zoom n Next" in foot(pilot))
        await pilot.press("escape")
        service.change("ListSessions", lambda answer: answer.update(sessions=[]))
        await pilot.press("T")
        await until(pilot, lambda: "Nothing has been run here yet." in shown(pilot.app))
        await until(pilot, lambda: "Back" in foot(pilot))
        assert foot(pilot) == "? Keys : Go to Esc Back"


def foot(pilot: FarmPilot) -> str:
    """What the line at the foot of the screen reads."""
    return pilot.app.screen.query_one(ActiveKeys).text
