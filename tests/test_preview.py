"""What is inside the selected row, beside the list: the same widget goes on from row to row."""

from typing import Any

import pytest

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.app import FarmTop
from app.tui.levels import preview_list
from app.tui.levels.preview import Preview
from app.tui.levels.preview_fields import PreviewFields
from app.tui.levels.preview_list import PreviewList
from tests.pilots import FarmPilot, arrive, level, shown, table, until
from tests.world_service import NOW, WorldService

WIDE = (200, 50)


def monitor(service: WorldService, name: str = "jobs") -> FarmTop:
    """The monitor on the jobs of a queue, or on its queues."""
    queue = service.queue()
    path = queue if name == "jobs" else {"farmId": queue["farmId"]}
    place = Place(LEVELS[name], path)
    return FarmTop(Settings(), place=place, connect=service.connect, clock=lambda: NOW)


def inside(pilot: FarmPilot) -> PreviewList:
    """The list in the preview."""
    return level(pilot).query_one(Preview).query_one(PreviewList)


def is_beside(pilot: FarmPilot) -> bool:
    """Whether the preview has what is in the selected row."""
    preview = level(pilot).query_one(Preview)
    if not preview.query(PreviewList) or table(pilot).selected_key is None:
        return False
    pane = inside(pilot)
    return pane.place.path.get("jobId") == table(pilot).selected_key and pane.snapshot is not None


async def test_it_goes_on_to_the_next_row_as_it_is() -> None:
    service = WorldService()
    async with monitor(service).run_test(size=WIDE) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, is_beside, pilot)
        first, seen = inside(pilot), set[tuple[str, ...]]()
        for _ in range(3):
            await pilot.press("down")
            await until(pilot, is_beside, pilot)
            pane = inside(pilot)
            assert pane is first
            told = service.ask("deadline", "ListSessions", **pane.place.path)["sessions"]
            keys = tuple(row.key for row in pane.table.row_list.rows)
            assert set(keys) == {session["sessionId"] for session in told}
            seen.add(keys)
        assert len(seen) == 3


async def test_the_rows_of_one_never_stand_under_the_name_of_another() -> None:
    service = WorldService()
    async with monitor(service).run_test(size=WIDE) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, is_beside, pilot)
        assert inside(pilot).table.row_count > 0
        service.silence("ListSessions")
        await pilot.press("down")
        there = ("jobs", table(pilot).selected_key)
        await until(pilot, lambda: level(pilot).query_one(Preview).shown == there)
        assert inside(pilot).table.row_count == 0
        await until(pilot, lambda: "Loading sessions" in inside(pilot).said[0])


async def test_an_empty_first_page_is_not_said_to_be_loading_before_the_rest_can_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preview_list, "PATIENCE", float("inf"))
    service = WorldService()
    async with monitor(service).run_test(size=WIDE) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, is_beside, pilot)

        def only_more(answer: dict[str, Any]) -> None:
            answer.update(sessions=[], nextToken="more")
            service.silence("ListSessions")

        service.change("ListSessions", only_more)
        await pilot.press("down")
        await until(pilot, is_beside, pilot)
        pane = inside(pilot)
        assert pane.snapshot is not None
        assert pane.snapshot.loading
        assert pane.said == ("", "")


async def test_what_was_said_of_one_is_not_said_of_another() -> None:
    service = WorldService()
    async with monitor(service, "queues").run_test(size=WIDE) as pilot:
        await arrive(pilot, "queues")
        await until(pilot, lambda: level(pilot).query(PreviewList))
        service.change("SearchJobs", lambda answer: answer.update(jobs=[], totalResults=0))
        await pilot.press("down")
        await until(pilot, lambda: "There are no jobs" in inside(pilot).said[0])
        service.silence("SearchJobs")
        await pilot.press("down")
        await until(pilot, lambda: "Loading jobs" in inside(pilot).said[0])


async def test_where_nothing_is_inside_a_row_its_fields_are_beside_it() -> None:
    service = WorldService()
    async with monitor(service, "budgets").run_test(size=WIDE) as pilot:
        await arrive(pilot, "budgets")
        await until(pilot, lambda: "description" in shown(pilot.app))
        for _ in range(2):
            key = table(pilot).selected_key
            await until(pilot, lambda: str(key) in shown(pilot.app))  # noqa: B023 - waited for
            await pilot.press("down")
        assert table(pilot).selected_key != key
        assert len(level(pilot).query(PreviewFields)) == 1


async def test_a_colon_completes_what_it_shows() -> None:
    service = WorldService()
    queue = service.queue()["queueId"]

    async with monitor(service, "queues").run_test(size=WIDE) as pilot:

        def is_inside() -> bool:
            panes = level(pilot).query(PreviewList)
            return any(one.place.path["queueId"] == queue and one.table.row_count for one in panes)

        await arrive(pilot, "queues")
        assert table(pilot).select(queue)
        await until(pilot, is_inside)
        snapshot = inside(pilot).snapshot
        assert snapshot is not None
        name = next(iter(snapshot.items.values()))["name"]
        await pilot.press("colon", *(_KEYS.get(letter, letter) for letter in name[:-1]))
        await until(pilot, lambda: f": {name}" in shown(pilot.app))


_KEYS = {"_": "underscore"}
"""Keys whose names are no letters."""
