"""The items of a level as pages bring them, with the details that columns need."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.errors import DeniedError, FarmtopError
from app.headless.extent import Extent
from app.headless.listing import Listed, about, show_items
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Item, Place
from app.resources.query import Query
from app.resources.sessions import SESSIONS
from app.resources.tasks import TASKS
from app.resources.worker_sessions import WORKER_SESSIONS

PATH = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1"}


class Service:
    """Answers each operation with its answers, one after the other."""

    def __init__(self, **answers: list[dict[str, Any] | FarmtopError]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, object]]] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] | None = None,
        *,
        role: object = None,
    ) -> dict[str, Any]:
        assert (service, role) == ("deadline", None)
        self.asked.append((operation, dict(parameters or {})))
        answer = self.answers[operation].pop(0)
        if isinstance(answer, FarmtopError):
            raise answer
        return answer


ALL = Extent()


async def listed(service: Service, place: Place, extent: Extent = ALL) -> list[Sequence[Item]]:
    shown: list[Sequence[Item]] = []
    await show_items(service, place, extent, shown.append)
    return shown


async def test_items_come_page_by_page_also_past_an_empty_one() -> None:
    one, two = {"farmId": "farm-1"}, {"farmId": "farm-2"}
    service = Service(
        ListFarms=[
            {"farms": [one], "nextToken": "a"},
            {"farms": [], "nextToken": "b"},
            {"farms": [two]},
        ]
    )
    assert await listed(service, Place(FARMS)) == [[one], [], [two]]


async def test_details_are_asked_for_once_a_page_and_win_over_the_listing() -> None:
    service = Service(
        ListSessions=[
            {"sessions": [{"sessionId": "a", "workerId": "w"}, {"sessionId": "b"}]},
        ],
        BatchGetSession=[
            {"sessions": [{"sessionId": "b", "hostProperties": {}}, {"sessionId": "a"}]},
        ],
    )
    assert await listed(service, Place(SESSIONS, PATH)) == [
        [{"sessionId": "a", "workerId": "w"}, {"sessionId": "b", "hostProperties": {}}]
    ]
    assert service.asked[1] == (
        "BatchGetSession",
        {"identifiers": [{**PATH, "sessionId": "a"}, {**PATH, "sessionId": "b"}]},
    )


async def test_an_empty_page_has_no_details_to_ask_for() -> None:
    service = Service(ListSessions=[{"sessions": []}])
    assert await listed(service, Place(SESSIONS, PATH)) == [[]]


async def test_an_item_without_details_stays_and_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service = Service(
        ListSessions=[{"sessions": [{"sessionId": "a"}]}],
        BatchGetSession=[
            {
                "sessions": [],
                "errors": [
                    {"sessionId": "a", "code": "InternalServerErrorException", "message": "\x1b]0;"}
                ],
            }
        ],
    )
    assert await listed(service, Place(SESSIONS, PATH)) == [[{"sessionId": "a"}]]
    told = capsys.readouterr()
    assert told.err.startswith("farmtop: There are no details of a. InternalServerErrorException")
    assert "\x1b" not in told.err


async def test_whoever_may_not_read_details_is_told_so() -> None:
    service = Service(
        ListSessions=[{"sessions": [{"sessionId": "a"}]}],
        BatchGetSession=[DeniedError("Not allowed.")],
    )
    with pytest.raises(DeniedError):
        await listed(service, Place(SESSIONS, PATH))


def farms(*names: str, token: str | None = None) -> dict[str, Any]:
    """An answer of ListFarms."""
    items = [{"farmId": name} for name in names]
    return {"farms": items} if token is None else {"farms": items, "nextToken": token}


@pytest.mark.parametrize(
    ("limit", "calls", "has_more"), [(1, 1, True), (2, 1, True), (3, 2, True), (4, 2, False)]
)
async def test_no_page_is_asked_for_beyond_the_limit(
    limit: int, calls: int, has_more: bool
) -> None:
    service = Service(ListFarms=[farms("a", "b", token="1"), farms("c", "d")])
    shown: list[Sequence[Item]] = []
    result = await show_items(service, Place(FARMS), Extent(limit), shown.append)
    assert [item["farmId"] for items in shown for item in items] == list("abcd")[:limit]
    assert len(service.asked) == calls
    assert result == Listed(limit, has_more, None)


async def test_details_are_asked_for_only_of_what_is_listed() -> None:
    service = Service(
        ListSessions=[{"sessions": [{"sessionId": "a"}, {"sessionId": "b"}]}],
        BatchGetSession=[{"sessions": [{"sessionId": "a"}]}],
    )
    assert await listed(service, Place(SESSIONS, PATH), Extent(1)) == [[{"sessionId": "a"}]]
    assert service.asked[1][1] == {"identifiers": [{**PATH, "sessionId": "a"}]}


WORKER = {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"}
QUEUE = {"queueId": "queue-1", "displayName": "lighting"}


def visit(number: int, job: int) -> dict[str, str]:
    """A session of a worker."""
    return {"sessionId": f"session-{number}", "queueId": "queue-1", "jobId": f"job-{job}"}


async def test_names_stand_beside_ids_and_each_is_asked_for_once_whatever_the_pages() -> None:
    service = Service(
        ListSessionsForWorker=[
            {"sessions": [visit(1, 1), visit(2, 2)], "nextToken": "a"},
            {"sessions": [visit(3, 1)]},
        ],
        BatchGetJob=[
            {
                "jobs": [{"jobId": "job-1", "name": "beauty"}, {"jobId": "job-2", "name": "fx"}],
                "errors": [],
            }
        ],
        ListQueues=[{"queues": [QUEUE]}],
    )
    pages = await listed(service, Place(WORKER_SESSIONS, WORKER))
    lighting = {"queueName": "lighting"}
    assert pages == [
        [
            {**visit(1, 1), "jobName": "beauty", **lighting},
            {**visit(2, 2), "jobName": "fx", **lighting},
        ],
        [{**visit(3, 1), "jobName": "beauty", **lighting}],
    ]


async def test_whoever_may_not_see_names_has_the_list_with_ids_and_is_told_why() -> None:
    denied = DeniedError("Not allowed.")
    service = Service(
        ListSessionsForWorker=[
            {"sessions": [visit(1, 1)], "nextToken": "a"},
            {"sessions": [visit(2, 2)]},
        ],
        BatchGetJob=[denied],
        ListQueues=[{"queues": [QUEUE]}],
    )
    shown: list[Sequence[Item]] = []
    place = Place(WORKER_SESSIONS, WORKER)
    result = await show_items(service, place, ALL, shown.append)
    named = [[{**visit(n, n), "queueName": "lighting"}] for n in (1, 2)]
    assert (shown, result) == (named, Listed(2, False, None, denied))


async def test_whoever_may_not_see_one_of_the_names_has_the_others_and_is_told_why() -> None:
    denied = {"jobId": "job-1", "code": "AccessDeniedException", "message": "Not allowed."}
    service = Service(
        ListSessionsForWorker=[
            {"sessions": [visit(1, 1)], "nextToken": "a"},
            {"sessions": [visit(2, 2)]},
        ],
        BatchGetJob=[
            {"jobs": [], "errors": [denied]},
            {"jobs": [{"jobId": "job-2", "name": "fx"}], "errors": []},
        ],
        ListQueues=[{"queues": [QUEUE]}],
    )
    shown: list[Sequence[Item]] = []
    result = await show_items(service, Place(WORKER_SESSIONS, WORKER), ALL, shown.append)
    assert [one.get("jobName") for page in shown for one in page] == [None, "fx"]
    assert str(result.without_names) == "You may not see every job. Not allowed."


async def test_the_service_is_asked_for_the_order() -> None:
    service = Service(SearchJobs=[{"jobs": [], "totalResults": 0}])
    await listed(service, Place(JOBS, PATH), Extent(query=Query("name", reverse=True)))
    sorts: Any = service.asked[0][1]["sortExpressions"]
    assert sorts[0] == {"fieldSort": {"name": "NAME", "sortOrder": "DESCENDING"}}


def test_that_a_search_ends_which_cannot_go_on_is_told() -> None:
    told = about(Place(TASKS, PATH), Listed(10_000, False, 10_000), ALL)
    assert told == "The service tells no more than 10,000 tasks."


BY_NAME = Extent(query=Query("name"))


@pytest.mark.parametrize(
    ("listed", "extent", "message"),
    [
        (Listed(0, False, 0), ALL, "There are no jobs."),
        (Listed(230, False, 230), ALL, ""),
        (Listed(7, True, None), Extent(7), "the first 7 jobs; --all lists any others, too."),
        (Listed(7, True, 2_345), Extent(7), "are 7 of 2,345 jobs; --all lists them all."),
        (Listed(7, True, 10_000), Extent(7), "7 of 10,000 jobs or more; --all"),
        (Listed(10_000, False, 10_000), BY_NAME, "no more than 10,000 jobs in this order"),
        (Listed(12_000, False, 10_000), Extent(query=Query("createdAt")), ""),
        (Listed(12_000, False, 10_000), ALL, ""),
        (Listed(9_999, False, 9_999), BY_NAME, ""),
    ],
)
def test_it_is_told_what_is_not_listed(listed: Listed, extent: Extent, message: str) -> None:
    told = about(Place(JOBS, PATH), listed, extent)
    assert (message in told) if message else not told
