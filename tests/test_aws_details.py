"""What is told of items from below, and of one that only a list tells of."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.reading.details import MOST_PAGES, Onwards, ask_details
from app.aws.reading.items import get_item
from app.errors import DeniedError, NotFoundError
from app.poller import Attention, Tempo, watch
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.resources.workflow_acts import ACTS
from app.resources.workflow_sessions import WORKFLOW_SESSIONS, digest
from app.view import cell_text

SESSIONS = Place(WORKFLOW_SESSIONS, {"workflowDefinitionName": "plates", "workflowRunId": "run"})
EPOCH = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def act(number: int, session: str = "one", status: str = "SUCCEEDED") -> dict[str, Any]:
    """An act; a higher number is a younger one."""
    began = EPOCH + timedelta(minutes=number)
    is_open = status == "RUNNING" or status.startswith("PENDING")
    end = {} if is_open else {"endedAt": began + timedelta(seconds=30)}
    identity = {"actId": f"act-{number}", "sessionId": session, "status": status}
    return {**identity, "startedAt": began, **end}


class Run:
    """Nova Act with one run: its acts, the youngest first."""

    def __init__(
        self, *acts: dict[str, Any], page: int = 100, ended: bool = False, denied: bool = False
    ) -> None:
        self.acts = [*acts]
        self._page = page
        self.ended = ended
        self._denied = denied
        self.asked: list[str] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        assert (service, role) == ("nova-act", None)
        self.asked.append(operation)
        if operation == "GetWorkflowRun":
            if self._denied:
                raise DeniedError("You may not ask for it.")
            over = {"endedAt": EPOCH + timedelta(hours=1)} if self.ended else {}
            return {"workflowRunId": "run", **over}
        if operation == "ListSessions":
            return {"sessionSummaries": [{"sessionId": "one"}]}
        assert operation == "ListActs"
        assert parameters["sortOrder"] == "Descending"
        session, start = parameters.get("sessionId"), int(parameters.get("nextToken", 0))
        newest = sorted(self.acts, key=lambda one: one["startedAt"], reverse=True)
        acts = [one for one in newest if session in {None, one["sessionId"]}]
        end = start + self._page
        token = {"nextToken": str(end)} if end < len(acts) else {}
        return {"actSummaries": acts[start:end], **token}


async def test_one_call_tells_of_all_sessions_of_a_run() -> None:
    run = Run(act(0), act(1, status="FAILED"), act(2, "two", "RUNNING"), act(3, "three"))
    told = (
        await ask_details(run, SESSIONS, [{"sessionId": one} for one in ("one", "two", "none")])
    ).items
    assert run.asked == ["ListActs"]
    assert told["one"] == {
        "sessionId": "one",
        "status": "IDLE",
        "actCount": 2,
        "failedActCount": 1,
        "hasAllActs": True,
        "startedAt": EPOCH,
        "endedAt": EPOCH + timedelta(seconds=90),
    }
    assert told["two"]["status"] == "RUNNING"
    assert "endedAt" not in told["two"]
    assert told["none"] == {"sessionId": "none"}
    assert list(told) == ["one", "two", "none"]


async def test_calls_for_acts_are_not_made_without_end_and_it_is_told_that_there_are_more() -> None:
    run = Run(*(act(number) for number in range(2 * MOST_PAGES + 1)), page=2, ended=True)
    told = (await ask_details(run, SESSIONS, [{"sessionId": "one"}])).items["one"]
    assert run.asked == [*["ListActs"] * MOST_PAGES, "GetWorkflowRun"]
    assert told["status"] == "SUCCEEDED"
    assert "startedAt" not in told
    row = WORKFLOW_SESSIONS.row(told)
    counts = [one.column.id for one in WORKFLOW_SESSIONS.fields].index("acts")
    assert cell_text(row.cells[counts], 0.0) == "20+"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("SUCCEEDED", "FAILED"), "FAILED"),
        (("FAILED", "SUCCEEDED"), "SUCCEEDED"),
        (("RUNNING", "SUCCEEDED"), "RUNNING"),
        (("PENDING_HUMAN_ACTION", "RUNNING"), "PENDING_HUMAN_ACTION"),
        (("PENDING_CLIENT_ACTION", "PENDING_HUMAN_ACTION"), "PENDING_HUMAN_ACTION"),
        (("SUCCEEDED", "A_NEWER_WORD"), "A_NEWER_WORD"),
    ],
)
def test_a_session_does_what_its_most_urgent_act_does_else_what_came_of_the_last(
    statuses: tuple[str, ...], expected: str
) -> None:
    acts = [act(number, status=status) for number, status in enumerate(statuses)]
    assert digest(acts[::-1], True)["status"] == expected


def asked_in_turns(run: Run) -> Callable[[], Awaitable[tuple[str, list[str]]]]:
    """How session one is doing each time that details are asked for, and by which calls."""
    onwards: Onwards | None = None

    async def ask() -> tuple[str, list[str]]:
        nonlocal onwards
        run.asked.clear()
        told = await ask_details(run, SESSIONS, [{"sessionId": "one"}], onwards)
        onwards = told.onwards
        return told.items["one"]["status"], [*run.asked]

    return ask


async def test_while_no_act_is_under_way_the_run_and_its_acts_are_asked_for_in_turns() -> None:
    run = Run(act(0))
    ask = asked_in_turns(run)
    assert await ask() == ("IDLE", ["ListActs", "GetWorkflowRun"])
    assert await ask() == ("IDLE", ["ListActs"])
    assert await ask() == ("IDLE", ["GetWorkflowRun"])
    run.acts.append(act(1, status="RUNNING"))
    assert await ask() == ("RUNNING", ["ListActs"])
    assert await ask() == ("RUNNING", ["ListActs"])
    run.acts[1] = act(1, status="FAILED")
    assert await ask() == ("IDLE", ["ListActs"])
    run.ended = True
    assert await ask() == ("FAILED", ["GetWorkflowRun"])
    assert await ask() == ("FAILED", ["ListActs"])


async def test_where_the_run_may_not_be_asked_a_session_is_what_came_of_its_last_act() -> None:
    run = Run(act(0), denied=True)
    ask = asked_in_turns(run)
    assert await ask() == ("SUCCEEDED", ["ListActs", "GetWorkflowRun"])
    assert await ask() == ("SUCCEEDED", ["ListActs"])
    run.acts.append(act(1, status="RUNNING"))
    assert await ask() == ("RUNNING", ["ListActs"])
    run.acts[1] = act(1)
    assert await ask() == ("SUCCEEDED", ["ListActs"])


async def test_a_run_that_was_not_denied_yet_is_asked_for_when_its_acts_have_ended() -> None:
    run = Run(act(0, status="RUNNING"), denied=True)
    ask = asked_in_turns(run)
    assert await ask() == ("RUNNING", ["ListActs"])
    run.acts[0] = act(0)
    assert await ask() == ("IDLE", ["ListActs"])
    assert await ask() == ("SUCCEEDED", ["GetWorkflowRun"])
    assert await ask() == ("SUCCEEDED", ["ListActs"])


async def test_a_refresh_between_two_acts_is_two_calls_and_none_follows_the_end_of_the_run() -> (
    None
):
    run, attention = Run(act(0)), Attention()
    attention.look_at(("one",))
    never = Tempo(quickest=3600, slowest=3600)
    async with aclosing(watch(run, SESSIONS, attention, tempo=never)) as snapshots:

        async def refreshed() -> tuple[str, list[str]]:
            run.asked.clear()
            attention.refresh()
            item = (await anext(snapshots)).items["one"]
            return item["status"], [*run.asked]

        while "status" not in (await anext(snapshots)).items.get("one", {}):
            pass
        assert await refreshed() == ("IDLE", ["ListSessions", "ListActs"])
        assert await refreshed() == ("IDLE", ["ListSessions", "GetWorkflowRun"])
        run.ended = True
        assert await refreshed() == ("IDLE", ["ListSessions", "ListActs"])
        assert await refreshed() == ("SUCCEEDED", ["ListSessions", "GetWorkflowRun"])


async def test_a_session_is_over_when_its_run_is_and_not_between_two_acts() -> None:
    between = await get_item(Run(act(0)), SESSIONS, "one")
    assert between["endedAt"] == EPOCH + timedelta(seconds=30)
    assert between["status"] == "IDLE"
    assert not WORKFLOW_SESSIONS.ended(between)
    over = await get_item(Run(act(0), ended=True), SESSIONS, "one", between)
    assert WORKFLOW_SESSIONS.ended(over)
    assert over["endedAt"] == between["endedAt"]


async def test_a_session_whose_act_never_ended_ends_with_its_run() -> None:
    over = await get_item(Run(act(0, status="RUNNING"), ended=True), SESSIONS, "one")
    assert over["endedAt"] == EPOCH + timedelta(hours=1)


async def test_a_session_that_goes_on_loses_the_end_that_it_had() -> None:
    known = {"sessionId": "one", "endedAt": EPOCH, "status": "SUCCEEDED"}
    item = await get_item(Run(act(0), act(1, status="RUNNING")), SESSIONS, "one", known)
    assert item["status"] == "RUNNING"
    assert "endedAt" not in item


async def test_an_act_is_found_in_the_list_and_told_to_have_gone_where_it_is_not() -> None:
    place, run = SESSIONS.below("one", ACTS), Run(act(0), act(1), act(2), page=2)
    assert await get_item(run, place, "act-1") == act(1)
    assert run.asked == ["ListActs"]
    assert await get_item(run, place, "act-0") == act(0)
    with pytest.raises(NotFoundError, match="There is no act act-9 any more"):
        await get_item(run, place, "act-9")
