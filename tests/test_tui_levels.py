"""Every level on the screen, on a farm over real HTTP: what is beside, and the ways inside."""

from dataclasses import replace

import pytest

from app.resources import LEVELS, children, siblings
from app.resources.level import Path
from tests.live_farm import CALM, LiveFarm, above, live_farm, monitor
from tests.pilots import (
    FarmPilot,
    arrive,
    bar,
    has_lines,
    is_level,
    level,
    open_row,
    shown,
    table,
    until,
)
from tests.rest import rest

FARM_LISTS = [one.name for one in siblings(LEVELS["queues"])]
JOB_LISTS = [one.name for one in siblings(LEVELS["sessions"])]


async def has_rows(pilot: FarmPilot, name: str) -> None:
    """Wait until the list of a level is on the screen with its rows."""
    await arrive(pilot, name)
    await until(pilot, lambda: table(pilot).row_count)


def worker_of(farm: LiveFarm, session: Path) -> tuple[dict[str, str], str]:
    """Where the worker of a session is listed, and its id."""
    told = farm.ask("deadline", "GetSession", **session)
    return {"farmId": session["farmId"], "fleetId": told["fleetId"]}, told["workerId"]


async def test_tab_goes_round_all_that_is_listed_of_a_farm() -> None:
    async with live_farm() as farm, monitor("queues", {"farmId": farm.queue()["farmId"]}) as pilot:
        for name in [*FARM_LISTS, "queues"]:
            await has_rows(pilot, name)
            await pilot.press("tab")
        await arrive(pilot, FARM_LISTS[1])
        await pilot.press("shift+tab")
        await arrive(pilot, "queues")
        await pilot.press("escape")
        await arrive(pilot, "farms")


async def test_the_first_line_names_what_is_beside() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(200, 30)) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: "environments  queue-fleets" in bar(pilot, "where"))


async def test_fleets_with_a_message_are_counted_apart_and_it_is_said_why() -> None:
    async with live_farm() as farm:
        path = {"farmId": farm.queue()["farmId"]}
        telling = [
            one for one in farm.items("ListFleets", "fleets", **path) if "statusMessage" in one
        ]
        async with monitor("fleets", path) as pilot:
            await has_rows(pilot, "fleets")
            count = f"▲ {len(telling)} active with a message"
            await until(pilot, lambda: count in bar(pilot, "summary"))


@pytest.mark.parametrize("name", [one.name for one in children(LEVELS["queues"])])
async def test_what_is_listed_of_a_queue_is_there(name: str) -> None:
    async with live_farm() as farm, monitor(name, farm.queue()) as pilot:
        await has_rows(pilot, name)


QUEUE = ("ListQueues", "queues", "displayName")
FLEET = ("ListFleets", "fleets", "displayName")
STEP = ("ListSteps", "steps", "name")
JOB = ("ListJobs", "jobs", "name")
"""What lists a kind of things, and where each has its name."""

STILL = replace(CALM, speed=1e-9)
"""A farm on which no other job comes meanwhile, whose name would be asked for."""

NAMED = {
    "budgets": (QUEUE, "ListQueues"),
    "queue-fleets": (FLEET, "ListFleets"),
    "dependencies": (STEP, "BatchGetStep"),
    "consumers": (STEP, "BatchGetStep"),
    "sessions": (FLEET, "ListFleets"),
    "worker-sessions": (JOB, "BatchGetJob"),
}
"""Levels whose items tell ids of something: what that is, and the call that tells its name."""


def place_of(farm: LiveFarm, name: str) -> dict[str, str]:
    """Where a level of that farm has items."""
    queue = farm.queue()
    if name == "budgets":
        return {"farmId": queue["farmId"]}
    if name == "queue-fleets":
        return queue
    if name == "sessions":
        return above(farm.session())
    if name == "worker-sessions":
        fleet, worker = worker_of(farm, farm.session())
        return {**fleet, "workerId": worker}
    operation = {"dependencies": "ListStepDependencies", "consumers": "ListStepConsumers"}[name]
    for job in farm.items("ListJobs", "jobs", **queue):
        path = {**queue, "jobId": job["jobId"]}
        for step in farm.items("ListSteps", "steps", **path):
            if farm.items(operation, name, **path, stepId=step["stepId"]):
                return {**path, "stepId": step["stepId"]}
    raise LookupError(f"no step has {name}")


@pytest.mark.parametrize("name", NAMED)
async def test_what_a_list_tells_by_its_id_is_called_by_its_name_for_one_call(name: str) -> None:
    (lister, member, called), operation = NAMED[name]
    async with live_farm(STILL) as farm:
        path = place_of(farm, name)
        known = {**farm.queue(), **path}
        around = {key: known[key] for key in LEVELS[member].within}
        names = [one[called] for one in farm.items(lister, member, **around)]
        farm.endpoint.calls.clear()
        async with monitor(name, path, size=(140, 30)) as pilot:
            await has_rows(pilot, name)
            await until(pilot, lambda: any(one in shown(pilot.app) for one in names))
            await rest(pilot)
            assert farm.calls(operation) == 1


async def test_where_names_may_not_be_seen_the_id_stays() -> None:
    async with live_farm() as farm:
        path = place_of(farm, "budgets")
        farm.break_it("deny:ListQueues")
        async with monitor("budgets", path, size=(140, 30)) as pilot:
            await has_rows(pilot, "budgets")
            await until(pilot, lambda: farm.calls("ListQueues"))
            await until(pilot, lambda: "queue-" in shown(pilot.app))
            await rest(pilot)
            assert "denied" not in shown(pilot.app)


async def test_from_a_job_over_its_steps_and_tasks_one_comes_to_the_log_of_an_action() -> None:
    async with live_farm() as farm, monitor("sessions", above(farm.session())) as pilot:
        await arrive(pilot, "sessions")
        await pilot.press("tab")
        for name in ("steps", "tasks", "task-actions"):
            await has_rows(pilot, name)
            await pilot.press("enter")
        await until(pilot, lambda: has_lines(pilot))


async def test_the_log_of_a_task_is_that_of_the_action_that_ran_it_last() -> None:
    async with live_farm() as farm, monitor("steps", above(farm.session())) as pilot:
        await has_rows(pilot, "steps")
        await pilot.press("enter")
        await has_rows(pilot, "tasks")
        await pilot.press("L")
        await until(pilot, lambda: has_lines(pilot))


async def test_from_a_worker_one_comes_to_the_sessions_of_others_jobs() -> None:
    async with live_farm() as farm:
        session = farm.session()
        fleet, worker = worker_of(farm, session)
        async with monitor("workers", fleet) as pilot:
            await open_row(pilot, worker, "worker-sessions", "enter")
            await open_row(pilot, session["sessionId"], "session-actions", "enter")
            await until(pilot, lambda: table(pilot).row_count)
            assert level(pilot).place.path == session
            await pilot.press("escape")
            await arrive(pilot, "worker-sessions")


async def test_the_log_of_a_worker_reads_as_sentences() -> None:
    async with live_farm() as farm:
        session = farm.session()
        fleet, _ = worker_of(farm, session)
        async with monitor("workers", fleet) as pilot:
            await has_rows(pilot, "workers")
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            text = shown(pilot.app)
            assert "INFO" in text
            assert '"level"' not in text


async def test_where_nothing_is_beside_tab_does_nothing() -> None:
    async with live_farm() as farm, monitor("session-actions", farm.session()) as pilot:
        await arrive(pilot, "session-actions")
        await pilot.press("tab")
        assert is_level(pilot, "session-actions")
