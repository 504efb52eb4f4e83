"""`w` on what ran on a worker, in the monitor: to it, or why not where it is no more."""

from typing import Any

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from tests.pilots import FarmPilot, arrive, is_level, level, shown, table, until
from tests.world_service import NOW, WorldService, refused

RUN_ON_A_WORKER = pytest.mark.parametrize("name", ["sessions", "session-actions", "tasks"])


def row(service: WorldService, name: str) -> tuple[Path, str, str]:
    """Where a level is listed, the id of a row that a worker has ended, and that of the worker."""
    ended, running = service.failed_session(), service.session()
    action = next(one for one in service.actions(running) if "taskRun" in one["definition"])
    task = action["definition"]["taskRun"]
    step = {
        **{key: running[key] for key in running if key != "sessionId"},
        "stepId": task["stepId"],
    }
    path, key, session = {
        "sessions": (ended, ended["sessionId"], ended),
        "session-actions": (running, action["sessionActionId"], running),
        "tasks": (step, task["taskId"], running),
    }[name]
    above = {member: path[member] for member in path if member != LEVELS[name].key}
    return above, key, service.ask("deadline", "GetSession", **session)["workerId"]


def monitor(service: WorldService, name: str, path: Path) -> FarmTop:
    """The monitor at a level."""
    place = Place(LEVELS[name], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def at_worker(pilot: FarmPilot, key: str) -> bool:
    """Whether this worker is selected in its list."""
    return is_level(pilot, "workers") and table(pilot).selected_key == key


@RUN_ON_A_WORKER
async def test_a_row_leads_to_the_worker_that_ran_it(service: WorldService, name: str) -> None:
    path, key, worker = row(service, name)
    async with monitor(service, name, path).run_test(size=(120, 40)) as pilot:
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).row_count)
        level(pilot).pane.find(key)
        await until(pilot, lambda: table(pilot).selected_key == key)
        await pilot.press("w")
        await until(pilot, at_worker, pilot, worker)


@RUN_ON_A_WORKER
async def test_where_the_worker_is_no_more_one_stays_and_is_told_of_its_log(
    service: WorldService, name: str
) -> None:
    def gone(_answer: dict[str, Any]) -> None:
        raise refused("ResourceNotFoundException", "No such worker.", "GetWorker")

    service.change("GetWorker", gone)
    path, key, _ = row(service, name)
    app = monitor(service, name, path)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).row_count)
        level(pilot).pane.find(key)
        await until(pilot, lambda: table(pilot).selected_key == key)
        await pilot.press("w")
        await until(pilot, lambda: "is no more." in shown(app))
        assert "M shows the machine" in shown(app)
        assert is_level(pilot, name)
        assert table(pilot).selected_key == key
