"""Asking for something to be done with rows, over real HTTP: only where it is allowed and meant."""

import re
from pathlib import Path

from textual.widgets import Input

from app.resources.acts import ACTS
from app.resources.level import Item
from app.tui.acting.act_screen import ActScreen
from app.tui.acting.confirm_screen import ConfirmScreen
from app.tui.boxes.line_list import LineList
from tests.acting import ALLOWED, ask_for, audit, heading, is_on, jobs, updates
from tests.live_farm import LiveFarm, above, live_farm, monitor
from tests.pilots import arrive, shown, table, told, until


async def test_nothing_can_be_done_unless_it_is_allowed(home: Path) -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("a")
        await until(pilot, lambda: "--allow-actions" in shown(pilot.app))
        assert not isinstance(pilot.app.screen, ActScreen)
        assert updates(farm) == []
    assert audit(home) == []


async def test_what_is_to_be_done_can_be_clicked_on() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("a")
        await until(pilot, is_on, pilot, ActScreen)
        names = [act.name for act in ACTS["jobs"]]
        await pilot.click(LineList, offset=(5, names.index("set the priority of")))
        await until(pilot, is_on, pilot, ConfirmScreen)
        assert "Set the priority of the job" in shown(pilot.app)


async def test_a_question_is_a_sentence_with_the_terms_of_the_service() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
        await arrive(pilot, "jobs")
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "FAILED")
        await until(pilot, lambda: table(pilot).select(job["jobId"]))
        await ask_for(pilot, "d")
        assert re.search(r"Mark the job .+ as succeeded: [\d,]+ tasks?\?", shown(pilot.app))
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await ask_for(pilot, "m")
        assert "Set the max failed tasks of the job" in shown(pilot.app)
        assert "Max failed tasks, 0 to" in shown(pilot.app)


async def test_unless_one_says_yes_nothing_is_done(home: Path) -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
        await arrive(pilot, "jobs")
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "SUCCEEDED")
        for answer in ("enter", "n", "escape"):
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            await ask_for(pilot, "p")
            pilot.app.screen.query_one("#amount", Input).value = "80"
            await pilot.press("enter", answer)
            await arrive(pilot, "jobs")
            if answer != "escape":
                await until(pilot, lambda: "Nothing was done." in shown(pilot.app))
        assert updates(farm) == []
    assert audit(home) == []


async def test_where_a_number_is_asked_for_one_reads_what_it_is_now() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
        await arrive(pilot, "jobs")
        least, most = (
            min(
                farm.items("ListJobs", "jobs", **farm.queue()),
                key=lambda job: sign * job["priority"],
            )
            for sign in (1, -1)
        )
        await until(pilot, lambda: table(pilot).select(least["jobId"]))
        await ask_for(pilot, "p")
        assert f"0 to 100, now {least['priority']}:" in shown(pilot.app)
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await pilot.press("space")
        await until(pilot, lambda: table(pilot).select(most["jobId"]))
        await pilot.press("space")
        await ask_for(pilot, "p")
        assert f"now {least['priority']} to {most['priority']}:" in shown(pilot.app)
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await ask_for(pilot, "m")
        told = sorted({one["maxFailedTasksCount"] for one in (least, most)})
        assert f"now {' to '.join(map(str, told))}:" in shown(pilot.app)


def large_job(farm: LiveFarm) -> tuple[dict[str, str], str]:
    """The ids of a job of which more than twenty tasks have succeeded, and its name."""

    def is_large(job: Item) -> bool:
        is_done = job.get("taskRunStatus") == "SUCCEEDED"
        return is_done and int(job["taskRunStatusCounts"]["SUCCEEDED"]) > 20

    (job, *_) = jobs(farm, is_large)
    return job, farm.ask("deadline", "GetJob", **job)["name"]


async def test_for_more_than_twenty_tasks_one_has_to_type_the_name() -> None:
    async with live_farm(fresh=True) as farm:
        job, name = large_job(farm)
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            await ask_for(pilot, "r")
            assert f"Type {name} to go on" in shown(pilot.app)
            await pilot.press("y", "enter")
            await until(pilot, lambda: "Nothing is done" in shown(pilot.app))
            assert updates(farm) == []
            pilot.app.screen.query_one("#typed", Input).value = name
            await pilot.press("enter")
            await until(pilot, lambda: "y yes   n no" in shown(pilot.app))
            assert updates(farm) == []
            await pilot.press("y")
            await until(pilot, lambda: "1 accepted" in shown(pilot.app))


async def test_the_answer_is_no_also_after_the_name_was_typed() -> None:
    async with live_farm() as farm:
        job, name = large_job(farm)
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            await ask_for(pilot, "r")
            pilot.app.screen.query_one("#typed", Input).value = name
            await pilot.press("enter", "enter")
            await arrive(pilot, "jobs")
            await until(pilot, lambda: "Nothing was done." in shown(pilot.app))
        assert updates(farm) == []


async def test_the_foot_tells_the_keys_of_what_one_fills_in_and_then_of_the_answer() -> None:
    async with live_farm() as farm:
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "RUNNING")
        async with monitor("jobs", farm.queue(), settings=ALLOWED) as pilot:
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).select(job["jobId"]))
            await ask_for(pilot, "p")
            await until(pilot, lambda: "↵ go on" in shown(pilot.app))
            assert "y yes" not in shown(pilot.app)
            pilot.app.screen.query_one("#amount", Input).value = "80"
            await pilot.press("enter")
            await until(pilot, lambda: "y yes   n no" in shown(pilot.app))


async def test_for_more_than_twenty_tasks_of_a_step_one_has_to_type_the_name_of_its_job() -> None:
    async with live_farm(fresh=True) as farm:
        job, step = next(
            (job, step)
            for job in jobs(farm, lambda job: job.get("taskRunStatus") == "SUCCEEDED")
            for step in farm.items("ListSteps", "steps", **job)
            if step["taskRunStatusCounts"].get("SUCCEEDED", 0) > 20
        )
        name = farm.ask("deadline", "GetJob", **job)["name"]
        async with monitor("steps", job, settings=ALLOWED) as pilot:
            await arrive(pilot, "steps")
            await until(pilot, lambda: table(pilot).select(step["stepId"]))
            await pilot.press("a")
            await until(pilot, is_on, pilot, ActScreen)
            await until(pilot, lambda: heading(pilot).endswith(f" of the job {name}"))
            await pilot.press("r")
            await until(pilot, is_on, pilot, ConfirmScreen)
            assert f"Requeue the step {step['name']} of the job {name}:" in heading(pilot)
            assert f"Type {name} to go on" in shown(pilot.app)


async def test_a_task_is_named_with_its_step_and_its_job() -> None:
    async with live_farm(fresh=True) as farm:
        (job, *_) = jobs(farm, lambda job: job.get("taskRunStatus") == "SUCCEEDED")
        (step, *_) = farm.items("ListSteps", "steps", **job)
        name = farm.ask("deadline", "GetJob", **job)["name"]
        whose = f"of the step {step['name']} of the job {name}"
        path = {**job, "stepId": step["stepId"]}
        async with monitor("tasks", path, settings=ALLOWED) as pilot:
            await arrive(pilot, "tasks")
            await pilot.press("a")
            await until(pilot, is_on, pilot, ActScreen)
            await until(pilot, lambda: heading(pilot).endswith(f" {whose}"))
            await pilot.press("r")
            await until(pilot, is_on, pilot, ConfirmScreen)
            assert heading(pilot).startswith("Requeue the task ")
            assert heading(pilot).endswith(f" {whose}?")


async def test_where_nothing_can_be_done_that_is_said() -> None:
    async with live_farm() as farm:
        path = {"farmId": farm.queue()["farmId"]}
        async with monitor("queues", path, settings=ALLOWED) as pilot:
            await arrive(pilot, "queues")
            await pilot.press("a")
            await until(pilot, lambda: "There is nothing to do with queues." in shown(pilot.app))
            await pilot.press("A")
            await until(pilot, lambda: "Nothing was done yet." in shown(pilot.app))


async def test_where_something_can_be_done_a_key_away_that_is_said() -> None:
    async with live_farm() as farm:
        job = above(farm.session())
        async with monitor("parameters", job, settings=ALLOWED) as pilot:
            await arrive(pilot, "parameters")
            await pilot.press("a")
            words = "To act on the job, press p and then a."
            await until(pilot, lambda: words in told(pilot))
            await pilot.press("p")
            await arrive(pilot, "jobs")
            await until(pilot, lambda: table(pilot).selected_key == job["jobId"])
            await ask_for(pilot, "p")
            assert heading(pilot).startswith("Set the priority of the job ")


async def test_every_action_can_be_seen_in_a_low_terminal() -> None:
    async with (
        live_farm() as farm,
        monitor("jobs", farm.queue(), size=(80, 10), settings=ALLOWED) as pilot,
    ):
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("a")
        await until(pilot, is_on, pilot, ActScreen)
        for act in ACTS["jobs"]:
            await until(pilot, lambda name: name in shown(pilot.app), act.name.removesuffix(" of"))
            await pilot.press("down")
        await until(pilot, lambda: "Esc leave" in shown(pilot.app))
