"""How things are found by their names in long lists, in how many calls, and what is said else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.finding.by_name import find_named
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError, UsageError
from app.resources import LEVELS
from app.resources.address import NAMED, NAMED_IN_FLEETS
from app.resources.ids_in_text import WORKFLOWS
from app.resources.level import Item, Level, Place
from app.resources.listing import Listing
from app.resources.log_place import ReadRole

JOBS, TASKS, WORKERS = LEVELS["jobs"], LEVELS["tasks"], LEVELS["workers"]
NAMES = sorted({level.name for level in (*NAMED, *NAMED_IN_FLEETS, *WORKFLOWS)} | {"sessions"})
"""What stands in an address by its name."""
MANY = 3_000
"""More than twelve calls tell of."""
PATH = {key: f"{key}-1" for key in ("farmId", "queueId", "jobId", "stepId", "fleetId")}
PASSED = [(LEVELS["farms"], {"farmId": "farm-1", "displayName": "Aurora"})]


class LongList:
    """The items of one level, whose searches find what has a word in a text or a parameter."""

    def __init__(self, level: Level, items: Sequence[Item]) -> None:
        self._level = level
        self._items = items
        self.searchable = True
        """Whether it looks into what it is asked to look into, and not into something else."""
        self.refusal: FarmtopError | None = None
        """How a search for something ends."""
        self.everything_refused: FarmtopError | None = None
        """How a search for everything ends."""
        self.list_refused: FarmtopError | None = None
        """How a list of what can be searched ends."""
        self.empty_pages = 0
        """So many pages of a list come first that have nothing."""
        self.calls: list[Mapping[str, Any]] = []
        """What was asked."""
        self.operations: list[str] = []
        """By which operations."""

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it."""
        self.calls.append(parameters)
        self.operations.append(operation)
        listing = self._listing(operation)
        refusal = self._refusal(listing, parameters)
        if refusal is not None:
            raise refusal
        found = [*self._found(parameters)]
        start = int(parameters.get("itemOffset", parameters.get("nextToken", 0)))
        if len(self.calls) <= self.empty_pages:
            return {listing.result: [], "nextToken": str(start)}
        answer: dict[str, Any] = {listing.result: found[start : start + 100]}
        is_last = start + 100 >= len(found)
        if listing.search is None:
            return answer if is_last else {**answer, "nextToken": str(start + 100)}
        answer["totalResults"] = len(found)
        return answer if is_last else {**answer, "nextItemOffset": start + 100}

    def _listing(self, operation: str) -> Listing:
        listing = self._level.listing
        if listing.instead is not None and operation == listing.instead.operation:
            return listing.instead
        assert operation == listing.operation
        return listing

    def _refusal(self, listing: Listing, parameters: Mapping[str, Any]) -> FarmtopError | None:
        if listing is not self._level.listing:
            return self.list_refused
        return self.refusal if "filterExpressions" in parameters else self.everything_refused

    def _found(self, parameters: Mapping[str, Any]) -> Iterable[Item]:
        filters = parameters.get("filterExpressions", {"filters": ()})["filters"]
        asked = [one for one in filters if "stringFilter" not in one]
        if asked and not self.searchable:
            return ()
        return (item for item in self._items if all(_has(one, item) for one in asked))

    def searches(self) -> int:
        """How often something was searched for; the other calls asked for everything."""
        return sum("searchTermFilter" in repr(one) for one in self.calls)


def _has(condition: Mapping[str, Any], item: Item) -> bool:
    if "parameterFilter" in condition:
        wanted = condition["parameterFilter"]
        return bool(item["parameters"][wanted["name"]] == {"int": wanted["value"]})
    return condition["searchTermFilter"]["searchTerm"] in repr(item)


def worker(number: int) -> Item:
    host = {"hostName": f"host-{number:05}", "ec2InstanceType": "g5.xlarge"}
    return {"workerId": f"worker-{number:032x}", "hostProperties": host}


def job(number: int) -> Item:
    return {"jobId": f"job-{number:032x}", "name": f"shot_{number:05}"}


@pytest.fixture
def fleet() -> LongList:
    """A fleet of thousands of workers."""
    return LongList(WORKERS, [worker(number) for number in range(MANY)])


async def named(service: LongList, level: Level, name: str) -> Item:
    """The item that is called so."""
    return await find_named(service, Place(level, PATH), name, PASSED)


@pytest.mark.parametrize("name", ["host-02900", "host-0290"])
async def test_one_search_finds_a_worker_of_thousands_by_its_name_or_the_beginning_of_it(
    name: str,
) -> None:
    last = worker(2_900)
    service = LongList(WORKERS, [*map(worker, range(2_900)), last])
    assert await named(service, WORKERS, name) == last
    assert len(service.calls) == service.searches() == 1


@pytest.mark.parametrize("count", [2, 4])
async def test_of_several_that_are_called_so_none_is_chosen_but_their_ids_are_told(
    count: int,
) -> None:
    jobs = [{**job(number), "name": "shot"} for number in range(count)]
    more = " and others" if count > 3 else ""
    ids = ", ".join(one["jobId"] for one in jobs[:3])
    words = rf"{count} jobs in Aurora are called 'shot': {ids}{more}\. Give the id of one"
    with pytest.raises(UsageError, match=words):
        await named(LongList(JOBS, jobs), JOBS, "shot")


async def test_of_names_that_differ_in_case_the_one_that_was_typed_is_meant() -> None:
    farms = [{"farmId": f"farm-{name}", "displayName": name} for name in ("Aurora", "aurora")]
    for one in farms:
        service = LongList(LEVELS["farms"], farms)
        assert await named(service, LEVELS["farms"], one["displayName"]) == one


async def test_one_search_finds_a_task_of_thousands_by_its_parameter() -> None:
    tasks = [
        {"taskId": f"task-{number:032x}-0", "parameters": {"Frame": {"int": str(number)}}}
        for number in range(MANY)
    ]
    service = LongList(TASKS, tasks)
    assert await named(service, TASKS, "Frame=2900") == tasks[2_900]
    assert len(service.calls) == 1


@pytest.mark.parametrize("refusal", [None, InvalidError("No.")])
async def test_where_a_search_does_not_find_names_the_list_is_looked_through(
    fleet: LongList, refusal: FarmtopError | None
) -> None:
    fleet.searchable, fleet.refusal = False, refusal
    assert await named(fleet, WORKERS, "host-00250") == worker(250)
    assert (len(fleet.calls), fleet.searches()) == (4, 1)


async def test_a_search_that_is_denied_is_not_asked_for_once_more(fleet: LongList) -> None:
    fleet.refusal = fleet.everything_refused = DeniedError("You may not search.")
    assert await named(fleet, WORKERS, "host-00250") == worker(250)
    assert fleet.operations == ["SearchWorkers", *["ListWorkers"] * 3]
    fleet.list_refused = DeniedError("You may not list.")
    with pytest.raises(DeniedError, match=r"You may not search\. You may not list\."):
        await named(fleet, WORKERS, "host-00250")


async def test_of_a_name_that_nobody_has_it_is_said_how_far_was_looked(fleet: LongList) -> None:
    with pytest.raises(
        NotFoundError,
        match=r"no worker 'nobody' among the first 1,100 workers in Aurora\. "
        r"Of the first 1,100 workers there, none is called nearly so\. Paste its id\.",
    ):
        await named(fleet, WORKERS, "nobody")
    assert (len(fleet.calls), fleet.searches()) == (12, 1)


async def test_a_name_that_jobs_do_not_have_takes_two_calls_however_many_they_are() -> None:
    service = LongList(JOBS, [job(number) for number in range(MANY)])
    with pytest.raises(
        NotFoundError,
        match=r"no job 'nobody' in Aurora\. Of the first 100 jobs there, none .* so\.$",
    ):
        await named(service, JOBS, "nobody")
    assert (len(service.calls), service.searches()) == (2, 1)


async def test_a_word_that_thousands_of_jobs_have_is_not_searched_for_without_end() -> None:
    service = LongList(JOBS, [job(number) for number in range(MANY)])
    with pytest.raises(
        NotFoundError, match=r"no job 'hot' among the first 1,200 jobs that a search for it finds"
    ):
        await named(service, JOBS, "hot")
    assert len(service.calls) == 12
    with pytest.raises(
        UsageError,
        match=r"'shot' is the beginning of 1,200 jobs among the first 1,200 jobs that a .* "
        r"and others\. "
        r"Type all of it, or paste its id\.",
    ):
        await named(service, JOBS, "shot")


async def test_of_pages_that_have_nothing_no_number_of_names_is_told() -> None:
    service = LongList(LEVELS["queues"], [])
    service.empty_pages = 12
    with pytest.raises(
        NotFoundError,
        match=r"no queue 'nobody' as far as was looked in Aurora\. "
        r"None of the queues there was seen\. Paste its id\.",
    ):
        await named(service, LEVELS["queues"], "nobody")


async def test_what_there_is_instead_of_a_job_is_listed_where_only_that_may_be_done() -> None:
    service = LongList(JOBS, [job(number) for number in range(MANY)])
    service.everything_refused = InvalidError("No.")
    with pytest.raises(NotFoundError, match=r"in Aurora\. Of the first 100 jobs there, none"):
        await named(service, JOBS, "nobody")
    assert service.operations == ["SearchJobs", "SearchJobs", "ListJobs"]


async def test_whoever_may_not_see_what_there_is_instead_is_told_so() -> None:
    service = LongList(JOBS, [job(number) for number in range(MANY)])
    service.everything_refused = DeniedError("You may not search.")
    service.list_refused = DeniedError("You may not list.")
    with pytest.raises(DeniedError, match=r"You may not search\. You may not list\."):
        await named(service, JOBS, "nobody")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["comp_hotel"], r"in Aurora\. A search for it finds: comp_hotel\."),
        (
            [f"a_completely_other_hotel_{number}" for number in range(7)],
            r"Of the 7 jobs that a search for it finds, none is called nearly so\.",
        ),
    ],
)
async def test_what_only_a_search_finds_is_not_told_as_all_there_is(
    names: Sequence[str], words: str
) -> None:
    found = [{**job(MANY + at), "name": name} for at, name in enumerate(names)]
    service = LongList(JOBS, [*map(job, range(MANY)), *found])
    with pytest.raises(NotFoundError, match=words):
        await named(service, JOBS, "hotel")


async def test_what_may_not_be_the_only_one_that_begins_so_is_not_taken_for_it(
    fleet: LongList,
) -> None:
    fleet.refusal = InvalidError("No.")
    with pytest.raises(
        UsageError, match=r"beginning of 10 workers among the first 1,100 workers: "
    ):
        await named(fleet, WORKERS, "host-0109")
    lone = LongList(WORKERS, [worker(90_000), *map(worker, range(MANY))])
    lone.refusal = InvalidError("No.")
    with pytest.raises(UsageError, match=r"the beginning of 1 worker among .*: host-90000\."):
        await named(lone, WORKERS, "host-9")


@pytest.mark.parametrize("name", NAMES)
async def test_no_name_takes_more_than_twelve_calls_on_any_level(name: str) -> None:
    level = LEVELS[name]
    key = level.id_shape.example
    service = LongList(level, [{level.key: key} for _ in range(MANY)])
    with pytest.raises(NotFoundError, match=rf"no {level.noun} 'nobody'"):
        await named(service, level, "nobody")
    assert len(service.calls) <= 12
