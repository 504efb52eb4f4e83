"""From a timeline into logs, and from logs into a timeline."""

import pytest

from app.timeline import Run
from app.tui.logs.item_logs import SessionsLog
from app.tui.logs.log_screen import LogScreen
from app.tui.timeline.timeline_words import clock_text
from tests.live_farm import LiveFarm, above, live_farm, monitor
from tests.pilots import FarmPilot, arrive, bar, has_lines, log, log_item, table, until, view
from tests.test_tui_timeline import is_charted, open_timeline, timeline


def longest(pilot: FarmPilot) -> Run:
    """The run of the timeline on the screen that took longest and is over."""
    runs = [run for run in timeline(pilot).pane.chart.runs if not run.is_running]
    return max(runs, key=lambda run: run.took.length)


async def go_to(pilot: FarmPilot, run: Run, part: float) -> float:
    """Put the cursor on a part of a run; the moment."""
    gantt = timeline(pilot).pane.gantt
    moment = run.took.start + part * run.took.length
    gantt.select(gantt.bars.find(run.key), moment)
    await until(pilot, lambda: bar(pilot, "about").endswith(f"▾ {clock_text(moment)}"))
    return moment


async def test_enter_opens_the_log_at_the_cursor_and_back_that_is_where_the_log_was() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=(120, 30)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            run = longest(pilot)
            moment = await go_to(pilot, run, 0.5)
            await pilot.press("enter")
            await until(pilot, lambda: has_lines(pilot) and not view(pilot).following)
            assert log_item(pilot)["sessionActionId"] == run.key
            lines = log(pilot).pane.lines
            assert lines is not None
            first = lines[lines.since(round(moment * 1000))]
            line = view(pilot).current_line
            assert line is not None
            assert line.timestamp == first.timestamp
            await pilot.press("pageup", "pageup")
            there = view(pilot).current_line
            assert there is not None
            assert there.timestamp < line.timestamp
            await pilot.press("escape")
            await until(pilot, lambda: is_charted(pilot))
            pane = timeline(pilot).pane
            await until(pilot, lambda: pane.gantt.moment == pytest.approx(there.timestamp / 1000))
            assert pane.selected is not None
            assert pane.selected[0].key == run.key


async def test_a_log_that_was_followed_leaves_the_cursor_at_the_end_of_the_action() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=(120, 30)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            run = longest(pilot)
            await go_to(pilot, run, 0.5)
            await pilot.press("enter")
            await until(pilot, lambda: has_lines(pilot) and not view(pilot).following)
            await pilot.press("f")
            await until(pilot, lambda: view(pilot).following)
            await pilot.press("escape")
            await until(pilot, lambda: is_charted(pilot))
            await until(pilot, lambda: timeline(pilot).pane.gantt.moment is None)


@pytest.mark.parametrize("name", ["session-actions", "sessions"])
async def test_from_a_log_it_opens_at_the_action_and_the_time_of_the_line(name: str) -> None:
    async with live_farm() as farm:
        session = farm.session()
        ended = [one for one in farm.actions(session) if "endedAt" in one]
        action = max(ended, key=lambda one: one["endedAt"] - one["startedAt"])
        of_action = name == "session-actions"
        place = session if of_action else above(session)
        key = action["sessionActionId"] if of_action else session["sessionId"]
        async with monitor(name, place, size=(120, 30)) as pilot:
            await arrive(pilot, name)
            await until(pilot, lambda: table(pilot).select(key))
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            await pilot.press("pageup")
            line = view(pilot).current_line
            assert line is not None
            await pilot.press("i")
            await until(pilot, lambda: is_charted(pilot))
            pane = timeline(pilot).pane
            await until(pilot, lambda: pane.gantt.moment is not None)
            assert pane.selected is not None
            run = pane.selected[0]
            moment = line.timestamp / 1000
            assert pane.gantt.moment == pytest.approx(
                min(max(moment, run.took.start), run.took.end)
            )
            if of_action:
                assert run.key == key
            await pilot.press("escape")
            await until(pilot, lambda: has_lines(pilot))


async def test_the_same_key_leads_back_to_the_timeline_that_a_log_was_opened_from() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=(120, 30)) as pilot:
            await open_timeline(pilot, "sessions", session["sessionId"])
            screen = timeline(pilot)
            await go_to(pilot, longest(pilot), 0.5)
            await pilot.press("enter")
            await until(pilot, lambda: has_lines(pilot) and not view(pilot).following)
            await pilot.press("i")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_from_the_log_of_a_job_it_opens_at_the_session_of_the_line() -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue(), size=(120, 30)) as pilot:
        await arrive(pilot, "jobs")
        await until(pilot, lambda: table(pilot).select(with_two_sessions(farm)))
        await pilot.press("L")
        await until(pilot, lambda: is_log(pilot) and len(log(pilot).pane.labels) > 1)
        writers: set[str] = set()
        while len(writers) < 2:
            await pilot.press("up")
            writer = writer_of_line(pilot)
            if writer in writers:
                continue
            writers.add(writer)
            await pilot.press("i")
            await until(pilot, lambda: is_charted(pilot))
            pane = timeline(pilot).pane
            await until(pilot, lambda: timeline(pilot).pane.gantt.moment is not None)
            assert pane.snapshot.place.level.name == "jobs"
            assert pane.selected is not None
            assert pane.selected[0].place.path["sessionId"] == writer
            await pilot.press("escape")
            await until(pilot, lambda: is_log(pilot))


def is_log(pilot: FarmPilot) -> bool:
    """Whether a log is on the screen with lines: of several sessions more come all the time."""
    screen = pilot.app.screen
    return isinstance(screen, LogScreen) and screen.pane.line_count > 0


def with_two_sessions(farm: LiveFarm) -> str:
    """A job of which several sessions run."""
    path = farm.queue()
    for job in farm.items("ListJobs", "jobs", **path):
        sessions = farm.items("ListSessions", "sessions", **path, jobId=job["jobId"])
        if sum("endedAt" not in one for one in sessions) > 1:
            return str(job["jobId"])
    raise LookupError("no job has two sessions that run")


def writer_of_line(pilot: FarmPilot) -> str:
    """The id of the session that wrote the current line of a job's log."""
    line, source = view(pilot).current_line, log(pilot).pane.source
    assert line is not None
    assert isinstance(source, SessionsLog)
    _, session = source.writer(line)
    return str(session["sessionId"])
