"""How every screen looks, on a farm on which no time passes."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from app.aws.wire.translate import translate
from app.tui.boxes.details_screen import DetailsScreen
from app.tui.boxes.help_screen import HelpScreen
from tests.camera import Camera, list_rests
from tests.pilots import (
    FarmPilot,
    answer,
    answer_still,
    arrive,
    bar,
    is_answered,
    open_row,
    shown,
    table,
    until,
)
from tests.rest import NARROW
from tests.world_service import WorldService, refused

MEDIUM, WIDE = (120, 45), (180, 50)


EXPIRED = refused("ExpiredTokenException", "The security token is expired", "SearchJobs")
DENIED = {
    operation: refused(
        "AccessDeniedException",
        "User: arn:aws:iam::111122223333:user/wrangler is not authorized to perform: "
        f"deadline:{operation}",
        operation,
    )
    for operation in ("SearchJobs", "ListJobs")
}
UNREACHABLE = translate(
    EndpointConnectionError(endpoint_url="https://management.deadline.us-west-2.amazonaws.com"),
    "deadline",
    "SearchJobs",
)


# Lists


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
def test_farms(camera: Camera, size: tuple[int, int]) -> None:
    assert camera.sees(size=size)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_only_what_has_a_problem(camera: Camera, size: tuple[int, int]) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "farms")
        await pilot.press("exclamation_mark", "O")

    assert camera.sees(size=size, prepare=prepare)


def test_queues(camera: Camera, service: WorldService) -> None:
    assert camera.sees("queues", service.farm())


@pytest.mark.parametrize("name", ["fleets", "budgets"])
def test_what_there_is_room_for_of_a_farm(camera: Camera, service: WorldService, name: str) -> None:
    assert camera.sees(name, service.farm(), size=(220, 30))


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
def test_jobs(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        assert table(pilot).select(service.job()["jobId"])

    assert camera.sees("jobs", service.queue(), size=size, prepare=prepare)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_sessions(camera: Camera, service: WorldService, size: tuple[int, int]) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await list_rests(pilot, "sessions")
        assert table(pilot).select(service.session()["sessionId"])

    assert camera.sees("sessions", service.job(), size=size, prepare=prepare)


def test_sessions_of_a_worker(camera: Camera, service: WorldService) -> None:
    session = service.session()
    told = service.ask("deadline", "GetSession", **session)
    ids = {name: told[name] for name in ("fleetId", "workerId")}
    assert camera.sees("worker-sessions", {"farmId": session["farmId"], **ids})


def test_session_actions_reached_from_the_farms_with_the_log_of_the_selected_one(
    camera: Camera, service: WorldService
) -> None:
    session = service.session()

    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "farms")
        await open_row(pilot, session["farmId"], "queues")
        await open_row(pilot, session["queueId"], "jobs")
        await open_row(pilot, session["jobId"], "sessions")
        await open_row(pilot, session["sessionId"], "session-actions")
        await pilot.press("G")
        await list_rests(pilot, "session-actions")

    assert camera.sees(size=MEDIUM, prepare=prepare)


def test_actions_of_a_session_that_failed(camera: Camera, service: WorldService) -> None:
    assert camera.sees("session-actions", service.failed_session(), size=(110, 30))


def test_the_smallest_size(camera: Camera, service: WorldService) -> None:
    assert camera.sees("jobs", service.queue(), size=(40, 10))


# Lists that have nothing to show


def test_a_list_that_is_loading(camera: Camera, service: WorldService) -> None:
    service.silence("SearchJobs")

    async def prepare(pilot: FarmPilot) -> None:
        await until(pilot, lambda: "1111…3333" in bar(pilot, "where"))

    assert camera.sees("jobs", service.queue(), size=(100, 24), prepare=prepare, loads=False)


def test_an_empty_list(camera: Camera, service: WorldService) -> None:
    service.change("SearchJobs", lambda answer: answer.update(jobs=[], totalResults=0))
    assert camera.sees("jobs", service.queue())


def test_a_filter_that_nothing_passes(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        await answer(pilot, "slash", "sh9999")
        await until(pilot, lambda: "No job passes the filter" in shown(pilot.app))

    assert camera.sees("jobs", service.queue(), prepare=prepare)


def test_a_denied_list(camera: Camera, service: WorldService) -> None:
    for operation, error in DENIED.items():
        service.fail(operation, error)
    assert camera.sees("jobs", service.queue(), size=(100, 24))


def test_expired_credentials(camera: Camera, service: WorldService) -> None:
    service.fail("SearchJobs", EXPIRED)
    assert camera.sees("jobs", service.queue(), size=(100, 24))


def test_an_endpoint_that_was_lost_leaves_the_rows_dimmed(
    camera: Camera, service: WorldService
) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        camera.now += 42
        service.fail("SearchJobs", UNREACHABLE)
        await pilot.press("r")
        await until(pilot, lambda: table(pilot).stale)

    assert camera.sees("jobs", service.queue(), size=(100, 24), prepare=prepare)


def test_details_that_are_denied_leave_columns_empty(camera: Camera, service: WorldService) -> None:
    operation = "BatchGetSessionAction"
    service.fail(operation, refused("AccessDeniedException", "not authorized", operation))

    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "session-actions")
        await until(pilot, lambda: "Some columns stay empty" in shown(pilot.app))

    session = service.session()
    assert camera.sees("session-actions", session, size=(100, 24), prepare=prepare)


# What lies over a list


def test_details(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        table(pilot).select(service.job()["jobId"])
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await until(pilot, lambda: "taskFailureRetryCount" in shown(pilot.app))

    assert camera.sees("jobs", service.queue(), size=(90, 40), prepare=prepare)


def test_help(camera: Camera) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "farms")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))

    assert camera.sees(size=(90, 50), prepare=prepare)


def test_going_to_nonsense(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        await answer_still(pilot, "colon", "nonsense")
        await until(pilot, lambda: "is no level, no id, no job in" in shown(pilot.app))

    assert camera.sees("jobs", service.queue(), size=(100, 24), prepare=prepare)


def test_asking_what_to_sort_by(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        await answer_still(pilot, "s", "", submit=False)

    assert camera.sees("jobs", service.queue(), size=(120, 24), prepare=prepare)


def test_an_order_that_the_service_refuses(camera: Camera, service: WorldService) -> None:
    refusals = [refused("ValidationException", "NAME is not a field.", "SearchJobs")]

    def refuse_once(answer: dict[str, Any]) -> None:  # noqa: ARG001 - the service's
        if refusals:
            raise refusals.pop()

    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        service.change("SearchJobs", refuse_once)
        await answer(pilot, "s", "name")
        await until(pilot, lambda: "does not sort by NAME" in shown(pilot.app))

    assert camera.sees("jobs", service.queue(), size=(120, 24), prepare=prepare)


def test_a_list_that_is_sorted_and_filtered(camera: Camera, service: WorldService) -> None:
    async def prepare(pilot: FarmPilot) -> None:
        await arrive(pilot, "jobs")
        await answer(pilot, "s", "progress")
        await answer(pilot, "slash", "beauty !succ")
        await until(pilot, lambda: "filter: beauty !succ" in bar(pilot, "summary"))
        await until(pilot, is_answered, pilot)

    assert camera.sees("jobs", service.queue(), size=(100, 24), prepare=prepare)
