"""The machine of a worker on the screen, on a farm over real HTTP, and how it looks."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.config import Settings
from app.localfarm.options import Options
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.host.host_pane import HostPane
from app.tui.host.host_screen import HostScreen
from app.view import Tone
from tests.camera import Camera, list_rests
from tests.live_farm import LiveFarm, above, live_farm, monitor
from tests.pilots import FarmPilot, arrive, bar, has_lines, log, log_item, shown, table, until, view
from tests.rest import NARROW, rest
from tests.world_service import NOW, WorldService, refused
from widgets.charts.time_axis import Window

MEAN = Options(seed=2, jobs=120, workers=12, log_rate=4.0)
"""A farm on which frames run out of memory."""


def host(pilot: FarmPilot) -> HostScreen:
    """The machine that is on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, HostScreen), screen
    return screen


def is_measured(pilot: FarmPilot) -> bool:
    """Whether a machine is on the screen, with its figures and what was done meanwhile."""
    screen = pilot.app.screen
    if not isinstance(screen, HostScreen) or not screen.query("#gauges"):
        return False
    pane = screen.pane
    is_read = pane.heard.state.caught_up and not pane.actions.seen.loading
    return is_read and bool(pane.tracks)


def reaches(pilot: FarmPilot, window: Window | None) -> bool:
    """Whether the log was read from where one looks on, or from its beginning."""
    heard = host(pilot).pane.heard
    assert window is not None
    return heard.at_beginning or (heard.since is not None and heard.since <= window.start)


async def open_machine(pilot: FarmPilot, name: str, key: str) -> None:
    """Open the machine of a row of a level, and wait until it was read."""
    await arrive(pilot, name)
    await until(pilot, lambda: table(pilot).select(key))
    await pilot.press("M")
    await until(pilot, lambda: is_measured(pilot))


def worker_of(farm: LiveFarm, session: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The path of the worker that runs a session, and its id."""
    told = farm.ask("deadline", "GetSession", **session)
    return {"farmId": session["farmId"], "fleetId": told["fleetId"]}, told["workerId"]


async def test_a_worker_shows_its_figures_and_the_frame_that_runs_below_them() -> None:
    async with live_farm() as farm:
        path, worker = worker_of(farm, farm.session())
        async with monitor("workers", path, size=(120, 40)) as pilot:
            await open_machine(pilot, "workers", worker)
            pane = host(pilot).pane
            text = pane.gauges.text
            assert all(word in text for word in ("cpu", "memory", "disk", "received", "actions"))
            running = [one for row in pane.gauges.shown.lanes for one in row.bars][-1]
            if running.tone is Tone.BUSY:
                assert pane.selected is not None
                assert pane.selected[0].key == running.key
                title = pane.selected[0].title
                await until(pilot, lambda: title in bar(pilot, "about"))
            assert bar(pilot, "freshness").strip().startswith("● following")
            await pilot.press("left")
            await until(pilot, lambda: pane.gauges.moment is not None)
            assert "now" not in pane.gauges.text.split("\n")[0]
            await pilot.press("escape")
            await arrive(pilot, "workers")


async def test_enter_opens_the_log_of_what_was_done_then_and_another_key_the_workers() -> None:
    async with live_farm() as farm:
        path, worker = worker_of(farm, farm.session())
        async with monitor("workers", path, size=(120, 40)) as pilot:
            await open_machine(pilot, "workers", worker)
            pane = host(pilot).pane
            bars = [one for row in pane.gauges.shown.lanes for one in row.bars]
            longest = max(bars, key=lambda one: one.end - one.start)
            moment = (longest.start + longest.end) / 2
            pane.gauges.stand_at(moment)
            await until(pilot, lambda: pane.selected is not None)
            await pilot.press("enter")
            await until(pilot, lambda: has_lines(pilot) and view(pilot).current_line is not None)
            assert log_item(pilot)["sessionActionId"] == longest.key
            await until(pilot, lambda: not view(pilot).following)
            await pilot.press("escape", "L")
            await until(pilot, lambda: has_lines(pilot))
            assert log_item(pilot)["workerId"] == worker


async def test_from_a_log_it_opens_at_the_time_of_the_line_that_one_is_on() -> None:
    async with live_farm() as farm:
        session = farm.session()
        _, worker = worker_of(farm, session)
        async with monitor("sessions", above(session), size=(120, 40)) as pilot:
            await arrive(pilot, "sessions")
            await until(pilot, lambda: table(pilot).select(session["sessionId"]))
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            await pilot.press("up")
            line = view(pilot).current_line
            assert line is not None
            await pilot.press("M")
            await until(pilot, lambda: is_measured(pilot))
            assert host(pilot).pane.source.key == worker
            await until(pilot, lambda: host(pilot).pane.gauges.moment is not None)
            assert host(pilot).pane.gauges.moment == pytest.approx(line.timestamp / 1000)
            await pilot.press("escape")
            await until(pilot, lambda: has_lines(pilot) and log(pilot).is_current)


async def test_of_an_action_that_is_over_the_figures_of_its_time_are_shown() -> None:
    async with live_farm() as farm:
        session = farm.session()
        action = next(one for one in farm.actions(session) if "endedAt" in one)
        async with monitor("session-actions", session) as pilot:
            await open_machine(pilot, "session-actions", action["sessionActionId"])
            gauges = host(pilot).pane.gauges
            assert gauges.window is not None
            assert gauges.window.start <= action["endedAt"].timestamp() <= gauges.window.end


async def test_what_has_no_machine_says_so() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        await pilot.press("M")
        await until(pilot, lambda: "A farm has no machine to show." in shown(pilot.app))


async def test_of_a_job_the_worker_of_its_newest_session_is_shown() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(120, 40)) as pilot:
        path = above(farm.session())
        sessions = farm.items("ListSessions", "sessions", **path)
        newest = max(sessions, key=lambda one: ("endedAt" not in one, one["startedAt"]))
        await open_machine(pilot, "jobs", path["jobId"])
        assert host(pilot).pane.source.key == newest["workerId"]


async def test_where_nobody_can_tell_which_worker_is_meant_it_is_said_what_to_select() -> None:
    async with live_farm() as farm, monitor("steps", above(farm.session())) as pilot:
        await arrive(pilot, "steps")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("M")
        await until(pilot, lambda: "A step has no machine to show." in shown(pilot.app))
        assert "Select a job" in shown(pilot.app)


async def test_the_keys_of_a_machine_stand_in_the_help() -> None:
    async with live_farm() as farm:
        path, worker = worker_of(farm, farm.session())
        async with monitor("workers", path) as pilot:
            await open_machine(pilot, "workers", worker)
            await pilot.press("question_mark")
            await until(pilot, lambda: "On a worker's machine" in shown(pilot.app))


async def test_beside_the_list_of_workers_stand_the_figures_of_the_selected_one() -> None:
    async with live_farm() as farm:
        path, worker = worker_of(farm, farm.session())
        async with monitor("workers", path, size=(160, 40)) as pilot:
            await arrive(pilot, "workers")
            await until(pilot, lambda: table(pilot).select(worker))
            await until(pilot, lambda: bool(previewed(pilot)))
            await until(pilot, lambda: "cpu" in previewed(pilot)[0].gauges.text)
            (pane,) = previewed(pilot)
            assert pane.source.key == worker
            assert not pane.gauges.can_focus
            before = farm.calls("ListSessionActions")
            await pilot.press("r")
            await until(pilot, lambda: "memory" in shown(pilot.app))
            assert farm.calls("ListSessionActions") == before
            await pilot.press("down")
            await until(pilot, lambda: pane not in previewed(pilot))


def previewed(pilot: FarmPilot) -> list[HostPane]:
    """The machine beside the list that is on the screen, if there is one."""
    return list(pilot.app.screen.query("#preview HostPane").results(HostPane))


async def test_a_key_lays_nothing_out_that_only_an_answer_can_change(
    service: WorldService,
) -> None:
    path, worker = worker_in(service)
    place = Place(LEVELS["workers"], path)
    app = FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_machine(pilot, "workers", worker)
        await rest(pilot)
        gauges = host(pilot).pane.gauges
        before = gauges.shown
        await pilot.press("left")
        await until(pilot, lambda: gauges.shown.now != before.now)
        assert gauges.shown.lanes is before.lanes
        assert gauges.shown.notable is before.notable


def worker_in(service: WorldService) -> tuple[dict[str, str], str]:
    """The worker that runs the session which has done the most, and its path."""
    told: dict[str, Any] = service.ask("deadline", "GetSession", **service.session())
    return {"farmId": service.farm()["farmId"], "fleetId": told["fleetId"]}, told["workerId"]


@pytest.mark.parametrize("size", [NARROW, (160, 48)], ids=["narrow", "wide"])
def test_how_it_looks(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    path, worker = worker_in(service)

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "workers")
        await until(pilot, lambda: table(pilot).select(worker))
        await pilot.press("M")
        await until(pilot, lambda: is_measured(pilot))
        await until(pilot, lambda: "hostProperties" in host(pilot).pane.item)
        await pilot.press("pageup")
        await rest(pilot)

    assert camera.sees("workers", path, size=size, prepare=prepare)


def test_a_machine_whose_log_is_denied(camera: Camera, service: WorldService) -> None:
    path, worker = worker_in(service)
    message = "User: arn:aws:iam::111122223333:user/wrangler is not authorized"
    service.fail("GetLogEvents", refused("AccessDeniedException", message, "GetLogEvents", "logs"))

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "workers")
        await until(pilot, lambda: table(pilot).select(worker))
        await pilot.press("M")
        await until(pilot, lambda: "r tries now" in shown(pilot.app))
        await rest(pilot)

    assert camera.sees("workers", path, prepare=prepare, listens=False)


def test_beside_the_list_of_workers(camera: Camera, service: WorldService) -> None:
    path, worker = worker_in(service)

    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "workers")
        await until(pilot, lambda: table(pilot).select(worker))
        await until(pilot, lambda: any(one.source.key == worker for one in previewed(pilot)))
        await rest(pilot)

    assert camera.sees("workers", path, size=(160, 40), prepare=prepare)
