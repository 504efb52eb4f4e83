"""What is silent for too long is marked where its session or its task is listed, unopened."""

from typing import Any

import pytest

from app.tui.lists.silence_lookout import suspects_in
from tests.live_farm import above
from tests.pilots import arrive, bar, level, open_row, shown, table, until
from tests.rest import NARROW, rest
from tests.stuck_service import HangingService, StuckService
from tests.test_tui_stuck import MARK, WIDE, monitor, status


@pytest.fixture
def service() -> StuckService:
    """A world in which a task got stuck fourteen minutes ago."""
    return StuckService()


async def test_a_session_is_marked_where_it_is_listed_and_all_around_it_for_no_call(
    service: StuckService,
) -> None:
    session, key = service.stuck()
    job = above(session)
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "jobs")
        assert "SILENT" not in shown(pilot.app)
        await open_row(pilot, job["jobId"], "sessions")
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        assert shown(pilot.app).count("◷ SILENT") == 1
        assert "◷ 1 silent" in bar(pilot, "summary")
        # One for each session that is under way, and what runs is asked of the silent one alone.
        await until(pilot, lambda: service.calls["GetLogEvents"] == service.under_way(job) == 3)
        assert service.calls["ListSessionActions"] == 1
        await open_row(pilot, session["sessionId"], "session-actions")
        await until(pilot, lambda: table(pilot).select(key))
        await until(pilot, lambda: status(pilot, key) == MARK)
        await pilot.press("escape")
        await arrive(pilot, "sessions")
        await pilot.press("escape")
        await until(pilot, lambda: status(pilot, job["jobId"]) == "◷ 1 SILENT")
        assert "◷ 1 silent" in bar(pilot, "summary")
        assert service.calls["GetLogEvents"] == 3


@pytest.mark.parametrize("kind", ["envEnter", "envExit"])
async def test_a_session_that_hangs_in_an_environment_is_marked_where_it_is_listed(
    kind: str,
) -> None:
    service = HangingService(kind)
    session, key = service.stuck()
    app = monitor(service, "sessions", above(session))
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "sessions")
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        assert service.calls["ListSessionActions"] == 1
        await open_row(pilot, session["sessionId"], "session-actions")
        await until(pilot, lambda: status(pilot, key) == MARK)


async def test_a_session_is_marked_where_its_worker_lists_it(service: StuckService) -> None:
    session, _ = service.stuck()
    told = service.ask("deadline", "GetSession", **session)
    worker = {name: told[name] for name in ("fleetId", "workerId")}
    app = monitor(service, "worker-sessions", {"farmId": session["farmId"], **worker})
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "worker-sessions")
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        assert service.calls["GetLogEvents"] == service.calls["ListSessionActions"] == 1


async def test_a_worker_is_marked_where_its_fleet_lists_it(service: StuckService) -> None:
    session, _ = service.stuck()
    told = service.ask("deadline", "GetSession", **session)
    fleet = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
    async with monitor(service, "workers", fleet).run_test(size=NARROW) as pilot:
        await arrive(pilot, "workers")
        await until(pilot, lambda: status(pilot, told["workerId"]) == MARK)
        assert shown(pilot.app).count("◷ SILENT") == 1
        assert "◷ 1 silent" in bar(pilot, "summary")
        listed = service.ask("deadline", "ListWorkers", **fleet)["workers"]
        busy = sum(worker["status"] == "RUNNING" for worker in listed)
        await until(pilot, lambda: service.calls["ListSessionsForWorker"] == busy)
        # What runs is asked of the silent one alone.
        assert service.calls["GetLogEvents"] <= busy
        assert service.calls["ListSessionActions"] == 1
        await open_row(pilot, told["workerId"], "worker-sessions")
        await until(pilot, lambda: status(pilot, session["sessionId"]) == MARK)
        assert service.calls["ListSessionActions"] == 1


async def test_the_sessions_beside_a_worker_that_is_silent_are_marked_as_well(
    service: StuckService,
) -> None:
    session, _ = service.stuck()
    told = service.ask("deadline", "GetSession", **session)
    fleet = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
    async with monitor(service, "workers", fleet).run_test(size=WIDE) as pilot:
        await arrive(pilot, "workers")
        await until(pilot, lambda: table(pilot).select(told["workerId"]))
        await until(pilot, lambda: shown(pilot.app).count(MARK) == 2)
        assert service.calls["ListSessionActions"] == 1


async def test_of_all_workers_on_the_screen_the_selected_one_is_asked_first(
    service: StuckService,
) -> None:
    session, _ = service.stuck()
    told = service.ask("deadline", "GetSession", **session)
    fleet = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
    app = monitor(service, "workers", fleet, stuck_after=0)
    async with app.run_test(size=NARROW) as pilot:
        await arrive(pilot, "workers")
        pane = level(pilot).pane
        await until(pilot, lambda: pane.table.select(told["workerId"]))
        first, *others = suspects_in(pane, with_sessions=True)
        assert first.key == told["workerId"]
        assert others
        assert not list(suspects_in(pane, with_sessions=False))


async def test_a_task_is_marked_where_it_is_listed_for_one_call(service: StuckService) -> None:
    session, key = service.stuck()
    [ran] = [
        one["definition"]["taskRun"]
        for one in service.actions(session)
        if one["sessionActionId"] == key
    ]
    step = {**above(session), "stepId": ran["stepId"]}
    async with monitor(service, "tasks", step).run_test(size=NARROW) as pilot:
        await arrive(pilot, "tasks")
        level(pilot).pane.find(ran["taskId"])
        await until(pilot, lambda: table(pilot).selected_key == ran["taskId"])
        await until(pilot, lambda: status(pilot, ran["taskId"]) == MARK)
        assert service.calls["GetLogEvents"] == 1
        assert service.calls["ListSessionActions"] == 0


async def test_sessions_beside_a_list_of_jobs_are_not_listened_to(service: StuckService) -> None:
    session, _ = service.stuck()
    job = above(session)
    async with monitor(service, "jobs", service.queue()).run_test(size=WIDE) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(job["jobId"]))
        await until(pilot, lambda: service.calls["BatchGetSession"])
        await rest(pilot)
        assert service.calls["GetLogEvents"] == 0


async def test_a_job_that_waits_for_a_session_that_hangs_is_marked_once_why_has_told() -> None:
    service = HangingService()
    session, _ = service.stuck()
    key = above(session)["jobId"]

    def wait(answer: dict[str, Any]) -> None:
        for job in answer["jobs"]:
            if job["jobId"] == key:
                job.update(taskRunStatus="ASSIGNED", taskRunStatusCounts={"ASSIGNED": 1})

    service.change("SearchJobs", wait)
    service.change("BatchGetJob", wait)
    async with monitor(service, "jobs", service.queue()).run_test(size=NARROW) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(key))
        assert status(pilot, key) == "◌ ASSIGNED"
        await pilot.press("F")
        await until(pilot, lambda: f"{MARK}: others take" in shown(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: status(pilot, key) == "◷ 1 SILENT")


async def test_why_listens_to_what_runs_of_a_job_that_nobody_opened(service: StuckService) -> None:
    session, _ = service.stuck()
    job = above(session)["jobId"]
    async with monitor(service, "jobs", service.queue()).run_test(size=NARROW) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(job))
        await pilot.press("F")
        await until(pilot, lambda: f"{MARK}: others take" in shown(pilot.app))
        assert "Last line, 14m ago: " in shown(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: status(pilot, job) == "◷ 1 SILENT")
        assert service.calls["GetLogEvents"] == 1
