"""The timeline on the screen, on a farm over real HTTP, and how it looks."""

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.timeline.timeline_screen import TimelineScreen
from tests.camera import Camera, list_rests
from tests.live_farm import above, live_farm, monitor
from tests.pilots import FarmPilot, arrive, bar, has_lines, is_level, log_item, shown, table, until
from tests.rest import NARROW, rest
from tests.world_service import NOW, WorldService, refused


def timeline(pilot: FarmPilot) -> TimelineScreen:
    """The timeline that is on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, TimelineScreen), screen
    return screen


def is_charted(pilot: FarmPilot) -> bool:
    """Whether a timeline is on the screen, and was read to its end."""
    screen = pilot.app.screen
    if not isinstance(screen, TimelineScreen) or not screen.query("#gantt"):
        return False
    pane = screen.pane
    return not pane.snapshot.loading and bool(pane.chart.runs)


async def open_timeline(pilot: FarmPilot, name: str, key: str) -> None:
    """Open the timeline of a row of a level, and wait until it was read."""
    await arrive(pilot, name)
    await until(pilot, lambda: table(pilot).select(key))
    await pilot.press("T")
    await until(pilot, lambda: is_charted(pilot))


async def test_of_a_job_each_worker_has_a_row_and_enter_opens_the_log_of_an_action() -> None:
    async with live_farm() as farm:
        session = farm.session()
        job = above(session)
        async with monitor("jobs", farm.queue(), size=(120, 30)) as pilot:
            await open_timeline(pilot, "jobs", session["jobId"])
            sessions = farm.items("ListSessions", "sessions", **job)
            workers = {one["workerId"] for one in sessions}
            chart = timeline(pilot).pane.chart
            assert len({lane.key.rpartition("/")[0] for lane in chart.lanes}) == len(workers)
            assert "used" in bar(pilot, "summary")
            await pilot.press("home")
            selected = timeline(pilot).pane.selected
            assert selected is not None
            assert selected[0].title in bar(pilot, "about")
            await until(pilot, lambda: "exit 0" in bar(pilot, "about"))
            await pilot.press("enter")
            await until(pilot, lambda: has_lines(pilot))
            assert log_item(pilot)["sessionActionId"] == selected[0].key
            await pilot.press("escape")
            await until(pilot, lambda: is_charted(pilot))
            await pilot.press("escape")
            await arrive(pilot, "jobs")


async def test_of_a_worker_all_sessions_are_in_one_row_or_each_in_its_own() -> None:
    async with live_farm() as farm:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        path = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
        async with monitor("workers", path) as pilot:
            await open_timeline(pilot, "workers", told["workerId"])
            pane = timeline(pilot).pane
            assert len(pane.chart.lanes) == 1
            sessions = farm.items(
                "ListSessionsForWorker", "sessions", **path, workerId=told["workerId"]
            )
            await pilot.press("v")
            assert len(pane.chart.lanes) == len(sessions)


async def test_a_session_has_one_row_that_is_read_again_while_it_runs() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            assert len(timeline(pilot).pane.chart.lanes) == 1
            before = farm.calls("ListSessionActions")
            await pilot.press("r")
            await until(pilot, lambda: farm.calls("ListSessionActions") > before)


async def test_what_was_read_stays_where_it_is_read_anew_in_vain() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            runs = len(timeline(pilot).pane.chart.runs)
            farm.break_it("deny:*")
            await pilot.press("r")
            await until(pilot, lambda: "r tries now" in shown(pilot.app))
            assert len(timeline(pilot).pane.chart.runs) == runs


async def test_the_keys_of_an_action_copy_its_id_and_show_its_fields() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            await pilot.press("g", "y")
            assert pilot.app.clipboard == f"sessionaction-{session['sessionId'][8:]}-0"
            await pilot.press("d")
            await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
            await pilot.press("escape", "question_mark")
            await until(pilot, lambda: "In a timeline" in shown(pilot.app))


async def test_zoomed_in_it_goes_along_with_now_and_says_whether_it_does(
    service: WorldService,
) -> None:
    now = NOW
    app = FarmTop(
        Settings(),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: now,
    )
    async with app.run_test(size=(160, 30)) as pilot:
        await open_timeline(pilot, "jobs", service.job("RUNNING")["jobId"])
        pane = timeline(pilot).pane
        assert "follow" not in bar(pilot, "summary")
        await pilot.press("plus", "f")
        await until(pilot, lambda: "● following" in bar(pilot, "summary"))
        now += 60
        pane.draw()
        assert pane.gantt.window is not None
        assert pane.gantt.window.end == pytest.approx(now, abs=0.01)
        await pilot.press("less_than_sign")
        await until(pilot, lambda: "stays here, f follows" in bar(pilot, "summary"))
        there = pane.gantt.window
        now += 60
        pane.draw()
        assert pane.gantt.window == there
        await pilot.press("f")
        await until(pilot, lambda: "● following" in bar(pilot, "summary"))
        assert pane.gantt.window.end == pytest.approx(now, abs=0.01)


async def test_what_has_no_timeline_says_so() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await pilot.press("T")
        await until(pilot, lambda: "A farm has no timeline." in shown(pilot.app))
        assert is_level(pilot, "farms")


@pytest.mark.parametrize("size", [NARROW, (160, 30)], ids=["narrow", "wide"])
def test_how_it_looks(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    job = service.job()

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        assert table(pilot).select(job["jobId"])
        await pilot.press("T")
        await until(pilot, lambda: is_charted(pilot))
        await until(pilot, lambda: "step render" in bar(pilot, "of-step"))
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


def test_a_timeline_that_is_denied(camera: Camera, service: WorldService) -> None:
    job = service.job()
    message = "User: arn:aws:iam::111122223333:user/wrangler is not authorized"
    service.fail("ListSessions", refused("AccessDeniedException", message, "ListSessions"))

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "jobs")
        assert table(pilot).select(job["jobId"])
        await pilot.press("T")
        await until(pilot, lambda: "r tries now" in shown(pilot.app))
        await rest(pilot)

    assert camera.sees("jobs", service.queue(), prepare=prepare)


async def test_what_failed_before_anything_was_read_is_all_that_is_said(
    service: WorldService,
) -> None:
    operation = "ListSessionActions"
    service.fail(operation, refused("ThrottlingException", "Rate exceeded", operation))
    app = FarmTop(
        Settings(),
        place=Place(LEVELS["jobs"], service.queue()),
        connect=service.connect,
        clock=lambda: NOW,
    )
    async with app.run_test(size=(100, 30)) as pilot:
        await arrive(pilot, "jobs")
        assert table(pilot).select(service.job()["jobId"])
        await pilot.press("T")
        await until(pilot, lambda: "r tries now" in shown(app))
        assert "Not looked at" not in shown(app)
