"""Getting about on the screen, on a farm over real HTTP: links, and the history of places."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import pytest

from app.config import Settings
from app.errors import NotFoundError
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.web_pages import console_page
from app.tui.app import FarmTop
from tests.live_farm import CALM, LiveFarm, above, live_farm, monitor
from tests.pilots import FarmPilot, answer, arrive, is_level, level, open_row, shown, table, until
from tests.rest import rest
from tests.world_service import WorldService

STILL = replace(CALM, speed=1e-9)
"""A farm on which no session begins another task meanwhile."""


def at_row(pilot: FarmPilot, name: str, key: str) -> bool:
    """Whether this row of a level's list is selected."""
    return is_level(pilot, name) and table(pilot).selected_key == key


def task_runs(farm: LiveFarm, session: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The actions of a session that run tasks."""
    return (one for one in farm.actions(session) if "taskRun" in one["definition"])


async def test_a_session_leads_to_its_worker_and_history_back_and_forward() -> None:
    async with live_farm() as farm, monitor("sessions", above(farm.session())) as pilot:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        await arrive(pilot, "sessions")
        await until(pilot, lambda: table(pilot).select(session["sessionId"]))
        await pilot.press("w")
        await until(pilot, lambda: at_row(pilot, "workers", told["workerId"]))
        assert level(pilot).place.path["fleetId"] == told["fleetId"]
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: at_row(pilot, "sessions", session["sessionId"]))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: at_row(pilot, "workers", told["workerId"]))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "last place" in shown(pilot.app))


async def test_an_action_leads_to_its_task_its_worker_and_its_session() -> None:
    async with live_farm() as farm:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        action = next(task_runs(farm, session))
        async with monitor("sessions", above(session)) as pilot:
            await open_row(pilot, session["sessionId"], "session-actions")
            for key, name, wanted in (
                ("t", "tasks", action["definition"]["taskRun"]["taskId"]),
                ("w", "workers", told["workerId"]),
                ("p", "sessions", session["sessionId"]),
            ):
                await until(pilot, lambda: table(pilot).select(action["sessionActionId"]))
                await pilot.press(key)
                await until(pilot, at_row, pilot, name, wanted)
                await pilot.press("left_square_bracket")
                await arrive(pilot, "session-actions")


@pytest.mark.parametrize("name", ["sessions", "worker-sessions"])
async def test_a_session_leads_to_the_task_that_it_has_begun_last(name: str) -> None:
    async with live_farm(STILL) as farm:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        begun = [one for one in task_runs(farm, session) if one.get("startedAt")]
        newest = max(begun, key=lambda one: one["startedAt"])["definition"]["taskRun"]["taskId"]
        worker = {name: told[name] for name in ("fleetId", "workerId")}
        path = {
            "sessions": above(session),
            "worker-sessions": {"farmId": session["farmId"], **worker},
        }
        async with monitor(name, path[name]) as pilot:
            await arrive(pilot, name)
            await until(pilot, lambda: table(pilot).select(session["sessionId"]))
            await pilot.press("t")
            await until(pilot, at_row, pilot, "tasks", newest)


async def test_a_row_that_leads_nowhere_says_so() -> None:
    async with live_farm() as farm, monitor("queues", {"farmId": farm.queue()["farmId"]}) as pilot:
        await arrive(pilot, "queues")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("w")
        await until(pilot, lambda: "A queue leads to no worker by this key." in shown(pilot.app))
        assert is_level(pilot, "queues")


async def test_what_is_listed_beside_is_a_place_of_its_own_in_the_history() -> None:
    async with live_farm() as farm, monitor("queues", {"farmId": farm.queue()["farmId"]}) as pilot:
        await arrive(pilot, "queues")
        await pilot.press("tab")
        await arrive(pilot, "fleets")
        await pilot.press("left_square_bracket")
        await arrive(pilot, "queues")
        await pilot.press("right_square_bracket")
        await arrive(pilot, "fleets")


async def test_a_task_far_down_its_list_is_loaded_for() -> None:
    async with live_farm() as farm:
        path, step, tasks = long_step(farm)
        last = tasks[-1]["taskId"]
        async with monitor("tasks", {**path, "stepId": step}) as pilot:
            await arrive(pilot, "tasks")
            level(pilot).pane.find(last)
            await until(pilot, lambda: at_row(pilot, "tasks", last))


def long_step(farm: LiveFarm) -> tuple[dict[str, str], str, list[dict[str, Any]]]:
    """A step of more tasks than one page holds: its job, its id, its tasks."""
    queue = farm.queue()
    for job in farm.items("ListJobs", "jobs", **queue):
        path = {**queue, "jobId": job["jobId"]}
        for step in farm.items("ListSteps", "steps", **path):
            tasks: list[dict[str, Any]] = []
            token: dict[str, str] = {}
            while True:
                page = farm.ask("deadline", "ListTasks", **path, stepId=step["stepId"], **token)
                tasks += page["tasks"]
                if not page.get("nextToken"):
                    break
                token = {"nextToken": page["nextToken"]}
            if len(tasks) > 100:
                return path, step["stepId"], tasks
    raise AssertionError("There is no step of so many tasks.")


def has_ended(process: int) -> bool:
    """Whether a process has ended, and its parent has taken notice."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


async def test_the_address_of_a_web_page_is_copied_and_opened_where_that_is_seen(
    service: WorldService, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    for name in ("open", "xdg-open"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$$ $1" > {seen}.new && mv {seen}.new {seen}\n')
        program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("DISPLAY", ":0")
    app = FarmTop(Settings(), place=Place(LEVELS["farms"]), connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "farms")
        await until(pilot, lambda: table(pilot).selected_key)
        farm = table(pilot).selected_key
        await pilot.press("o")
        page = console_page("us-west-2", {"farmId": str(farm)})
        await until(pilot, lambda: app.clipboard == page)
        await until(pilot, seen.exists)
        process, address = seen.read_text().split()
        assert address == page
        await until(pilot, lambda: "Copied and opened" in shown(app))
        await until(pilot, has_ended, int(process))
        await rest(pilot)  # the event loop is told of it by another thread


async def test_over_ssh_the_address_is_only_copied(
    service: WorldService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    app = FarmTop(Settings(), place=Place(LEVELS["farms"]), connect=service.connect)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await arrive(pilot, "farms")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("o")
        await until(pilot, lambda: app.clipboard.startswith("https://"))
        await until(pilot, lambda: "Copied" in shown(app))
        assert "opened" not in shown(app)


async def opened_at(service: WorldService, address: str, name: str) -> Place:
    """The place that the monitor comes to which is opened at an address."""
    app = FarmTop(Settings(), address=address, connect=service.connect)
    async with app.run_test(size=(100, 30)) as pilot:
        await arrive(pilot, name)
        return level(pilot).place


async def test_the_monitor_opens_at_an_address(service: WorldService) -> None:
    path = {**service.queue(), "jobId": service.job()["jobId"]}
    job = service.ask("deadline", "GetJob", **path)
    farm = service.ask("deadline", "GetFarm", farmId=path["farmId"])["displayName"]
    queue = service.ask("deadline", "GetQueue", **service.queue())["displayName"]
    for address in (job["jobId"], f"{farm}/{queue}/{job['name']}"):
        assert await opened_at(service, address, "sessions") == Place(LEVELS["sessions"], path)


async def test_where_an_address_leads_nowhere_the_monitor_ends_and_says_so(
    service: WorldService,
) -> None:
    app = FarmTop(Settings(), address=f"job-{'f' * 32}", connect=service.connect)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == NotFoundError.exit_code
    assert "There is no job" in str(app.return_value)


async def test_why_an_address_leads_nowhere_is_said_whole_on_a_narrow_screen(
    service: WorldService,
) -> None:
    app = FarmTop(Settings(), place=Place(LEVELS["farms"]), connect=service.connect)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await arrive(pilot, "farms")
        await answer(pilot, "colon", "Aurora/lightninig")
        await until(pilot, lambda: "What there is: lighting" in " ".join(shown(app).split()))
        assert shown(app).count("There is no queue") == 1
        assert shown(app).splitlines()[-1].split() == [":", "Aurora/lightninig"]
