"""`w` on a step: to the worker that runs its tasks, or ran them last, or to one of several."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.aws.work.on_tasks import sessions_on_tasks
from app.config import Settings
from app.errors import InvalidError, NotFoundError
from app.resources import LEVELS
from app.resources.fields import WORKING
from app.resources.level import Place
from app.resources.links import session_of
from app.resources.tasks import TASKS
from app.tui.app import FarmTop
from app.tui.going.workers_screen import WorkersScreen
from app.tui.keyboard.useful_keys import is_of_use
from tests.pilots import FarmPilot, arrive, shown, table, until
from tests.rest import NARROW
from tests.world_service import NOW, WorldService

Item = Mapping[str, Any]


def step_of(service: WorldService, status: str) -> tuple[Place, Item, list[Item]]:
    """Where the tasks of a step in this status are listed, the step, and its tasks."""
    job = service.job(status)
    steps = service.ask("deadline", "ListSteps", **job)["steps"]
    step = next(one for one in steps if one["taskRunStatus"] == status)
    path = {**job, "stepId": step["stepId"]}
    return Place(TASKS, path), step, list(tasks_of(service, path))


def tasks_of(service: WorldService, step: dict[str, str]) -> Iterator[Item]:
    """All tasks of a step."""
    more: dict[str, str] = {}
    while True:
        page = service.ask("deadline", "ListTasks", **step, **more)
        yield from page["tasks"]
        if "nextToken" not in page:
            return
        more = {"nextToken": page["nextToken"]}


def workers_of(service: WorldService, place: Place, tasks: Sequence[Item]) -> set[str]:
    """The workers that the newest attempts of some tasks were on."""
    job = {name: place.path[name] for name in ("farmId", "queueId", "jobId")}
    actions = (task.get("latestSessionActionId") for task in tasks)
    sessions = {session_of(action) for action in actions if action}
    ask = service.ask
    return {ask("deadline", "GetSession", **job, sessionId=one)["workerId"] for one in sessions}


async def test_of_a_step_that_runs_two_calls_tell_who_is_on_its_tasks(
    service: WorldService,
) -> None:
    place, step, tasks = step_of(service, "RUNNING")
    found = await sessions_on_tasks(service, place, step)
    running = [task for task in tasks if task["runStatus"] in WORKING]
    workers = [one["workerId"] for one in found.sessions]
    assert running
    assert sorted(workers) == sorted(workers_of(service, place, running))
    assert (found.is_whole, found.is_over) == (True, False)
    assert service.calls == {"SearchTasks": 1, "BatchGetSession": 1}


async def test_of_a_step_that_is_over_two_calls_tell_who_ran_its_tasks_last(
    service: WorldService,
) -> None:
    place, step, tasks = step_of(service, "SUCCEEDED")
    found = await sessions_on_tasks(service, place, step)
    workers = [one["workerId"] for one in found.sessions]
    assert sorted(workers) == sorted(workers_of(service, place, tasks))
    assert (found.is_whole, found.is_over) == (True, True)
    assert service.calls == {"SearchTasks": 1, "BatchGetSession": 1}


@pytest.mark.parametrize("rest", ["began earlier", "never began"])
async def test_it_is_told_where_tasks_that_have_begun_were_not_looked_at(rest: str) -> None:
    service = WorldService()
    place, step, tasks = step_of(service, "SUCCEEDED")

    def goes_on(answer: dict[str, Any]) -> None:
        answer["nextItemOffset"] = len(answer["tasks"])
        if rest == "never began":
            answer["tasks"].append({"taskId": "task-0", "runStatus": "READY"})

    service.change("SearchTasks", goes_on)
    found = await sessions_on_tasks(service, place, step)
    assert found.is_whole is (rest == "never began")
    assert found.is_whole or found.looked_at == f"{len(tasks)} tasks"


async def test_what_a_step_says_to_run_may_have_ended_since(service: WorldService) -> None:
    place, step, tasks = step_of(service, "SUCCEEDED")
    before = {**step, "taskRunStatusCounts": {"RUNNING": 1}}
    found = await sessions_on_tasks(service, place, before)
    assert {one["workerId"] for one in found.sessions} == workers_of(service, place, tasks)
    assert found.is_over


async def test_where_a_step_does_not_count_its_tasks_those_that_run_are_asked_for(
    service: WorldService,
) -> None:
    place, step, tasks = step_of(service, "RUNNING")
    uncounted = {name: step[name] for name in ("stepId", "name")}
    found = await sessions_on_tasks(service, place, uncounted)
    running = [task for task in tasks if task["runStatus"] in WORKING]
    assert {one["workerId"] for one in found.sessions} == workers_of(service, place, running)
    assert not found.is_over
    assert service.calls == {"SearchTasks": 1, "BatchGetSession": 1}


async def test_sessions_that_nothing_is_told_of_are_not_taken_for_none(
    service: WorldService,
) -> None:
    place, step, _ = step_of(service, "SUCCEEDED")

    def told_nothing(answer: dict[str, Any]) -> None:
        gone = [
            {"sessionId": one["sessionId"], "code": "ThrottlingException", "message": "Slow."}
            for one in answer["sessions"]
        ]
        answer["sessions"], answer["errors"] = [], gone

    service.change("BatchGetSession", told_nothing)
    with pytest.raises(NotFoundError, match="Slow"):
        await sessions_on_tasks(service, place, step)


class OrderlessService(WorldService):
    """A world in which tasks are not sorted by when they began."""

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Refuse a search that is to be sorted so."""
        if operation == "SearchTasks" and "STARTED_AT" in repr(parameters):
            raise InvalidError("STARTED_AT is not a field that can be sorted by.")
        return super().ask(service, operation, **parameters)


async def test_where_tasks_are_not_sorted_the_first_hundred_tell(service: WorldService) -> None:
    place, step, _ = step_of(service, "SUCCEEDED")
    wanted = await sessions_on_tasks(service, place, step)
    orderless = OrderlessService()
    found = await sessions_on_tasks(orderless, place, step)
    ids = [sorted(one["workerId"] for one in told.sessions) for told in (wanted, found)]
    assert ids[0] == ids[1]
    assert orderless.calls == {"SearchTasks": 2, "BatchGetSession": 1}


def a_step(service: WorldService, fits: Callable[[set[str], Item], object]) -> dict[str, str]:
    """The first step of the queue that is as it is wanted, by its workers and what it says."""
    queue = service.queue()
    for job in service.ask("deadline", "ListJobs", **queue, maxResults=100)["jobs"]:
        path = {**queue, "jobId": job["jobId"]}
        for step in service.ask("deadline", "ListSteps", **path)["steps"]:
            place = Place(TASKS, {**path, "stepId": step["stepId"]})
            if fits(workers_of(service, place, list(tasks_of(service, dict(place.path)))), step):
                return dict(place.path)
    raise LookupError("there is no such step")


@asynccontextmanager
async def pressed(service: WorldService, step: dict[str, str]) -> AsyncIterator[FarmPilot]:
    """The monitor, when the key was pressed on a step."""
    *above, (_, key) = step.items()
    app = FarmTop(
        Settings(animation=False),
        place=Place(LEVELS["steps"], dict(above)),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await arrive(pilot, "steps")
        await until(pilot, lambda: table(pilot).select(key))
        await pilot.press("w")
        yield pilot


async def test_the_only_worker_that_ran_a_step_is_gone_to(service: WorldService) -> None:
    step = a_step(service, lambda workers, step: len(workers) == 1 and "endedAt" in step)
    async with pressed(service, step) as pilot:
        await arrive(pilot, "workers")
        [worker] = workers_of(service, Place(TASKS, step), list(tasks_of(service, step)))
        await until(pilot, lambda: table(pilot).selected_key == worker)


@pytest.mark.parametrize(("is_over", "title"), [(True, " workers ran "), (False, " workers on ")])
async def test_of_several_workers_of_a_step_one_is_chosen(
    service: WorldService, is_over: bool, title: str
) -> None:
    step = a_step(service, lambda workers, one: len(workers) > 2 and ("endedAt" in one) is is_over)
    async with pressed(service, step) as pilot:
        await until(pilot, lambda: title in shown(pilot.app))
        assert isinstance(pilot.app.screen, WorkersScreen)
        await pilot.press("down", "enter")
        await arrive(pilot, "workers")


async def test_where_no_worker_has_begun_on_a_step_that_is_said(service: WorldService) -> None:
    async with pressed(service, a_step(service, lambda workers, _: not workers)) as pilot:
        await until(pilot, lambda: "No worker has begun on" in shown(pilot.app))
        assert "Open it" not in shown(pilot.app)


@pytest.mark.parametrize("name", ["steps", "dependencies", "consumers"])
def test_the_foot_of_steps_has_the_key_wherever_they_are_listed(name: str) -> None:
    assert is_of_use("list.worker", LEVELS[name], Settings())
    assert not is_of_use("list.machine", LEVELS[name], Settings())
