"""What is told all the same where a call is denied or a log cannot be read."""

from app.why.as_text import report_lines, report_value
from tests.live_farm import LiveFarm
from tests.planted import PlantedFarm
from tests.test_why import asked


async def test_what_may_not_be_asked_is_told_as_denied(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([4], "crash")
    farm.break_it("deny:BatchGetS*")
    report = await asked(job.path)
    assert report.groups == ()
    one_task, actions, *_ = report.unseen
    assert one_task == "1 of 1 failed tasks"
    assert actions.startswith("session actions (BatchGetSessionAction is denied")
    assert report_value(report)["notLookedAt"] == list(report.unseen)
    assert not any(text.endswith("..") for text in report_lines(report))


async def test_a_log_that_cannot_be_read_leaves_what_is_known_without_it(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([4], "out-of-memory")
    farm.break_it("error:GetLogEvents=InternalServerErrorException")
    report = await asked(job.path)
    [group] = report.groups
    assert (group.cause.name, group.first.exit_code) == ("out of memory", 137)
    assert "CloudWatch Logs failed in GetLogEvents" in group.trouble
    assert "the logs of 1 of 1 run" in report.unseen


async def test_a_workers_log_that_would_tell_and_cannot_be_read_is_named(
    planted: PlantedFarm, farm: LiveFarm
) -> None:
    job = planted.job()
    job.fail([4], "", 137)
    farm.break_it("deny:AssumeFleetRoleForRead", "deny:GetLogEvents@AKIA*")
    [group] = (await asked(job.path)).groups
    assert group.trouble.startswith("of the worker: ")
