"""What is typed to filter a list and to sort it, on a farm over real HTTP."""

from collections.abc import Callable
from typing import Any

from app.view import DASH, ChosenColumn, cell_text
from tests.live_farm import live_farm, monitor
from tests.pilots import (
    answer,
    arrive,
    bar,
    complaint,
    is_answered,
    is_level,
    level,
    names,
    shown,
    table,
    until,
)
from tests.test_tui_waiting import SlowService, foot, listed
from widgets.bars.prompt import Prompt

FILTERS: dict[str, Callable[[str], bool]] = {
    "beauty_v": lambda name: "beauty_v" in name,
    "!beauty_v": lambda name: "beauty_v" not in name,
    "/_v0.[1-3]$/": lambda name: name[-1] in "123",
    "sq0 !beauty_v": lambda name: "beauty_v" not in name,
}


async def test_a_filter_takes_words_their_opposite_and_regular_expressions() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(100, 50)) as pilot:
        await arrive(pilot, "jobs")
        everything = names(table(pilot).row_list.rows)
        for text, passes in FILTERS.items():
            await answer(pilot, "slash", text)
            await until(pilot, is_answered, pilot)
            left = names(table(pilot).row_list.shown)
            assert left == [name for name in everything if passes(name)], text
            assert 0 < len(left) < len(everything)
            count = f"{len(left)} of {len(everything)} jobs"
            assert f"filter: {text}  {count}" in bar(pilot, "summary")


async def test_a_filter_that_is_no_regular_expression_says_so_and_changes_nothing() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        count = table(pilot).row_count
        await answer(pilot, "slash", "/sh(/")
        assert "unterminated subpattern" in complaint(pilot)
        assert table(pilot).row_count == count
        await pilot.press("escape")
        assert not level(pilot).query_one(Prompt).asking
        assert table(pilot).has_focus


async def test_escape_lifts_the_filter_before_it_goes_back() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "slash", "nothing of the kind")
        await until(pilot, lambda: "passes the filter" in shown(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: table(pilot).row_count == table(pilot).total_count > 0)
        assert is_level(pilot, "jobs")
        await pilot.press("escape")
        await arrive(pilot, "queues")


async def test_sorting_again_by_the_same_column_reverses() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "s", "name")
        await until(pilot, is_answered, pilot)
        upwards = names(table(pilot).row_list.shown)
        assert upwards == sorted(upwards)
        await answer(pilot, "s", "name")
        await until(pilot, lambda: names(table(pilot).row_list.shown) == upwards[::-1])
        await answer(pilot, "s", "nonsense")
        assert "There is no column 'nonsense'" in complaint(pilot)


async def test_one_who_sorts_by_what_failed_is_shown_the_most_first_and_then_the_least() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        place = [column.id for column in table(pilot).columns].index("failed")

        def failed() -> list[int]:
            cells = [cell_text(row.cells[place], 0.0) for row in table(pilot).row_list.shown]
            return [0 if text == DASH else int(text.replace(",", "")) for text in cells]

        for reverse in (True, False):
            await answer(pilot, "s", "fail")
            await until(pilot, lambda wanted: table(pilot).sorting == ("failed", wanted), reverse)
            assert len(set(failed())) > 1
            assert failed() == sorted(failed(), reverse=reverse)


async def test_the_number_of_a_column_sorts_at_once_and_what_follows_is_the_tables() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("s", "2", "G")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("name", False))
        await until(pilot, lambda: table(pilot).has_focus and table(pilot).row_list.cursor > 0)
        assert not level(pilot).query_one(Prompt).asking
        await pilot.press("s", "2")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("name", True))


async def test_letters_leave_the_columns_that_fit_and_enter_takes_the_first() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await pilot.press("s", "p")
        await until(pilot, lambda: "\n 3 progress  8 pri\n" in shown(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: "There is no column 'px'" in complaint(pilot))
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: table(pilot).sorting == ("progress", False))


async def test_a_digit_that_can_begin_two_numbers_waits_for_the_next_or_for_enter() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        table(pilot).choose_columns(
            [ChosenColumn(column.id) for column in level(pilot).place.level.columns]
        )
        await pilot.press("s", "1")
        await until(pilot, lambda: "1 status  10 id  11 started" in shown(pilot.app))
        assert level(pilot).query_one(Prompt).asking
        await pilot.press("0")
        await until(pilot, lambda: table(pilot).sorting == ("jobId", False))
        await pilot.press("s", "1", "enter")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).sorting == ("status", False))


async def test_keys_that_take_a_row_are_offered_again_where_the_service_finds_one() -> None:
    def leave_out(reply: dict[str, Any]) -> None:
        reply["jobs"] = [job for job in reply["jobs"] if "beauty" not in job["name"]]

    slow = SlowService()
    slow.change("SearchJobs", leave_out)
    async with listed(slow, "jobs") as pilot:
        offered = foot(pilot)
        slow.held.add("SearchJobs")
        await answer(pilot, "slash", "beauty")
        await until(pilot, lambda: table(pilot).row_count == 0 and "Open" not in foot(pilot))
        slow.change("SearchJobs", lambda _: None)
        slow.answers.set()
        await until(pilot, lambda: table(pilot).row_count > 0 and foot(pilot) == offered)
