"""Acting on what rows stand for: the task that an action ran, and the session in which it did."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path as Ids
from app.resources.level import Place
from app.tui.acting.act_screen import ActScreen
from app.tui.acting.confirm_screen import ConfirmScreen
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.app import FarmTop
from tests.acting import ALLOWED, ask_for, audit, confirm, heading, is_on, updates
from tests.camera import Camera, list_rests
from tests.live_farm import LiveFarm, above, live_farm, monitor
from tests.pilots import FarmPilot, arrive, shown, table, until
from tests.rest import NARROW
from tests.world_service import NOW, WorldService, still_world


def ran(action: dict[str, Any]) -> dict[str, str]:
    """The ids of the step and of the task that an action ran; none where it ran none."""
    run = action["definition"].get("taskRun", {})
    return {name: run[name] for name in ("stepId", "taskId") if name in run}


def tasks_of(actions: list[dict[str, Any]]) -> list[str]:
    """The tasks that actions ran, each once."""
    return list(dict.fromkeys(ran(one)["taskId"] for one in actions if ran(one)))


def sessions(farm: LiveFarm) -> Iterator[tuple[dict[str, str], list[dict[str, Any]]]]:
    """The sessions of the queue that have ended, each with its actions."""
    queue = farm.queue()
    for job in farm.items("ListJobs", "jobs", **queue):
        path = {**queue, "jobId": job["jobId"]}
        for session in farm.items("ListSessions", "sessions", **path):
            if session.get("endedAt"):
                there = {**path, "sessionId": session["sessionId"]}
                yield there, farm.actions(there)


def tried(farm: LiveFarm) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A session that has ended, and its actions: those of one task that failed are several."""
    for session, actions in sessions(farm):
        failed = [one for one in actions if one["status"] == "FAILED"]
        if len(failed) > len(tasks_of(failed)) and len(tasks_of(actions)) > 1:
            return session, actions
    raise LookupError("no task failed twice")


def requeued(farm: LiveFarm) -> dict[str, str]:
    """The ids of the only task that was asked to run again, which is all that was asked for."""
    ((operation, asked),) = updates(farm)
    assert (operation, asked["targetRunStatus"]) == ("UpdateTask", "PENDING")
    return {name: asked[name] for name in asked if name.endswith("Id")}


def box(pilot: FarmPilot) -> str:
    """What is on the screen, as one line without frames."""
    return " ".join(shown(pilot.app).replace("│", " ").split())


async def test_the_task_of_an_action_that_failed_is_requeued_from_the_action(home: Path) -> None:
    async with live_farm(fresh=True) as farm:
        session, actions = tried(farm)
        failed = next(one for one in actions if one["status"] == "FAILED")
        path = {**above(session), **ran(failed)}
        step = farm.ask("deadline", "GetStep", **{k: path[k] for k in path if k != "taskId"})
        name = farm.ask("deadline", "GetJob", **above(session))["name"]
        before = farm.ask("deadline", "GetTask", **path)
        [(parameter, union)] = before["parameters"].items()
        task = f"task {parameter}={next(iter(union.values()))}"
        async with monitor("session-actions", session, settings=ALLOWED) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).select(failed["sessionActionId"]))
            whose = f"the {task} of the step {step['name']} of the job {name}"
            await pilot.press("a")
            await until(pilot, is_on, pilot, ActScreen)
            await until(pilot, lambda: f"{whose}, or with its session" in heading(pilot))
            await pilot.press("r")
            await until(pilot, is_on, pilot, ConfirmScreen)
            assert heading(pilot).replace("\n", " ") == f"Requeue {whose}?"
            assert "What changes is the task, and not what the session action did." in box(pilot)
            assert f"Now: {before['runStatus']}" in box(pilot)
            await pilot.press("enter")  # the answer is No
            await arrive(pilot, "session-actions")
            assert updates(farm) == []
            await ask_for(pilot, "r")
            await confirm(pilot)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
            assert f"Requeue the {task}: 1 accepted." in heading(pilot)
        assert requeued(farm) == path
        assert farm.ask("deadline", "GetTask", **path)["runStatus"] != "FAILED"
    assert [(line["operation"], line["ids"]) for line in audit(home)] == [("UpdateTask", path)] * 2


async def test_of_many_actions_each_task_is_asked_for_once_and_what_runs_none_is_left_out() -> None:
    async with live_farm(fresh=True) as farm:
        session, actions = tried(farm)
        tasks = tasks_of(actions)
        others = [one for one in actions if not ran(one)]
        assert len(tasks) + len(others) < len(actions)
        async with monitor("session-actions", session, settings=ALLOWED) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).loaded_count == len(actions))
            await pilot.press("asterisk")
            await ask_for(pilot, "r")
            assert heading(pilot).startswith(f"Requeue {len(tasks)} tasks of the step ")
            assert f"no task: {len(others)} session actions" in box(pilot)
            await confirm(pilot)
            await until(pilot, lambda: f"{len(tasks)} accepted" in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).marked == ())
        ((operation, asked),) = updates(farm)
        assert operation == "BatchUpdateTask"
        assert [one["taskId"] for one in asked["tasks"]] == tasks


async def test_what_was_refused_of_a_task_stays_marked_in_each_of_its_actions() -> None:
    async with live_farm(fresh=True) as farm:
        session, actions = tried(farm)
        failed = next(ran(one)["taskId"] for one in actions if one["status"] == "FAILED")
        farm.deny_update(failed)
        async with monitor("session-actions", session, settings=ALLOWED) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).loaded_count == len(actions))
            await pilot.press("asterisk")
            await ask_for(pilot, "r")
            await confirm(pilot)
            await until(pilot, lambda: "1 refused" in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "session-actions")
            tries = {one["sessionActionId"] for one in actions if ran(one).get("taskId") == failed}
            assert len(tries) > 1
            await until(pilot, lambda: set(table(pilot).marked) == tries)


async def test_an_action_that_runs_no_task_says_so_and_its_session_can_be_ended() -> None:
    async with live_farm(fresh=True) as farm:
        session = farm.session()
        action = next(one for one in farm.actions(session) if not ran(one))
        async with monitor("session-actions", session, settings=ALLOWED) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).select(action["sessionActionId"]))
            await pilot.press("a")
            await until(pilot, is_on, pilot, ActScreen)
            await until(pilot, lambda: "requeue the task This action runs no task." in box(pilot))
            await pilot.press("r")
            await until(pilot, lambda: "looking" not in box(pilot))
            assert isinstance(pilot.app.screen, ActScreen)
            await pilot.press("e")
            await until(pilot, is_on, pilot, ConfirmScreen)
            assert heading(pilot).startswith(f"End the session {session['sessionId']} on ")
            await confirm(pilot)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        ((operation, asked),) = updates(farm)
        assert operation == "UpdateSession"
        assert {name: asked[name] for name in session} == session


async def test_a_task_is_requeued_from_any_of_its_tries() -> None:
    async with live_farm(fresh=True) as farm:
        session, actions = tried(farm)
        path = {
            **above(session),
            **next(ran(one) for one in actions if one["status"] == "FAILED"),
        }
        async with monitor("task-actions", path, settings=ALLOWED) as pilot:
            await arrive(pilot, "task-actions")
            await until(pilot, lambda: table(pilot).loaded_count > 1)
            await pilot.press("asterisk")
            await ask_for(pilot, "r")
            assert heading(pilot).startswith("Requeue the task ")
            await confirm(pilot)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        assert requeued(farm) == path


async def test_for_more_than_twenty_tasks_of_actions_one_has_to_type_the_name_of_their_job() -> (
    None
):
    async with live_farm(fresh=True) as farm:
        session, actions = max(sessions(farm), key=lambda one: len(tasks_of(one[1])))
        count, name = (
            len(tasks_of(actions)),
            farm.ask("deadline", "GetJob", **above(session))["name"],
        )
        assert count > 20
        async with monitor("session-actions", session, settings=ALLOWED) as pilot:
            await arrive(pilot, "session-actions")
            await until(pilot, lambda: table(pilot).loaded_count == len(actions))
            await pilot.press("asterisk", "a")
            await until(pilot, is_on, pilot, ActScreen)
            await until(pilot, lambda: f" of the job {name}, or with" in heading(pilot))
            await pilot.press("r")
            await until(pilot, is_on, pilot, ConfirmScreen)
            assert f"Type {name} to go on" in box(pilot)
            await pilot.press("y", "enter")
            await until(pilot, lambda: "Nothing is done" in box(pilot))
            assert updates(farm) == []
            await confirm(pilot)
            await until(pilot, lambda: f"{count} accepted" in shown(pilot.app))


async def test_the_task_of_an_action_is_left_alone_unless_acting_is_allowed() -> None:
    async with live_farm() as farm, monitor("session-actions", farm.session()) as pilot:
        await arrive(pilot, "session-actions")
        await pilot.press("a")
        await until(pilot, lambda: "--allow-actions" in shown(pilot.app))
        assert not isinstance(pilot.app.screen, ActScreen)
        assert farm.calls("BatchGetTask") == 0


@asynccontextmanager
async def on_a_failed_action(service: WorldService) -> AsyncIterator[FarmPilot]:
    """The monitor on an action that failed, where acting is allowed."""
    session = service.failed_session()
    async with looking_into(service, session).run_test(size=(120, 30), notifications=True) as pilot:
        await arrive(pilot, "session-actions")
        key = service.failed_action(session)["sessionActionId"]
        await until(pilot, lambda: table(pilot).select(key))
        yield pilot


def looking_into(service: WorldService, session: Ids) -> FarmTop:
    """The monitor of what a session did."""
    return FarmTop(
        Settings(animation=False, allow_actions=True, cache=False),
        place=Place(LEVELS["session-actions"], session),
        connect=service.connect,
        clock=lambda: NOW,
    )


async def test_the_row_of_the_task_says_that_something_was_requested() -> None:
    service = WorldService(still_world())
    service.silence("UpdateTask")
    async with on_a_failed_action(service) as pilot:
        await ask_for(pilot, "r")
        await pilot.press("y")
        await until(pilot, is_on, pilot, OutcomeScreen)
        await pilot.press("escape", "t")
        await arrive(pilot, "tasks")
        await until(pilot, lambda: "» requeue: Frame=" in shown(pilot.app))


def has_learned(pilot: FarmPilot) -> bool:
    """Whether the box that is on the screen asks for nothing more."""
    here = pilot.app.screen
    return not any(one.node is here and not one.is_finished for one in pilot.app.workers)


@pytest.mark.parametrize("keys", [("a",), ("a", "r")], ids=["offered", "asked"])
def test_how_it_looks_to_act_on_the_task_of_an_action(
    camera: Camera, keys: tuple[str, ...]
) -> None:
    service = WorldService(still_world())
    session = service.failed_session()

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "session-actions")
        assert table(pilot).select(service.failed_action(session)["sessionActionId"])
        for key, screen in zip(keys, (ActScreen, ConfirmScreen), strict=False):
            await pilot.press(key)
            await until(pilot, is_on, pilot, screen)
            await until(pilot, lambda: "looking …" not in box(pilot))
            await until(pilot, has_learned, pilot)

    assert camera.sees_app(looking_into(service, session), size=NARROW, prepare=prepare)
