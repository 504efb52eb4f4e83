"""What every key of a log does, on a farm over real HTTP."""

import json

from textual.widgets import Static

from app.config import Settings
from app.tui.logs.log_line_screen import LogLineScreen
from app.tui.logs.log_prompt import HINTS
from tests.live_farm import LiveFarm, above, live_farm, monitor
from tests.pilots import answer, bar, complaint, is_level, log, open_log, shown, until, view
from widgets.bars.prompt import Prompt
from widgets.log.time_column import TimeMode


def failed_session(farm: LiveFarm) -> dict[str, str]:
    """A session of the busiest queue that has ended, and in which an action failed."""
    queue = farm.queue()
    for job in farm.items("ListJobs", "jobs", **queue):
        path = {**queue, "jobId": job["jobId"]}
        for session in farm.items("ListSessions", "sessions", **path):
            found = {**path, "sessionId": session["sessionId"]}
            statuses = {action["status"] for action in farm.actions(found)}
            if session.get("endedAt") is not None and "FAILED" in statuses:
                return found
    raise AssertionError("Nothing has failed on this farm.")


async def test_e_goes_from_error_to_error_which_the_foot_counts() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await until(pilot, lambda: len(log(pilot).pane.findings.errors) > 1)
            await until(pilot, lambda: log(pilot).pane.findings.complete)
            errors = log(pilot).pane.findings.errors
            await until(pilot, lambda: f"✖ {len(errors)} errors" in bar(pilot, "foot"))
            await pilot.press("e")
            first = view(pilot).current_number
            await pilot.press("e")
            assert {first, view(pilot).current_number} <= set(errors)
            assert view(pilot).current_number != first
            await pilot.press("E")
            assert view(pilot).current_number == first


async def test_ampersand_shows_only_what_matches_and_escape_lifts_one_after_the_other() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "slash", "process")
            await answer(pilot, "ampersand", "exited with code")
            await until(pilot, lambda: "lines" in bar(pilot, "foot").partition("only")[2])
            await until(pilot, lambda: "…" not in bar(pilot, "foot"))

            def matching() -> int:
                return sum("exited with code" in one.message for one in view(pilot).lines)

            around = sum(map(len, view(pilot).chosen_numbers()))
            for _ in range(view(pilot).context):
                await pilot.press("minus")
            await until(pilot, lambda: f"only {matching()} of" in bar(pilot, "foot"))
            assert around > matching()
            await until(pilot, lambda: view(pilot).is_searched and view(pilot).found.complete)
            await pilot.press("escape")
            assert sum(map(len, view(pilot).chosen_numbers())) > around
            assert "/process" in bar(pilot, "foot")
            await pilot.press("escape")
            assert "/process" not in bar(pilot, "foot")
            await pilot.press("escape")
            assert is_level(pilot, "sessions")


async def test_escape_in_a_prompt_leaves_what_stood_before() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "slash", "openjd")
            await answer(pilot, "slash", "process", submit=False)
            await until(pilot, lambda: "/process" in bar(pilot, "foot"))
            await pilot.press("escape")
            await until(pilot, lambda: "/openjd" in bar(pilot, "foot"))
            assert view(pilot).has_focus


async def test_a_time_is_gone_to_and_what_is_none_is_asked_again() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        first, *_ = farm.log_lines(session, session["sessionId"])
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "T", "soon")
            assert "'soon' is no time" in complaint(pilot)
            await pilot.press("escape")
            newest = view(pilot).lines[-1].timestamp
            await answer(pilot, "T", "-30s")
            await until(pilot, lambda: not view(pilot).following)
            line = view(pilot).current_line
            assert line is not None
            assert newest - 30_000 <= line.timestamp < newest
            await answer(pilot, "T", "-7d")
            await until(pilot, lambda: view(pilot).lines[0][:2] == first)
            await until(pilot, lambda: (view(pilot).current_line or ())[:2] == first)


async def test_m_puts_the_log_of_the_worker_in_and_takes_it_out() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            alone = len(view(pilot).lines)
            await pilot.press("m")
            await until(pilot, lambda: log(pilot).pane.labels == ("", "worker"))
            await until(pilot, lambda: any(line.origin for line in view(pilot).lines))
            times = [line.timestamp for line in view(pilot).lines]
            assert times == sorted(times)
            await pilot.press("m")
            await until(pilot, lambda: log(pilot).pane.labels == ("",))
            assert len(view(pilot).lines) >= alone
            assert not any(line.origin for line in view(pilot).lines)


async def test_a_worker_whose_log_is_denied_is_left_out_with_a_word() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            farm.break_it("deny:GetSession")
            await pilot.press("m")
            await until(pilot, lambda: "The worker's log cannot be read" in shown(pilot.app))
            farm.mend()
            assert log(pilot).pane.labels == ("",)


async def test_enter_shows_a_line_whole_and_an_entry_of_the_worker_as_an_object() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("m")
            await until(pilot, lambda: any(line.origin for line in view(pilot).lines))
            await answer(pilot, "slash", "Metrics")
            await until(pilot, lambda: view(pilot).found.position)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, LogLineScreen))
            texts = [str(one.content) for one in pilot.app.screen.query(Static)]
            assert any('"type": "Metrics"' in text for text in texts)
            assert any(text.endswith("worker") for text in texts)
            await pilot.press("y")
            assert json.loads(pilot.app.clipboard)["type"] == "Metrics"
            await pilot.press("enter")
            assert view(pilot).has_focus


async def test_enter_shows_an_entry_of_a_workers_own_log_as_an_object() -> None:
    async with live_farm() as farm:
        session = farm.session()
        told = farm.ask("deadline", "GetSession", **session)
        path = {"farmId": session["farmId"], "fleetId": told["fleetId"]}
        async with monitor("workers", path) as pilot:
            await open_log(pilot, "workers", told["workerId"])
            await answer(pilot, "slash", "Metrics.System")
            await until(pilot, lambda: view(pilot).found.position)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, LogLineScreen))
            texts = [str(one.content) for one in pilot.app.screen.query(Static)]
            assert any('"type": "Metrics"' in text for text in texts)


async def test_enter_folds_and_unfolds_the_section_of_a_heading() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await until(pilot, lambda: log(pilot).pane.findings.sections)
            await pilot.press("left_square_bracket")
            rows, heading = len(view(pilot).rows), view(pilot).current_number
            await pilot.press("enter")
            assert len(view(pilot).rows) < rows
            await pilot.press("enter")
            assert len(view(pilot).rows) == rows
            assert view(pilot).current_number == heading


async def test_y_copies_the_lines_that_are_marked() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("pageup", "x", "j", "J", "J")
            marked = view(pilot).marked()
            assert len(marked) > 1
            await pilot.press("y")
            assert pilot.app.clipboard == "\n".join(line.message for line in marked)


async def test_the_settings_say_how_times_and_errors_read() -> None:
    settings = Settings(time_column="utc", log_errors={"all": "openjd_progress"}, log_context=5)
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session), settings=settings) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await until(pilot, lambda: log(pilot).pane.findings.complete)
            assert view(pilot).time_mode is TimeMode.UTC
            assert view(pilot).context == 5

            def finds_progress() -> bool:
                errors, lines = log(pilot).pane.findings.errors, view(pilot).lines
                return any("progress" in lines[at - lines.first].message for at in errors)

            await until(pilot, finds_progress)


async def test_a_prompt_offers_no_key_beside_its_own() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("slash")
            assert log(pilot).query_one(Prompt).asking
            assert shown(pilot.app).splitlines()[-1].strip() == f"/ {HINTS['find']}"
            await pilot.press("escape")
            assert "Find" in shown(pilot.app).splitlines()[-1]


async def test_the_footer_fits_a_terminal_of_eighty_columns() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("sessions", above(session), size=(80, 24)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            footer = shown(pilot.app).splitlines()[-1]
            for words in ("Follow", "Error", "Find", "Only", "Worker", "Save", "Keys", ": Go to"):
                assert words in footer
