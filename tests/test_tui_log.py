"""The log screen: what it opens, what it follows, and how one moves and searches in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.view import plain
from tests.live_farm import CALM, LiveFarm, live_farm, monitor
from tests.pilots import (
    FarmPilot,
    answer,
    arrive,
    bar,
    complaint,
    has_lines,
    is_level,
    log,
    log_item,
    shown,
    table,
    until,
    view,
)
from widgets.log_view import time_of_day

TALL = (240, 500)
"""A terminal on which the log of an action of the slow farm fits."""
SLOW = replace(CALM, log_rate=5.0)
GUTTER = 3
"""Cells before the time of a line, where it is marked as a warning or an error."""


def lines_on_screen(pilot: FarmPilot) -> list[str]:
    """The lines of the log that are on the screen."""
    header, *lines, _foot, _footer = shown(pilot.app).splitlines()
    assert "› log" in header
    return [line[GUTTER:].strip() for line in lines[1:] if line.strip()]


def as_shown(lines: list[tuple[int, str]]) -> list[str]:
    """Lines of a log as a screen wide enough shows them."""
    return [f"{time_of_day(at)}  {plain(message)}".strip() for at, message in lines]


async def open_log(pilot: FarmPilot, name: str, key: str) -> None:
    """Open the log of a row."""
    await arrive(pilot, name)
    assert table(pilot).select(key)
    await pilot.press("L")
    await until(pilot, lambda: has_lines(pilot))


def above(session: Mapping[str, str]) -> dict[str, str]:
    """The path of a session's job."""
    return {key: session[key] for key in ("farmId", "queueId", "jobId")}


async def test_l_on_a_job_opens_the_log_of_its_newest_running_session() -> None:
    async with live_farm() as farm:
        job = above(farm.session())
        sessions = farm.items("ListSessions", "sessions", **job)
        running = [one for one in sessions if one.get("endedAt") is None]
        newest = max(running, key=lambda one: one["startedAt"])
        async with monitor("jobs", farm.queue(), size=(320, 30)) as pilot:
            await open_log(pilot, "jobs", job["jobId"])
            on_screen = lines_on_screen(pilot)
        assert set(on_screen) <= set(as_shown(farm.log_lines(job, newest["sessionId"])))


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
        async with monitor("session-actions", session, size=TALL) as pilot:
            await open_log(pilot, "session-actions", key)

            def has_grown(count: int) -> bool:
                return log(pilot).pane.line_count > count or "complete" in bar(pilot, "freshness")

            for faults in (["drop:GetLogEvents*2"], ["cut:GetLogEvents*1"], ["latency=50ms"]):
                count = log(pilot).pane.line_count
                farm.break_it(*faults)
                await pilot.press("r")
                await until(pilot, has_grown, count)
            farm.mend()
            on_screen = lines_on_screen(pilot)
        start = int(action["startedAt"].timestamp() * 1000)
        whole = [line for line in farm.log_lines(session, session["sessionId"]) if line[0] >= start]
        assert len(on_screen) > 10
        assert on_screen == as_shown(whole)[: len(on_screen)]


async def test_scrolling_up_stops_following_while_lines_go_on_arriving() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=(320, 30)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            assert "● following" in bar(pilot, "freshness")
            on_screen = lines_on_screen(pilot)
            assert set(on_screen) <= set(as_shown(farm.log_lines(session, session["sessionId"])))
            await pilot.press("pageup")
            assert not view(pilot).following
            assert "⏸ paused" in bar(pilot, "freshness")
            top = lines_on_screen(pilot)[0]
            await until(pilot, lambda: "new below" in bar(pilot, "foot"))
            assert lines_on_screen(pilot)[0] == top
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
            for key, lines in [
                ("k", -1),
                ("up", -2),
                ("j", -1),
                ("down", 0),
                ("pageup", -page),
                ("pagedown", 0),
                ("b", -page),
                ("space", 0),
            ]:
                await pilot.press(key)
                assert view(pilot).top_number == at + lines, key


async def test_going_up_loads_the_lines_before_down_to_the_first() -> None:
    async with live_farm() as farm:
        session = farm.session()
        first = as_shown(farm.log_lines(session, session["sessionId"])[:1])
        async with monitor("sessions", above(session), size=(320, 30)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])

            def at_the_first() -> bool:
                view(pilot).action_top()
                return lines_on_screen(pilot)[:1] == first

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
            count = sum("phase:" in line.lower() for line in lines)
            assert count > 0
            await answer(pilot, "slash", "phase:")
            await until(pilot, lambda: view(pilot).found.complete)
            assert f"/{count}" in bar(pilot, "foot")
            await pilot.press("g", "n")
            first = view(pilot).found.position
            await pilot.press("n")
            assert view(pilot).found.position == first % count + 1
            await pilot.press("N")
            assert view(pilot).found.position == first
            await pilot.press("escape")
            assert "phase" not in bar(pilot, "foot")
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
            assert "unterminated subpattern" in complaint(pilot)
            await pilot.press("escape")
            assert view(pilot).has_focus
