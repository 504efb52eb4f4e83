"""Which row is selected after one was acted on, and other rows are asked for."""

import pytest
from textual.widgets import Input

from tests.acting import ALLOWED, ask_for
from tests.live_farm import live_farm, monitor
from tests.pilots import FarmPilot, answer, arrive, is_answered, shown, table, until


def stands_on_the_first(pilot: FarmPilot) -> bool:
    """Whether the first of the rows that are shown is selected."""
    keys = table(pilot).row_list.shown.keys
    return is_answered(pilot) and bool(keys) and table(pilot).selected_key == keys[0]


@pytest.mark.parametrize(("key", "text"), [("s", "name"), ("/", "priority:99")])
async def test_the_first_row_is_selected_where_others_are_asked_for_than_the_one_acted_on(
    key: str, text: str
) -> None:
    async with (
        live_farm(fresh=True) as farm,
        monitor("jobs", farm.queue(), settings=ALLOWED) as pilot,
    ):
        await arrive(pilot, "jobs")
        await answer(pilot, "/", "priority:<90")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).row_count > 1)
        await pilot.press("down")
        await ask_for(pilot, "p")
        pilot.app.screen.query_one("#amount", Input).value = "99"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await pilot.press("r")
        await until(pilot, lambda: "has left" in shown(pilot.app))
        await answer(pilot, key, text)
        await until(pilot, stands_on_the_first, pilot)


async def test_the_first_row_is_selected_where_a_filter_leaves_out_the_one_acted_on() -> None:
    async with (
        live_farm(fresh=True) as farm,
        monitor("jobs", farm.queue(), settings=ALLOWED) as pilot,
    ):
        await arrive(pilot, "jobs")
        await answer(pilot, "/", "status:succeeded")
        await until(pilot, lambda: is_answered(pilot) and table(pilot).row_count > 1)
        await pilot.press("down")
        await ask_for(pilot, "p")
        pilot.app.screen.query_one("#amount", Input).value = "55"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "1 accepted" in shown(pilot.app))
        await pilot.press("escape")
        await arrive(pilot, "jobs")
        await answer(pilot, "/", "status:failed")
        await until(pilot, stands_on_the_first, pilot)
