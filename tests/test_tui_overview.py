"""The overview above the farms, in the monitor."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.widget import Widget

from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority, current_asker
from app.config import Settings
from app.overview import Counts, Health
from app.overview.health import Funds
from app.overview.kinds import KINDS, Kind
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.app import FarmTop
from app.tui.lists.overview_pane import OverviewPane
from app.tui.lists.overview_rows import COLUMNS, health_row, matter_text
from app.tui.parts.words import refused_text
from app.view import cell_text
from tests.pilots import FarmPilot, arrive, asks, bar, level, shown, table, until
from tests.world_service import NOW, WorldService, refused

_, FLEET = KINDS


def monitor(service: WorldService) -> FarmTop:
    """The monitor as it opens without an address."""
    return FarmTop(Settings(), connect=service.connect, clock=lambda: NOW)


def above(pilot: FarmPilot) -> OverviewPane:
    """The overview on the screen."""
    return pilot.app.screen.query_one(OverviewPane)


async def overseen(pilot: FarmPilot) -> OverviewPane:
    """The overview, once every farm has its lines."""
    await arrive(pilot, "farms")
    pane = above(pilot)
    farms = table(pilot).total_count
    await until(pilot, lambda: pane.overview is not None and len(pane.overview.farms) == farms)
    return pane


async def test_only_the_problems_are_shown_where_that_is_wanted(service: WorldService) -> None:
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        pane = await overseen(pilot)
        every = pane.table.row_count
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: 0 < pane.table.row_count < every)
        assert pane.table.visible_keys
        assert "queue trailer" in shown(pilot.app)
        assert "queue lookdev" not in shown(pilot.app)
        problems = pane.table.row_count
        assert f"only problems: {problems} of {every}" in shown(pilot.app)
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: pane.table.row_count == every)
        assert f"✖ {problems} problems · tasks of jobs" in shown(pilot.app)


def _is_shown(pilot: FarmPilot, text: str) -> bool:
    return text in shown(pilot.app)


async def test_a_colon_completes_what_the_overview_shows(
    service: WorldService,
) -> None:
    async with monitor(service).run_test(size=(180, 45)) as pilot:
        await overseen(pilot)
        for typed, whole in (
            ("spot", "spot-cpu"),
            ("ligh", "lighting"),
            ("Aurora/li", "Aurora/lighting"),
        ):
            await pilot.press("colon", *typed)
            await until(pilot, _is_shown, pilot, f": {whole}")
            await pilot.press("escape")


async def test_a_line_opens_its_queue_and_one_comes_back_to_it(service: WorldService) -> None:
    queue = service.queue()
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        pane = await overseen(pilot)
        await pilot.press("O")
        assert pane.table.has_focus
        assert pane.table.select(queue["queueId"])
        await pilot.press("enter")
        await arrive(pilot, "jobs")
        assert level(pilot).place.path == queue
        await until(pilot, lambda: "Aurora › lighting › jobs" in bar(pilot, "where"))
        await pilot.press("escape")
        await arrive(pilot, "farms")
        assert pane.table.selected_key == queue["queueId"]
        await pilot.press("O")
        assert table(pilot).has_focus


def signs(pilot: FarmPilot) -> str:
    """What stands before the selected rows: above, in the list, beside it."""
    return "".join(re.findall("[▸▹]", shown(pilot.app)))


async def test_a_sign_tells_which_list_has_the_keys_also_while_a_prompt_or_nothing_has_them(
    service: WorldService,
) -> None:
    async with monitor(service).run_test(size=(180, 45)) as pilot:
        await overseen(pilot)
        await until(pilot, lambda: signs(pilot) == "▹▸▹")
        await pilot.press("slash")
        await until(pilot, asks, pilot)
        assert signs(pilot) == "▹▸▹"
        await pilot.press("escape", "O")
        await until(pilot, lambda: signs(pilot) == "▸▹▹")
        await pilot.press("colon")
        await until(pilot, asks, pilot)
        assert signs(pilot) == "▸▹▹"
        await pilot.press("escape")
        pilot.app.post_message(events.AppBlur())
        await until(pilot, lambda: pilot.app.focused is None)
        assert signs(pilot) == "▸▹▹"
        pilot.app.post_message(events.AppFocus())
        await until(pilot, lambda: above(pilot).table.has_focus)
        await pilot.press("O")
        await until(pilot, lambda: signs(pilot) == "▹▸▹")


async def test_marks_above_say_nothing_of_the_list_below(service: WorldService) -> None:
    def there_are_more(answer: dict[str, Any]) -> None:
        first = answer["farms"][0]
        others = [{**first, "farmId": f"farm-{number:032x}"} for number in range(100)]
        answer.update(farms=[*answer["farms"], *others][:100], nextToken="more")

    service.change("ListFarms", there_are_more)
    async with monitor(service).run_test(size=(120, 45), notifications=True) as pilot:
        await arrive(pilot, "farms")
        pane = above(pilot)
        await until(pilot, lambda: pane.table.row_count)
        await pilot.press("O", "asterisk")
        await until(pilot, lambda: pane.table.marked_count)
        await pilot.press("O", "space")
        await until(pilot, lambda: "1 marked" in bar(pilot, "summary"))
        assert "Not marked" not in shown(pilot.app)
        await pilot.press("asterisk")
        await until(pilot, lambda: "Not marked" in shown(pilot.app))


async def test_a_fleet_opens_its_workers(service: WorldService) -> None:
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        pane = await overseen(pilot)
        fleet = next(key for key in pane.table.row_list.rows.keys if key.startswith("fleet-"))
        await pilot.press("O")
        assert pane.table.select(fleet)
        await pilot.press("enter")
        await arrive(pilot, "workers")
        assert level(pilot).place.path["fleetId"] == fleet


async def test_what_is_denied_is_said_and_the_rest_is_shown(service: WorldService) -> None:
    service.fail("ListBudgets", refused("AccessDeniedException", "No budgets.", "ListBudgets"))
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        await arrive(pilot, "farms")
        await until(pilot, lambda: "No budgets." in shown(pilot.app))
        assert "queue lighting" in shown(pilot.app)


async def test_every_call_that_is_denied_is_told_also_in_eighty_columns(
    service: WorldService,
) -> None:
    for operation in ("SearchWorkers", "ListBudgets"):
        service.fail(operation, refused("AccessDeniedException", "You may not.", operation))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await arrive(pilot, "farms")
        await until(pilot, _is_shown, pilot, "▲ SearchWorkers, ListBudgets are denied. Ask ")
        assert above(pilot).said[1].count("▲ SearchWorkers") == 1
        assert "or choose another profile." in shown(pilot.app)
        assert "✖ trailer: BUDGET_THRESHOLD_REACHED" in shown(pilot.app)


def test_what_is_refused_for_another_reason_is_told_beside_what_is_denied() -> None:
    denials = {
        name: refused("AccessDeniedException", "You may not.", name)
        for name in ("ListFleets", "ListBudgets")
    }
    refusals = {**denials, "SearchJobs": refused("ValidationException", "No.", "SearchJobs")}
    denied, other = refused_text(refusals).split("\n")
    assert denied.startswith("▲ ListFleets, ListBudgets are denied. ")
    assert other == "▲ Deadline Cloud does not take SearchJobs: No."
    [name, *_] = denials
    assert refused_text({name: denials[name]}) == f"▲ {denials[name]}"
    assert not refused_text({})


class Denying(WorldService):
    """Denies operations from when on that is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.denied: set[str] = set()

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation in self.denied:
            raise refused("AccessDeniedException", "No.", operation)
        return await super().call(service, operation, parameters, role=role)


async def test_lines_that_are_denied_by_now_stay_with_the_time_when_they_were_told() -> None:
    service = Denying()
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        pane = await overseen(pilot)
        every = pane.table.row_count
        service.denied.add("ListQueues")
        await pilot.press("r")
        await until(pilot, _is_shown, pilot, " lines as of ")
        assert pane.table.row_count == every
        assert not pane.table.stale
        service.denied.add("ListFleets")
        await pilot.press("r")
        await until(pilot, _is_shown, pilot, "▲ as of ")
        assert pane.table.row_count == every
        assert pane.table.stale


async def test_where_no_farm_could_be_listed_that_is_said_above() -> None:
    service = Denying()
    service.denied.add("ListFarms")
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        await until(pilot, _is_shown, pilot, "No farm has been listed yet.")
        assert bar(pilot, "freshness").strip() == "✖ no data"


def test_a_problem_is_told_by_a_sign_before_the_name_and_else_its_room_is_left() -> None:
    place = Place(FLEET.level, {"farmId": "farm-1"})
    item = {"fleetId": "fleet-1", "displayName": "gpu", "status": "ACTIVE"}
    calm = Health(FLEET, place, item, counts=Counts(working=1))
    broken = Health(FLEET, place, item, counts=Counts(broken=9))
    tight = Health(FLEET, place, item, counts=Counts(working=1), funds=Funds(0.0, 0.95))
    names = [cell_text(health_row(one, "Aurora").cells[1], 0.0) for one in (calm, broken, tight)]
    assert names == ["  fleet gpu", "✖ fleet gpu", "▲ fleet gpu"]


async def test_it_does_not_have_the_focus_first(service: WorldService) -> None:
    left: list[Widget] = []

    class Watched(FarmTop):
        def on_descendant_blur(self, event: events.DescendantBlur) -> None:
            left.append(event.widget)

    app = Watched(Settings(), connect=service.connect, clock=lambda: NOW)
    async with app.run_test(size=(120, 45)) as pilot:
        await overseen(pilot)
        assert table(pilot).has_focus
        assert not left


async def test_nobody_waits_for_it(service: WorldService) -> None:
    asked: list[Priority] = []
    service.change("SearchWorkers", lambda _: asked.append(current_asker().priority))
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        await overseen(pilot)
    assert set(asked) == {Priority.PREVIEW}


async def test_other_lists_have_none_and_no_keys_for_it(service: WorldService) -> None:
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        await arrive(pilot, "farms")
        await pilot.press("enter")
        await arrive(pilot, "queues")
        assert not pilot.app.screen.query(OverviewPane)
        assert "Problems" not in shown(pilot.app)


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


async def test_a_wide_screen_has_room_for_what_is_the_matter(service: WorldService) -> None:
    async with monitor(service).run_test(size=(180, 50)) as pilot:
        await overseen(pilot)
        trailer = next(line for line in shown(pilot.app).split("\n") if "queue trailer" in line)
        assert "BUDGET_THRESHOLD_REACHED" in trailer


async def test_in_eighty_columns_one_sees_whose_each_line_is(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, _is_shown, pilot, "Aurora/lighting")
        assert "Borealis/lookdev" in shown(pilot.app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, _is_shown, pilot, "queue lighting")
        assert "Aurora/lighting" not in shown(pilot.app)


async def test_the_only_farm_is_not_told_in_every_line(service: WorldService) -> None:
    service.change("ListFarms", lambda answer: answer.update(farms=answer["farms"][:1]))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, _is_shown, pilot, "queue lighting")


async def test_what_is_the_matter_is_read_below_where_no_column_has_room(
    service: WorldService,
) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        await until(pilot, _is_shown, pilot, "✖ trailer: BUDGET_THRESHOLD_REACHED")
        assert pane.overview is not None
        healths = [one for farm in pane.overview.farms.values() for one in farm]
        spot = next(one for one in healths if one.item.get("displayName") == "spot-cpu")
        assert pane.table.select(spot.key)
        await until(pilot, _is_shown, pilot, "▲ spot-cpu: There is not enough Spot")
        await pilot.resize_terminal(180, 50)
        await until(pilot, _is_shown, pilot, "▲ spot-cpu: There is not enough Spot")
        await pilot.resize_terminal(300, 50)
        await until(pilot, lambda: not pane.said[1])


async def test_bars_are_told_of_where_there_are_any(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, _is_shown, pilot, "tasks of jobs that are not done · workers─")
        await pilot.resize_terminal(120, 40)
        await until(pilot, _is_shown, pilot, "bars: 6 min")


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


async def test_in_eighty_columns_a_budget_that_is_nearly_spent_is_told_below(
    service: WorldService,
) -> None:
    queue = service.queue()
    tracked = {"queueId": queue["queueId"]}

    def spend(answer: dict[str, Any]) -> None:
        for budget in answer["budgets"][:1]:
            budget.update(usageTrackingResource=tracked, approximateDollarLimit=42_000.0)
            budget.update(usages={"approximateDollarUsage": 40_765.5}, status="ACTIVE")

    service.change("ListBudgets", spend)
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        assert pane.table.select(queue["queueId"])
        await until(pilot, lambda: "▲ lighting: $1,234 of its budget left" in pane.said[1])
        await pilot.resize_terminal(180, 50)
        await until(pilot, lambda: "of its budget left" not in pane.said[1])
        assert "$1,234" in shown(pilot.app)


def test_what_the_service_says_is_told_before_a_tight_budget() -> None:
    [queue] = [kind for kind in KINDS if kind.level is LEVELS["queues"]]
    place = Place(queue.level, {"farmId": "farm-1"})
    spent = {"queueId": "queue-1", "displayName": "fx", "status": "SCHEDULING"}
    blocked = {
        "queueId": "queue-2",
        "displayName": "trailer",
        "status": "SCHEDULING_BLOCKED",
        "blockedReason": "BUDGET_THRESHOLD_REACHED",
    }
    healths = [
        Health(queue, place, spent, counts=Counts(0, 9, 0), funds=Funds(1_234.0, 0.97)),
        Health(queue, place, blocked),
    ]
    assert matter_text(healths, None, {}) == "✖ trailer: BUDGET_THRESHOLD_REACHED"
    assert matter_text(healths, "queue-1", {}) == "✖ fx: $1,234 of its budget left"


async def test_columns_are_scrolled_of_the_table_that_has_the_keys(service: WorldService) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        await pilot.press("O", "greater_than_sign", "greater_than_sign")
        assert pane.table.painter.layout.passed == 2
        assert not table(pilot).arrangement.wide
        await pilot.press("W")
        assert not pane.table.arrangement.wide
        await pilot.press("O", "greater_than_sign")
        assert table(pilot).arrangement.wide
        assert not pane.table.arrangement.wide


async def test_a_list_that_could_not_be_read_whole_is_told(service: WorldService) -> None:
    service.change("ListFleets", lambda answer: answer.update(nextToken="more"))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, _is_shown, pilot, "not all fleets · ")
        await until(pilot, _is_shown, pilot, "tasks of jobs that are not done · workers─")
