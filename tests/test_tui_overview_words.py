"""What is said around the lines of the overview: what is the matter, denied, or unread."""

from collections.abc import Mapping
from typing import Any

from app.aws.api import NO_PARAMETERS
from app.overview import Counts, Health
from app.overview.health import Funds
from app.overview.kinds import KINDS
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.tui.lists.overview_pane import CALM, CALM_OF_THOSE, UNREAD
from app.tui.lists.overview_rows import matter_text
from app.tui.parts.words import refused_text
from tests.overview_pilots import Denying, above, is_shown, monitor, overseen
from tests.pilots import arrive, bar, shown, until
from tests.world_service import WorldService, refused


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
        await until(pilot, is_shown, pilot, "▲ SearchWorkers, ListBudgets are denied. Ask ")
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


async def test_lines_that_are_denied_by_now_stay_with_the_time_when_they_were_told() -> None:
    service = Denying()
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        pane = await overseen(pilot)
        every = pane.table.row_count
        service.denied.add("ListQueues")
        await pilot.press("r")
        await until(pilot, is_shown, pilot, " lines as of ")
        assert pane.table.row_count == every
        assert not pane.table.stale
        service.denied.add("ListFleets")
        await pilot.press("r")
        await until(pilot, is_shown, pilot, "▲ as of ")
        assert pane.table.row_count == every
        assert pane.table.stale


async def test_where_no_farm_could_be_listed_that_is_said_above() -> None:
    service = Denying()
    service.denied.add("ListFarms")
    async with monitor(service).run_test(size=(120, 45)) as pilot:
        await until(pilot, is_shown, pilot, "No farm has been listed yet.")
        assert bar(pilot, "freshness").strip() == "✖ no data"


async def test_what_is_the_matter_is_read_below_where_no_column_has_room(
    service: WorldService,
) -> None:
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        await until(pilot, is_shown, pilot, "✖ trailer: BUDGET_THRESHOLD_REACHED")
        assert pane.overview is not None
        healths = [one for farm in pane.overview.farms.values() for one in farm]
        spot = next(one for one in healths if one.item.get("displayName") == "spot-cpu")
        assert pane.table.select(spot.key)
        await until(pilot, is_shown, pilot, "▲ spot-cpu: There is not enough Spot")
        await pilot.resize_terminal(180, 50)
        await until(pilot, is_shown, pilot, "▲ spot-cpu: There is not enough Spot")
        await pilot.resize_terminal(300, 50)
        await until(pilot, lambda: not pane.said[1])


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


async def test_a_list_that_could_not_be_read_whole_is_told(service: WorldService) -> None:
    service.change("ListFleets", lambda answer: answer.update(nextToken="more"))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, is_shown, pilot, "not all fleets · ")
        await until(pilot, is_shown, pilot, "tasks of jobs that are not done · workers─")


class Unread(WorldService):
    """Lists that go on after a page without anything that wants to be looked at."""

    def __init__(self, *operations: str) -> None:
        super().__init__()
        self._operations = operations

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        asked = {name: value for name, value in parameters.items() if name != "nextToken"}
        answer = await super().call(service, operation, asked, role=role)
        if operation in self._operations:
            return {name: [] for name in answer} | {"nextToken": "more"}
        return answer


def only_idle(answer: dict[str, Any]) -> None:
    """Leave the queues with which all is well."""
    answer.update(queues=[queue for queue in answer["queues"] if queue["status"] == "IDLE"])


async def test_where_nothing_was_read_it_is_not_said_that_there_is_nothing() -> None:
    service = Unread("ListQueues", "ListFleets")
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await until(pilot, is_shown, pilot, UNREAD)
        await until(pilot, is_shown, pilot, "not all queues, fleets")
        assert "There are no" not in shown(pilot.app)


async def test_no_problem_is_told_only_of_what_was_read() -> None:
    service = Unread("ListFleets")
    service.change("ListQueues", only_idle)
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        pane = await overseen(pilot)
        queues = pane.table.row_count
        await pilot.press("exclamation_mark")
        await until(pilot, is_shown, pilot, CALM_OF_THOSE)
        await until(pilot, is_shown, pilot, f"not all fleets · only problems: 0 of {queues}, !")
        assert "✔" not in shown(pilot.app)


async def test_no_problem_is_told_only_of_what_was_not_denied() -> None:
    service = Denying()
    service.denied.add("ListFleets")
    service.change("ListQueues", only_idle)
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, is_shown, pilot, CALM_OF_THOSE)
        assert "✔" not in shown(pilot.app)


async def test_where_all_was_read_it_is_said_that_there_is_no_problem(
    service: WorldService,
) -> None:
    service.change("ListQueues", only_idle)
    service.change("ListFleets", lambda answer: answer.update(fleets=[]))
    async with monitor(service).run_test(size=(80, 24)) as pilot:
        await overseen(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, is_shown, pilot, CALM)
