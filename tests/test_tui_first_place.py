"""What the monitor shows first that is opened at an address, and where it goes from there."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.config import Settings
from app.errors import NotFoundError
from app.recent.addresses import LedTo, RecentAddresses
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.logs.log_screen import LogScreen
from tests.pilots import FarmPilot, arrive, bar, level, log_item, names, shown, table, until
from tests.test_tui_recent import LATER, SlowService, seen_before
from tests.world_service import WorldService, refused

SIZE = (160, 48)
"""With room for what is beside the list."""


@pytest.fixture
def service() -> WorldService:
    return WorldService()


@asynccontextmanager
async def opened_at(address: str, service: WorldService | SlowService) -> AsyncIterator[FarmPilot]:
    """The monitor that is opened at an address."""
    app = FarmTop(Settings(), address=address, connect=service.connect, clock=lambda: LATER)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        yield pilot


def ids(path: Path) -> str:
    """The address that is made of the ids of a path."""
    return "/".join(path.values())


def called(service: WorldService, queue: Path) -> tuple[str, str]:
    """What the farm and the queue of a path are called."""
    farm = service.ask("deadline", "GetFarm", farmId=queue["farmId"])["displayName"]
    return farm, service.ask("deadline", "GetQueue", **queue)["displayName"]


def led(address: str) -> LedTo | None:
    """Where an address led, as the next start finds it."""
    return RecentAddresses(Settings(), os.environ).find(address)


def lead(address: str, place: Place) -> None:
    """Have an address lead somewhere at an earlier start."""
    RecentAddresses(Settings(), os.environ).keep(address, LedTo(place))


def other_queue(service: WorldService) -> Place:
    """The jobs of another queue of the farm."""
    queue = service.queue()
    queues = service.ask("deadline", "ListQueues", farmId=queue["farmId"])["queues"]
    other = next(one["queueId"] for one in queues if one["queueId"] != queue["queueId"])
    return Place(LEVELS["jobs"], {**queue, "queueId": other})


async def test_the_rows_last_seen_of_a_place_that_ids_tell_are_in_the_first_frame(
    service: WorldService,
) -> None:
    before, slow = await seen_before(service), SlowService(service)
    async with opened_at(ids(service.queue()), slow) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        assert level(pilot) is pilot.app.screen_stack[0]
        assert names(table(pilot).row_list.rows[:20]) == before
        assert bar(pilot, "freshness").endswith("◌ cache 3m00")
        slow.open.set()
        await arrive(pilot, "jobs")
        assert not table(pilot).stale
        assert names(table(pilot).row_list.rows[:20]) == before


async def test_the_rows_last_seen_where_names_led_are_in_the_first_frame_under_their_names(
    service: WorldService,
) -> None:
    before, slow = await seen_before(service), SlowService(service)
    address = "/".join(called(service, service.queue()))
    async with opened_at(address, service) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: led(address))
        where = bar(pilot, "where")
    assert " › ".join(called(service, service.queue())) in where
    async with opened_at(address, slow) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        assert level(pilot) is pilot.app.screen_stack[0]
        assert names(table(pilot).row_list.rows[:20]) == before
        assert " › ".join(called(service, service.queue())) in bar(pilot, "where")
        assert "cache" in bar(pilot, "freshness")
        slow.open.set()
        await arrive(pilot, "jobs")
        assert level(pilot) is pilot.app.screen_stack[0]
        assert not table(pilot).stale


async def test_what_ids_lead_through_is_asked_once_for_its_name(service: WorldService) -> None:
    address = ids(service.queue())
    way = " › ".join(called(service, service.queue()))
    for asked in (1, 0):
        service.calls.clear()
        slow = SlowService(service)
        async with opened_at(address, slow) as pilot:
            assert (way in bar(pilot, "where")) is (not asked)
            slow.open.set()
            await arrive(pilot, "jobs")
            await until(pilot, lambda: way in bar(pilot, "where"))
            await until(pilot, lambda: (found := led(address)) and len(found.names) == 2)
        assert service.calls["GetFarm"] == asked


async def test_an_address_that_leads_elsewhere_by_now_leads_there_and_not_back(
    service: WorldService,
) -> None:
    queue = service.queue()
    address, elsewhere = "/".join(called(service, queue)), Place(LEVELS["jobs"], queue)
    lead(address, other_queue(service))
    slow = SlowService(service)
    async with opened_at(address, slow) as pilot:
        assert level(pilot).place == other_queue(service)
        slow.open.set()
        await until(pilot, lambda: level(pilot).place == elsewhere)
        await arrive(pilot, "jobs")
        await until(pilot, lambda: (found := led(address)) and found.place == elsewhere)
        await pilot.press("escape")
        await arrive(pilot, "queues")
        assert table(pilot).selected_key == queue["queueId"]


async def test_whoever_has_gone_elsewhere_while_an_address_is_looked_up_stays_there(
    service: WorldService,
) -> None:
    address = "/".join(called(service, service.queue()))
    lead(address, other_queue(service))
    slow = SlowService(service)
    async with opened_at(address, slow) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: level(pilot).place.level.name == "queues")
        slow.open.set()
        await until(pilot, lambda: (found := led(address)) and found.place != other_queue(service))
        assert level(pilot).place.level.name == "queues"


async def test_the_farms_that_are_passed_are_asked_about_when_one_comes_back(
    service: WorldService,
) -> None:
    async with opened_at("/".join(called(service, service.queue())), service) as pilot:
        await arrive(pilot, "jobs")
        assert not service.calls["ListBudgets"]
        await pilot.press("left_square_bracket")
        await arrive(pilot, "farms")
        assert level(pilot) is pilot.app.screen_stack[0]
        await until(pilot, lambda: service.calls["ListBudgets"])


def addresses(service: WorldService) -> Iterator[tuple[str, str, Path]]:
    """Addresses that tell all by themselves, and the level and the path to which they lead."""
    farm, queue, session = service.farm(), service.queue(), service.session()
    job = {key: session[key] for key in (*queue, "jobId")}
    yield farm["farmId"], "queues", farm
    yield ids(job), "sessions", job
    url = "https://studio.example/farms/{farmId}/queues/{queueId}/jobs/{jobId}?x=1"
    yield url.format(**job), "sessions", job
    yield ids(session), "session-actions", session
    fleet = service.ask("deadline", "ListFleets", **farm)["fleets"][0]["fleetId"]
    yield f"{farm['farmId']}/{fleet}", "workers", {**farm, "fleetId": fleet}


async def test_whatever_ids_tell_the_whole_way_to_is_opened_before_there_is_a_connection(
    service: WorldService,
) -> None:
    for address, name, path in addresses(service):
        async with opened_at(address, SlowService(service)) as pilot:
            assert level(pilot).place == Place(LEVELS[name], path), address


async def test_ids_that_do_not_tell_the_whole_way_begin_at_the_farms(service: WorldService) -> None:
    session = service.session()
    for address in (session["queueId"], session["jobId"], f"{session['farmId']}/lighting"):
        async with opened_at(address, SlowService(service)) as pilot:
            assert level(pilot).place.level.name == "farms", address


async def test_the_log_to_which_ids_lead_is_opened_above_the_row_that_it_is_of(
    service: WorldService,
) -> None:
    session = service.session()
    actions = service.ask("deadline", "ListSessionActions", **session)["sessionActions"]
    key = actions[-1]["sessionActionId"]
    async with opened_at(ids({**session, "action": key}), service) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, LogScreen))
        assert log_item(pilot)["sessionActionId"] == key
        await pilot.press("escape")
        await arrive(pilot, "session-actions")
        assert level(pilot).place.path == session
        await until(pilot, lambda: table(pilot).selected_key == key)


async def test_an_address_that_is_wrong_by_now_ends_the_monitor_and_is_forgotten(
    service: WorldService,
) -> None:
    lead("Aurora/plates", other_queue(service))
    async with opened_at("Aurora/plates", service) as pilot:
        await until(pilot, lambda: pilot.app.return_code is not None)
    assert pilot.app.return_code == NotFoundError.exit_code
    assert "no queue" in str(pilot.app.return_value)
    assert led("Aurora/plates") is None


async def test_of_a_url_that_leads_nowhere_the_region_is_told_where_it_is_another(
    service: WorldService,
) -> None:
    nowhere = f"https://studio.example/ap-southeast-2/farms/farm-{0:032x}/queues/queue-{0:032x}"
    async with opened_at(nowhere, service) as pilot:
        await until(pilot, lambda: pilot.app.return_code is not None)
    assert pilot.app.return_code == NotFoundError.exit_code
    assert "start farmtop with --region ap-southeast-2." in str(pilot.app.return_value)


def deny(_answer: dict[str, Any]) -> None:
    raise refused("AccessDeniedException", "No.", "GetQueue")


async def test_a_place_that_ids_tell_stays_where_it_may_not_be_looked_up(
    service: WorldService,
) -> None:
    service.change("GetQueue", deny)
    async with opened_at(ids(service.queue()), service) as pilot:
        await until(pilot, lambda: "GetQueue is denied" in shown(pilot.app))
        await arrive(pilot, "jobs")
        assert pilot.app.return_code is None
        assert table(pilot).row_count
