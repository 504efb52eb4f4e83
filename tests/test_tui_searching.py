"""Sorting and filtering on a farm over real HTTP: what it costs, and what is said."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from textual.widgets import Input

from app.localfarm.options import Options
from app.resources.level import Path
from app.view import Clock
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    asks,
    bar,
    complaint,
    is_answered,
    level,
    names,
    shown,
    table,
    until,
)

LARGE = Options(seed=3, jobs=3_000, workers=12, speed=0.01)
"""A farm with more jobs than anybody loads, on which hardly anything happens."""


@asynccontextmanager
async def large_queue() -> AsyncIterator[tuple[LiveFarm, Path, FarmPilot]]:
    """The jobs of a queue that has many pages of them."""
    async with live_farm(LARGE) as farm:
        queue = farm.queue()
        async with monitor("jobs", queue, size=(160, 30)) as pilot:
            await arrive(pilot, "jobs")
            yield farm, queue, pilot


async def answered(pilot: FarmPilot) -> None:
    await until(pilot, is_answered, pilot)


def total(farm: LiveFarm, queue: Path, **asked: Any) -> int:
    reply = farm.ask(
        "deadline",
        "SearchJobs",
        farmId=queue["farmId"],
        queueIds=[queue["queueId"]],
        itemOffset=0,
        **asked,
    )
    return int(reply["totalResults"])


def words_of(search: Any) -> list[str]:
    """The plain words that a search was for."""
    filters = search.get("filterExpressions", {"filters": ()})["filters"]
    return [one["searchTermFilter"]["searchTerm"] for one in filters if "searchTermFilter" in one]


async def test_the_first_screen_of_a_long_list_costs_at_most_three_calls() -> None:
    async with live_farm(LARGE) as farm:
        queue = farm.queue()
        async with monitor("jobs", queue, size=(100, 30)) as pilot:
            await arrive(pilot, "jobs")
            assert table(pilot).total_count == total(farm, queue)
            assert table(pilot).loaded_count == 100
            assert len(farm.requests) <= 3


async def test_a_sort_is_one_search_of_everything_and_again_reverses_it() -> None:
    async with large_queue() as (farm, queue, pilot):
        for arrow, reverse in (("▲", False), ("▼", True)):
            before = len(farm.searches())
            await answer(pilot, "s", "name")
            await answered(pilot)
            asked = farm.searches()[before:]
            assert [one["sortExpressions"][0]["fieldSort"]["name"] for one in asked] == ["NAME"]
            first = names(table(pilot).row_list.shown[:100])
            assert first == sorted(first, reverse=reverse)
            assert table(pilot).total_count == total(farm, queue)
            assert f"sort: name {arrow}" in bar(pilot, "summary")
            assert f"NAME {arrow}" in shown(pilot.app)
        await answer(pilot, "s", "")
        await answered(pilot)
        assert table(pilot).sorting == (None, False)
        assert bar(pilot, "summary").startswith("of the newest 100:")


async def test_a_column_that_the_service_does_not_sort_by_is_said_to_be_sorted_here() -> None:
    async with large_queue() as (farm, _, pilot):
        before = len(farm.searches())
        await answer(pilot, "s", "progress")
        await until(pilot, lambda: "sort: progress ▲ of the 100 loaded" in bar(pilot, "summary"))
        assert len(farm.searches()) == before
        await answer(pilot, "s", "name")
        await answered(pilot)
        assert table(pilot).sorting == ("name", False)
        assert table(pilot).row_list.is_as_it_came


async def test_one_who_sorts_by_time_is_shown_what_has_taken_longest_running_or_not() -> None:
    async with large_queue() as (_, _, pilot):
        began = time.time()
        await answer(pilot, "s", "time")
        await until(pilot, lambda: "sort: time ▼ of the 100 loaded" in bar(pilot, "summary"))
        place = [column.id for column in table(pilot).columns].index("duration")
        clocks = [row.cells[place] for row in table(pilot).row_list.shown]
        stretches = [clock for clock in clocks if isinstance(clock, Clock)]
        assert len({one.end is None for one in stretches}) == 2, "some run, and some have ended"
        lengths, passed = [(one.end or began) - one.start for one in stretches], time.time() - began
        assert all(longer + passed >= other for longer, other in pairwise(lengths))
        await answer(pilot, "s", "time")
        await until(pilot, lambda: "sort: time ▲" in bar(pilot, "summary"))


async def test_all_that_is_loaded_is_marked_and_the_rest_is_counted() -> None:
    async with large_queue() as (_, _, pilot):
        rest = table(pilot).total_count - 100
        await pilot.press("asterisk")
        await until(pilot, lambda: "100 marked" in bar(pilot, "summary"))
        await until(pilot, lambda: f"Not marked: {rest:,} rows not" in shown(pilot.app))


async def refreshed(pilot: FarmPilot) -> None:
    """Have the list refreshed, and wait until that is shown."""
    before = level(pilot).pane.snapshot
    await pilot.press("r")
    await until(pilot, lambda: level(pilot).pane.snapshot is not before)


async def test_a_sort_here_loads_a_page_for_each_movement_and_none_by_itself() -> None:
    async with large_queue() as (_, _, pilot):

        def has(count: int) -> bool:
            return table(pilot).loaded_count >= count

        await answer(pilot, "s", "progress")
        await until(pilot, lambda: "of the 100 loaded" in bar(pilot, "summary"))
        for loaded in (200, 300):
            await pilot.press("G")
            await until(pilot, has, loaded)
            for _ in range(4):
                await refreshed(pilot)
            assert not has(loaded + 100)


async def test_a_filter_of_six_letters_is_one_search() -> None:
    async with large_queue() as (farm, queue, pilot):
        everything = total(farm, queue)
        await pilot.press("slash")
        await until(pilot, asks, pilot)
        line = pilot.app.screen.query_one(Input)
        for letters in range(1, 7):
            line.value = "sq010_"[:letters]
        await pilot.press("enter")
        await answered(pilot)
        assert [found for one in farm.searches() if (found := words_of(one))] == [["sq010_"]]
        passing = table(pilot).total_count
        assert 0 < passing < everything
        assert bar(pilot, "summary").endswith(f"filter: sq010_  {passing:,} of {everything:,} jobs")
        await pilot.press("escape")
        await answered(pilot)
        assert bar(pilot, "summary").endswith(f"  {everything:,} jobs")


async def test_the_service_is_asked_once_nobody_types_any_more() -> None:
    async with large_queue() as (farm, _, pilot):
        await answer(pilot, "slash", "status:failed", submit=False)
        assert set(_statuses(pilot)) == {"✖ FAILED"}
        await until(pilot, lambda: is_answered(pilot) and table(pilot).row_list.is_as_it_came)
        (filtered,) = [one for one in farm.searches() if "filterExpressions" in one]
        (filter_,) = filtered["filterExpressions"]["filters"]
        assert filter_["stringFilter"]["value"] == "FAILED"
        assert set(_statuses(pilot)) == {"✖ FAILED"}


def _statuses(pilot: FarmPilot) -> list[str]:
    return [str(row.cells[0].text) for row in table(pilot).row_list.shown.loaded]  # type: ignore[union-attr]


async def test_what_the_service_cannot_look_for_is_filtered_of_what_is_loaded() -> None:
    async with large_queue() as (farm, queue, pilot):
        before = len(farm.searches())
        await answer(pilot, "slash", "!succeeded /v0/")
        passing = table(pilot).row_count
        assert 0 < passing < 100
        assert f"local: {passing} of the 100 loaded, {total(farm, queue):,} jobs" in bar(
            pilot, "summary"
        )
        assert len(farm.searches()) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("colour:red", "There is no colour:"),
        ("priority:high", "is no number"),
        ("/(/", "missing )"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_answered_in_the_prompt(
    typed: str, said: str
) -> None:
    async with large_queue() as (_, _, pilot):
        await answer(pilot, "slash", typed)
        assert said in complaint(pilot)
        assert table(pilot).row_list.is_as_it_came


async def test_a_refused_order_is_made_here_and_said_so() -> None:
    async with large_queue() as (farm, _, pilot):
        farm.refuse("NAME")
        await answer(pilot, "s", "name")
        await answered(pilot)
        await until(pilot, lambda: "The service does not sort by NAME: the 100" in shown(pilot.app))
        loaded = names(table(pilot).row_list.shown)
        assert loaded == sorted(loaded)
        assert len(loaded) == 100
        assert "sort: name ▲ of the 100 loaded" in bar(pilot, "summary")


async def test_what_was_refused_is_not_asked_for_again_on_any_screen() -> None:
    async with large_queue() as (farm, _, pilot):
        farm.refuse("NAME")
        for reverse in (False, True):
            await answer(pilot, "s", "name")
            await answered(pilot)
            await until(pilot, lambda: "does not sort by NAME" in shown(pilot.app))
            assert table(pilot).sorting == ("name", reverse)
        await pilot.press("escape")
        await arrive(pilot, "queues")
        await pilot.press("enter")
        await arrive(pilot, "jobs")
        await answer(pilot, "s", "name")
        await answered(pilot)
        await until(pilot, lambda: "does not sort by NAME" in shown(pilot.app))
        sorts = [one["sortExpressions"][0]["fieldSort"]["name"] for one in farm.searches()]
        assert sorts.count("NAME") == 1


async def test_a_refused_filter_is_applied_to_what_is_loaded_and_said_so() -> None:
    async with large_queue() as (farm, _, pilot):
        farm.refuse("TASK_RUN_STATUS")
        await answer(pilot, "slash", "status:failed")
        await answered(pilot)
        await until(pilot, lambda: "The service does not take this filter" in shown(pilot.app))
        assert set(_statuses(pilot)) == {"✖ FAILED"}
        assert f"local: {table(pilot).row_count} of the 100 loaded" in bar(pilot, "summary")
