"""Text from outside that would take over the terminal is shown as a picture of itself."""

import re
from typing import Any

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from tests.pilots import FarmPilot, answer, arrive, bar, has_lines, open_row, shown, table, until
from tests.world_service import NOW, WorldService, refused, still_world
from widgets.table.resource_table import ResourceTable

HOSTILE = "\x1b]52;c;ZXZp\x07\x1b[2J\x9b1H\u202eeert\u2028[bold]x[/]\t\r\n"
HARMLESS = "␛]52;c;ZXZp␇␛[2J�1H�eert�[bold]x[/]    ␍␊"
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def is_harmless(pilot: FarmPilot) -> bool:
    """Whether nothing on the screen controls a terminal."""
    picture = pilot.app.export_screenshot()
    return not CONTROLS.search(shown(pilot.app)) and not CONTROLS.search(picture)


def monitor(service: WorldService, level: str, path: Path) -> FarmTop:
    """The monitor at a place."""
    place = Place(LEVELS[level], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


@pytest.fixture
def service() -> WorldService:
    """A world in which every text of a job is hostile."""
    hostile = WorldService()
    job = hostile.job()["jobId"]

    def poison(answer: dict[str, Any]) -> None:
        answer["jobs"] = [
            {
                **one,
                **(
                    {"name": HOSTILE, "createdBy": HOSTILE, "taskRunStatus": HOSTILE}
                    if one["jobId"] == job
                    else {}
                ),
            }
            for one in answer["jobs"]
        ]

    hostile.change("SearchJobs", poison)
    hostile.change("BatchGetJob", poison)
    hostile.change("GetJob", lambda answer: answer.update(name=HOSTILE, description=HOSTILE))
    return hostile


async def test_names_and_statuses_in_a_table_a_summary_and_a_preview(
    service: WorldService,
) -> None:
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=(180, 50)) as pilot:
        await arrive(pilot, "jobs")
        assert table(pilot).select(service.job()["jobId"])
        await until(pilot, lambda: HARMLESS[:12] in shown(app))
        await until(
            pilot,
            lambda: any(
                one.row_count
                for one in app.screen.query("#preview ResourceTable").results(ResourceTable)
            ),
        )
        assert HARMLESS.lower()[:12] in bar(pilot, "summary")
        assert is_harmless(pilot)


async def test_names_in_breadcrumbs(service: WorldService) -> None:
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=(180, 30)) as pilot:
        await arrive(pilot, "jobs")
        await open_row(pilot, service.job()["jobId"], "sessions")
        assert HARMLESS.rstrip() in bar(pilot, "where")
        assert is_harmless(pilot)


async def test_every_field_of_the_details(service: WorldService) -> None:
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=(120, 60)) as pilot:
        await arrive(pilot, "jobs")
        assert table(pilot).select(service.job()["jobId"])
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DetailsScreen))
        await until(pilot, lambda: "description" in shown(app))
        assert shown(app).count(HARMLESS.rstrip()) >= 3
        assert is_harmless(pilot)


async def test_what_a_service_says_of_a_failure(service: WorldService) -> None:
    for operation in ("SearchJobs", "ListJobs"):
        service.fail(operation, refused("AccessDeniedException", HOSTILE, operation))
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "SearchJobs is denied" in shown(app))
        assert "␛]52;c;ZXZp␇" in shown(app)
        assert is_harmless(pilot)


async def test_what_one_types_into_the_prompt(service: WorldService) -> None:
    app = monitor(service, "jobs", service.queue())
    async with app.run_test(size=(160, 30)) as pilot:
        await arrive(pilot, "jobs")
        for opens in ("colon", "s"):
            await answer(pilot, opens, "[bold]\u202ex\x9b[/]")
            await pilot.press("escape")
        await answer(pilot, "slash", "[bold]\u202ex\x9b[/]")
        assert is_harmless(pilot)


async def test_lines_of_a_log() -> None:
    service = WorldService(still_world())
    session = service.session()
    group = f"/aws/deadline/{session['farmId']}/{session['queueId']}"
    service.ask(
        "logs",
        "PutLogEvents",
        logGroupName=group,
        logStreamName=session["sessionId"],
        logEvents=[{"timestamp": int(NOW * 1000), "message": HOSTILE}],
    )
    app = monitor(service, "sessions", service.job())
    async with app.run_test(size=(120, 30)) as pilot:
        await arrive(pilot, "sessions")
        assert table(pilot).select(session["sessionId"])
        await pilot.press("L")
        await until(pilot, lambda: has_lines(pilot))
        assert HARMLESS in shown(app)
        assert is_harmless(pilot)
        await answer(pilot, "slash", "eert")
        await until(pilot, lambda: "1/1" in bar(pilot, "foot"))
        assert is_harmless(pilot)
