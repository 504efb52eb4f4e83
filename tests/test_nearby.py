"""What a bare name leads to from where one is, in how many calls, and what is said else."""

from collections import Counter
from typing import Any

import pytest

from app.errors import DeniedError, NotFoundError, UnreachableError, UsageError
from app.resources import LEVELS, ancestry
from app.resources.level import Path, Place
from app.tui.going.goto import Destination, destination
from app.tui.going.known_things import known_things
from tests.test_finding_addresses import Denying, Named
from tests.test_goto import FARM, HEX, JOBS, SESSION, SESSIONS, called

FLEET = {"farmId": FARM, "fleetId": f"fleet-{HEX}"}
INSIDE_A_QUEUE = {
    **SESSIONS.path,
    "sessionId": SESSION,
    "stepId": f"step-{HEX}",
    "taskId": f"task-{HEX}-1",
}


def place(level: str, path: Path) -> Place:
    """The list of a level, by those of some ids that lead there."""
    return Place(LEVELS[level], {one.key: path[one.key] for one in ancestry(LEVELS[level])})


class Studio(Named):
    """A farm with jobs and workers, beside another one, and what nobody may call."""

    def __init__(self) -> None:
        super().__init__()
        self.items["SearchWorkers"] = [
            {"workerId": f"worker-{number:032x}", "hostProperties": {"hostName": f"render{number}"}}
            for number in range(2)
        ]

    def jobs(self, *names: str) -> None:
        """The queue has these jobs and no others."""
        self.items["SearchJobs"] = [
            {"jobId": f"job-{number:032x}", "name": name} for number, name in enumerate(names)
        ]


async def leads(service: Any, text: str, here: Place) -> Destination:
    return await destination(service, text, here, None, known_things([here], called))


@pytest.mark.parametrize(
    "level", ["jobs", "sessions", "steps", "tasks", "session-actions", "task-actions"]
)
async def test_a_job_is_found_by_one_search_wherever_one_is_within_its_queue(level: str) -> None:
    service, here = Studio(), place(level, INSIDE_A_QUEUE)
    there = await leads(service, "sq020_beauty", here)
    assert there.place == SESSIONS
    assert service.count() == {"SearchJobs": 1}


async def test_a_worker_is_found_by_one_search_wherever_one_is_within_its_fleet() -> None:
    service, key = Studio(), f"worker-{1:032x}"
    here = Place(LEVELS["worker-sessions"], {**FLEET, "workerId": f"worker-{0:032x}"})
    there = await leads(service, "render1", here)
    assert there.place == Place(here.level, {**FLEET, "workerId": key})
    assert service.count() == {"SearchWorkers": 1}


@pytest.mark.parametrize(
    ("name", "level", "path"),
    [
        ("lighting", "jobs", JOBS.path),
        ("spot-cpu", "workers", FLEET),
        ("Aurora", "queues", {"farmId": FARM}),
        ("order", "workflow-runs", {"workflowDefinitionName": "order"}),
    ],
)
async def test_a_queue_a_fleet_a_farm_and_a_workflow_are_found_from_within_a_queue(
    name: str, level: str, path: Path
) -> None:
    service = Studio()
    assert (await leads(service, name, SESSIONS)).place == Place(LEVELS[level], path)
    assert sum(service.count().values()) <= 6


async def test_the_beginning_of_the_name_of_a_job_is_enough() -> None:
    service = Studio()
    assert (await leads(service, "sq02", JOBS)).place == SESSIONS
    assert service.count()["SearchJobs"] == 1


async def test_a_queue_that_is_called_so_goes_before_jobs_that_only_begin_so() -> None:
    service = Studio()
    service.jobs("fx_one", "fx_two")
    there = await leads(service, "fx", JOBS)
    assert there.place == Place(JOBS.level, {**JOBS.path, "queueId": f"queue-{'0' * 32}"})


async def test_of_several_jobs_that_are_called_so_none_is_chosen_but_their_ids_are_told() -> None:
    service = Studio()
    service.jobs("beauty", "beauty")
    words = r"2 jobs in Aurora/light/ing are called 'beauty': job-\w+, job-\w+\. Give the id"
    with pytest.raises(UsageError, match=words):
        await leads(service, "beauty", JOBS)
    assert service.count() == {"SearchJobs": 1}


async def test_of_several_jobs_that_begin_so_the_names_are_told() -> None:
    with pytest.raises(UsageError, match="the beginning of 2 jobs: sq010_beauty, sq010_comp"):
        await leads(Studio(), "sq010", JOBS)


async def test_where_nothing_is_called_so_it_is_told_what_was_looked_for_and_where() -> None:
    service = Studio()
    with pytest.raises(NotFoundError) as refused:
        await leads(service, "sq030_beauty", JOBS)
    assert refused.value.what == (
        "'sq030_beauty' is no level, no id, no job in Aurora/light/ing, no queue or fleet in"
        " Aurora and no farm or workflow definition."
    )
    assert refused.value.remedy == "Close to it: sq020_beauty, sq010_beauty."
    assert service.count() == {
        "SearchJobs": 2,
        "ListQueues": 1,
        "ListFleets": 1,
        "ListFarms": 1,
        "ListWorkflowDefinitions": 1,
    }


async def test_a_name_that_nobody_has_costs_no_more_than_twelve_calls() -> None:
    service = Studio()
    service.items |= {
        "SearchWorkers": [
            {"workerId": f"worker-{n:032x}", "hostProperties": {"hostName": f"host-{n}"}}
            for n in range(3_000)
        ],
        "ListQueues": [{"queueId": f"queue-{n:032x}", "displayName": f"q{n}"} for n in range(900)],
        "ListFarms": [{"farmId": f"farm-{n:032x}", "displayName": f"farm {n}"} for n in range(900)],
    }
    with pytest.raises(NotFoundError, match=r"no worker among the first \d+ workers"):
        await leads(service, "nobody", Place(LEVELS["workers"], FLEET))
    assert sum(service.count().values()) <= 12


async def test_what_may_not_be_listed_is_passed_over_and_that_is_told() -> None:
    service = Denying()
    service.denied = "ListFleets"
    here, names = Place(LEVELS["jobs"], service.queue()), known_things([], str)
    with pytest.raises(NotFoundError, match=r"no queue in \S+, .*You may not\."):
        await destination(service, "nobody-home", here, None, names)
    borealis = service.ask("deadline", "ListFarms")["farms"][1]
    there = await destination(service, borealis["displayName"], here, None, names)
    assert there.place.path == {"farmId": borealis["farmId"]}


async def test_whoever_may_look_nowhere_is_told_that() -> None:
    service = Studio()
    for operation in ("ListFarms", "ListWorkflowDefinitions"):
        service.failures[operation] = [DeniedError("You may not.")]
    with pytest.raises(DeniedError, match="You may not"):
        await leads(service, "nobody", Place(LEVELS["farms"]))


async def test_where_no_answer_comes_nothing_more_is_asked() -> None:
    service = Studio()
    service.failures["SearchWorkers"] = [UnreachableError("No answer.")]
    with pytest.raises(UnreachableError):
        await leads(service, "beauty", Place(LEVELS["workers"], FLEET))
    assert service.count() == Counter(SearchWorkers=1)


async def test_a_queue_of_another_farm_is_found_and_its_farm_is_named_on_the_way() -> None:
    service = Denying()
    [_, farm] = service.ask("deadline", "ListFarms")["farms"]
    [queue, *_] = service.ask("deadline", "ListQueues", farmId=farm["farmId"])["queues"]
    here = Place(LEVELS["jobs"], service.queue())
    assert here.path["farmId"] != farm["farmId"]
    there = await destination(service, queue["displayName"], here, None)
    path = {"farmId": farm["farmId"], "queueId": queue["queueId"]}
    assert there.place == Place(LEVELS["jobs"], path)
    assert [level.name for level, _ in there.passed] == ["farms", "queues"]
    assert sum(service.calls.values()) <= 8
