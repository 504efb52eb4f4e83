"""`m` in the log of a session, on a farm over real HTTP: what it leaves as it was, and says."""

import pytest

from tests.live_farm import above, live_farm, monitor
from tests.pilots import FarmPilot, answer, bar, log, open_log, until, view
from tests.test_tui_log_keys import failed_session

REFUSED = ("deny:AssumeFleetRoleForRead", "deny:GetLogEvents@AKIA*")
"""Neither the role of the fleet nor the caller's own rights open the log of a worker."""


def messages(pilot: FarmPilot, origin: int = 0) -> list[str]:
    """What is loaded of one of the logs."""
    return [line.message for line in view(pilot).lines if line.origin == origin]


def has_worker(pilot: FarmPilot) -> bool:
    """Whether the worker has lines among those of the session."""
    return any(line.origin for line in view(pilot).lines)


@pytest.mark.parametrize("keys", ["r", "mm"])
async def test_a_worker_whose_role_is_refused_leaves_the_log_of_its_session_whole(
    keys: str,
) -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session), size=(160, 30)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            alone = messages(pilot)
            farm.break_it(*REFUSED)
            await pilot.press("m")
            await until(pilot, log(pilot).pane.complaint)
            says = log(pilot).pane.complaint()
            assert says.startswith("✖ worker: Neither the role nor your own credentials may")
            assert "AssumeFleetRoleForRead is denied" in says
            assert "Ask whoever manages the account for logs:GetLogEvents" in says
            assert len(says.splitlines()) == 1
            assert messages(pilot) == alone
            await until(pilot, lambda: "✔ complete" in bar(pilot, "freshness"))
            await until(pilot, lambda: "tries now" not in log(pilot).pane.complaint())
            assert log(pilot).pane.complaint().startswith("✖ worker: Neither the role")
            farm.break_it(*REFUSED[1:])  # whoever manages the account has given the role
            await pilot.press(*keys)
            await until(pilot, lambda: has_worker(pilot))
            assert messages(pilot)[-len(alone) :] == alone
            assert not log(pilot).pane.complaint()


async def test_marks_and_colours_stay_where_the_log_of_the_worker_is_put_in_and_taken_out() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await answer(pilot, "slash", "openjd")
            await pilot.press("asterisk", "pageup", "x", "pageup", "J", "J")
            marked = [line.message for line in view(pilot).marked()]
            at = view(pilot).current_line
            assert len(marked) == 3
            await pilot.press("m")
            await until(pilot, lambda: has_worker(pilot))
            await until(pilot, lambda: view(pilot).current_line == at)
            assert [line.message for line in view(pilot).marked()] == marked
            assert len(view(pilot).highlights) == 1
            await pilot.press("m")
            await until(pilot, lambda: not has_worker(pilot))
            await until(pilot, lambda: view(pilot).current_line == at)
            assert [line.message for line in view(pilot).marked()] == marked
            assert len(view(pilot).highlights) == 1


async def test_a_mark_on_a_line_of_the_worker_comes_back_with_the_line() -> None:
    async with live_farm() as farm:
        session = failed_session(farm)
        async with monitor("sessions", above(session)) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await pilot.press("m")
            await until(pilot, lambda: has_worker(pilot))
            await answer(pilot, "slash", "Session.Add")
            await until(pilot, lambda: view(pilot).found.position)
            await pilot.press("x")
            [marked] = view(pilot).marked()
            assert marked.origin == 1
            await pilot.press("m")
            await until(pilot, lambda: not has_worker(pilot))
            assert not view(pilot).marked()
            await pilot.press("m")
            await until(pilot, lambda: view(pilot).marked() == [marked])
