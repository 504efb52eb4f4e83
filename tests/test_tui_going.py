"""Going to levels and to ids that are typed, and what Enter opens, on a farm over real HTTP."""

from textual import events

from app.tui.details_screen import DetailsScreen
from tests.live_farm import live_farm, monitor
from tests.pilots import (
    answer,
    arrive,
    asks,
    complaint,
    has_lines,
    is_level,
    level,
    log_item,
    shown,
    table,
    typed,
    until,
)


async def test_going_to_levels_by_name() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        job = table(pilot).selected_key
        await answer(pilot, "colon", "sessions")
        await arrive(pilot, "sessions")
        assert level(pilot).place.path["jobId"] == job
        await answer(pilot, "colon", "queues")
        await arrive(pilot, "queues")
        await until(pilot, lambda: table(pilot).selected_key == farm.queue()["queueId"])
        await answer(pilot, "colon", "FARMS")
        await arrive(pilot, "farms")


INSIDE = {
    "jobId": "sessions",
    "sessionId": "session-actions",
    "queueId": "jobs",
    "farmId": "queues",
}


async def test_going_to_an_id_leads_to_what_is_inside() -> None:
    async with live_farm() as farm, monitor() as pilot:
        session = farm.session()
        await arrive(pilot, "farms")
        for member, inside in INSIDE.items():
            await answer(pilot, "colon", session[member])
            await arrive(pilot, inside)
            reached = level(pilot).place.path
            assert reached == {key: session[key] for key in list(session)[: len(reached)]}
            assert list(reached)[-1] == member


async def test_going_to_the_id_of_an_action_opens_its_log() -> None:
    async with live_farm() as farm:
        session = farm.session()
        action = farm.actions(session)[0]
        async with monitor("session-actions", session) as pilot:
            await arrive(pilot, "session-actions")
            await answer(pilot, "colon", action["sessionActionId"])
            await until(pilot, lambda: has_lines(pilot))
            assert log_item(pilot)["sessionActionId"] == action["sessionActionId"]


async def test_an_id_that_is_listed_is_completed_and_leads_inside() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).selected_key)
        job = str(table(pilot).selected_key)
        await answer(pilot, "colon", job[:12], submit=False)
        await until(pilot, lambda: f": {job}" in shown(pilot.app))
        await pilot.press("right", "enter")
        await arrive(pilot, "sessions")
        assert level(pilot).place.path["jobId"] == job


async def test_the_name_of_a_farm_leads_there_from_below() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "colon", "Aurora")
        await arrive(pilot, "queues")
        assert level(pilot).place.path == {"farmId": farm.queue()["farmId"]}


NOWHERE = {
    "nonsense": "'nonsense' is no level, no id and no farm.",
    "[red]x": "'[red]x' is no level, no id and no farm.",
    "[red]x[/red]": "There is no farm '[red]x['",
    "session-actions": "open a queue first: :queues",
    f"job-{0:032x}": "There is no job",
    f"job-{0:031x}": "job-0000… has 31 digits: ids of jobs have 32.",
    f"fleet-{0:032x}": "There is no fleet",
    f"https://studio.example/ap-southeast-2/farms/farm-{0:032x}": "is of ap-southeast-2, and",
    f"monitor-{0:032x}": "'monitor' ids lead nowhere yet",
    f"session-{0:032x}": "There is no session",
}


async def test_going_nowhere_says_why_and_asks_again() -> None:
    async with live_farm(), monitor() as pilot:
        await arrive(pilot, "farms")
        for text, says in NOWHERE.items():
            await answer(pilot, "colon", text)
            await until(pilot, lambda words: words in complaint(pilot), says)
            assert is_level(pilot, "farms")
            await pilot.press("escape")
            assert table(pilot).has_focus


async def test_a_line_of_nothing_before_a_pasted_id_does_not_matter() -> None:
    async with live_farm() as farm, monitor(size=(120, 30)) as pilot:
        await arrive(pilot, "farms")
        job = farm.session()["jobId"]
        await pilot.press("colon")
        await until(pilot, asks, pilot)
        pilot.app.post_message(events.Paste(f"\n  {job}  \r\n"))
        await until(pilot, lambda: job in typed(pilot))
        await pilot.press("enter")
        await arrive(pilot, "sessions")
        assert level(pilot).place.path["jobId"] == job


async def test_what_has_nothing_inside_and_no_log_opens_as_its_fields() -> None:
    async with live_farm() as farm, monitor("budgets", {"farmId": farm.queue()["farmId"]}) as pilot:
        await arrive(pilot, "budgets")
        await until(pilot, lambda: table(pilot).selected_key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailsScreen))
        await until(pilot, lambda: "approximateDollarLimit" in shown(pilot.app))
