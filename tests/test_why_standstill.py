"""Why something stands still that has not failed: who stopped it, what it waits for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS, EventPage
from app.aws.connection.cloud import Cloud
from app.aws.reading.items import get_item
from app.config import Settings
from app.errors import DeniedError
from app.resources import LEVELS
from app.resources.level import Item, Level, Path, Place
from app.resources.log_place import LogPlace, ReadRole
from app.why.asking import MOST_CALLS
from app.why.inquiry import why
from app.why.report import Report
from tests.live_farm import Clock, LiveFarm, live_farm

HEX = "0123456789abcdef" * 2
QUEUE = {"farmId": f"farm-{HEX}", "queueId": f"queue-{HEX}"}
JOB = {**QUEUE, "jobId": f"job-{HEX}"}
STEP = f"step-{HEX}"
AT = datetime(2026, 11, 22, 1, 11, tzinfo=UTC)
CHANGED = "last changed by artist8 at 2026-11-22 01:11Z"
BY = {"updatedBy": "artist8", "updatedAt": AT}


class Told:
    """A service that tells what a test says, and of all else nothing."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.calls = 0

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: ReadRole | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        self.calls += 1
        if operation not in self.answers:
            members = {"SearchTasks": {"tasks": [], "totalResults": 0}}
            return members.get(operation, {"sessions": [], "sessionActions": []})
        answer = self.answers[operation]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, dict)
        return answer

    async def get_log_events(
        self,
        place: LogPlace,
        *,
        token: str | None = None,
        from_head: bool = False,
        limit: int | None = None,
    ) -> EventPage:
        raise NotImplementedError


async def told(
    level: str, counts: Mapping[str, int], answers: Mapping[str, Any], **more: Any
) -> str:
    """What is said of a job, or of a step of it, of which the service tells this."""
    path: Path = QUEUE if level == "jobs" else JOB
    own = {"jobs": JOB["jobId"], "steps": STEP}[level]
    place = Place(LEVELS[level], path)
    item = {place.level.key: own, "name": "one", "taskRunStatusCounts": counts, **more}
    service = Told(answers)
    report = await why(service, place, item)
    assert report.calls == service.calls + 1 <= MOST_CALLS
    return report.summary


@pytest.mark.parametrize(
    ("counts", "more", "words"),
    [
        (
            {"SUSPENDED": 9, "SUCCEEDED": 1},
            {"targetTaskRunStatus": "SUSPENDED", **BY},
            f"Nothing has failed; it was suspended, {CHANGED}",
        ),
        (
            {"CANCELED": 9},
            {"targetTaskRunStatus": "CANCELED", **BY},
            f"No task failed; 9 tasks cancelled; it was cancelled, {CHANGED}",
        ),
        (
            {"FAILED": 20, "CANCELED": 80},
            {"maxFailedTasksCount": 20},
            "20 of 100 tasks failed; it was stopped, since 20 of at most 20 tasks failed",
        ),
        (
            {"FAILED": 3, "CANCELED": 80},
            {"maxFailedTasksCount": 20},
            "3 of 83 tasks failed",
        ),
        (
            {"SUSPENDED": 9},
            {"targetTaskRunStatus": "SUSPENDED"},
            "Nothing has failed; it was suspended",
        ),
    ],
)
async def test_who_or_what_stopped_a_job_is_told(
    counts: Mapping[str, int], more: Mapping[str, Any], words: str
) -> None:
    assert await told("jobs", counts, {}, **more) == words


RENDER = {
    "ListStepDependencies": {"dependencies": [{"stepId": "step-1", "status": "UNRESOLVED"}]},
    "BatchGetStep": {
        "steps": [
            {
                "stepId": "step-1",
                "name": "render",
                "taskRunStatus": "FAILED",
                "taskRunStatusCounts": {"FAILED": 2, "SUCCEEDED": 8},
            }
        ]
    },
}
FLEETS = {
    "GetQueue": {"displayName": "lighting"},
    "ListQueueFleetAssociations": {
        "queueFleetAssociations": [{"fleetId": "fleet-1", "status": "ACTIVE"}]
    },
}


@pytest.mark.parametrize(
    ("level", "counts", "answers", "words"),
    [
        ("steps", {"PENDING": 4}, RENDER, "the step render, of which 2 of 10 tasks failed"),
        (
            "jobs",
            {"READY": 4},
            {
                "GetQueue": {
                    "displayName": "trailer",
                    "blockedReason": "BUDGET_THRESHOLD_REACHED",
                }
            },
            "the queue trailer is blocked: its budget is used up (BUDGET_THRESHOLD_REACHED)",
        ),
        (
            "jobs",
            {"READY": 4},
            {
                "GetQueue": {"displayName": "q"},
                "ListQueueFleetAssociations": {"queueFleetAssociations": []},
            },
            "no fleet works for the queue q",
        ),
        (
            "jobs",
            {"READY": 4},
            {**FLEETS, "GetFleet": {"displayName": "spot", "statusMessage": "Not enough capacity"}},
            "the fleet spot says: Not enough capacity",
        ),
        (
            "jobs",
            {"READY": 4},
            {**FLEETS, "GetFleet": {"displayName": "spot", "workerCount": 6, "maxWorkerCount": 6}},
            "the fleet spot has all of its 6 workers",
        ),
    ],
)
async def test_what_something_waits_for_is_told(
    level: str, counts: Mapping[str, int], answers: Mapping[str, Any], words: str
) -> None:
    assert await told(level, counts, answers) == f"Nothing has failed; it waits for: {words}"


@pytest.mark.parametrize(
    ("counts", "answers"),
    [
        ({"READY": 4, "RUNNING": 1}, {"GetQueue": {"blockedReason": "NO_BUDGET_CONFIGURED"}}),
        ({"SUCCEEDED": 4}, {"GetQueue": {"blockedReason": "NO_BUDGET_CONFIGURED"}}),
        ({"READY": 4}, {"GetQueue": DeniedError("It is denied.", "")}),
    ],
)
async def test_what_moves_or_cannot_be_seen_waits_for_nothing(
    counts: Mapping[str, int], answers: Mapping[str, Any]
) -> None:
    assert await told("jobs", counts, answers) == "Nothing has failed"


def item_where(farm: LiveFarm, holds: Any) -> dict[str, str]:
    """The ids that lead to a job of the queue, and its own, of which something is so."""
    queue = farm.queue()
    return next(
        {**queue, "jobId": job["jobId"]}
        for job in farm.items("ListJobs", "jobs", **queue)
        if holds(job)
    )


async def asked(level: Level, path: Mapping[str, str]) -> Report:
    """Why what the ids lead to has failed, over real HTTP."""
    *above, (_, key) = path.items()
    place = Place(level, dict(above))
    async with Cloud.open(Settings()) as cloud:
        item: Item = await get_item(cloud, place, key)
        return await why(cloud, place, {level.key: key, **item})


async def test_a_job_that_somebody_suspended_says_so_and_why_its_runs_were_cancelled() -> None:
    clock = Clock()
    async with live_farm(clock=clock) as farm:
        path = item_where(farm, lambda job: job.get("taskRunStatus") == "RUNNING")
        session = next(one for one in farm.items("ListSessions", "sessions", **path))
        whole = {**path, "sessionId": session["sessionId"]}
        farm.ask("deadline", "UpdateJob", **path, targetTaskRunStatus="SUSPENDED")
        clock.pass_until(lambda: any(one["status"] == "CANCELED" for one in farm.actions(whole)))
        report = await asked(LEVELS["jobs"], path)
    assert "it was suspended, last changed by " in report.summary
    causes = [group.cause for group in report.groups if group.cause.name == "cancelled"]
    assert causes
    assert all(cause.sentence.startswith("it was suspended") for cause in causes)
