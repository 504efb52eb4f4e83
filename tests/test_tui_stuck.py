"""What is silent for too long, wherever it is shown, and how few calls it takes to know."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.config import Settings
from app.errors import UnreachableError
from app.localfarm.options import Options
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.view import cell_text
from tests.camera import Camera, list_rests
from tests.live_farm import above, live_farm
from tests.live_farm import monitor as live_monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    has_lines,
    log_item,
    shown,
    table,
    until,
)
from tests.rest import NARROW, Prepare, Size, rest
from tests.stuck_service import StuckService
from tests.test_tui_timeline import is_charted, timeline
from tests.world_service import NOW, WorldService

MARK = "◷ SILENT 14m"
WIDE = (180, 42)
"""With the preview beside the list."""


@pytest.fixture
def service() -> StuckService:
    """The camera's world as well."""
    return StuckService()


def monitor(service: WorldService, name: str, path: Path, **settings: Any) -> FarmTop:
    return FarmTop(
        Settings(animation=False, **settings),
        place=Place(LEVELS[name], path),
        connect=service.connect,
        clock=lambda: NOW,
    )


def status(pilot: FarmPilot, key: str) -> str:
    """What the first column of a row reads."""
    found = table(pilot).row_list.rows.find(key)
    assert found is not None
    return cell_text(table(pilot).row_list.rows[found].cells[0], NOW)


@asynccontextmanager
async def on_marked_action(
    service: StuckService, size: tuple[int, int]
) -> AsyncIterator[FarmPilot]:
    """The monitor where the action that is stuck is selected and marked."""
    session, key = service.stuck()
    app = monitor(service, "session-actions", session)
    async with app.run_test(size=size) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: table(pilot).select(key))
        await until(pilot, lambda: status(pilot, key) == MARK)
        yield pilot


async def test_what_is_silent_is_counted_once_above_the_list(service: StuckService) -> None:
    async with on_marked_action(service, (120, 30)) as pilot:
        await until(pilot, lambda: "◷ 1 silent" in bar(pilot, "summary"))
        counts = re.findall(r"[◷●✖▲◌✔○] ([\d,]+)", bar(pilot, "summary"))
        assert sum(map(int, counts)) == table(pilot).total_count


async def test_a_session_that_is_being_ended_is_not_said_to_be_silent(
    service: StuckService,
) -> None:
    session, _ = service.stuck()

    def end(answer: dict[str, Any]) -> None:
        for one in answer["sessions"]:
            if one["sessionId"] == session["sessionId"]:
                one.update(lifecycleStatus="UPDATE_IN_PROGRESS", targetLifecycleStatus="ENDED")

    service.change("ListSessions", end)
    service.change("BatchGetSession", end)
    async with on_marked_action(service, NARROW) as pilot:
        await pilot.press("p")
        await arrive(pilot, "sessions")
        key = session["sessionId"]
        await until(pilot, lambda: status(pilot, key) == "● UPDATE_IN_PROGRESS")
        assert "silent" not in bar(pilot, "summary")


async def test_steps_and_tasks_are_marked_for_no_call_as_well(service: StuckService) -> None:
    session, key = service.stuck()
    [action] = [one for one in service.actions(session) if one["sessionActionId"] == key]
    ran = action["definition"]["taskRun"]
    async with on_marked_action(service, NARROW) as pilot:
        await pilot.press("t")
        await arrive(pilot, "tasks")
        await until(pilot, lambda: status(pilot, ran["taskId"]) == MARK)
        await pilot.press("p")
        await arrive(pilot, "steps")
        await until(pilot, lambda: status(pilot, ran["stepId"]) == "◷ 1 SILENT")
        assert service.calls["GetLogEvents"] == 1


async def test_a_filter_finds_it_by_its_status_and_by_its_silence(service: StuckService) -> None:
    _, key = service.stuck()
    async with on_marked_action(service, NARROW) as pilot:
        for typed in ("silent", "running"):
            await answer(pilot, "slash", typed)
            await until(pilot, lambda: table(pilot).row_count == 1)
            assert table(pilot).selected_key == key


async def test_details_tell_the_last_line_and_its_age(service: StuckService) -> None:
    async with on_marked_action(service, WIDE) as pilot:
        await until(pilot, lambda: f"{MARK}  others take" in shown(pilot.app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await until(pilot, lambda: "Last line, 14m ago: " in shown(pilot.app))


async def test_why_says_of_what_has_not_failed_that_it_is_silent(service: StuckService) -> None:
    session, _ = service.stuck()
    async with on_marked_action(service, WIDE) as pilot:
        await pilot.press("F")
        await until(pilot, lambda: f"{MARK}: others take" in shown(pilot.app))
        assert "Last line, 14m ago: " in shown(pilot.app)
        assert "a on its session ends that" in " ".join(shown(pilot.app).split())
        await pilot.press("escape")
        await arrive(pilot, "session-actions")
        await pilot.press("escape")
        await until(pilot, lambda: table(pilot).select(session["sessionId"]))
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        await pilot.press("F")
        await until(pilot, lambda: f"{MARK}: others take" in shown(pilot.app))


async def test_why_tells_of_what_is_silent_beside_what_has_failed(service: StuckService) -> None:
    session, _ = service.stuck()
    failed = next(one for one in service.actions(session) if one["status"] == "SUCCEEDED")

    def fail(answer: dict[str, Any]) -> None:
        for action in answer["sessionActions"]:
            if action["sessionActionId"] == failed["sessionActionId"]:
                action.update(status="FAILED", processExitCode=1)

    for operation in ("ListSessionActions", "BatchGetSessionAction"):
        service.change(operation, fail)
    async with on_marked_action(service, NARROW) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: table(pilot).select(session["sessionId"]))
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        await pilot.press("F")
        await until(pilot, lambda: "exit 1" in shown(pilot.app))
        assert "◷ 1 silent" in bar(pilot, "summary")
        assert f"{MARK}  last: " in shown(pilot.app)


async def test_asked_again_why_says_nothing_of_before_until_there_is_an_answer(
    service: StuckService,
) -> None:
    async with on_marked_action(service, WIDE) as pilot:
        await pilot.press("F")
        await until(pilot, lambda: "◷ 1 silent" in bar(pilot, "summary"))
        service.fail("GetSessionAction", UnreachableError("Nobody answers.", "Try again."))
        await pilot.press("r")
        await until(pilot, lambda: "✖ Nobody answers." in shown(pilot.app))
        assert not bar(pilot, "summary").strip()


async def test_nothing_is_listened_to_where_the_setting_says_so(service: StuckService) -> None:
    session, key = service.stuck()
    app = monitor(service, "session-actions", session, stuck_after=0)
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: table(pilot).select(key))
        await rest(pilot)
        assert status(pilot, key) == "● RUNNING"
        assert service.calls["GetLogEvents"] == 0


async def test_a_timeline_listens_to_what_runs_for_too_long_and_leads_to_its_log(
    service: StuckService,
) -> None:
    session, key = service.stuck()
    job = above(session)
    queue = {name: job[name] for name in ("farmId", "queueId")}
    app = monitor(service, "jobs", queue)
    async with app.run_test(size=(120, 30)) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(job["jobId"]))
        await pilot.press("T")
        await until(pilot, lambda: is_charted(pilot))
        await until(pilot, lambda: "◷ 1 silent" in bar(pilot, "summary"))
        assert service.calls["GetLogEvents"] == 1
        for _ in range(len(timeline(pilot).pane.chart.runs)):
            await pilot.press("n")
            if MARK in bar(pilot, "of-step"):
                break
        assert f"{MARK}  last: " in bar(pilot, "of-step")
        await pilot.press("enter")
        await until(pilot, lambda: has_lines(pilot))
        assert log_item(pilot)["sessionActionId"] == key


async def test_over_http_a_stuck_action_takes_one_call_of_its_log() -> None:
    async with live_farm(Options(seed=3, jobs=60, workers=12, stuck=3)) as farm:
        whole = {"farmId": farm.queue()["farmId"]}
        queues = farm.items("ListQueues", "queues", **whole)
        sessions = [
            {**queue, "jobId": job["jobId"], "sessionId": session["sessionId"]}
            for queue in ({**whole, "queueId": one["queueId"]} for one in queues)
            for job in farm.items("ListJobs", "jobs", **queue)
            for session in farm.items("ListSessions", "sessions", **queue, jobId=job["jobId"])
            if session.get("endedAt") is None
        ]
        path, key = next(
            (path, one["sessionActionId"])
            for path in sessions
            for one in farm.actions(path)
            if one["status"] == "RUNNING" and time.time() - one["startedAt"].timestamp() > 800
        )
        async with live_monitor("session-actions", path) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).select(key))
            await until(pilot, lambda: "◷ SILENT 1" in shown(pilot.app))
            assert farm.endpoint.calls["logs.GetLogEvents"] == 1


def show_list(key: str) -> Prepare[str]:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "session-actions")
        await until(pilot, lambda: table(pilot).select(key))
        await until(pilot, lambda: status(pilot, key) == MARK)
        await list_rests(pilot, "session-actions")

    return prepare


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_how_a_list_looks(camera: Camera, service: StuckService, size: Size) -> None:
    session, key = service.stuck()
    assert camera.sees("session-actions", session, size=size, prepare=show_list(key))


@pytest.mark.parametrize("size", [NARROW, (160, 30)], ids=["narrow", "wide"])
def test_how_a_timeline_looks(camera: Camera, service: StuckService, size: Size) -> None:
    session, _ = service.stuck()
    job = above(session)

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        assert table(pilot).select(job["jobId"])
        await pilot.press("T")
        await until(pilot, lambda: is_charted(pilot))
        await until(pilot, lambda: "◷ 1 silent" in bar(pilot, "summary"))
        for _ in range(len(timeline(pilot).pane.chart.runs)):
            await pilot.press("n")
            if MARK in bar(pilot, "of-step"):
                break
        await rest(pilot)

    path = {name: job[name] for name in ("farmId", "queueId")}
    assert camera.sees("jobs", path, size=size, prepare=prepare)
