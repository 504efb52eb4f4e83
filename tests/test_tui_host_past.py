"""The figures of a machine some time ago, and which frame took its memory."""

from typing import Any

from app.logs.following.batch import Phase
from app.view import Tone
from tests.live_farm import LiveFarm, live_farm, monitor
from tests.pilots import bar, until
from tests.test_tui_host import MEAN, host, open_machine, reaches


def out_of_memory(farm: LiveFarm) -> tuple[dict[str, str], dict[str, Any]]:
    """A session, and an action of it that was killed as its host had no memory left."""
    queue = farm.queue()
    for job in farm.items("ListJobs", "jobs", **queue):
        if job["taskRunStatus"] != "FAILED":
            continue
        path = {**queue, "jobId": job["jobId"]}
        for one in farm.items("ListSessions", "sessions", **path):
            session = {**path, "sessionId": one["sessionId"]}
            for action in farm.actions(session):
                key = action["sessionActionId"]
                if action["status"] == "FAILED":
                    told = farm.ask("deadline", "GetSessionAction", **path, sessionActionId=key)
                    if told["processExitCode"] == 137:
                        return session, dict(told)
    raise LookupError("nothing ran out of memory")


async def test_one_sees_which_frame_took_the_memory() -> None:
    async with live_farm(MEAN) as farm:
        session, action = out_of_memory(farm)
        async with monitor("session-actions", session, size=(140, 40)) as pilot:
            await open_machine(pilot, "session-actions", action["sessionActionId"])
            await until(pilot, lambda: "✖ memory 99.2 % at" in bar(pilot, "summary"))
            pane = host(pilot).pane
            await until(pilot, lambda: pane.selected is not None)
            assert pane.selected is not None
            assert pane.selected[0].key == action["sessionActionId"]
            assert bar(pilot, "about").startswith("✖ FAILED")
            memory = next(row for row in pane.gauges.shown.rows if row.label == "memory")
            assert (memory.now, memory.now_tone) == ("99.2 %", Tone.BAD)
            before = [one.value for one in memory.points if one.tone is not Tone.BAD]
            assert max(before) < 95
            await pilot.press("home", "n")
            at = pane.gauges.moment
            assert at in {one.moment for one in memory.points if one.tone is Tone.BAD}
            assert pane.source.until is not None
            assert pane.heard.state.phase is Phase.ENDED
            await pilot.press("0")
            await until(pilot, lambda: pane.heard.at_beginning)


async def test_hours_are_read_back_only_when_one_looks_at_them() -> None:
    async with live_farm() as farm:
        queue = farm.queue()
        fleets = farm.items("ListFleets", "fleets", farmId=queue["farmId"])
        workers = [
            ({"farmId": queue["farmId"], "fleetId": fleet["fleetId"]}, one)
            for fleet in fleets
            for one in farm.ask(
                "deadline",
                "SearchWorkers",
                farmId=queue["farmId"],
                fleetIds=[fleet["fleetId"]],
                itemOffset=0,
            )["workers"]
            if one["status"] == "RUNNING"
        ]
        path, oldest = min(workers, key=lambda found: found[1]["createdAt"])
        async with monitor("workers", path, size=(100, 30)) as pilot:
            await open_machine(pilot, "workers", oldest["workerId"])
            pane = host(pilot).pane
            assert pane.heard.pages == 0
            await pilot.press("0")
            await until(pilot, lambda: reaches(pilot, pane.gauges.window))
            assert "Not looked at: the log" not in pane.complaint()
