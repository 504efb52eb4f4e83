"""The overview above the farms, in the monitor: what its keys do."""

from typing import Any

from textual import events
from textual.widget import Widget

from app.aws.pacing.priority import Priority, current_asker
from app.config import Settings
from app.tui.app import FarmTop
from app.tui.lists.overview_pane import OverviewPane
from tests.overview_pilots import above, is_shown, monitor, overseen
from tests.pilots import arrive, bar, level, shown, table, until
from tests.world_service import NOW, WorldService


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
            await until(pilot, is_shown, pilot, f": {whole}")
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
