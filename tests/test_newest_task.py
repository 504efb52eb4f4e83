"""Which task a session has begun last, however many it has run and in whichever order."""

from datetime import timedelta
from typing import Any

import pytest

from app.aws.budget import MOST_CALLS
from app.aws.newest_task import newest_task
from app.errors import NotFoundError
from tests.fakes import EPOCH, FakeService

JOB = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}
SESSION = {**JOB, "sessionId": "session-1"}


def action(number: int, status: str = "SUCCEEDED") -> dict[str, Any]:
    """An action that runs the task of the same number; a higher one is younger."""
    begun = {} if status == "ASSIGNED" else {"startedAt": EPOCH + timedelta(minutes=number)}
    task = {"stepId": "step-1", "taskId": f"task-1-{number}"}
    return {
        "sessionActionId": f"sessionaction-1-{number}",
        "status": status,
        "definition": {"taskRun": task},
        **begun,
    }


def having(*actions: dict[str, Any]) -> FakeService:
    """A session with these actions, in the order in which they are listed."""
    service = FakeService()
    service.items["ListSessionActions"] = list(actions)
    return service


async def told(service: FakeService) -> tuple[str, int]:
    """The newest task, and how many calls that took."""
    _, task = await newest_task(service, SESSION)
    return task, service.count()["ListSessionActions"]


async def test_the_task_that_began_last_is_found_at_the_end_of_a_list_that_rises() -> None:
    actions = [action(number) for number in range(250)]
    assert await told(having(*actions)) == ("task-1-249", 3)


async def test_of_a_list_that_falls_the_first_page_tells() -> None:
    actions = [action(number) for number in reversed(range(250))]
    assert await told(having(action(250, "ASSIGNED"), *actions)) == ("task-1-249", 1)


async def test_nothing_is_looked_for_behind_a_task_that_runs() -> None:
    before = [action(number) for number in range(120)]
    waiting = [action(number, "ASSIGNED") for number in range(121, 300)]
    assert await told(having(*before, action(120, "RUNNING"), *waiting)) == ("task-1-120", 2)


async def test_a_list_in_no_order_is_looked_through() -> None:
    mixed = [action(number * 7 % 250) for number in range(250)]
    assert await told(having(*mixed)) == ("task-1-249", 3)


async def test_where_so_many_calls_do_not_tell_it_is_said_how_far_was_looked() -> None:
    service = having(*(action(number) for number in range(100 * MOST_CALLS + 1)))
    with pytest.raises(NotFoundError, match=r"more than the first 1,200 session actions"):
        await told(service)
    assert service.count() == {"ListSessionActions": MOST_CALLS}
    service = having(*(action(number) for number in range(100 * MOST_CALLS)))
    assert await told(service) == ("task-1-1199", MOST_CALLS)


async def test_a_session_that_has_begun_no_task_leads_to_none() -> None:
    with pytest.raises(NotFoundError, match="has begun no task yet"):
        await told(having(action(0, "ASSIGNED")))
