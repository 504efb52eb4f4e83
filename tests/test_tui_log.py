"""The log screen: what it opens, what it follows, and how one moves and searches in it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.widgets._toast import Toast

from app.config import Settings
from app.tui.saved import open_saved
from app.view import plain
from tests.live_farm import CALM, LiveFarm, above, live_farm, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    bar,
    complaint,
    is_level,
    log,
    log_item,
    open_log,
    shown,
    until,
    view,
)
from widgets.log.time_column import time_of_day

SLOW = replace(CALM, log_rate=5.0)
STILL = replace(CALM, speed=0.01)
"""A farm on which no session begins or ends while it is looked at."""
WIDE = (320, 30)
"""A terminal on which no line is cut."""


def loaded(pilot: FarmPilot) -> list[tuple[int, str]]:
    """The lines of the log on the screen that were loaded: when, and what."""
    return [(line.timestamp, line.message) for line in view(pilot).lines]


async def test_l_on_a_job_follows_all_its_running_sessions() -> None:
    async with live_farm(STILL) as farm:
        job = above(farm.session())
        sessions = farm.items("ListSessions", "sessions", **job)
        running = [one["sessionId"] for one in sessions if one.get("endedAt") is None]
        async with monitor("jobs", farm.queue(), size=WIDE) as pilot:
            await open_log(pilot, "jobs", job["jobId"])
            await until(pilot, lambda: len(log(pilot).pane.labels) == len(running))
            await until(pilot, lambda: f"{len(running)} sessions" in bar(pilot, "summary"))
            loaded = [line.message for line in view(pilot).lines]
            times = [line.timestamp for line in view(pilot).lines]
        written = {m for one in running for _, m in farm.log_lines(job, one)}
        assert len(running) > 1
        assert set(loaded) <= written
        assert times == sorted(times)


def youngest_action(farm: LiveFarm) -> tuple[dict[str, str], dict[str, Any]]:
    """The running action that began last on the queue, and its session."""
    session = farm.session()
    job = above(session)
    found = [
        ({**job, "sessionId": one["sessionId"]}, action)
        for one in farm.items("ListSessions", "sessions", **job)
        for action in farm.actions({**job, "sessionId": one["sessionId"]})
        if action.get("startedAt") is not None
    ]
    return max(found, key=lambda pair: pair[1]["startedAt"])


async def test_the_log_of_an_action_is_whole_and_in_order_whatever_goes_wrong() -> None:
    async with live_farm(SLOW) as farm:
        session, action = youngest_action(farm)
        key = action["sessionActionId"]
        async with monitor("session-actions", session) as pilot:
            await open_log(pilot, "session-actions", key)

            def has_grown(count: int) -> bool:
                return log(pilot).pane.line_count > count or "complete" in bar(pilot, "freshness")

            for faults in (["drop:GetLogEvents*2"], ["cut:GetLogEvents*1"], ["latency=50ms"]):
                count = log(pilot).pane.line_count
                farm.break_it(*faults)
                await pilot.press("r")
                await until(pilot, has_grown, count)
            farm.mend()
            lines = loaded(pilot)
        start = int(action["startedAt"].timestamp() * 1000)
        whole = [line for line in farm.log_lines(session, session["sessionId"]) if line[0] >= start]
        assert len(lines) > 10
        assert lines == whole[: len(lines)]


async def test_scrolling_up_stops_following_while_lines_go_on_arriving() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=WIDE) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await until(pilot, lambda: "● following" in bar(pilot, "freshness"))
            at, message = loaded(pilot)[-1]
            assert f"{time_of_day(at)}" in shown(pilot.app)
            assert plain(message).strip() in shown(pilot.app)
            await pilot.press("pageup")
            assert not view(pilot).following
            assert "⏸ paused" in bar(pilot, "freshness")
            top = view(pilot).top_number
            await until(pilot, lambda: "new below" in bar(pilot, "foot"))
            assert view(pilot).top_number == top
            for key in ("f", "pageup", "end", "k", "G"):
                await pilot.press(key)
                assert view(pilot).following == (key in {"f", "end", "G"}), key
            assert "new below" not in bar(pilot, "foot")


async def test_keys_scroll_a_log() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("pageup", "pageup", "pageup")
            at, page = view(pilot).top_number, view(pilot).size.height - 1

            def rows_from_there() -> int:  # a banner is one row, however many lines it is made of
                rows = view(pilot).rows
                return rows.row_of(view(pilot).top_number) - rows.row_of(at)

            for key, lines in [
                ("k", -1),
                ("up", -2),
                ("j", -1),
                ("down", 0),
                ("pageup", -page),
                ("pagedown", 0),
                ("ctrl+b", -page),
                ("space", 0),
            ]:
                await pilot.press(key)
                assert rows_from_there() == lines, key


async def test_going_up_loads_the_lines_before_down_to_the_first() -> None:
    async with live_farm() as farm:
        session = farm.session()
        first = farm.log_lines(session, session["sessionId"])[0]
        async with monitor("sessions", above(session), size=WIDE) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])

            def at_the_first() -> bool:
                view(pilot).action_top()
                return loaded(pilot)[0] == first and log(pilot).pane.at_beginning

            await until(pilot, at_the_first)


async def test_searching_counts_what_it_finds_and_goes_from_one_to_the_next() -> None:
    async with live_farm() as farm:
        session = farm.session()
        key = farm.actions(session)[0]["sessionActionId"]
        async with monitor("session-actions", session) as pilot:
            await open_log(pilot, "session-actions", key)
            start = log_item(pilot)["startedAt"].timestamp() * 1000
            end = log_item(pilot)["endedAt"].timestamp() * 1000
            lines = [
                message
                for at, message in farm.log_lines(session, session["sessionId"])
                if int(start) <= at <= int(end)
            ]
            count = sum("openjd_" in line for line in lines)
            assert count > 0
            await answer(pilot, "slash", "openjd_")
            await until(pilot, lambda: view(pilot).found.complete)
            assert f"/{count}" in bar(pilot, "foot")
            await pilot.press("g", "n")
            first = view(pilot).found.position
            await pilot.press("n")
            assert view(pilot).found.position == first % count + 1
            await pilot.press("N")
            assert view(pilot).found.position == first
            await pilot.press("escape")
            assert "openjd" not in bar(pilot, "foot")
            await pilot.press("escape")
            assert is_level(pilot, "session-actions")


async def test_y_copies_a_line_and_a_pattern_that_is_none_says_so() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("y")
            lines = farm.log_lines(session, session["sessionId"])
            assert pilot.app.clipboard in {message for _, message in lines}
            await answer(pilot, "slash", "sample (")
            assert "missing )" in complaint(pilot)
            await pilot.press("escape")
            assert view(pilot).has_focus


async def test_a_sign_in_the_settings_that_takes_too_long_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "saved.log"
    path.write_text(("a" * 200 + "b\n") * 3, encoding="utf-8")
    app = open_saved(Settings(log_errors={"slow": "(?:a|aa)+$", "quick": "b"}), path)
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: log(pilot).pane.findings.complete)
        await until(pilot, lambda: bool(app.screen.query(Toast)))
        (toast,) = app.screen.query(Toast)
        assert "as it took too long on a line: slow" in str(toast.render())


ENTRIES = (
    {"level": "INFO", "message": "Worker agent starting."},
    {"level": "INFO", "type": "Worker", "subtype": "Status", "message": "Status set to STARTED."},
)
"""What the agent of a worker wrote."""


async def test_what_a_worker_wrote_into_a_file_is_readable_and_whole_on_demand(
    tmp_path: Path,
) -> None:
    path = tmp_path / "worker.jsonl"
    events = ({"timestamp": at, "message": json.dumps(one)} for at, one in enumerate(ENTRIES))
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events), encoding="utf-8")
    app = open_saved(Settings(), path)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Worker.Status  Status set to STARTED." in shown(app))
        assert "INFO      Worker agent starting." in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: '"subtype": "Status"' in shown(app))


async def test_what_another_program_wrote_as_json_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "renderer.log"
    path.write_text('{"level": "INFO", "message": "frame 1"}\n', encoding="utf-8")
    app = open_saved(Settings(), path)
    async with app.run_test() as pilot:
        await until(pilot, lambda: '{"level": "INFO", "message": "frame 1"}' in shown(app))
