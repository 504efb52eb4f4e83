"""`farmtop why` and what hangs: what runs and is silent is told of whatever is asked about."""

import json
import math
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from app.aws.reading.items import get_item
from app.config import Settings
from app.errors import DeniedError
from app.headless.why import why as tell_why
from app.localfarm.options import Options
from app.resources import LEVELS
from app.resources.fields import seconds
from app.resources.level import Path, Place
from app.resources.links import session_of
from app.stuck.silences import Silences
from app.why.as_text import report_lines, report_value
from app.why.asking import FEWEST_CALLS, MOST_CALLS, Asking
from app.why.inquiry import why
from app.why.report import Report
from app.why.running import RUNNING, Running
from tests.live_farm import LiveFarm, above, live_farm
from tests.stuck_service import HangingService, StuckService
from tests.test_localfarm_hangs import LONG
from tests.world_service import NOW

LEVELS_ASKED = ("jobs", "steps", "tasks", "sessions", "session-actions", "workers")


@pytest.fixture
def service() -> StuckService:
    """A world in which a task got stuck fourteen minutes ago."""
    return StuckService()


@cache
def stuck_on(name: str) -> tuple[Place, str]:
    """Where the item of a level is listed in which that task is stuck, and its id."""
    service = StuckService()
    session, action_id = service.stuck()
    whole = service.ask("deadline", "GetSession", **session)
    action = next(one for one in service.actions(session) if one["sessionActionId"] == action_id)
    ran = action["definition"]["taskRun"]
    worker = {key: whole[key] for key in ("fleetId", "workerId")}
    known = {**session, **worker, "sessionActionId": action_id, **ran}
    level = LEVELS[name]
    ways = {"tasks": ("stepId",), "session-actions": ("sessionId",)}
    ground = ("farmId", "fleetId") if name == "workers" else (*above(session), *ways.get(name, ()))
    path = {key: known[key] for key in ground if key != level.key}
    return Place(level, path), str(known[level.key])


async def asked(
    service: StuckService, name: str, silences: Silences | None = None, spent: int = 1
) -> Report:
    """Why the item of a level has failed in which the task is stuck."""
    place, key = stuck_on(name)
    item = await get_item(service, place, key, {place.level.key: key})
    service.calls.clear()
    known = silences or Silences(2.0)
    return await why(service, place, item, silences=known, spent=spent, clock=lambda: NOW)


@pytest.mark.parametrize("name", LEVELS_ASKED)
async def test_what_is_silent_is_told_of_whatever_it_is_a_part_of(
    service: StuckService, name: str
) -> None:
    session, action_id = service.stuck()
    report = await asked(service, name)
    [silence] = report.silent
    assert silence.ids["sessionActionId"] == action_id
    assert silence.usual is not None
    assert service.calls.total() + 1 <= report.calls <= MOST_CALLS
    text = "\n".join(report_lines(report))
    assert (
        f"◷ SILENT 14m  Task {silence.what.removeprefix('Task ')} · {session['sessionId']}" in text
    )
    assert "   Last line, 14m ago: " in text
    assert "others take" in text


async def test_json_tells_the_ids_the_seconds_and_the_last_line(service: StuckService) -> None:
    session, action_id = service.stuck()
    value = report_value(await asked(service, "jobs"))
    [silent] = json.loads(json.dumps(value))["silent"]
    assert session.items() <= silent.items()
    assert silent["sessionActionId"] == action_id
    assert 840 <= silent["seconds"] < 900
    assert silent["lastLine"]["message"]
    assert NOW - silent["lastLine"]["timestamp"] / 1000 == pytest.approx(silent["seconds"], abs=1)
    assert silent["othersTake"]["count"] > 1


@pytest.mark.parametrize("name", LEVELS_ASKED)
async def test_however_few_calls_are_left_it_is_told_or_else_that_nobody_looked(
    service: StuckService, name: str
) -> None:
    for spent in range(1, MOST_CALLS + 1):
        report = await asked(service, name, spent=spent)
        assert report.calls <= max(MOST_CALLS, spent + FEWEST_CALLS)
        is_unheard = any("last line" in words for words in report.unseen)
        assert is_unheard != bool(report.silent), spent


async def test_tasks_of_its_step_that_went_well_tell_what_is_usual(service: StuckService) -> None:
    service.change("ListSessionActions", lambda answer: answer.update(sessionActions=[]))
    [silence] = (await asked(service, "jobs")).silent
    assert silence.usual is not None
    assert silence.usual.count == 100


async def test_what_was_not_listened_to_for_want_of_calls_is_counted(
    service: StuckService,
) -> None:
    report = await asked(service, "jobs", spent=MOST_CALLS - 5)
    assert not report.silent
    assert report.calls <= MOST_CALLS
    assert (report.counts or {})["RUNNING"] == 3
    assert "the last lines of 1 of 3 running tasks" in report.unseen


async def test_what_is_known_already_costs_no_log(service: StuckService) -> None:
    silences = Silences(2.0)
    await asked(service, "jobs", silences)
    again = await asked(service, "jobs", silences)
    assert len(again.silent) == 1
    assert service.calls["GetLogEvents"] == 0


async def test_logs_that_may_not_be_read_are_told_of_and_all_else_stands(
    service: StuckService,
) -> None:
    service.fail("GetLogEvents", DeniedError("You may not read that log.", "Ask somebody."))
    report = await asked(service, "sessions")
    assert not report.silent
    assert report.unseen == ("the last line of what runs: You may not read that log",)
    assert report.summary == "Nothing has failed"


async def test_nothing_is_listened_to_where_the_setting_says_so(service: StuckService) -> None:
    report = await asked(service, "jobs", Silences(0.0))
    assert not report.silent
    assert not any("last line" in words for words in report.unseen)
    assert service.calls["GetLogEvents"] == service.calls["SearchTasks"] == 0


async def test_over_http_the_command_tells_it_within_its_calls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with live_farm(Options(seed=3, jobs=60, workers=12, stuck=3)) as farm:
        job = _job_with_stuck(farm)
        farm.endpoint.calls.clear()
        await tell_why(Settings(), "/".join(job.values()), "json")
        report: Mapping[str, Any] = json.loads(capsys.readouterr().out)
        assert report["calls"] == sum(farm.endpoint.calls.values()) <= MOST_CALLS
        assert report["silent"][0]["jobId"] == job["jobId"]
        assert report["silent"][0]["seconds"] > 600


def _job_with_stuck(farm: LiveFarm) -> Path:
    """A job of which a task is stuck."""
    whole = {"farmId": farm.queue()["farmId"]}
    for queue in farm.items("ListQueues", "queues", **whole):
        above_jobs = {**whole, "queueId": queue["queueId"]}
        for job in farm.items("ListJobs", "jobs", **above_jobs):
            path = {**above_jobs, "jobId": job["jobId"]}
            for session in farm.items("ListSessions", "sessions", **path):
                for one in farm.actions({**path, "sessionId": session["sessionId"]}):
                    began = seconds(one.get("startedAt")) or math.inf
                    if one["status"] == "RUNNING" and time.time() - began > LONG:
                        return path
    raise LookupError("nothing is stuck")


@pytest.mark.parametrize("kind", ["envEnter", "envExit"])
@pytest.mark.parametrize("others", [0, 2])
async def test_a_job_of_which_a_session_hangs_in_an_environment_is_told_of(
    kind: str, others: int
) -> None:
    service = HangingService(kind, others)
    _, action_id = service.stuck()
    report = await asked(service, "jobs")
    [silence] = report.silent
    assert silence.ids["sessionActionId"] == action_id
    assert "Conda" in silence.what
    assert service.calls["ListSessions"] == 1
    assert report.calls <= MOST_CALLS


async def test_a_session_in_an_environment_is_told_of_or_that_not_all_were_looked_at() -> None:
    service = HangingService()
    for spent in range(1, MOST_CALLS + 1):
        report = await asked(service, "jobs", spent=spent)
        assert report.calls <= max(MOST_CALLS, spent + FEWEST_CALLS)
        assert report.silent or any("session" in words for words in report.unseen), spent


def _only_first(answer: dict[str, Any]) -> None:
    """Tasks of which a page holds but one that runs."""
    running = [task for task in answer["tasks"] if task["runStatus"] == "RUNNING"]
    answer["tasks"] = [task for task in answer["tasks"] if task not in running[1:]]


@pytest.mark.parametrize(("spent", "unheard"), [(1, 0), (4, 1), (6, 3)])
async def test_a_session_is_counted_once_though_its_task_is_on_a_page_that_was_not_loaded(
    service: StuckService, spent: int, unheard: int
) -> None:
    service.change("SearchTasks", _only_first)
    report = await asked(service, "jobs", spent=spent)
    assert (report.counts or {})["RUNNING"] == 3
    words = [words for words in report.unseen if "last line" in words]
    assert words == ([f"the last lines of {unheard} of 3 sessions"] if unheard else [])


async def test_sessions_are_counted_once_where_no_call_is_left_for_their_tasks(
    service: StuckService,
) -> None:
    running = await _running_of_job(service)
    assert (running.count, running.noun) == (3, "session")


async def test_a_session_that_has_ended_is_not_counted_though_the_service_does_not_tell_when(
    service: StuckService,
) -> None:
    def end(answer: dict[str, Any]) -> None:
        for session in answer["sessions"]:
            session["lifecycleStatus"] = "ENDED"
            session.pop("endedAt", None)

    service.change("ListSessions", end)
    running = await _running_of_job(service)
    assert (running.count, running.noun) == (3, "running task")


async def test_whoever_has_done_a_task_of_the_step_is_looked_at_for_what_it_does_now(
    service: StuckService,
) -> None:
    elsewhere: list[str] = []

    def hide(answer: dict[str, Any]) -> None:
        """All that runs but the stuck one, and let those sessions have done the others."""
        for task in list(answer["tasks"]):
            if task["runStatus"] == "RUNNING" and task["latestSessionActionId"] != action_id:
                elsewhere.append(task["latestSessionActionId"])
                answer["tasks"].remove(task)
            elif task["runStatus"] == "SUCCEEDED":
                task["latestSessionActionId"] = elsewhere[0]

    _, action_id = service.stuck()
    service.change("SearchTasks", hide)
    running = await _running_of_job(service, MOST_CALLS)
    assert service.calls["SearchTasks"] == 2
    [(_, sessions)] = [one for one in running.lists if one[0].level.name == "sessions"]
    assert session_of(elsewhere[0]) in {session["sessionId"] for session in sessions}


async def _running_of_job(service: StuckService, most: int = 1) -> Running:
    """What runs of the job in which the task is stuck, once its sessions took one of `most`
    calls."""
    place, key = stuck_on("jobs")
    path = {**place.path, place.level.key: key}
    item = await get_item(service, place, key, path)
    asking = Asking(service, most=most)
    await asking.call("deadline", "ListSessions", path)
    return await RUNNING["jobs"](asking, Silences(2.0), path, item, NOW)
