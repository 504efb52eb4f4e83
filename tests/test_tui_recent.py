"""What the first frame shows of the time before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.strip import Strip

from app.config import Settings
from app.resources import LEVELS
from app.resources.level import Path, Place
from app.tui.app import FarmTop
from app.tui.connection.link import Service
from app.tui.lists.list_pane import ListPane
from app.tui.lists.overview_pane import ASKING, OverviewPane
from app.tui.lists.summary import Summary
from tests.pilots import FarmPilot, arrive, bar, is_level, level, names, shown, table, until
from tests.world_service import NOW, WorldService, refused, still_world

LATER = NOW + 180.0


class SlowService:
    """A connection that is opened when a test says so."""

    def __init__(self, service: WorldService) -> None:
        self._service = service
        self.open = asyncio.Event()

    @asynccontextmanager
    async def connect(self, settings: Settings) -> AsyncIterator[Service]:
        """As `app.tui.connection.link.Connect` has it."""
        await self.open.wait()
        async with self._service.connect(settings) as service:
            yield service


@asynccontextmanager
async def monitor(
    service: WorldService | SlowService,
    name: str = "jobs",
    path: Path | None = None,
    *,
    now: float = LATER,
    cache: bool = True,
) -> AsyncIterator[FarmPilot]:
    """The monitor at a place, at a time."""
    app = FarmTop(
        Settings(cache=cache),
        place=Place(LEVELS[name], path or {}),
        connect=service.connect,
        clock=lambda: now,
    )
    async with app.run_test(size=(120, 30)) as pilot:
        yield pilot


async def seen_before(service: WorldService) -> list[str]:
    """Look at the jobs and leave; gives their names."""
    async with monitor(service, path=service.queue(), now=NOW) as pilot:
        await arrive(pilot, "jobs")
        return names(table(pilot).row_list.rows[:20])


async def test_the_rows_last_seen_stand_dimmed_until_there_are_fresh_ones() -> None:
    service = WorldService()
    before = await seen_before(service)
    slow = SlowService(service)
    async with monitor(slow, path=service.queue()) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        assert names(table(pilot).row_list.rows[:20]) == before
        assert table(pilot).stale
        assert bar(pilot, "freshness").endswith("◌ cache 3m00")
        assert "? jobs" in bar(pilot, "summary")
        slow.open.set()
        await arrive(pilot, "jobs")
        assert not table(pilot).stale
        assert "● live" in bar(pilot, "freshness")
        assert names(table(pilot).row_list.rows[:20]) == before


async def test_what_is_said_of_the_rows_last_seen_is_in_the_frame_in_which_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service, painted = WorldService(), list[str]()
    await seen_before(service)
    render_line = Summary.render_line

    def remembered(summary: Summary, y: int) -> Strip:
        painted.append(summary.text)
        return render_line(summary, y)

    monkeypatch.setattr(Summary, "render_line", remembered)
    async with monitor(SlowService(service), path=service.queue()) as pilot:
        await until(pilot, lambda: painted)
        assert "? jobs" in painted[0]
        assert table(pilot).row_count


async def test_nothing_is_styled_for_words_in_the_stead_of_the_rows_last_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service, said = WorldService(), set[str]()
    await seen_before(service)
    set_class = ListPane.set_class

    def remembered(pane: ListPane, add: bool, *names: str, update: bool = True) -> ListPane:
        said.update(names if add else ())
        return set_class(pane, add, *names, update=update)

    monkeypatch.setattr(ListPane, "set_class", remembered)
    async with monitor(SlowService(service), path=service.queue()) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        assert "-wordy" not in said


async def test_the_overview_says_from_the_first_frame_on_that_it_asks() -> None:
    service = WorldService()
    service.silence("ListQueues")
    slow = SlowService(service)
    async with monitor(slow, "farms") as pilot:
        pane = pilot.app.screen.query_one(OverviewPane)
        asked = pane.said
        assert ASKING in asked
        slow.open.set()
        await until(pilot, lambda: table(pilot).row_count)
        assert pane.said == asked


async def test_fresh_rows_that_differ_from_those_last_seen_are_calm() -> None:
    service = WorldService(still_world())
    await seen_before(service)
    service.change("SearchJobs", rename)
    slow = SlowService(service)
    async with monitor(slow, path=service.queue()) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        slow.open.set()
        await arrive(pilot, "jobs")
        assert names(table(pilot).row_list.rows[:1]) == ["renamed"]
        line = table(pilot).render_line(2)
        assert "renamed" in line.text
        assert len({one.style.bgcolor for one in line if one.style}) == 1


def rename(answer: dict[str, Any]) -> None:
    for one in answer["jobs"]:
        one["name"] = "renamed"


async def test_a_row_that_was_selected_before_there_are_fresh_ones_stays_selected() -> None:
    service = WorldService()
    await seen_before(service)
    slow = SlowService(service)
    async with monitor(slow, path=service.queue()) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        await pilot.press("j", "j", "j")
        selected = table(pilot).selected_key
        slow.open.set()
        await arrive(pilot, "jobs")
        assert table(pilot).selected_key == selected
        assert table(pilot).row_list.rows[3].key == selected


async def test_a_row_last_seen_opens_and_tells_no_more_before_the_service_has_told_of_it() -> None:
    service = WorldService()
    await seen_before(service)
    slow = SlowService(service)
    async with monitor(slow, path=service.queue()) as pilot:
        await until(pilot, lambda: table(pilot).row_count)
        await pilot.press("d", "L")
        assert level(pilot).place.level.name == "jobs"
        key = table(pilot).selected_key
        await pilot.press("enter")
        await until(pilot, lambda: level(pilot).place.level.name == "sessions")
        assert level(pilot).place.path["jobId"] == key
        slow.open.set()
        await arrive(pilot, "sessions")


async def test_rows_last_seen_stay_while_the_service_gives_none() -> None:
    service = WorldService()
    before = await seen_before(service)
    service.fail("SearchJobs", refused("ThrottlingException", "Rate exceeded", "SearchJobs"))
    async with monitor(service, path=service.queue()) as pilot:
        await until(pilot, lambda: "✖ stale" in bar(pilot, "freshness"))
        assert names(table(pilot).row_list.rows[:20]) == before
        assert table(pilot).stale
        assert "throttles SearchJobs" in level(pilot).pane.complaint()


async def test_a_place_that_was_left_shows_its_rows_when_one_comes_back() -> None:
    service = WorldService()
    async with monitor(service, "farms") as pilot:
        await arrive(pilot, "farms")
        await pilot.press("enter")
        await arrive(pilot, "queues")
        await pilot.press("escape")
        await arrive(pilot, "farms")
        service.silence("ListQueues")
        await pilot.press("enter")
        await until(pilot, lambda: level(pilot).place.level.name == "queues")
        await until(pilot, lambda: table(pilot).row_count)
        assert "cache" in bar(pilot, "freshness")


async def test_a_place_never_seen_and_a_cache_switched_off_show_that_it_is_loading() -> None:
    service = WorldService()
    await seen_before(service)
    slow = SlowService(service)
    async with monitor(slow, "queues", service.farm()) as pilot:
        await until(pilot, lambda: "Loading queues" in shown(pilot.app))
    async with monitor(slow, path=service.queue(), cache=False) as pilot:
        await until(pilot, lambda: "Loading jobs" in shown(pilot.app))
        assert not is_level(pilot, "jobs")
