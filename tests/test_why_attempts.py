"""Of a task that was tried several times each attempt is shown, as far as calls are left."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS, EventPage
from app.resources.level import Place
from app.resources.log_place import LogPlace, ReadRole
from app.resources.tasks import TASKS
from app.view import LogLine
from app.why.inquiry import why
from tests.fakes import EPOCH

HEX = "0123456789abcdef" * 2
STEP = {
    "farmId": f"farm-{HEX}",
    "queueId": f"queue-{HEX}",
    "jobId": f"job-{HEX}",
    "stepId": f"step-{HEX}",
}
TASK = f"task-{HEX}-1"


class Tried:
    """A task that was tried so many times, each time in a session of its own."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.logs: list[str] = []
        """The streams that were read."""

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,  # noqa: ARG002
        *,
        role: ReadRole | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        numbers = range(self.times)
        answers: dict[str, dict[str, Any]] = {
            "ListSessionActions": {"sessionActions": [self._action(one) for one in numbers]},
            "BatchGetSessionAction": {"sessionActions": [self._action(one) for one in numbers]},
            "BatchGetSession": {"sessions": [{"sessionId": self._session(one)} for one in numbers]},
            "BatchGetStep": {"steps": [{"stepId": STEP["stepId"], "name": "render"}]},
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
        self.logs.append(place.stream)
        line = LogLine(place.start or 0, f"openjd_fail: attempt in {place.stream}")
        return EventPage((line,), "end", token or "")

    def _session(self, number: int) -> str:
        return f"session-{number:032x}"

    def _action(self, number: int) -> dict[str, Any]:
        began = EPOCH + timedelta(minutes=number)
        return {
            "sessionActionId": f"sessionaction-{number:032x}-1",
            "status": "FAILED",
            "processExitCode": 3,
            "definition": {"taskRun": {"stepId": STEP["stepId"], "taskId": TASK}},
            "startedAt": began,
            "endedAt": began + timedelta(seconds=5),
        }


@pytest.mark.parametrize("times", [1, 4, 9])
async def test_each_attempt_at_a_task_is_shown_as_far_as_calls_are_left(times: int) -> None:
    service = Tried(times)
    report = await why(service, Place(TASKS, STEP), {"taskId": TASK, "runStatus": "FAILED"})
    [group] = report.groups
    told = [proof.line.message for proof in group.proofs]
    assert told == [f"openjd_fail: attempt in {stream}" for stream in service.logs]
    assert len(set(told)) == len(told)
    if times <= 4:
        assert (len(told), report.unseen) == (times, ())
    else:
        assert report.calls == 12
        assert report.unseen == (f"the logs of {times - len(told)} of {times} runs",)
