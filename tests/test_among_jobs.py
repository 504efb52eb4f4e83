"""How the parts of jobs are found by their ids alone, and in how many calls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS, Api
from app.aws.finding.addresses import find_address
from app.aws.finding.by_id import Found
from app.aws.reading.budget import MOST_CALLS
from app.errors import DeniedError, FarmtopError, InvalidError, NotFoundError, ServiceError
from app.resources.address import read_address
from app.resources.level import Path
from app.resources.log_place import ReadRole
from tests.world_service import WorldService

FARMS = [f"farm-{number:032x}" for number in range(2)]
SESSION = f"session-{'e' * 32}"


def job(number: int) -> str:
    """The id of one of the jobs of `ManyJobs`; a higher number is an older job."""
    return f"job-{number:032x}"


class ManyJobs:
    """Two farms, each with so many queues that hold so many jobs; one of these has a session."""

    def __init__(self, queues: int = 2, jobs: int = 250, has: str = "") -> None:
        self._queues = queues
        self._jobs = jobs
        self._has = has
        """The job that has the session."""
        self.code = "ResourceNotFoundException"
        """What is said of a job that has not."""
        self.failures: dict[str, FarmtopError] = {}
        """What operations end with."""
        self.spoilers: set[str] = set()
        """The jobs of which the service does not take a batch."""
        self.calls: Counter[str] = Counter()
        self.asked: list[str] = []
        """The jobs that were asked for the session, in their order."""

    def queues(self, farm_id: str) -> list[str]:
        """The ids of the queues of a farm."""
        first = FARMS.index(farm_id) * self._queues
        return [f"queue-{number:032x}" for number in range(first, first + self._queues)]

    async def call(
        self,
        service: str,  # noqa: ARG002 - the protocol's
        operation: str,
        parameters: Mapping[str, Any] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,  # noqa: ARG002 - the protocol's
    ) -> dict[str, Any]:
        """One call, as `app.aws.api.Api` promises it."""
        self.calls[operation] += 1
        if operation in self.failures:
            raise self.failures[operation]
        if operation == "ListFarms":
            return {"farms": [{"farmId": one, "displayName": one} for one in FARMS]}
        if operation == "ListQueues":
            found = self.queues(parameters["farmId"])
            return {"queues": [{"queueId": one, "displayName": one} for one in found]}
        if operation == "SearchJobs":
            return self._page(parameters["queueIds"], parameters["itemOffset"])
        assert operation == "BatchGetSession"
        return self._batch(parameters["identifiers"])

    def _page(self, queue_ids: Sequence[str], offset: int) -> dict[str, Any]:
        """A page of the jobs of some queues, in turn of each."""
        assert len(queue_ids) <= 10
        jobs = [
            {"jobId": job(int(one[-8:], 16) * self._jobs + number), "queueId": one, "name": "x"}
            for number in range(self._jobs)
            for one in queue_ids
        ]
        answer: dict[str, Any] = {"jobs": jobs[offset : offset + 100], "totalResults": len(jobs)}
        return answer | ({"nextItemOffset": offset + 100} if offset + 100 < len(jobs) else {})

    def _batch(self, identifiers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        assert 1 <= len(identifiers) <= 100
        if any(one["jobId"] in self.spoilers for one in identifiers):
            raise NotFoundError("A job is gone.")
        self.asked += [one["jobId"] for one in identifiers]
        return {
            "sessions": [dict(one) for one in identifiers if one["jobId"] == self._has],
            "errors": [
                {**one, "code": self.code} for one in identifiers if one["jobId"] != self._has
            ],
        }


async def found(
    api: Api, text: str, known: Path | None = None, visited: Sequence[Path] = ()
) -> Found:
    """What an address leads to."""
    return await find_address(api, read_address(text, known or {}), known or {}, visited)


@pytest.fixture
def world() -> WorldService:
    """The world that stands still."""
    return WorldService()


def parts(world: WorldService) -> dict[str, tuple[str, Path]]:
    """The id of a part of each kind of a job that runs, and the ids that lead to it."""
    session = world.session()
    path = {name: session[name] for name in ("farmId", "queueId", "jobId")}
    step = world.ask("deadline", "ListSteps", **path)["steps"][0]["stepId"]
    task = world.ask("deadline", "ListTasks", **path, stepId=step)["tasks"][0]["taskId"]
    action = world.actions(session)[0]["sessionActionId"]
    return {
        "session": (session["sessionId"], path),
        "session action": (action, session),
        "step": (step, path),
        "task": (task, {**path, "stepId": step}),
    }


@pytest.mark.parametrize("noun", ["session", "session action", "step", "task"])
async def test_a_part_of_a_job_is_found_from_anywhere_and_what_leads_there_is_named(
    world: WorldService, noun: str
) -> None:
    key, path = parts(world)[noun]
    there = await found(world, key)
    assert (there.place.level.noun, there.key, there.place.path) == (noun, key, path)
    assert [level.name for level, _ in there.passed][-2:] == ["queues", "jobs"]
    assert sum(world.calls.values()) <= MOST_CALLS


async def test_from_another_job_of_the_queue_it_takes_three_calls(world: WorldService) -> None:
    key, path = parts(world)["session action"]
    here = {**path, "jobId": world.job("SUCCEEDED")["jobId"]}
    del here["sessionId"]
    assert (await found(world, key, here)).place.path == path
    assert world.calls == {"BatchGetSessionAction": 2, "SearchJobs": 1}


async def test_where_one_has_been_is_looked_into_in_one_call(world: WorldService) -> None:
    key, path = parts(world)["task"]
    other = world.job("SUCCEEDED")
    assert (await found(world, key, other, [path])).place.path == path
    assert world.calls == {"BatchGetTask": 1}


async def test_three_hundred_jobs_of_the_queue_where_one_is_come_before_those_of_others() -> None:
    service = ManyJobs(jobs=350)
    queue = service.queues(FARMS[1])[0]
    with pytest.raises(NotFoundError):
        await found(service, SESSION, {"farmId": FARMS[1], "queueId": queue})
    first = 2 * 350
    assert service.asked[:300] == [job(first + number) for number in range(300)]
    assert service.asked[300] == job(first + 350)
    assert len(service.asked) == len(set(service.asked))


async def test_no_more_than_twelve_calls_are_made_and_how_far_was_looked_is_told() -> None:
    service = ManyJobs(queues=30, jobs=1000)
    with pytest.raises(
        NotFoundError,
        match=rf"no session {SESSION} in the 400 jobs looked into, the newest of 40 queues\. "
        rf"Give its job before it, job-…/{SESSION}, or look for it in its queue, queue-…/",
    ):
        await found(service, SESSION)
    assert sum(service.calls.values()) <= MOST_CALLS


async def test_within_its_queue_older_jobs_are_looked_into() -> None:
    service = ManyJobs(queues=30, jobs=1000, has=job(5 * 1000 + 520))
    queue = service.queues(FARMS[0])[5]
    there = await found(service, f"{FARMS[0]}/{queue}/{SESSION}")
    assert there.place.path == {"farmId": FARMS[0], "queueId": queue, "jobId": job(5520)}
    assert service.calls == {"SearchJobs": 6, "BatchGetSession": 6}


async def test_a_part_of_no_job_that_there_is_is_told_to_be_nowhere() -> None:
    service = ManyJobs(jobs=30)
    with pytest.raises(NotFoundError, match="on the farms that you can see: 120 jobs looked into"):
        await found(service, SESSION)
    assert service.calls == {
        "ListFarms": 1,
        "ListQueues": 2,
        "SearchJobs": 2,
        "BatchGetSession": 2,
    }


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", DeniedError), ("ThrottlingException", ServiceError)],
)
async def test_what_could_not_be_asked_of_a_job_is_not_taken_for_a_no(
    code: str, error: type[FarmtopError]
) -> None:
    service = ManyJobs(jobs=30)
    service.code = code
    with pytest.raises(error):
        await found(service, SESSION)


async def test_a_batch_that_is_refused_for_one_of_its_jobs_is_asked_in_halves() -> None:
    service = ManyJobs(queues=1, jobs=100, has=job(40))
    service.spoilers = {job(0)}
    queue = service.queues(FARMS[0])[0]
    there = await found(service, f"{FARMS[0]}/{queue}/{SESSION}")
    assert there.path["jobId"] == job(40)
    assert service.calls == {"SearchJobs": 1, "BatchGetSession": 5}


async def test_it_is_said_of_how_many_jobs_a_refused_batch_did_not_tell() -> None:
    service = ManyJobs(queues=1, jobs=100)
    service.spoilers = {job(0)}
    queue = service.queues(FARMS[0])[0]
    with pytest.raises(
        InvalidError, match=rf"Of 12 places .* whether there is a session {SESSION}: A job is gone"
    ):
        await found(service, f"{FARMS[0]}/{queue}/{SESSION}")
    assert len(service.asked) == 88
    assert sum(service.calls.values()) <= MOST_CALLS


async def test_of_few_jobs_the_one_that_spoils_a_batch_is_told_from_the_others() -> None:
    service = ManyJobs(queues=1, jobs=4)
    service.spoilers = {job(0)}
    queue = service.queues(FARMS[0])[0]
    with pytest.raises(NotFoundError, match="4 jobs looked into"):
        await found(service, f"{FARMS[0]}/{queue}/{SESSION}")


async def test_where_no_batch_is_taken_calls_do_not_go_beyond_twelve() -> None:
    service = ManyJobs(queues=30, jobs=1000)
    service.failures["BatchGetSession"] = InvalidError("No.")
    with pytest.raises(InvalidError, match=r"places the service does not tell .*: No\."):
        await found(service, SESSION)
    assert sum(service.calls.values()) <= MOST_CALLS


@pytest.mark.parametrize("operation", ["ListQueues", "SearchJobs", "BatchGetSession", "ListFarms"])
async def test_whoever_may_not_look_is_told_so(operation: str) -> None:
    service = ManyJobs(jobs=30)
    service.failures[operation] = DeniedError("You may not.")
    with pytest.raises(DeniedError, match="You may not"):
        await found(service, SESSION)


async def test_a_farm_that_is_gone_where_one_has_been_is_no_hindrance() -> None:
    service = ManyJobs(jobs=30, has=job(3))
    service.failures["ListQueues"] = NotFoundError("It is gone.")
    visited = {"farmId": FARMS[0], "queueId": service.queues(FARMS[0])[0]}
    assert (await found(service, SESSION, {}, [visited])).path["jobId"] == job(3)


async def test_a_worker_is_looked_for_in_all_fleets_at_once(world: WorldService) -> None:
    farms = [one["farmId"] for one in world.ask("deadline", "ListFarms")["farms"]]
    session = world.session()
    worker = world.ask("deadline", "GetSession", **session)["workerId"]
    there = await found(world, worker)
    assert there.key == worker
    assert world.calls == {"ListFarms": 1, "ListFleets": len(farms), "BatchGetWorker": 1}
