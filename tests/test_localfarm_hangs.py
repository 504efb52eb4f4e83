"""A task that is stuck: it runs, and neither writes nor ends, until somebody ends it."""

from app.localfarm.contract import Request
from app.localfarm.logs import LogStore
from app.resources.level import Path
from tests.worlds import Asked, Item

LONG = 800.0
"""Seconds that no task takes that is not stuck."""


def overdue(farm: Asked) -> list[tuple[Path, Item]]:
    """The session actions that have run for too long, each with the ids of its session."""
    sessions = [
        {**ids, "sessionId": session["sessionId"]}
        for ids, job in farm.jobs()
        if job.get("taskRunStatus") == "RUNNING"
        for session in farm.all("ListSessions", "sessions", **ids)
    ]
    return [
        (session, action)
        for session in sessions
        for action in farm.all("ListSessionActions", "sessionActions", **session)
        if action["status"] == "RUNNING" and farm.now - action["startedAt"].timestamp() > LONG
    ]


def lines(logs: LogStore, session: Path) -> list[str]:
    """The newest lines of the log of a session."""
    names = {
        "logGroupName": f"/aws/deadline/{session['farmId']}/{session['queueId']}",
        "logStreamName": session["sessionId"],
    }
    answer = logs.handlers["logs", "GetLogEvents"](Request("logs", "GetLogEvents", names))
    assert isinstance(answer, dict)
    return [event["message"] for event in answer["events"]]


def test_nothing_is_stuck_unless_one_says_so() -> None:
    assert not overdue(Asked(jobs=60, workers=12))


def test_what_is_stuck_gets_on_no_more_until_somebody_ends_its_session() -> None:
    farm = Asked(jobs=60, workers=12, stuck=1)
    logs = LogStore(
        farm.world.scripts, region="us-west-2", account="111122223333", clock=lambda: farm.now
    )
    [(session, before)] = overdue(farm)
    written = lines(logs, session)
    farm.pass_time(3_600)
    [(_, after)] = overdue(farm)
    assert after["sessionActionId"] == before["sessionActionId"]
    assert after["progressPercent"] == before["progressPercent"] < 99
    assert lines(logs, session) == written
    farm.call("UpdateSession", **session, targetLifecycleStatus="ENDED")
    farm.pass_time(30)
    assert not overdue(farm)
    end = lines(logs, session)
    assert end[: len(written)] == written
    assert any(line.startswith("Process pid") for line in end[len(written) :])
