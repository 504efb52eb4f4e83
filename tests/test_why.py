"""Why something failed: the cause of each failure that was planted, over real HTTP."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from app.aws.connection.cloud import Cloud
from app.aws.finding.addresses import find_address
from app.config import Settings
from app.resources.address import read_address
from app.resources.level import Path
from app.why.as_text import headline, report_lines, where_text
from app.why.asking import MOST_CALLS
from app.why.inquiry import why
from app.why.report import Report
from tests.live_farm import LiveFarm
from tests.planted import PlantedFarm, PlantedJob, befall

Plant: TypeAlias = Callable[[PlantedFarm, PlantedJob], object]

SCATTERED = [1, 4, 9]
"""Tasks that have nothing in common."""


async def asked(path: Path) -> Report:
    """Why what the ids lead to has failed."""
    async with Cloud.open(Settings()) as cloud:
        found = await find_address(cloud, read_address("/".join(path.values()), {}), {})
        return await why(cloud, found.place, found.item)


def made(farm: LiveFarm) -> int:
    """How many calls were made, of whichever service."""
    return sum(farm.endpoint.calls.values())


def in_a_session(kind: str, failure: str) -> Plant:
    """Something that a session does before its first task fails."""
    return lambda _, job: job.fail_before(job.sessions()[0], kind, failure)


def on_one_host(_: PlantedFarm, job: PlantedJob) -> None:
    """Everything fails that one session did."""
    job.fail(job.numbers_in(job.sessions()[0]), "", 3)


def without_log(farm: PlantedFarm, job: PlantedJob) -> None:
    """The log of a session could not be set up."""
    job.fail([2], "")
    session, _ = job.run_of(job.step.tasks[2])
    farm.without_log[session.id] = "The log group does not exist."


def failing(failure: str, exit_code: int | None = None) -> Plant:
    """Some tasks fail alike that have nothing else in common."""
    return lambda _, job: job.fail(SCATTERED, failure, exit_code)


FAILURES: dict[str, tuple[Plant, str, str]] = {
    "exit code": (failing("", 3), "the program ended with an error", "with code: 3"),
    "openjd_fail": (failing("openjd-fail"), "214 black pixels", "openjd_fail: frame has 214"),
    "environment": (in_a_session("envEnter", "environment"), "Enter Conda", "PackagesNotFound"),
    "job attachments": (
        in_a_session("syncInputJobAttachments", "attachments"),
        "attachments",
        "openjd_fail: Error downloading files",
    ),
    "spot interruption": (
        lambda _, job: job.interrupt(4, "interrupted"),
        "spot interruption",
        "Canceling subprocess",
    ),
    "out of memory": (failing("out-of-memory"), "memory ran out", "out of memory"),
    "time-out": (failing("timeout"), "time limit", "TIMEOUT - Runtime limit"),
    "cancelled": (lambda _, job: job.cancel(SCATTERED), "cancelled", "Canceling subprocess"),
    "missing input": (failing("missing-texture"), "file is missing", "could not open image"),
    "worker lost": (lambda _, job: job.interrupt(4, "worker-lost"), "stopped responding", ""),
    "licence": (failing("licence"), "no licence", "maximum number of users"),
    "crash": (failing("crash"), "crashed", "Segmentation fault"),
    "Python": (failing("python-traceback"), "view_layer", "AttributeError: 'NoneType'"),
    "bad host": (on_one_host, "one host", "with code: 3"),
    "bad range": (lambda _, job: job.fail(range(5, 10), "", 3), "frames", "with code: 3"),
    "log set-up": (without_log, "The log group does not exist", ""),
}
"""By the name of the cause that is to be found: how it comes about, what is said of it, and what
the line reads that tells; where the log stops or there is none, no line does."""


@pytest.mark.parametrize("name", FAILURES)
async def test_each_failure_has_its_cause(planted: PlantedFarm, farm: LiveFarm, name: str) -> None:
    plant, words, line = FAILURES[name]
    job = planted.job()
    plant(planted, job)
    report = await asked(job.path)
    [group] = report.groups
    assert group.cause.name == name, "\n".join(report_lines(report))
    assert words in group.cause.sentence
    assert all(line in proof.line.message for proof in group.proofs if proof.origin == "session")
    assert bool(group.proofs) is (name != "log set-up")
    assert report.calls == made(farm) <= MOST_CALLS


async def test_a_run_that_kept_many_tasks_from_beginning_has_one_log(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    assert job.fail_before(job.sessions()[0], "envEnter", "environment") > 1
    report = await asked(job.path)
    assert not any("logs" in text for text in report.unseen)
    assert report.calls == made(farm)


async def test_what_was_cancelled_before_it_began_is_counted(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.cancel(SCATTERED)
    task = next(one for one in job.step.tasks if one.number not in SCATTERED and one.latest_action)
    task.latest_action = None
    job.step.move(task, "CANCELED")
    report = await asked(job.path)
    never = sum(
        task.status == "CANCELED" and not task.latest_action
        for step in job.job.steps
        for task in step.tasks
    )
    assert report.summary.endswith(f" cancelled, {never} of them never begun")
    assert farm.calls("SearchTasks") == 1


async def test_what_cannot_be_searched_for_is_listed(planted: PlantedFarm, farm: LiveFarm) -> None:
    job = planted.job()
    job.fail(SCATTERED, "crash")
    farm.refuse("RUN_STATUS")
    report = await asked(job.path)
    [group] = report.groups
    assert group.cause.name == "crash"
    assert len(group.attempts) == len(SCATTERED)
    assert farm.calls("ListTasks")
    assert report.calls <= MOST_CALLS


async def test_a_job_that_went_well_has_nothing_to_tell(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    report = await asked(planted.job().path)
    assert (report.groups, report.summary) == ((), "Nothing has failed")
    assert report.calls == made(farm)


async def test_failures_of_several_kinds_are_told_apart(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([1, 4, 9], "crash")
    job.fail([2, 12], "licence")
    job.fail([6], "timeout")
    report = await asked(job.path)
    told = [(group.cause.name, len(group.attempts)) for group in report.groups]
    assert told == [("crash", 3), ("licence", 2), ("time-out", 1)]
    assert report.summary.startswith("6 of ")
    assert "the logs of 3 of 6 runs" in report.unseen
    assert report.calls == made(farm) <= MOST_CALLS


async def test_a_host_out_of_memory_shows_in_the_log_of_its_worker(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([3], "out-of-memory")
    [group] = (await asked(job.path)).groups
    session, worker = group.proofs
    assert (session.origin, worker.origin) == ("session", "worker")
    assert "out of memory" in session.line.message
    assert "memory 99.2 %" in worker.line.message
    assert farm.calls("AssumeFleetRoleForRead") == 1


@pytest.mark.parametrize("failure", ["interrupted", "worker-lost"])
async def test_what_was_cut_short_and_done_later_is_told_behind_what_failed(
    planted: PlantedFarm, farm: LiveFarm, failure: str
) -> None:
    job = planted.job()
    first, other, *_ = job.sessions()
    numbers = job.numbers_in(other)
    job.fail(job.numbers_in(first)[:3], "crash")
    job.interrupt(numbers[0], failure)
    report = await asked(job.path)
    assert len(report.groups) == 2, "\n".join(report_lines(report))
    crash, cut = report.groups
    assert (crash.cause.name, crash.is_mended) == ("crash", False)
    assert cut.cause.name == {"interrupted": "spot interruption"}.get(failure, "worker lost")
    assert cut.is_mended
    assert where_text(cut).endswith("retried, now done")
    assert headline(cut).startswith("▲ 1 task ")
    assert [proof.origin for proof in crash.proofs] == ["session"]
    assert report.summary.startswith("3 of ")
    assert report.calls == made(farm) <= MOST_CALLS


async def test_what_was_cut_short_and_is_not_done_yet_says_how_it_is_doing(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([1], "crash")
    cut = [number for number in job.numbers_in(job.sessions()[0]) if number != 1][:2]
    for number in cut:
        job.interrupt(number, "interrupted")
        job.step.move(job.step.tasks[number], "READY")
    report = await asked(job.path)
    group = next(one for one in report.groups if one.cause.name == "spot interruption")
    assert not group.is_mended
    assert where_text(group).endswith("now 2 READY")
    assert farm.calls("BatchGetTask") == 1
    assert report.calls == made(farm) <= MOST_CALLS


async def test_no_more_than_two_sessions_that_were_told_to_end_are_looked_at(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job(sessions=4)
    job.fail([job.numbers_in(job.sessions()[0])[0]], "crash")
    for session in job.sessions()[1:4]:
        job.interrupt(job.numbers_in(session)[0], "interrupted")
    report = await asked(job.path)
    assert [len(group.attempts) for group in report.groups] == [1, 2]
    assert "1 of 3 sessions that were told to end" in report.unseen
    assert report.calls == made(farm) <= MOST_CALLS


async def test_of_a_session_it_is_told_that_what_was_cut_short_is_done_by_now(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.interrupt(4, "interrupted")
    session, _ = job.run_of(job.step.tasks[4])
    report = await asked({**job.path, "sessionId": session.id})
    [group] = report.groups
    assert (group.cause.name, group.is_mended) == ("spot interruption", True)
    assert report.calls == made(farm) <= MOST_CALLS


async def test_whatever_a_task_belongs_to_can_be_asked_about(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([4], "crash")
    task = job.step.tasks[4]
    session, action = job.run_of(task)
    session_path = {**job.path, "sessionId": session.id}
    paths = {
        "step": {**job.path, "stepId": job.step.id},
        "task": {**job.path, "stepId": job.step.id, "taskId": f"task-{job.step.id[5:]}-4"},
        "session": session_path,
        "session action": {**session_path, "sessionActionId": action.id},
    }
    for noun, path in paths.items():
        before = made(farm)
        report = await asked(path)
        assert (report.noun, [group.cause.name for group in report.groups]) == (noun, ["crash"])
        assert report.calls == made(farm) - before <= MOST_CALLS


async def test_a_worker_tells_what_failed_in_its_last_sessions(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    session = planted.session_of_worker()
    befall(next(one for one in session.actions if one.kind == "taskRun"), "crash")
    path = {"farmId": session.farm_id, "fleetId": session.fleet_id, "workerId": session.worker_id}
    report = await asked(path)
    assert "crash" in {group.cause.name for group in report.groups}
    assert report.calls == made(farm) <= MOST_CALLS
