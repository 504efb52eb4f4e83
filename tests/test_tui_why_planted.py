"""`F` on each failure that was planted, over real HTTP: the page, and the ways from there."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.resources.failing import FAILING
from app.resources.level import Path
from app.tui.logs.log_screen import LogScreen
from app.tui.why.why_screen import WhyScreen
from app.view import plain
from app.why.excerpt import Proof
from app.why.report import Group
from tests.live_farm import LiveFarm, listening, monitor
from tests.pilots import (
    FarmPilot,
    arrive,
    has_lines,
    is_level,
    level,
    log,
    shown,
    table,
    until,
    view,
)
from tests.planted import PlantedFarm, PlantedJob, befall
from tests.rest import NARROW
from tests.test_why import FAILURES


@asynccontextmanager
async def asked(planted: PlantedFarm, path: Path) -> AsyncIterator[FarmPilot]:
    """The monitor with the answer to why the last thing of a path failed."""
    *above, (own, key) = path.items()
    name = FAILING[own].name
    async with (
        listening(LiveFarm(planted.handlers)),
        monitor(name, dict(above), size=NARROW) as pilot,
    ):
        await arrive(pilot, name)
        await until(pilot, lambda: table(pilot).row_count)
        level(pilot).pane.find(key)
        await until(pilot, lambda: table(pilot).selected_key == key)
        await pilot.press("F")
        await until(pilot, is_answered, pilot)
        yield pilot


def is_answered(pilot: FarmPilot) -> bool:
    """Whether an answer is on the screen."""
    screen = pilot.app.screen
    return isinstance(screen, WhyScreen) and screen.report is not None


def group_of(pilot: FarmPilot) -> Group:
    """The one group of the answer."""
    screen = pilot.app.screen
    assert isinstance(screen, WhyScreen)
    assert screen.report is not None
    [group] = screen.report.groups
    return group


def reads(pilot: FarmPilot, words: str) -> bool:
    """Whether words stand on the screen, on one line or on several, the long ones folded."""
    return "".join(words.split()) in "".join(shown(pilot.app).split())


def stands_at(pilot: FarmPilot, proof: Proof) -> bool:
    """Whether a log is on the screen, at the line that tells."""
    if not isinstance(pilot.app.screen, LogScreen) or not has_lines(pilot):
        return False
    line = view(pilot).current_line
    is_told = line is not None and plain(line.message) == proof.line.message
    return is_told and line is not None and line.timestamp == proof.line.timestamp


def thing_of_log(pilot: FarmPilot) -> dict[str, str]:
    """What the log on the screen is of."""
    thing = log(pilot).pane.source.thing
    assert thing is not None
    return dict(thing[1])


async def leads_to_the_line_and_back(pilot: FarmPilot) -> None:
    """Enter opens the log at the line that tells, and Escape leads back to the answer."""
    [proof, *_] = group_of(pilot).proofs
    await until(pilot, reads, pilot, proof.line.message)
    await pilot.press("enter")
    await until(pilot, stands_at, pilot, proof)
    assert thing_of_log(pilot)["sessionActionId"] == proof.action_id
    await pilot.press("escape")
    await until(pilot, is_answered, pilot)
    await pilot.press("escape")


@pytest.mark.parametrize("name", FAILURES)
async def test_the_page_shows_the_cause_and_enter_leads_to_the_line(
    planted: PlantedFarm, name: str
) -> None:
    plant, words, _ = FAILURES[name]
    job = planted.job()
    plant(planted, job)
    async with asked(planted, job.path) as pilot:
        cause = group_of(pilot).cause
        assert cause.name == name
        assert words in cause.sentence
        await until(pilot, reads, pilot, cause.sentence)
        if group_of(pilot).proofs:
            await leads_to_the_line_and_back(pilot)
            await until(pilot, is_level, pilot, "jobs")
            return
        await pilot.press("enter")
        await until(pilot, reads, pilot, "could not set up the log")
        await until(pilot, reads, pilot, words)


def of_step(job: PlantedJob) -> Path:
    """The ids that lead to the step that has failed."""
    return {**job.path, "stepId": job.step.id}


def of_task(job: PlantedJob) -> Path:
    """The ids that lead to the task that has failed."""
    return {**of_step(job), "taskId": f"task-{job.step.id[5:]}-4"}


def of_session(job: PlantedJob) -> Path:
    """The ids that lead to the session in which that was."""
    return {**job.path, "sessionId": job.run_of(job.step.tasks[4])[0].id}


def of_action(job: PlantedJob) -> Path:
    """The ids that lead to what was done there."""
    return {**of_session(job), "sessionActionId": job.run_of(job.step.tasks[4])[1].id}


@pytest.mark.parametrize("path_of", [of_step, of_task, of_session, of_action])
async def test_on_whatever_a_task_belongs_to_the_page_leads_to_the_line(
    planted: PlantedFarm, path_of: Callable[[PlantedJob], Path]
) -> None:
    job = planted.job()
    job.fail([4], "crash")
    path = path_of(job)
    async with asked(planted, path) as pilot:
        assert group_of(pilot).cause.name == "crash"
        await leads_to_the_line_and_back(pilot)
        await until(pilot, is_level, pilot, FAILING[[*path][-1]].name)


async def test_on_a_worker_the_page_leads_to_the_line(planted: PlantedFarm) -> None:
    session = planted.session_of_worker()
    befall(next(one for one in session.actions if one.kind == "taskRun"), "licence")
    path = {"farmId": session.farm_id, "fleetId": session.fleet_id, "workerId": session.worker_id}
    async with asked(planted, path) as pilot:
        assert group_of(pilot).cause.name == "licence"
        await leads_to_the_line_and_back(pilot)
        await until(pilot, is_level, pilot, "workers")


async def test_the_log_of_a_worker_that_is_no_more_is_a_key_away(planted: PlantedFarm) -> None:
    job = planted.job()
    job.fail([3], "out-of-memory")
    async with asked(planted, job.path) as pilot:
        [_, proof] = group_of(pilot).proofs
        await pilot.press("w")
        await until(pilot, stands_at, pilot, proof)


async def test_where_a_log_just_ends_its_last_line_is_called_no_error(
    planted: PlantedFarm,
) -> None:
    job = planted.job()
    job.interrupt(4, "worker-lost")
    async with asked(planted, job.path) as pilot:
        assert group_of(pilot).proofs[0].is_end
        await until(pilot, reads, pilot, "the session's ends there, and tells of no error")
        assert re.search(r"▸ (\d\d-\d\d )?\d\d:\d\d", shown(pilot.app))
        assert not re.search(r"✖ (\d\d-\d\d )?\d\d:\d\d", shown(pilot.app))


async def test_tasks_that_never_began_are_counted_as_tasks(planted: PlantedFarm) -> None:
    job = planted.job()
    count = job.fail_before(job.sessions()[0], "envEnter", "environment")
    async with asked(planted, job.path) as pilot:
        await until(pilot, reads, pilot, f"✖ {count} tasks")


async def test_the_answer_is_told_whole_below_its_row_only_where_it_is_cut(
    planted: PlantedFarm,
) -> None:
    job = planted.job()
    job.fail([3], "openjd-fail")
    async with asked(planted, job.path) as pilot:
        sentence = group_of(pilot).cause.sentence
        await until(pilot, lambda: "frame has …" in shown(pilot.app) and reads(pilot, sentence))
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: shown(pilot.app).count(sentence) == 1)
