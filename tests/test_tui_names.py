"""Names in place of ids on the screen, as soon as anything has told them."""

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.host.host_screen import HostScreen
from app.tui.lists.overview_pane import OverviewPane
from app.view import short_id
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    level,
    open_row,
    shown,
    table,
    until,
)
from tests.world_service import NOW, WorldService, refused


def monitor(service: WorldService, name: str = "farms", path: Path | None = None) -> FarmTop:
    """The monitor at a place, of which it knows nothing but the ids."""
    place = Place(LEVELS[name], path or {})
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def worker(service: WorldService) -> Path:
    """The worker of the session that is under way."""
    session = service.session()
    told = service.ask("deadline", "GetSession", **session)
    ids = {name: str(told[name]) for name in ("fleetId", "workerId")}
    return {"farmId": session["farmId"], **ids}


def fleet_name(service: WorldService, path: Path) -> str:
    return str(
        service.ask("deadline", "GetFleet", farmId=path["farmId"], fleetId=path["fleetId"])[
            "displayName"
        ]
    )


def job_name(service: WorldService, path: Path) -> str:
    ids = {name: path[name] for name in ("farmId", "queueId", "jobId")}
    return str(service.ask("deadline", "GetJob", **ids)["name"])


def item(pilot: FarmPilot, key: str) -> dict[str, str]:
    """What is known of a row of the list on the screen."""
    snapshot = level(pilot).pane.snapshot
    return dict(snapshot.items.get(key, {})) if snapshot is not None else {}


async def test_an_address_of_ids_is_a_trail_of_names_once_the_overview_has_told_them(
    service: WorldService,
) -> None:
    job, on = service.job(), worker(service)
    async with monitor(service).run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "farms")
        pane = pilot.app.screen.query_one(OverviewPane)
        await until(pilot, lambda: job["queueId"] in pane.table.row_list.rows.keys)
        await answer(pilot, "colon", "/".join(job.values()))
        await arrive(pilot, "sessions")
        assert f"Aurora › lighting › {job_name(service, job)} › sessions" in bar(pilot, "where")
        await answer(pilot, "colon", "/".join(on.values()))
        await arrive(pilot, "worker-sessions")
        assert f"Aurora › {fleet_name(service, on)} › ip-" in bar(pilot, "where")
        assert service.calls["GetQueue"] == service.calls["GetFleet"] == 0


async def test_a_session_leads_to_a_worker_whose_fleet_is_called_by_its_name(
    service: WorldService,
) -> None:
    session, on = service.session(), worker(service)
    async with monitor(service, "sessions", service.job()).run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: "fleetName" in item(pilot, session["sessionId"]))
        assert table(pilot).select(session["sessionId"])
        await pilot.press("w")
        await arrive(pilot, "workers")
        assert f"{fleet_name(service, on)} › workers" in bar(pilot, "where")


async def test_a_session_of_a_worker_is_opened_as_one_of_a_queue_and_a_job_with_names(
    service: WorldService,
) -> None:
    session = service.session()
    name = job_name(service, session)
    app = monitor(service, "worker-sessions", worker(service))
    async with app.run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "worker-sessions")
        await until(pilot, lambda: "jobName" in item(pilot, session["sessionId"]))
        assert name in shown(pilot.app)
        await open_row(pilot, session["sessionId"], "session-actions")
        assert f"lighting › {name} › session-" in bar(pilot, "where")


async def test_a_trail_of_ids_has_names_as_soon_as_another_list_has_told_them(
    service: WorldService,
) -> None:
    job = service.job()
    name = job_name(service, job)
    async with monitor(service, "sessions", job).run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: f"{short_id(job['jobId'])} › sessions" in bar(pilot, "where"))
        await answer(pilot, "colon", "jobs")
        await arrive(pilot, "jobs")
        await until(pilot, lambda: job["jobId"] in table(pilot).visible_keys)
        await pilot.press("escape")
        await arrive(pilot, "sessions")
        await until(pilot, lambda: f"{name} › sessions" in bar(pilot, "where"))


async def test_a_name_is_found_by_its_id_too_and_sorted_by_what_is_read(
    service: WorldService,
) -> None:
    session = service.session()
    app = monitor(service, "worker-sessions", worker(service))
    async with app.run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "worker-sessions")
        key = session["sessionId"]
        await until(pilot, lambda: "jobName" in item(pilot, key))
        every = table(pilot).row_count
        told = item(pilot, key)
        others = [item(pilot, one)["jobId"] for one in table(pilot).visible_keys]
        for text in (told["jobId"], told["jobName"], told["jobId"][:12]):
            await answer(pilot, "slash", text)
            await until(pilot, lambda: 0 < table(pilot).row_count < every)
            assert table(pilot).row_count == others.count(told["jobId"])
            await pilot.press("escape")
            await until(pilot, lambda: table(pilot).row_count == every)
        await answer(pilot, "s", "job")
        await until(pilot, lambda: names_in_order(pilot) == sorted(names_in_order(pilot)))
        assert len(set(names_in_order(pilot))) > 1


def names_in_order(pilot: FarmPilot) -> list[str]:
    """What the jobs of the rows are called, from the top."""
    return [item(pilot, key).get("jobName", "") for key in table(pilot).visible_keys]


async def test_a_batch_that_is_denied_leaves_the_ids_and_says_so(service: WorldService) -> None:
    denied = refused("AccessDeniedException", "not authorized", "BatchGetJob")
    service.fail("BatchGetJob", denied)
    session = service.session()
    app = monitor(service, "worker-sessions", worker(service))
    async with app.run_test(size=(140, 45)) as pilot:
        await arrive(pilot, "worker-sessions")
        await until(pilot, lambda: "Ids stand for names. BatchGetJob is denied" in shown(pilot.app))
        assert short_id(session["jobId"]) in shown(pilot.app)
        assert "lighting" in shown(pilot.app)


async def test_details_tell_what_ids_stand_for(service: WorldService) -> None:
    session, on = service.session(), worker(service)
    async with monitor(service, "sessions", service.job()).run_test(size=(180, 50)) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: "fleetName" in item(pilot, session["sessionId"]))
        await answer(pilot, "colon", "/".join(on.values()))
        await arrive(pilot, "worker-sessions")
        assert table(pilot).select(session["sessionId"])
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        told = f"{on['fleetId']}  {fleet_name(service, on)}"
        await until(pilot, lambda: told in shown(pilot.app))
        assert session["jobId"] in shown(pilot.app)


def host_name(service: WorldService, path: Path) -> str:
    """What the machine of a worker is called."""
    return str(service.ask("deadline", "GetWorker", **path)["hostProperties"]["hostName"])


def is_machine(pilot: FarmPilot) -> bool:
    """Whether the machine of a worker is on the screen."""
    screen = pilot.app.screen
    return isinstance(screen, HostScreen) and bool(screen.query("#summary"))


async def open_machine(pilot: FarmPilot, name: str, key: str) -> None:
    """Open the machine of a row, before anything but ids is known of its worker."""
    await arrive(pilot, name)
    await until(pilot, lambda: table(pilot).select(key))
    await pilot.press("M")
    await until(pilot, is_machine, pilot)


async def test_the_machine_of_a_job_goes_by_the_name_of_its_host(service: WorldService) -> None:
    session = service.session()
    queue = {key: session[key] for key in ("farmId", "queueId")}
    async with monitor(service, "jobs", queue).run_test(size=(160, 40)) as pilot:
        await open_machine(pilot, "jobs", session["jobId"])
        screen = pilot.app.screen
        assert isinstance(screen, HostScreen)
        source = screen.pane.source
        host = host_name(service, {**source.place.path, "workerId": source.key})
        await until(pilot, lambda: f"{host} › machine" in bar(pilot, "where"))
        await until(pilot, lambda: f"{host}  {short_id(source.key)}" in bar(pilot, "summary"))


async def test_the_machine_of_a_session_has_its_name_where_the_worker_is_gone(
    service: WorldService,
) -> None:
    path, session = worker(service), service.session()
    host, job = host_name(service, path), {**session}
    key = job.pop("sessionId")
    gone = refused("ResourceNotFoundException", "There is no such worker.", "GetWorker")
    service.fail("GetWorker", gone)
    async with monitor(service, "sessions", job).run_test(size=(160, 40)) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: "hostProperties" in item(pilot, key))
        await open_machine(pilot, "sessions", key)
        await until(pilot, lambda: f"{host} › machine" in bar(pilot, "where"))
        own_id = short_id(path["workerId"])
        await until(pilot, lambda: f"{host}  {own_id}" in bar(pilot, "summary"))
