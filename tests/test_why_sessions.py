"""In how many sessions of a worker it is looked for what did not end well, and what is told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS, EventPage
from app.resources.level import Place
from app.resources.log_place import LogPlace, ReadRole
from app.resources.workers import WORKERS
from app.view import LogLine
from app.why.as_text import report_lines, report_value, where_text
from app.why.asking import FOR_A_LINE, MOST_CALLS
from app.why.inquiry import why
from app.why.report import Report
from tests.fakes import EPOCH

HEX = "0123456789abcdef" * 2
FARM = {"farmId": f"farm-{HEX}"}
JOB = {**FARM, "queueId": f"queue-{HEX}", "jobId": f"job-{HEX}"}
FLEET = {**FARM, "fleetId": f"fleet-{HEX}"}
WORKER = {"workerId": f"worker-{HEX}", "status": "RUNNING"}
STEP = f"step-{HEX}"


class Worker:
    """A worker with some sessions, in the newest but so many of which a run failed."""

    def __init__(self, sessions: int, failed: int | None, *, runs: bool = False) -> None:
        self.sessions = sessions
        self.failed = failed
        self.runs = runs
        """Whether the newest one has not ended."""
        self.looked: list[int] = []
        """The sessions that were looked through, by how many are newer."""

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        if operation == "ListSessionActions":
            number = int(parameters["sessionId"].removeprefix("session-"), 16)
            self.looked.append(number)
            actions = [self._action(number)] if number == self.failed else []
            return {"sessionActions": actions}
        answers: Mapping[str, dict[str, Any]] = {
            "ListSessionsForWorker": {"sessions": [self._session(n) for n in self._numbers()]},
            "BatchGetSessionAction": {"sessionActions": [self._action(self.failed or 0)]},
            "BatchGetSession": {"sessions": [self._session(self.failed or 0)]},
            "BatchGetTask": {"tasks": [{"taskId": f"task-{HEX}-1", "runStatus": "FAILED"}]},
            "BatchGetStep": {"steps": [{"stepId": STEP, "name": "render"}]},
        }
        return answers[operation]

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,  # noqa: ARG002 - the protocol's
        limit: int | None = None,  # noqa: ARG002
    ) -> EventPage:
        return EventPage((LogLine(place.start or 0, "openjd_fail: no"),), "end", token or "")

    def _numbers(self) -> list[int]:
        """Not by their age, as a list has them."""
        return sorted(range(self.sessions), key=lambda number: number % 5)

    def _session(self, number: int) -> dict[str, Any]:
        """The oldest ones were told to end."""
        target = {"targetLifecycleStatus": "ENDED"} if number > self.sessions - 4 else {}
        began = EPOCH - timedelta(minutes=number)
        ended = {} if self.runs and not number else {"endedAt": began}
        key = f"session-{number:032x}"
        return {**JOB, "sessionId": key, "startedAt": began, **ended, **target}

    def _action(self, number: int) -> dict[str, Any]:
        began = EPOCH - timedelta(minutes=number)
        return {
            "sessionActionId": f"sessionaction-{number:032x}-1",
            "status": "FAILED",
            "processExitCode": 3,
            "definition": {"taskRun": {"stepId": STEP, "taskId": f"task-{HEX}-1"}},
            "startedAt": began,
            "endedAt": began + timedelta(seconds=5),
        }


class Emptied(Worker):
    """A worker of whose sessions the service gives empty pages alone."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation == "ListSessionsForWorker":
            return {"sessions": [], "nextToken": f"{parameters.get('nextToken', '')}+"}
        return await super().call(service, operation, parameters, role=role)


async def asked(service: Worker, spent: int = 1, now: datetime = EPOCH) -> Report:
    """Why the worker failed."""
    place = Place(WORKERS, FLEET)
    report = await why(service, place, WORKER, spent=spent, clock=now.timestamp)
    assert report.calls <= MOST_CALLS
    return report


@pytest.mark.parametrize(
    ("sessions", "spent", "words"),
    [
        (27, 1, " in its 9 newest sessions of 27"),
        (27, 8, " in its 3 newest sessions of 27"),
        (8, 1, ""),
        (0, 1, ""),
    ],
)
async def test_that_nothing_failed_is_said_of_no_more_than_was_looked_at(
    sessions: int, spent: int, words: str
) -> None:
    service = Worker(sessions, failed=None)
    report = await asked(service, spent)
    assert report.summary == f"Nothing has failed{words}; the worker is RUNNING"
    assert report_value(report)["summary"] == report.summary
    assert service.looked == [*range(len(service.looked))]
    left = sessions - len(service.looked)
    assert report.unseen == ((f"{left} of {sessions} sessions",) if left else ())


async def test_of_a_worker_whose_pages_of_sessions_are_empty_nothing_is_known() -> None:
    report = await asked(Emptied(0, failed=None))
    assert report.summary == "Nothing has failed as far as is known; the worker is RUNNING"
    assert report.unseen == ("all sessions",)


@pytest.mark.parametrize("failed", range(9))
async def test_what_failed_in_one_of_the_newest_sessions_of_a_worker_is_found(failed: int) -> None:
    report = await asked(Worker(27, failed))
    [group] = report.groups
    assert report.summary == "1 run did not end well; the worker is RUNNING"
    assert group.first.session_id == f"session-{failed:032x}"
    assert group.first.exit_code == 3


async def test_a_step_whose_name_no_call_was_left_for_is_named_once() -> None:
    [group] = (await asked(Worker(27, 7))).groups
    assert where_text(group).startswith("step-0123…")


@pytest.mark.parametrize(("days", "day"), [(0, ""), (1, f"{EPOCH:%m-%d} ")])
async def test_the_day_of_a_line_is_told_where_it_is_not_today(days: int, day: str) -> None:
    report = await asked(Worker(1, 0), now=EPOCH + timedelta(days=days))
    [line] = [line for line in report_lines(report) if "openjd_fail: no" in line]
    assert line.split("✖ ")[1] == f"{day}{EPOCH:%H:%M:%S}.000Z  openjd_fail: no"


async def test_calls_are_kept_for_what_a_worker_still_runs() -> None:
    service = Worker(27, failed=None, runs=True)
    report = await asked(service)
    assert report.summary.startswith("Nothing has failed in its 7 newest sessions of 27")
    assert report.calls == MOST_CALLS - FOR_A_LINE - 1
