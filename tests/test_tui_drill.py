"""Going down from the farms into a log, and back up, on a farm over real HTTP."""

from app.localfarm.options import Options
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.levels.preview import Preview
from tests.live_farm import Clock, live_farm, monitor
from tests.pilots import (
    answer,
    arrive,
    bar,
    has_lines,
    is_answered,
    is_level,
    names,
    open_row,
    table,
    until,
)

LIVELY = Options(seed=3, jobs=60, workers=12, speed=600.0)
"""A farm on which jobs come and go while little time passes."""


async def test_keys_lead_from_the_farms_to_a_log_and_back_to_the_same_rows() -> None:
    async with live_farm() as farm, monitor(size=(140, 30)) as pilot:
        session = farm.session()
        ways_in = ["enter", "right", "l", "enter"]
        levels = ["farms", "queues", "jobs", "sessions", "session-actions"]
        await arrive(pilot, "farms")
        for then, key, way_in in zip(levels[1:], session.values(), ways_in, strict=True):
            await open_row(pilot, key, then, way_in)
        assert "Aurora › lighting › " in bar(pilot, "where")
        await until(pilot, lambda: table(pilot).row_count)
        await pilot.press("j")
        action = table(pilot).selected_key
        await pilot.press("enter")
        await until(pilot, lambda: has_lines(pilot))
        opened: list[str | None] = [*session.values(), action]
        ways_out = ["escape", "left", "h", "escape", "h"]
        for name, selected, way_out in zip(levels[::-1], opened[::-1], ways_out, strict=True):
            await pilot.press(way_out)
            await arrive(pilot, name)
            assert table(pilot).selected_key == selected


async def test_back_from_where_one_began_leads_to_the_row_one_is_in() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("escape")
        await arrive(pilot, "queues")
        await until(pilot, lambda: table(pilot).selected_key == farm.queue()["queueId"])
        await pilot.press("escape")
        await arrive(pilot, "farms")
        await pilot.press("escape")
        assert is_level(pilot, "farms")


async def test_the_selection_follows_its_job_while_others_come_and_go() -> None:
    clock = Clock()
    async with (
        live_farm(LIVELY, clock=clock) as farm,
        monitor("jobs", queue := farm.queue()) as pilot,
    ):

        def jobs() -> set[str]:
            return {job["jobId"] for job in farm.items("ListJobs", "jobs", **queue)}

        await arrive(pilot, "jobs")
        await pilot.press("j", "j", "j")
        chosen = table(pilot).selected_key
        assert chosen is not None

        def rows_above() -> int:
            keys = [row.key for row in table(pilot).row_list.rows]
            return keys.index(chosen)

        assert rows_above() == 3
        begun = jobs()
        clock.pass_until(lambda: jobs() - begun)
        await pilot.press("r")
        await until(pilot, lambda: rows_above() > 3)
        assert table(pilot).selected_key == chosen


async def test_the_selection_stays_with_its_job_through_sorting_and_filtering() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("j", "j", "j")
        row = table(pilot).row_list.selected
        assert row is not None
        (name,) = names([row])
        for opens, line in (("s", "2"), ("s", "2"), ("slash", name)):
            await answer(pilot, opens, line)
            await until(pilot, is_answered, pilot)
            assert table(pilot).selected_key == row.key
        assert table(pilot).row_count == 1
        await pilot.press("escape")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).row_count > 1)
        assert table(pilot).selected_key == row.key


async def test_a_level_is_not_refreshed_while_it_is_out_of_sight() -> None:
    async with live_farm() as farm, monitor() as pilot:
        await arrive(pilot, "farms")
        await pilot.press("enter")
        await arrive(pilot, "queues")
        farms, queues = farm.calls("ListFarms"), farm.calls("ListQueues")
        await until(pilot, lambda: farm.calls("ListQueues") > queues)
        assert farm.calls("ListFarms") == farms
        await pilot.press("escape")
        await until(pilot, lambda: farm.calls("ListFarms") > farms)


async def test_rows_that_were_seen_beside_the_selected_one_are_there_as_it_is_opened() -> None:
    async with live_farm() as farm:
        queue = farm.queue()
        async with monitor("queues", {"farmId": queue["farmId"]}, size=(180, 40)) as pilot:
            await arrive(pilot, "queues")
            await until(pilot, lambda: table(pilot).select(queue["queueId"]))
            there = Place(LEVELS["jobs"], queue)
            await until(pilot, lambda: pilot.app.screen.query_one(Preview).known_of(there))
            known = pilot.app.screen.query_one(Preview).known_of(there)
            assert known is not None
            farm.break_it("deny:SearchJobs", "deny:ListJobs")
            await pilot.press("enter")
            await until(
                pilot, lambda: is_level(pilot, "jobs") and "stale" in bar(pilot, "freshness")
            )
            assert [row.key for row in table(pilot).row_list.rows] == list(known.rows.keys)
