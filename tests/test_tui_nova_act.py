"""Nova Act on the screen, on a farm over real HTTP: from the farms to the log of an act."""

from typing import Any

import pytest

from app.config import Settings
from app.resources.level import Item
from app.tui.app import FarmTop
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    has_lines,
    level,
    log_item,
    open_row,
    shown,
    table,
    until,
    view,
)

WORKFLOW = "collect-delivery-notes"


def listed(farm: LiveFarm, operation: str, member: str, **path: str) -> list[dict[str, Any]]:
    return list(farm.ask("nova-act", operation, **path)[member])


def an_ended_run(farm: LiveFarm) -> dict[str, str]:
    """The newest run that is over: nothing of it changes while one looks."""
    within = {"workflowDefinitionName": WORKFLOW}
    runs = listed(farm, "ListWorkflowRuns", "workflowRunSummaries", **within)
    run = next(one for one in runs if "endedAt" in one)
    return {**within, "workflowRunId": run["workflowRunId"]}


def acts(farm: LiveFarm, **path: str) -> list[dict[str, Any]]:
    return listed(farm, "ListActs", "actSummaries", **path)


def item(pilot: FarmPilot, key: str) -> Item:
    snapshot = level(pilot).pane.snapshot
    assert snapshot is not None
    return snapshot.items[key]


def is_told(pilot: FarmPilot, key: str) -> bool:
    return "actCount" in item(pilot, key)


async def test_from_the_farms_one_comes_over_runs_and_sessions_to_the_log_of_an_act() -> None:
    async with live_farm() as farm, monitor(size=(120, 30)) as pilot:
        run = an_ended_run(farm)
        act = acts(farm, **run)[0]
        await arrive(pilot, "farms")
        await pilot.press("tab")
        await arrive(pilot, "workflow-definitions")
        await open_row(pilot, WORKFLOW, "workflow-runs")
        await open_row(pilot, run["workflowRunId"], "workflow-sessions")
        await open_row(pilot, act["sessionId"], "acts")
        assert level(pilot).place.path == {**run, "sessionId": act["sessionId"]}
        await until(pilot, lambda: table(pilot).select(act["actId"]))
        await pilot.press("enter")
        await until(pilot, lambda: has_lines(pilot))
        lines = [line.message for line in view(pilot).lines]
        assert lines
        assert all(act["actId"] in line for line in lines)


@pytest.mark.parametrize("by", ["the ids on the way", "its id alone"])
async def test_the_address_of_an_act_opens_its_log(by: str) -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        act = acts(farm, **run)[0]
        way = "/".join((*run.values(), act["sessionId"], act["actId"]))
        address = act["actId"] if by == "its id alone" else way
        app = FarmTop(Settings(), address=address)
        async with app.run_test(size=(120, 30), notifications=True) as pilot:
            await until(pilot, lambda: has_lines(pilot))
            assert log_item(pilot)["actId"] == act["actId"]


async def test_the_header_tells_the_region_in_which_workflows_are_asked_for() -> None:
    async with live_farm(), monitor("workflow-definitions") as pilot:
        await arrive(pilot, "workflow-definitions")
        await until(pilot, lambda: "us-east-1" in bar(pilot, "where"))
        await pilot.press("tab")
        await arrive(pilot, "farms")
        await until(pilot, lambda: "us-west-2" in bar(pilot, "where"))


async def test_how_sessions_do_is_told_by_one_call_for_the_acts_of_their_run() -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        before = farm.endpoint.calls["nova-act.ListActs"]
        async with monitor("workflow-sessions", run) as pilot:
            await arrive(pilot, "workflow-sessions")
            every = acts(farm, **run)
            for key in {act["sessionId"] for act in every}:
                await until(pilot, is_told, pilot, key)
                own = [act for act in every if act["sessionId"] == key]
                told = item(pilot, key)
                assert told["actCount"] == len(own)
                assert told["status"] == own[0]["status"]
                assert told["endedAt"].timestamp() >= own[-1]["startedAt"].timestamp()
            assert farm.endpoint.calls["nova-act.ListActs"] - before == 1


async def test_the_log_of_a_session_is_the_stream_that_holds_its_id() -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        every = acts(farm, **run)
        key = every[0]["sessionId"]
        async with monitor("workflow-sessions", run) as pilot:
            await arrive(pilot, "workflow-sessions")
            await until(pilot, lambda: table(pilot).select(key))
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            told = "\n".join(line.message for line in view(pilot).lines)
            own = {act["actId"] for act in every if act["sessionId"] == key}
            assert all(act in told for act in own)


async def test_the_log_of_a_run_is_that_of_its_newest_session() -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        newest = acts(farm, **run)[0]
        async with monitor(
            "workflow-runs", {"workflowDefinitionName": WORKFLOW}, size=(160, 40)
        ) as pilot:
            await arrive(pilot, "workflow-runs")
            await until(pilot, lambda: table(pilot).select(run["workflowRunId"]))
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            assert newest["actId"] in "\n".join(line.message for line in view(pilot).lines)


async def test_the_details_of_an_act_tell_where_its_trace_is() -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        act = acts(farm, **run)[0]
        async with monitor("acts", {**run, "sessionId": act["sessionId"]}, size=(160, 40)) as pilot:
            await arrive(pilot, "acts")
            await until(pilot, lambda: table(pilot).select(act["actId"]))
            await pilot.press("d")
            await until(pilot, lambda: "traceLocation.location" in shown(pilot.app))
            assert "s3://studio-nova-act-traces/" in shown(pilot.app)


async def test_a_colon_leads_to_the_workflows_and_back() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        await answer(pilot, "colon", "workflow-def")
        await arrive(pilot, "workflow-definitions")
        await answer(pilot, "colon", "farms")
        await arrive(pilot, "farms")


async def test_the_id_of_an_act_leads_to_its_log_from_anywhere() -> None:
    async with live_farm() as farm, monitor(size=(120, 30)) as pilot:
        act = acts(farm, **an_ended_run(farm))[0]
        await arrive(pilot, "farms")
        await answer(pilot, "colon", act["actId"])
        await until(pilot, lambda: has_lines(pilot))
        assert all(act["actId"] in line.message for line in view(pilot).lines)


async def test_the_id_of_a_session_is_looked_for_first_where_one_has_been() -> None:
    async with live_farm() as farm:
        run = an_ended_run(farm)
        act = acts(farm, **run)[0]
        async with monitor("workflow-runs", {"workflowDefinitionName": WORKFLOW}) as pilot:
            await arrive(pilot, "workflow-runs")
            await answer(pilot, "colon", "farms")
            await arrive(pilot, "farms")
            before = farm.endpoint.calls["nova-act.ListWorkflowDefinitions"]
            await answer(pilot, "colon", act["sessionId"])
            await arrive(pilot, "acts")
            assert level(pilot).place.path == {**run, "sessionId": act["sessionId"]}
            assert farm.endpoint.calls["nova-act.ListWorkflowDefinitions"] == before
