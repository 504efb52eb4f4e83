"""Going to levels and to ids that are typed, and what Enter opens, on a farm over real HTTP."""

import pytest
from textual import events

from app.resources import LEVELS, ancestry
from app.tui.boxes.details_screen import DetailsScreen
from tests.live_farm import live_farm, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    asks,
    complaint,
    has_lines,
    is_level,
    level,
    log_item,
    open_log,
    shown,
    table,
    typed,
    until,
)
from tests.test_tui_waiting import SlowService, listed


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


@pytest.mark.parametrize("inside", ["session-actions", "steps"])
async def test_the_name_of_a_job_that_is_not_listed_leads_there_from_anywhere_in_its_queue(
    inside: str,
) -> None:
    async with live_farm() as farm:
        session, queue = farm.session(), farm.queue()
        others = farm.items("ListJobs", "jobs", **queue)
        other = next(one for one in others if one["jobId"] != session["jobId"])
        path = {one.key: session[one.key] for one in ancestry(LEVELS[inside])}
        async with monitor(inside, path) as pilot:
            await arrive(pilot, inside)
            await answer(pilot, "colon", other["name"])
            await arrive(pilot, "sessions")
            assert level(pilot).place.path == {**queue, "jobId": other["jobId"]}
            assert other["name"] in shown(pilot.app)
        [search] = (one for one in farm.searches() if other["name"] in repr(one))
        assert search["queueIds"] == [queue["queueId"]]


async def test_the_name_of_a_job_leads_there_from_a_log_of_its_queue() -> None:
    async with live_farm() as farm:
        session, queue = farm.session(), farm.queue()
        others = farm.items("ListJobs", "jobs", **queue)
        other = next(one for one in others if one["jobId"] != session["jobId"])
        async with monitor("session-actions", session) as pilot:
            await open_log(pilot, "session-actions", farm.actions(session)[0]["sessionActionId"])
            await until(pilot, has_lines, pilot)
            await answer(pilot, "colon", other["name"])
            await arrive(pilot, "sessions")
            assert level(pilot).place.path == {**queue, "jobId": other["jobId"]}


async def test_the_host_of_a_worker_leads_there_from_anywhere_in_its_fleet() -> None:
    async with live_farm() as farm:
        told = farm.ask("deadline", "GetSession", **farm.session())
        fleet = {"farmId": farm.session()["farmId"], "fleetId": told["fleetId"]}
        worker = farm.ask("deadline", "GetWorker", **fleet, workerId=told["workerId"])
        others = farm.items("ListWorkers", "workers", **fleet)
        other = next(one for one in others if one["workerId"] != told["workerId"])
        async with monitor("worker-sessions", {**fleet, "workerId": other["workerId"]}) as pilot:
            await arrive(pilot, "worker-sessions")
            await answer(pilot, "colon", worker["hostProperties"]["hostName"])
            path = {**fleet, "workerId": told["workerId"]}
            await until(pilot, lambda: level(pilot).place.path == path)


async def test_escape_gives_up_the_name_that_is_looked_for() -> None:
    slow = SlowService()
    slow.held.add("SearchJobs")
    async with listed(slow, "sessions") as pilot:
        here = level(pilot)
        await answer(pilot, "colon", "nobody-home")
        await until(pilot, lambda: complaint(pilot) == "Looking …")
        await pilot.press("escape")
        await until(pilot, lambda: not is_looking(pilot))
        assert not asks(pilot)
        assert pilot.app.screen is here


def is_looking(pilot: FarmPilot) -> bool:
    """Whether somewhere to go is being looked for."""
    return any(one.group == "goto" and not one.is_finished for one in pilot.app.workers)


NOWHERE = {
    "nonsense": "'nonsense' is no level, no id, no farm or workflow definition",
    "[red]x": "'[red]x' is no level, no id, no farm",
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
