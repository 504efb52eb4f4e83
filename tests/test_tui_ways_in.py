"""Where Enter leads that stands for something else, and where addresses open the monitor."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Item, Path, Place
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.logs.log_screen import LogScreen
from tests.pilots import arrive, level, log_item, table, until
from tests.test_resources_on_farm import first_page, listed
from tests.world_service import NOW, WorldService

SIZE = (120, 40)


@pytest.mark.parametrize(
    ("name", "inside"),
    [("dependencies", "tasks"), ("consumers", "tasks"), ("queue-fleets", "workers")],
)
async def test_enter_leads_into_what_a_row_stands_for(
    service: WorldService, name: str, inside: str
) -> None:
    place, _ = await listed(service, LEVELS[name])
    app = FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).selected_key)
        key = table(pilot).selected_key
        await pilot.press("enter")
        await arrive(pilot, inside)
        there = level(pilot).place
        assert list(there.path.items())[-1] == (place.level.key, key)
        known = {member: one for member, one in there.path.items() if member != place.level.key}
        assert known.items() <= place.path.items()
        await until(pilot, lambda: table(pilot).row_count)


@pytest.mark.parametrize("name", ["environments", "limits", "storage-profiles", "parameters"])
async def test_enter_shows_the_fields_of_what_has_nothing_inside(
    service: WorldService, name: str
) -> None:
    place, _ = await listed(service, LEVELS[name])
    app = FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).selected_key)
        key = table(pilot).selected_key
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DetailsScreen))
        assert isinstance(app.screen, DetailsScreen)
        assert app.screen.stand().key == key


class Way(NamedTuple):
    """An address, and what it opens: the list inside something, or the log of something."""

    address: str
    opens: str
    """A level; that of the row whose log is opened, where `logged` is its id."""
    path: Path
    logged: str = ""


async def _step(service: WorldService) -> tuple[Path, list[str]]:
    """A step that has tasks, and the names that lead to it."""
    place, items = await listed(service, LEVELS["tasks"])
    path = place.path
    names = [
        service.ask("deadline", "GetFarm", farmId=path["farmId"])["displayName"],
        service.ask("deadline", "GetQueue", **_only(path, 2))["displayName"],
        service.ask("deadline", "GetJob", **_only(path, 3))["name"],
        service.ask("deadline", "GetStep", **path)["name"],
    ]
    return path, [*names, LEVELS["tasks"].label(items[0]), items[0]["taskId"]]


def _only(path: Path, count: int) -> Path:
    return dict(list(path.items())[:count])


def _ids(path: Path) -> str:
    return "/".join(path.values())


async def _step_by_name(service: WorldService) -> Way:
    path, names = await _step(service)
    return Way("/".join(names[:4]), "tasks", path)


async def _step_by_id(service: WorldService) -> Way:
    path, _ = await _step(service)
    return Way(_ids(path), "tasks", path)


async def _task_by_name(service: WorldService) -> Way:
    path, names = await _step(service)
    return Way("/".join(names[:5]), "task-actions", {**path, "taskId": names[5]})


async def _task_by_id(service: WorldService) -> Way:
    path, names = await _step(service)
    whole = {**path, "taskId": names[5]}
    return Way(_ids(whole), "task-actions", whole)


async def _steps_of_a_job(service: WorldService) -> Way:
    path, names = await _step(service)
    return Way("/".join([*names[:3], "steps"]), "steps", _only(path, 3))


async def _actions_of_a_task(service: WorldService) -> Way:
    path, names = await _step(service)
    address = "/".join([*names[:5], "task-actions"])
    return Way(address, "task-actions", {**path, "taskId": names[5]})


async def _session_by_id(service: WorldService) -> Way:
    session = service.session()
    return Way(session["sessionId"], "session-actions", session)


async def _action_by_id(service: WorldService) -> Way:
    session = service.session()
    key = service.actions(session)[0]["sessionActionId"]
    return Way(f"{_ids(session)}/{key}", "session-actions", session, key)


def _worker(service: WorldService) -> tuple[Path, Item, str]:
    session = service.session()
    told = service.ask("deadline", "GetSession", **session)
    path = {"farmId": session["farmId"], "fleetId": told["fleetId"], "workerId": told["workerId"]}
    farm = service.ask("deadline", "GetFarm", farmId=path["farmId"])["displayName"]
    fleet = service.ask("deadline", "GetFleet", **_only(path, 2))["displayName"]
    return path, service.ask("deadline", "GetWorker", **path), f"{farm}/{fleet}"


async def _worker_by_name(service: WorldService) -> Way:
    path, worker, above = _worker(service)
    return Way(f"{above}/{worker['hostProperties']['hostName']}", "worker-sessions", path)


async def _worker_by_id(service: WorldService) -> Way:
    path, _, _ = _worker(service)
    return Way(_ids(path), "worker-sessions", path)


async def _run_by_name(service: WorldService) -> Way:
    place, _ = await listed(service, LEVELS["workflow-sessions"])
    return Way(_ids(place.path), "workflow-sessions", place.path)


async def _run_by_id(service: WorldService) -> Way:
    run = await _run_by_name(service)
    return run._replace(address=run.path["workflowRunId"])


WAYS: Mapping[str, Callable[[WorldService], Awaitable[Way]]] = {
    "step by name": _step_by_name,
    "step by id": _step_by_id,
    "task by name": _task_by_name,
    "task by id": _task_by_id,
    "level of a job": _steps_of_a_job,
    "level of a task": _actions_of_a_task,
    "session by id": _session_by_id,
    "action by id": _action_by_id,
    "worker by name": _worker_by_name,
    "worker by id": _worker_by_id,
    "run by name": _run_by_name,
    "run by id": _run_by_id,
}


@pytest.mark.parametrize("way", WAYS)
async def test_the_monitor_opens_at_an_address(service: WorldService, way: str) -> None:
    there = await WAYS[way](service)
    app = FarmTop(Settings(), address=there.address, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        if there.logged:
            await until(pilot, lambda: isinstance(app.screen, LogScreen))
            assert log_item(pilot)[LEVELS[there.opens].key] == there.logged
            return
        await arrive(pilot, there.opens)
        assert level(pilot).place == Place(LEVELS[there.opens], there.path)
        expected = {row[there_key(there)] for row in await first_page(service, level(pilot).place)}
        await until(pilot, lambda: table(pilot).row_count)
        assert table(pilot).selected_key in expected


def there_key(way: Way) -> str:
    """The member that holds the ids of the rows that are opened."""
    return LEVELS[way.opens].key
