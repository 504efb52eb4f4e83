"""What the lines of the overview have room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.overview import Counts, Health
from app.overview.health import Funds
from app.overview.kinds import KINDS, Kind
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.lists.overview_rows import COLUMNS, health_row
from app.view import cell_text
from tests.overview_pilots import is_shown, monitor, overseen
from tests.pilots import shown, until
from tests.world_service import WorldService

_, FLEET = KINDS


def test_a_problem_is_told_by_a_sign_before_the_name_and_else_its_room_is_left() -> None:
    place = Place(FLEET.level, {"farmId": "farm-1"})
    item = {"fleetId": "fleet-1", "displayName": "gpu", "status": "ACTIVE"}
    calm = Health(FLEET, place, item, counts=Counts(working=1))
    broken = Health(FLEET, place, item, counts=Counts(broken=9))
    tight = Health(FLEET, place, item, counts=Counts(working=1), funds=Funds(0.0, 0.95))
    names = [cell_text(health_row(one, "Aurora").cells[1], 0.0) for one in (calm, broken, tight)]
    assert names == ["  fleet gpu", "✖ fleet gpu", "▲ fleet gpu"]


async def test_no_status_is_cut_in_a_terminal_of_eighty_columns(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        assert pane.overview is not None
        healths = [one for farm in pane.overview.farms.values() for one in farm]
        blocked = next(one for one in healths if one.item["status"] == "SCHEDULING_BLOCKED")
        cells = [health_row(one, "Aurora").cells[0] for one in healths]
        width = pane.table.painter.layout.widths["status"]
        assert all(len(cell_text(cell, 0.0)) <= width for cell in cells)
        assert cell_text(health_row(blocked, "").cells[0], 0.0) == "✖ BLOCKED"


@pytest.mark.parametrize(
    "status", ["CREATE_FAILED", "UPDATE_FAILED", "UPDATE_IN_PROGRESS", "ACTIVE"]
)
def test_every_status_of_a_fleet_is_read_whole(status: str) -> None:
    place = Place(LEVELS["fleets"], {"farmId": "farm-1"})
    fleet = {"fleetId": "fleet-1", "displayName": "spot", "status": status}
    row = health_row(Health(FLEET, place, fleet), "Aurora")
    assert len(cell_text(row.cells[0], 0.0)) <= COLUMNS[0].width


@given(st.integers(0, 10**8), st.booleans(), st.sampled_from(KINDS))
def test_no_number_is_cut_and_none_is_more_than_was_counted(
    count: int, whole: bool, kind: Kind
) -> None:
    counts = Counts(count, count, count, whole)
    item = {"queueId": "queue-1", "fleetId": "fleet-1"}
    row = health_row(Health(kind, Place(kind.level), item, counts=counts), "Aurora")
    for column, cell in zip(COLUMNS, row.cells, strict=True):
        if column.id in {"working", "broken", "waiting"}:
            text = cell_text(cell, 0.0)
            assert len(text) <= column.width
            number = text.split()[0].removesuffix("+").replace(",", "")
            exact = number.isdigit()
            said = int(number) if exact else float(number[:-1]) * SIZES[number[-1]]
            assert said == count if exact else said <= count < said * 1.1 + 1
            assert ("+" in text) is not whole


SIZES = {"k": 1_000, "M": 1_000_000}


async def test_a_wide_screen_has_room_for_what_is_the_matter(service: WorldService) -> None:
    async with monitor(service).run_test(size=(180, 50)) as pilot:
        await overseen(pilot)
        trailer = next(line for line in shown(pilot.app).split("\n") if "queue trailer" in line)
        assert "BUDGET_THRESHOLD_REACHED" in trailer


async def test_in_eighty_columns_one_sees_whose_each_line_is(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, is_shown, pilot, "Aurora/lighting")
        assert "Borealis/lookdev" in shown(pilot.app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, is_shown, pilot, "queue lighting")
        assert "Aurora/lighting" not in shown(pilot.app)


async def test_the_only_farm_is_not_told_in_every_line(service: WorldService) -> None:
    service.change("ListFarms", lambda answer: answer.update(farms=answer["farms"][:1]))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, is_shown, pilot, "queue lighting")


async def test_bars_are_told_of_where_there_are_any(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, is_shown, pilot, "tasks of jobs that are not done · workers─")
        await pilot.resize_terminal(120, 40)
        await until(pilot, is_shown, pilot, "bars: 6 min")
