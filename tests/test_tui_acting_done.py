"""What becomes of what is done with rows, on a farm over real HTTP."""

import os
import re
from pathlib import Path

import pytest
from textual.widgets import Input

from app.tui.acting.act_screen import ActScreen
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.boxes.help_screen import HelpScreen
from tests.acting import ALLOWED, ask_for, audit, confirm, heading, is_on, jobs, updates
from tests.live_farm import live_farm, monitor
from tests.pilots import answer, arrive, is_answered, level, shown, table, told, until
from tests.terminal import terminal

FOUND = "asked anew: FAILED, not done so far"
"""What is told of a job that was not requeued, as the service tells of it since."""


async def test_the_failed_tasks_of_a_job_are_requeued(home: Path) -> None:
    async with live_farm(fresh=True) as farm:
        job, step = next(
            (job, step)
            for job in jobs(farm, lambda job: job.get("taskRunStatus") == "FAILED")
            for step in farm.items("ListSteps", "steps", **job)
            if step["taskRunStatusCounts"].get("FAILED", 0) > 1
        )
        path = {**job, "stepId": step["stepId"]}
        tasks = farm.items("ListTasks", "tasks", **path)
        failed = [task["taskId"] for task in tasks if task["runStatus"] == "FAILED"]
        async with monitor("tasks", path, settings=ALLOWED) as pilot:
            await arrive(pilot, "tasks")
            for key in failed:
                await until(pilot, table(pilot).select, key)
                await pilot.press("space")
            await ask_for(pilot, "r")
            assert f"Requeue {len(failed)} tasks" in shown(pilot.app)
            await confirm(pilot)
            await until(pilot, lambda: f"{len(failed)} accepted" in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "tasks")
            assert table(pilot).marked == ()
        ((operation, asked),) = updates(farm)
        assert operation == "BatchUpdateTask"
        assert {task["taskId"] for task in asked["tasks"]} == set(failed)
        for key in failed:
            assert farm.ask("deadline", "GetTask", **path, taskId=key)["runStatus"] != "FAILED"
    assert {line["ids"]["taskId"] for line in audit(home)} == set(failed)


async def test_one_of_several_marked_jobs_that_may_not_be_cancelled_is_told_of(home: Path) -> None:
    async with live_farm(fresh=True) as farm:
        unfinished = jobs(farm, lambda job: job.get("taskRunStatus") in {"READY", "RUNNING"})[:3]
        assert len(unfinished) == 3
        protected = unfinished[1]["jobId"]
        farm.deny_update(protected)
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            for job in unfinished:
                await until(pilot, table(pilot).select, job["jobId"])
                await pilot.press("space")
            await ask_for(pilot, "c")
            assert "Cancel 3 jobs" in shown(pilot.app)
            await confirm(pilot)
            await until(pilot, lambda: "2 accepted, 1 refused" in shown(pilot.app))
            assert "Cancel 3 jobs: 2 accepted" in heading(pilot)
            assert "AccessDeniedException: You may not change this one." in shown(pilot.app)
            await pilot.press("escape")
            await arrive(pilot, "jobs")
            assert table(pilot).marked == (protected,)
            # What was refused can be read again.
            await pilot.press("a")
            await until(pilot, is_on, pilot, ActScreen)
            await pilot.press("A")
            await until(pilot, lambda: "AccessDeniedException" in shown(pilot.app))
        assert len(updates(farm)) == 1
        targets = {
            job["jobId"]: farm.ask("deadline", "GetJob", **job).get("targetTaskRunStatus")
            for job in unfinished
        }
        assert targets.pop(protected) != "CANCELED"
        assert set(targets.values()) == {"CANCELED"}
    lines = audit(home)
    assert [line["outcome"] for line in lines[:3]] == ["requested"] * 3
    assert sorted(line["outcome"] for line in lines[3:]) == ["accepted", "accepted", "refused"]
    assert {line["account"] for line in lines} == {lines[0]["account"]} != {""}
    assert lines[0]["identity"].startswith("arn:aws:")


async def test_a_row_says_that_something_was_requested_until_the_service_tells_of_it() -> None:
    async with live_farm(fresh=True) as farm:
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "READY")
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            farm.break_it("drop:SearchJobs", "drop:BatchGetJob")
            await ask_for(pilot, "p")
            pilot.app.screen.query_one("#amount", Input).value = "77"
            await pilot.press("enter", "y")
            await until(pilot, is_on, pilot, OutcomeScreen)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
            await pilot.press("escape")
            await until(pilot, lambda: "» pri 77: " in shown(pilot.app))
            farm.mend()
            await pilot.press("r")
            await until(pilot, lambda: "» " not in shown(pilot.app))
            item = level(pilot).pane.selected
            assert item is not None
            assert item["priority"] == 77


async def test_no_key_is_about_the_next_row_where_the_one_acted_on_leaves_the_list() -> None:
    async with (
        live_farm(fresh=True) as farm,
        monitor("jobs", farm.queue(), settings=ALLOWED) as pilot,
    ):
        await arrive(pilot, "jobs")
        await answer(pilot, "/", "priority:<90")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).row_count > 1)
        await pilot.press("down")
        key = table(pilot).selected_key
        await ask_for(pilot, "p")
        pilot.app.screen.query_one("#amount", Input).value = "99"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await pilot.press("r")
        await until(pilot, lambda: key not in table(pilot).row_list.shown.keys)
        await until(pilot, lambda: "has left" in shown(pilot.app))
        await pilot.press("d", "a")
        await until(pilot, lambda: "No job is selected or marked." in shown(pilot.app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        assert "has left" not in told(pilot)
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await pilot.press("down")
        await until(pilot, lambda: table(pilot).selected_key)


async def test_what_came_of_the_last_is_read_also_where_there_is_no_row() -> None:
    async with (
        live_farm(fresh=True) as farm,
        monitor("jobs", farm.queue(), settings=ALLOWED) as pilot,
    ):
        await arrive(pilot, "jobs")
        await ask_for(pilot, "p")
        pilot.app.screen.query_one("#amount", Input).value = "77"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await answer(pilot, "/", "no job is called so")
        await until(pilot, lambda: table(pilot).row_count == 0)
        await pilot.press("a")
        await until(pilot, lambda: "No job is selected or marked." in shown(pilot.app))
        await pilot.press("A")
        await until(pilot, is_on, pilot, OutcomeScreen)
        await until(pilot, lambda: "1 accepted" in shown(pilot.app))


async def test_where_no_answer_came_a_row_says_so_until_the_service_tells_how_it_is() -> None:
    async with live_farm(fresh=True) as farm:
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "FAILED")
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            farm.break_it("drop:UpdateJob", "drop:SearchJobs", "drop:BatchGetJob")
            await ask_for(pilot, "p")
            pilot.app.screen.query_one("#amount", Input).value = "77"
            await pilot.press("enter", "y")
            await until(pilot, lambda: "1 unknown" in shown(pilot.app))
            await pilot.press("escape")
            await until(pilot, lambda: "? pri 77: " in shown(pilot.app))
            farm.break_it("drop:UpdateJob")
            await pilot.press("r")
            await until(pilot, lambda: "? pri 77" not in shown(pilot.app))
            item = level(pilot).pane.selected
            assert item is not None
            assert item["priority"] != 77


async def test_where_no_answer_came_the_outcome_tells_what_asking_anew_has_told() -> None:
    async with live_farm(fresh=True) as farm:
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "FAILED")
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            farm.break_it("drop:UpdateJob")
            await ask_for(pilot, "r")
            await confirm(pilot)
            await until(pilot, lambda: "1 unknown" in shown(pilot.app))
            await until(pilot, lambda: FOUND in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "jobs")
            await pilot.press("A")
            await until(pilot, is_on, pilot, OutcomeScreen)
            await until(pilot, lambda: FOUND in shown(pilot.app))


@pytest.mark.parametrize("fault", ["deny:UpdateJob", "drop:UpdateJob"])
async def test_what_goes_wrong_is_told_and_is_not_tried_again(fault: str, home: Path) -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
        farm.break_it(fault)
        await arrive(pilot, "jobs")
        await ask_for(pilot, "p")
        pilot.app.screen.query_one("#amount", Input).value = "80"
        await pilot.press("enter", "y")
        answer = "refused" if fault.startswith("deny") else "unknown"
        await until(pilot, lambda: f"1 {answer}" in shown(pilot.app))
        before = farm.calls("UpdateJob")
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        assert farm.calls("UpdateJob") == before
    assert [line["outcome"] for line in audit(home)] == ["requested", answer]


async def test_a_session_is_ended() -> None:
    async with live_farm(fresh=True) as farm:
        session = farm.session()
        path = {key: value for key, value in session.items() if key != "sessionId"}
        async with monitor("sessions", path, settings=ALLOWED) as pilot:
            await arrive(pilot, "sessions")
            await until(pilot, lambda: table(pilot).select(session["sessionId"]))
            await until(pilot, lambda: (level(pilot).pane.selected or {}).get("hostProperties"))
            host = (level(pilot).pane.selected or {})["hostProperties"]["hostName"]
            await ask_for(pilot, "e")
            assert f"End the session {session['sessionId']} on {host}" in heading(pilot)
            assert " of the job " in heading(pilot)
            await confirm(pilot)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
            assert heading(pilot).startswith(f"End the session {session['sessionId']} on {host}:")
        told = farm.ask("deadline", "GetSession", **session)
        assert told["targetLifecycleStatus"] == "ENDED"


async def test_steps_are_asked_for_one_by_one() -> None:
    async with live_farm(fresh=True) as farm:
        job = next(
            job
            for job in jobs(farm, lambda job: job.get("taskRunStatus") == "RUNNING")
            if len(farm.items("ListSteps", "steps", **job)) > 1
        )
        steps = [step["stepId"] for step in farm.items("ListSteps", "steps", **job)]
        async with monitor("steps", job, settings=ALLOWED) as pilot:
            await arrive(pilot, "steps")
            for key in steps:
                await until(pilot, table(pilot).select, key)
                await pilot.press("space")
            await ask_for(pilot, "d")
            await confirm(pilot)
            await until(pilot, lambda: "accepted." in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "steps")
            await until(pilot, lambda: "» " not in shown(pilot.app))
        asked = updates(farm)
        assert {operation for operation, _ in asked} == {"UpdateStep"}
        assert {parameters["targetTaskRunStatus"] for _, parameters in asked} == {"SUCCEEDED"}
        assert {parameters["stepId"] for _, parameters in asked} <= set(steps)


async def test_a_session_is_ended_where_one_sees_the_worker_at_it() -> None:
    async with live_farm(fresh=True) as farm:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        path = {name: told.get(name, session.get(name)) for name in ("fleetId", "workerId")}
        async with monitor(
            "worker-sessions", {"farmId": session["farmId"], **path}, settings=ALLOWED
        ) as pilot:
            await arrive(pilot, "worker-sessions")
            await until(pilot, lambda: table(pilot).select(session["sessionId"]))
            await ask_for(pilot, "e")
            await confirm(pilot)
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))
            await pilot.press("escape")
            await arrive(pilot, "worker-sessions")
            await until(pilot, lambda: "» " not in shown(pilot.app))
        ((operation, asked),) = updates(farm)
        assert operation == "UpdateSession"
        assert {name: asked[name] for name in session} == session


def test_what_is_done_to_the_farm_of_a_demo_is_not_among_what_was_done_to_real_ones(
    home: Path, tmp_path: Path
) -> None:
    def written() -> str:
        return "".join(one.read_text() for one in tmp_path.glob("farmtop-demo-*/actions.jsonl"))

    arguments = ("demo", "--jobs=10", "--workers=4", "--allow-actions")
    with terminal(*arguments, environ={**os.environ, "TMPDIR": str(tmp_path)}) as demo:
        demo.shows("Aurora", "Borealis", "127.0.0.1:")
        demo.press("enter")
        demo.shows("Aurora › queues", "lighting")
        demo.press("enter")
        demo.shows("lighting › jobs")
        demo.answer("/", "status:running,ready")
        demo.shows("filter: status:running,ready", "sq0")
        demo.press("a")
        demo.shows("suspend")
        demo.press("s")
        demo.shows("Suspend the job", "Esc leave")
        if name := re.search(r"Type (\S+) to go on", demo.text):
            demo.press(name[1], "enter")
            demo.shows("y yes")
        demo.press("y")
        demo.shows("1 accepted")
        assert '"accepted"' in written()
        # However long the folder's name is, and wherever it is folded.
        demo.until(lambda text: "actions.jsonl" in re.sub(r"[│\s]+", "", text))
        assert "~/.local" not in demo.text
        demo.press("escape")
        demo.shows("lighting › jobs")
        demo.press("q")
        assert demo.ended() == 0
    assert not list(tmp_path.glob("farmtop-demo-*"))
    assert audit(home) == []
