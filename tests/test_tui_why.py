"""`F`: why something failed, and the way from there into the log."""

from typing import Any

import pytest

from app.config import Settings
from app.errors import DeniedError
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.logs.item_logs import ItemLog
from app.tui.logs.log_screen import LogScreen
from app.tui.why.why_screen import WhyScreen
from tests.camera import Camera, greenwich
from tests.pilots import FarmPilot, arrive, bar, has_lines, is_level, log, shown, table, until, view
from tests.rest import NARROW, Size
from tests.world_service import NOW, WorldService

WIDE = (120, 40)


def why(pilot: FarmPilot) -> WhyScreen:
    """The answer that is on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, WhyScreen), screen
    return screen


def is_answered(pilot: FarmPilot) -> bool:
    """Whether an answer is on the screen, and told."""
    screen = pilot.app.screen
    return isinstance(screen, WhyScreen) and screen.report is not None


def queue_of(job: Path) -> dict[str, str]:
    return {key: job[key] for key in ("farmId", "queueId")}


async def ask(pilot: FarmPilot, level: str, key: str) -> None:
    """Ask why the row of a list failed."""
    await arrive(pilot, level)
    await until(pilot, lambda: table(pilot).select(key))
    await pilot.press("F")
    await until(pilot, is_answered, pilot)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_why_a_job_failed(camera: Camera, service: WorldService, size: Size) -> None:
    job = service.job("FAILED")

    async def asked(pilot: FarmPilot) -> None:
        await ask(pilot, "jobs", job["jobId"])

    assert camera.sees("jobs", queue_of(job), size=size, prepare=asked)


def test_why_a_job_did_not_fail(camera: Camera, service: WorldService) -> None:
    job = service.job("SUCCEEDED")

    async def asked(pilot: FarmPilot) -> None:
        await ask(pilot, "jobs", job["jobId"])

    assert camera.sees("jobs", queue_of(job), prepare=asked)


def monitor(service: WorldService, level: str, path: Path) -> FarmTop:
    return FarmTop(
        Settings(animation=False),
        place=Place(LEVELS[level], path),
        connect=service.connect,
        clock=lambda: NOW,
    )


async def test_enter_opens_the_log_at_the_line_that_tells(service: WorldService) -> None:
    job = service.job("FAILED")
    app = monitor(service, "jobs", queue_of(job))
    with greenwich():
        async with app.run_test(size=WIDE) as pilot:
            await ask(pilot, "jobs", job["jobId"])
            report = why(pilot).report
            assert report is not None
            proof = report.groups[0].proofs[0]
            await pilot.press("enter")
            await until(pilot, has_lines, pilot)

            def is_there() -> bool:
                line = view(pilot).current_line
                return line is not None and line.timestamp == proof.line.timestamp

            await until(pilot, is_there)
            source = log(pilot).pane.source
            assert isinstance(source, ItemLog)
            assert source.item["sessionActionId"] == proof.action_id
            await pilot.press("escape")
            await until(pilot, is_answered, pilot)
            await pilot.press("escape")
            await until(pilot, is_level, pilot, "jobs")


async def test_the_session_and_the_answer_are_a_key_away(service: WorldService) -> None:
    job = service.job("FAILED")
    app = monitor(service, "jobs", queue_of(job))
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot, "jobs", job["jobId"])
        await pilot.press("y")
        assert app.clipboard.startswith("Job ")
        await pilot.press("L")
        await until(pilot, has_lines, pilot)
        source = log(pilot).pane.source
        assert isinstance(source, ItemLog)
        assert "sessionActionId" not in source.item
        await pilot.press("F")
        await until(pilot, is_answered, pilot)
        answer = why(pilot).report
        assert answer is not None
        assert answer.noun == "session"


async def test_what_goes_wrong_is_said_and_can_be_tried_again(service: WorldService) -> None:
    job = service.job("FAILED")
    app = monitor(service, "jobs", queue_of(job))
    async with app.run_test(size=WIDE) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(job["jobId"]))
        service.fail("GetJob", DeniedError("GetJob is denied.", "Ask somebody."))
        await pilot.press("F")
        await until(pilot, lambda: "✖ GetJob is denied." in shown(pilot.app))
        assert "r finds out again, Esc goes back." in shown(pilot.app)
        assert "failed" in bar(pilot, "freshness")


async def test_where_nothing_failed_that_is_said_once_and_no_key_opens_anything(
    service: WorldService,
) -> None:
    session = service.session()
    done = next(one for one in service.actions(session) if one["status"] == "SUCCEEDED")
    app = monitor(service, "session-actions", session)
    async with app.run_test(size=NARROW) as pilot:
        await ask(pilot, "session-actions", done["sessionActionId"])
        answer = why(pilot).report
        assert answer is not None
        assert not answer.groups
        await until(pilot, lambda: shown(app).count(answer.summary) == 1)
        assert "Open" not in shown(app)
        assert "Esc Back" in shown(app)


@pytest.mark.parametrize(("level", "offered"), [("jobs", True), ("queues", False)])
async def test_only_for_what_can_fail_the_foot_offers_to_ask(
    service: WorldService, level: str, offered: bool
) -> None:
    job = service.job("FAILED")
    path = {key: job[key] for key in list(job)[: len(LEVELS[level].within)]}
    app = monitor(service, level, path if level == "jobs" else {"farmId": job["farmId"]})
    async with app.run_test(size=WIDE) as pilot:
        await arrive(pilot, level)
        foot = pilot.app.screen.query_one(ActiveKeys)
        await until(pilot, lambda: "? Keys" in foot.text)
        assert ("F Why" in foot.text) is offered


async def test_a_saved_place_in_time_is_where_a_log_opens(service: WorldService) -> None:
    session = service.failed_session()
    action = service.failed_action(session)
    ended = int(action["endedAt"].timestamp() * 1000)
    app = monitor(service, "session-actions", session)
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot, "session-actions", action["sessionActionId"])
        answer = why(pilot).report
        assert answer is not None
        [group] = answer.groups
        assert group.first.span is not None
        assert group.first.span[1] == ended
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogScreen))
        source = log(pilot).pane.source
        assert isinstance(source, ItemLog)
        assert "workerId" in source.item


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {
                "lifecycleStatus": "UPLOAD_FAILED",
                "lifecycleStatusMessage": "The attachments could not be uploaded: Access denied.",
            },
            "UPLOAD_FAILED: The attachments could not be uploaded: Access denied.",
        ),
        (
            {"lifecycleStatus": "CREATE_FAILED", "lifecycleStatusMessage": ""},
            "CREATE_FAILED.",
        ),
        (
            {"taskRunStatusCounts": {"NOT_COMPATIBLE": 2}},
            "2 tasks can run on no worker of the queue's fleets.",
        ),
    ],
)
async def test_what_failed_before_any_run_is_painted_as_bad(
    service: WorldService, told: dict[str, Any], words: str
) -> None:
    job = service.job("SUCCEEDED")

    def fail(answer: dict[str, Any]) -> None:
        answer.pop("taskRunStatusCounts", None)
        answer.update(told)

    service.change("GetJob", fail)
    app = monitor(service, "jobs", queue_of(job))
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot, "jobs", job["jobId"])
        await until(pilot, lambda: f"✖ {words}" in shown(app))
        assert ".." not in shown(app)
        assert "✔" not in shown(app)


async def test_the_key_that_scrolls_the_proof_is_shown_where_it_goes_on_below(
    service: WorldService,
) -> None:
    job = service.job("FAILED")
    app = monitor(service, "jobs", queue_of(job))
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot, "jobs", job["jobId"])
        await until(pilot, lambda: "Esc Back" in shown(app))
        assert "J Down" not in shown(app)
        await pilot.resize_terminal(120, 12)
        await until(pilot, lambda: "J Down" in shown(app))
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: "J Down" not in shown(app))
