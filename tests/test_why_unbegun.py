"""How many of more failed tasks than a page has never began."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.errors import InvalidError
from app.resources import LEVELS
from app.resources.level import Place
from app.resources.log_place import ReadRole
from app.why.asking import MOST_CALLS
from app.why.inquiry import why
from tests.test_why_standstill import BY, CHANGED, HEX, JOB, QUEUE, Told


@pytest.mark.parametrize(
    ("begun", "words", "unseen"),
    [
        (range(5), "950 of 950 tasks failed, 945 of them never begun", ()),
        (
            range(95, 100),
            "950 of 950 tasks failed, at least 95 of them never begun",
            ("850 of 950",),
        ),
        ((), "950 of 950 tasks failed, at least 100 of them never begun", ("850 of 950",)),
    ],
    ids=["first", "last", "elsewhere"],
)
async def test_of_a_job_marked_as_failed_it_is_counted_what_never_began(
    begun: Sequence[int], words: str, unseen: Sequence[str]
) -> None:
    ids = {number: f"sessionaction-{number:032x}-1" for number in begun}
    latest = {number: {"latestSessionActionId": key} for number, key in ids.items()}
    service = Told(
        {
            "SearchTasks": {
                "tasks": [{"taskId": f"task-{n}", **latest.get(n, {})} for n in range(100)],
                "totalResults": 950,
            },
            "BatchGetSessionAction": {
                "sessionActions": [
                    {"sessionActionId": key, "sessionId": "session-1", "status": "CANCELED"}
                    for key in ids.values()
                ]
            },
        }
    )
    job = {"jobId": JOB["jobId"], "name": "one", "targetTaskRunStatus": "FAILED", **BY}
    counts = {"taskRunStatusCounts": {"FAILED": 950}}
    report = await why(service, Place(LEVELS["jobs"], QUEUE), {**job, **counts})
    assert report.summary == f"{words}; it was marked as failed, {CHANGED}"
    assert report.unseen == tuple(f"{text} failed tasks" for text in unseen)
    assert report.calls == service.calls + 1 <= MOST_CALLS


class Unordered(Told):
    """A service with 951 failed tasks, of which the last one alone began, that may order them."""

    def __init__(self, *, orders: bool) -> None:
        super().__init__({})
        self._orders = orders

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        told = await super().call(service, operation, parameters, role=role)
        if operation != "SearchTasks":
            return told
        is_ordered = "sortExpressions" in parameters
        if is_ordered and not self._orders:
            raise InvalidError("The field is not known.", "")
        begun = {"taskId": "task-950", "latestSessionActionId": f"sessionaction-{HEX}-1"}
        others = [{"taskId": f"task-{number}"} for number in range(950)]
        tasks = [begun, *others] if is_ordered else [*others, begun]
        return {"tasks": tasks[:100], "totalResults": len(tasks)}


@pytest.mark.parametrize(("orders", "count"), [(True, "950"), (False, "at least 100")])
async def test_of_a_large_job_that_nobody_marked_it_is_counted_all_the_same(
    orders: bool, count: str
) -> None:
    service = Unordered(orders=orders)
    job = {"jobId": JOB["jobId"], "name": "one", "taskRunStatusCounts": {"FAILED": 951}}
    report = await why(service, Place(LEVELS["jobs"], QUEUE), job)
    assert report.summary == f"951 of 951 tasks failed, {count} of them never begun"
    assert report.calls == service.calls + 1 <= MOST_CALLS
