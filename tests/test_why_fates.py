"""What became of tasks whose runs did not end well, and who had a hand in it."""

import pytest

from app.why.as_text import headline, report_value, where_text
from app.why.asking import MOST_CALLS, Asking
from app.why.attempts import Attempt
from app.why.fates import with_fates
from tests.live_farm import LiveFarm
from tests.planted import PlantedFarm, befall
from tests.test_why import asked, made
from tests.test_why_standstill import HEX, JOB, STEP, Told


async def test_what_was_cut_short_where_no_task_failed_says_what_became_of_it_and_why(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job(sessions=4)
    sessions = sorted(job.sessions(), key=lambda one: one.started_at)
    for session, status in zip(sessions, ["RUNNING", "SUCCEEDED"] * 9, strict=False):
        number = job.numbers_in(session)[0]
        job.interrupt(number, "worker-lost")
        job.step.move(job.step.tasks[number], status)
    report = await asked(job.path)
    fates = {where_text(group).split(" · ")[-1] for group in report.groups}
    assert fates == {"now 1 RUNNING", "retried, now done"}
    assert {group.cause.name for group in report.groups} == {"worker lost"}
    assert {group.first.step for group in report.groups} == {"render"}
    assert report.calls == made(farm) <= MOST_CALLS


async def test_a_task_that_somebody_set_to_succeeded_was_not_done_by_a_later_run(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([4], "crash")
    job.step.move(job.step.tasks[4], "SUCCEEDED")
    session, _ = job.run_of(job.step.tasks[4])
    task = {"stepId": job.step.id, "taskId": f"task-{job.step.id[5:]}-4"}
    for key in (task, {"sessionId": session.id}):
        report = await asked({**job.path, **key})
        [group] = report.groups
        assert where_text(group).endswith("marked as succeeded since")
        assert headline(group).startswith("▲ 1 task ")
        assert report_value(report)["groups"][0]["markedAsSucceeded"]
        assert ("it was marked as succeeded" in report.summary) is (key is task)
    assert made(farm) <= 2 * MOST_CALLS


async def test_what_was_cancelled_before_it_began_has_no_log_to_be_read(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    task = job.step.tasks[4]
    _, action = job.run_of(task)
    action.status, action.exit_code, action.started_at, action.ended_at = (
        "NEVER_ATTEMPTED",
        None,
        None,
        None,
    )
    job.step.move(task, "CANCELED")
    report = await asked(job.path)
    [group] = report.groups
    assert group.cause.name == "cancelled"
    assert group.cause.advice == ""
    assert report.summary == "No task failed; 1 task cancelled, 1 of them never begun"
    assert report.calls == made(farm) <= MOST_CALLS


async def test_a_run_whose_session_somebody_ended_says_who_and_that_it_was_run_again(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    task, other = job.step.tasks[4], job.step.tasks[5]
    session, action = job.run_of(task)
    befall(action, "cancelled")
    session.target, session.updated_by = "ENDED", "artist8"
    session.updated_at = session.ended_at
    task.latest_action = other.latest_action
    report = await asked({**job.path, "sessionId": session.id})
    [group] = report.groups
    assert group.cause.sentence.startswith("its session was ended, last changed by artist8 at 20")
    assert where_text(group).endswith("retried, now done")
    assert headline(group).startswith("▲ 1 task ")
    assert not report_value(report)["groups"][0]["markedAsSucceeded"]
    assert report.calls == made(farm) <= MOST_CALLS


@pytest.mark.parametrize(("failed", "fate", "calls"), [(100, "SUCCEEDED", 0), (101, "FAILED", 1)])
async def test_a_task_is_taken_for_done_only_where_every_failed_one_is_at_hand(
    failed: int, fate: str, calls: int
) -> None:
    task = {"stepId": STEP, "taskId": f"task-{HEX}-900"}
    service = Told({"BatchGetTask": {"tasks": [{**task, "runStatus": "FAILED"}]}})
    action = {"sessionActionId": f"sessionaction-{HEX}-1", "status": "INTERRUPTED"}
    at_hand = [{"taskId": f"task-{HEX}-{n}", "runStatus": "FAILED"} for n in range(100)]
    counts = {"FAILED": failed, "SUCCEEDED": 5}
    cut = Attempt(action, task, path=JOB)
    [told] = await with_fates(Asking(service), [cut], counts, at_hand)
    assert (told.fate, service.calls) == (fate, calls)
