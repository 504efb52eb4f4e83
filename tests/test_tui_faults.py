"""What the screens do while the endpoint is broken, and after."""

import pytest

from tests.live_farm import live_farm, monitor
from tests.pilots import FarmPilot, arrive, bar, has_lines, level, log, shown, table, until


def trouble(pilot: FarmPilot) -> str:
    """What the line of trouble below the rows says; empty where there is none."""
    return level(pilot).pane.complaint()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("throttle:SearchJobs=1/h", "throttles SearchJobs"),
        ("deny:SearchJobs", "SearchJobs is denied"),
        ("drop:SearchJobs", "broke off its answer"),
        ("expire=1ms", "credentials have expired"),
    ],
)
async def test_rows_stay_dimmed_with_why_and_since_when_and_come_alive_again(
    fault: str, says: str
) -> None:
    async with live_farm() as farm, monitor("jobs", farm.queue()) as pilot:
        await arrive(pilot, "jobs")
        rows = table(pilot).row_count
        farm.break_it(fault)
        if fault.startswith("throttle"):
            level(pilot).action_refresh()
            await until(pilot, lambda: farm.calls("SearchJobs") > 1)
        level(pilot).action_refresh()
        await until(pilot, lambda: table(pilot).stale)
        assert says in trouble(pilot)
        assert "Since " in trouble(pilot)
        assert "✖ stale" in bar(pilot, "freshness")
        assert table(pilot).row_count == rows
        farm.mend()
        await until(pilot, lambda: not table(pilot).stale)
        assert trouble(pilot) == ""
        assert "● live" in bar(pilot, "freshness")


async def test_a_server_that_goes_away_is_found_again_when_it_is_back() -> None:
    async with live_farm() as farm, monitor() as pilot:
        await arrive(pilot, "farms")
        await farm.aclose()
        await pilot.press("r")
        await until(pilot, lambda: "cannot be reached" in trouble(pilot))
        await farm.listen()
        await until(pilot, lambda: not table(pilot).stale)


async def test_a_list_that_never_came_says_why_and_comes_by_itself() -> None:
    async with live_farm() as farm:
        farm.break_it("deny:ListFarms*2")
        async with monitor() as pilot:
            await until(pilot, lambda: "ListFarms is denied" in shown(pilot.app))
            await until(pilot, lambda: table(pilot).row_count == 2)


async def test_one_pane_goes_on_while_another_one_is_denied() -> None:
    async with live_farm() as farm:
        job = farm.session()["jobId"]
        farm.break_it("deny:ListSessions")
        async with monitor("jobs", farm.queue(), size=(180, 40)) as pilot:
            await arrive(pilot, "jobs")
            table(pilot).select(job)
            await until(pilot, lambda: "ListSessions is denied" in shown(pilot.app))
            before = farm.calls("SearchJobs")
            await until(pilot, lambda: farm.calls("SearchJobs") > before)
            assert not table(pilot).stale
            farm.mend()
            await pilot.press("r")
            await until(pilot, lambda: "● STARTED" in shown(pilot.app))


async def test_details_that_are_denied_leave_the_rows_fresh_and_say_so() -> None:
    async with live_farm() as farm:
        farm.break_it("deny:BatchGetSession")
        session = farm.session()
        del session["sessionId"]
        async with monitor("sessions", session) as pilot:
            await arrive(pilot, "sessions")
            await until(pilot, lambda: "Some columns stay empty" in trouble(pilot))
            assert not table(pilot).stale


async def test_a_log_keeps_its_lines_through_a_failure_and_goes_on_after_it() -> None:
    async with live_farm() as farm:
        session = farm.session()
        async with monitor("session-actions", session) as pilot:
            await arrive(pilot, "session-actions")
            await pilot.press("escape")
            await arrive(pilot, "sessions")
            await pilot.press("L")
            await until(pilot, lambda: has_lines(pilot))
            lines = log(pilot).pane.line_count
            farm.break_it("deny:GetLogEvents")
            await pilot.press("r")
            await until(pilot, lambda: "✖ stale" in bar(pilot, "freshness"))
            assert "may read this log" in shown(pilot.app)
            assert log(pilot).pane.line_count >= lines
            lines = log(pilot).pane.line_count
            farm.mend()
            await pilot.press("r")
            await until(pilot, lambda: "following" in bar(pilot, "freshness"))
            await until(pilot, lambda: log(pilot).pane.line_count > lines)
