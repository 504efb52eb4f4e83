"""Pages: every item once, in order, whichever way an operation goes on."""

from datetime import timedelta

import pytest

from app.aws.reading.pages import pages
from app.errors import DeniedError, FarmtopError, InvalidError, ThrottledError
from app.resources import LEVELS
from app.resources.level import Item, Place
from app.resources.query import Query
from tests.fakes import EPOCH, FakeService, ids, job

QUEUES = Place(LEVELS["queues"], {"farmId": "farm-1"})
JOBS = Place(LEVELS["jobs"], {"farmId": "farm-1", "queueId": "queue-1"})


async def everything(service: FakeService, place: Place) -> list[Item]:
    return [item async for page in pages(service, place) for item in page.items]


async def test_a_list_goes_on_by_its_token_until_there_is_none() -> None:
    service = FakeService()
    service.items["ListQueues"] = [{"queueId": f"queue-{n}"} for n in range(250)]
    found = await everything(service, QUEUES)
    assert ids(found, "queueId") == [f"queue-{n}" for n in range(250)]
    assert service.count() == {"ListQueues": 3}


async def test_a_search_goes_on_by_its_offset_and_says_how_many_there_are() -> None:
    service = FakeService()
    service.items["SearchJobs"] = [job(n) for n in range(250)]
    found = [page async for page in pages(service, JOBS)]
    assert [len(page.items) for page in found] == [100, 100, 50]
    assert [page.total for page in found] == [250, 250, 250]
    assert [page.last for page in found] == [False, False, True]


STEP = {"farmId": "farm-1", "queueId": "queue-1", "jobId": "job-1", "stepId": "step-1"}
TASKS = Place(LEVELS["tasks"], STEP)
LISTED = [{"taskId": f"task-{n}"} for n in range(250)]


@pytest.mark.parametrize("refusal", [DeniedError("No."), InvalidError("No.")])
async def test_what_may_not_be_searched_is_listed(refusal: FarmtopError) -> None:
    service = FakeService()
    service.failures["SearchTasks"], service.items["ListTasks"] = [refusal], LISTED
    assert await everything(service, TASKS) == LISTED
    assert service.count() == {"SearchTasks": 1, "ListTasks": 3}


async def test_what_is_neither_searched_nor_listed_says_why_of_both() -> None:
    service = FakeService()
    service.failures["SearchTasks"] = [DeniedError("No search.", "Ask for SearchTasks.")]
    service.failures["ListTasks"] = [DeniedError("No list.", "Ask for ListTasks.")]
    with pytest.raises(DeniedError, match=r"^No search\. No list\. Ask for SearchTasks\.$"):
        await everything(service, TASKS)


async def test_what_a_list_cannot_choose_among_is_not_listed_instead() -> None:
    service = FakeService()
    service.failures["SearchTasks"], service.items["ListTasks"] = [DeniedError("No.")], LISTED
    with pytest.raises(DeniedError):
        await anext(pages(service, TASKS, Query("status")))
    assert service.count() == {"SearchTasks": 1}


async def test_a_search_that_fails_further_on_is_not_begun_anew_as_a_list() -> None:
    service = FakeService()
    service.items["SearchTasks"] = service.items["ListTasks"] = LISTED
    coming = pages(service, TASKS)
    await anext(coming)
    service.failures["SearchTasks"] = [DeniedError("No.")]
    with pytest.raises(DeniedError):
        await anext(coming)
    assert "ListTasks" not in service.count()


async def test_a_search_asks_for_the_newest_of_its_own_queue() -> None:
    service = FakeService()
    service.items["SearchJobs"] = []
    await everything(service, JOBS)
    [(_, request)] = service.calls
    assert request["queueIds"] == ["queue-1"]
    assert request["sortExpressions"][0]["fieldSort"]["sortOrder"] == "DESCENDING"


@pytest.mark.parametrize("last_offset", [10_000, 10_001])
async def test_a_search_goes_on_past_ten_thousand_although_jobs_share_a_time(
    last_offset: int,
) -> None:
    """Whether or not the service still offers the offset at which it ends."""
    service = FakeService()
    service.last_offset = last_offset
    jobs = [job(n, createdAt=EPOCH - timedelta(seconds=n // 7)) for n in range(25_050)]
    service.items["SearchJobs"] = jobs
    found = await everything(service, JOBS)
    assert ids(found) == ids(jobs)


async def test_a_search_ends_where_more_than_ten_thousand_share_one_time() -> None:
    service = FakeService()
    service.items["SearchJobs"] = [job(n, createdAt=EPOCH) for n in range(10_500)]
    found = [page async for page in pages(service, JOBS)]
    assert found[-1].last
    assert sum(len(page.items) for page in found) >= 10_000


async def test_an_error_ends_the_pages() -> None:
    service = FakeService()
    service.items["ListQueues"] = []
    service.failures["ListQueues"] = [ThrottledError("Too many requests.")]
    with pytest.raises(ThrottledError):
        await everything(service, QUEUES)
