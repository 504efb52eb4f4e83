"""Which task a session has begun last, however many it has run and in whichever order."""

from datetime import timedelta
from typing import Any

import pytest

from app.aws.reading.budget import MOST_CALLS
from app.aws.work.newest_task import newest_task
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError
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


async def told(service: FakeService, *, runs: bool = False) -> tuple[str, int]:
    """The newest task, and how many calls that took."""
    _, task = await newest_task(service, SESSION, runs=runs)
    return task, service.count().total()


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


def running_task(number: int, session: str = "1") -> dict[str, Any]:
    """A task that a session runs, as a search gives it; one of a higher number began later."""
    return {
        "stepId": "step-1",
        "taskId": f"task-1-{number}",
        "startedAt": EPOCH + timedelta(minutes=number),
        "latestSessionActionId": f"sessionaction-{session}-{number}",
    }


def at_its_last(*tasks: dict[str, Any]) -> FakeService:
    """A session of 1,500 actions that runs the last, and the running tasks of its job."""
    actions = [action(number) for number in range(1_499)]
    service = having(*actions, action(1_499, "RUNNING"))
    service.items["SearchTasks"] = list(tasks)
    return service


async def test_the_task_of_a_session_that_runs_takes_two_calls_however_long_it_does() -> None:
    others = [running_task(number, session="2") for number in range(9)]
    unheard = {**running_task(9), "latestSessionActionId": None}
    older = running_task(1_498)  # a search can be older than what it tells of
    service = at_its_last(*others, unheard, older, running_task(1_499))
    assert await told(service, runs=True) == ("task-1-1499", 2)
    request = dict(service.calls)["SearchTasks"]
    assert [request[name] for name in ("farmId", "queueIds", "jobId")] == [
        "farm-1",
        ["queue-1"],
        "job-1",
    ]
    assert "RUN_STATUS" in repr(request["filterExpressions"])


async def test_what_one_page_of_actions_tells_is_not_searched_for() -> None:
    actions = [action(number) for number in range(100)]
    assert await told(having(*actions), runs=True) == ("task-1-99", 1)


@pytest.mark.parametrize("refusal", [None, DeniedError("No."), InvalidError("No.")])
async def test_where_no_search_tells_what_runs_the_list_is_looked_through(
    refusal: FarmtopError | None,
) -> None:
    service = having(*(action(number) for number in range(250)))
    service.items["SearchTasks"] = [running_task(9, session="2")]
    service.failures["SearchTasks"] = [] if refusal is None else [refusal]
    assert await told(service, runs=True) == ("task-1-249", 4)


async def test_a_session_that_has_begun_no_task_leads_to_none() -> None:
    with pytest.raises(NotFoundError, match="has begun no task yet"):
        await told(having(action(0, "ASSIGNED")))
