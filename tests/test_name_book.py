"""What things are called by their ids: told by whatever tells it, and asked for once at most."""

from typing import Any

import pytest

from app.aws.reading.name_book import MOST_NAMES, NameBook
from app.errors import DeniedError, ThrottledError
from app.resources import LEVELS
from app.resources.level import Level, Place
from tests.fakes import FakeService, job

JOBS, QUEUES, FLEETS = LEVELS["jobs"], LEVELS["queues"], LEVELS["fleets"]
WORKER = {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"}
VISITS = Place(LEVELS["worker-sessions"], WORKER)
BUDGETS = Place(LEVELS["budgets"], {"farmId": "farm-1"})
JOB_ID = job(1)["jobId"]


def visit(number: int, of: int) -> dict[str, str]:
    """A session of a worker, of a job with this number."""
    return {"sessionId": f"session-{number}", "queueId": "queue-1", "jobId": job(of)["jobId"]}


def budget(queue: str) -> dict[str, Any]:
    return {"budgetId": "budget-1", "usageTrackingResource": {"queueId": queue}}


@pytest.fixture
def service() -> FakeService:
    """A farm with a queue of 300 jobs."""
    service = FakeService()
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    jobs = [job(number) for number in range(300)]
    service.details["BatchGetJob"] = {one["jobId"]: one for one in jobs}
    return service


def identifiers(service: FakeService) -> list[list[str]]:
    """The jobs that each batch get was asked for."""
    asked = [parameters for name, parameters in service.calls if name == "BatchGetJob"]
    return [[one["jobId"] for one in parameters["identifiers"]] for parameters in asked]


async def test_a_call_tells_the_names_of_all_jobs_and_each_is_asked_for_once(
    service: FakeService,
) -> None:
    names, visits = NameBook(), [visit(1, of=7), visit(2, of=8), visit(3, of=7)]
    await names.ask(service, VISITS, visits)
    assert identifiers(service) == [[job(7)["jobId"], job(8)["jobId"]]]
    first = dict(service.calls)["BatchGetJob"]["identifiers"][0]
    assert first == {"farmId": "farm-1", "queueId": "queue-1", "jobId": job(7)["jobId"]}
    told = [names.told(VISITS.level, one) for one in visits]
    assert [one["jobName"] for one in told] == ["shot 7", "shot 8", "shot 7"]
    assert {one["queueName"] for one in told} == {"lighting"}


async def test_the_next_session_of_a_job_that_is_known_costs_nothing(service: FakeService) -> None:
    names = NameBook()
    await names.ask(service, VISITS, [visit(1, of=7)])
    service.calls.clear()
    assert not names.lacks(VISITS, visit(2, of=7))
    await names.ask(service, VISITS, [visit(1, of=7), visit(2, of=7)])
    assert service.calls == []
    assert names.lacks(VISITS, visit(3, of=9))
    await names.ask(service, VISITS, [visit(1, of=7), visit(3, of=9)])
    assert identifiers(service) == [[job(9)["jobId"]]]


async def test_a_call_asks_for_a_hundred_jobs_at_most(service: FakeService) -> None:
    names, visits = NameBook(), [visit(number, of=number) for number in range(130)]
    await names.ask(service, VISITS, visits)
    await names.ask(service, VISITS, visits)
    assert [len(asked) for asked in identifiers(service)] == [100, 30]
    assert not any(names.lacks(VISITS, one) for one in visits)


async def test_what_another_list_has_told_is_not_asked_for(service: FakeService) -> None:
    names = NameBook()
    names.learn(QUEUES, {"queueId": "queue-1", "displayName": "lighting"})
    names.learn(JOBS, job(7))
    assert not names.lacks(VISITS, visit(1, of=7))
    await names.ask(service, VISITS, [visit(1, of=7)])
    assert service.calls == []
    assert names.told(VISITS.level, visit(1, of=7)) == {
        "jobName": "shot 7",
        "queueName": "lighting",
    }


async def test_a_name_that_changes_is_the_one_that_was_told_last() -> None:
    names = NameBook()
    for name in ("lighting", "lookdev"):
        names.learn(QUEUES, {"queueId": "queue-1", "displayName": name})
    assert names.told(BUDGETS.level, budget("queue-1")) == {"queueName": "lookdev"}


@pytest.mark.parametrize(
    ("level", "item"),
    [
        (JOBS, {"jobId": JOB_ID}),
        (LEVELS["workers"], {"workerId": f"worker-{'0' * 32}"}),
        (LEVELS["queue-fleets"], {"fleetId": f"fleet-{'0' * 32}"}),
    ],
    ids=lambda given: given.name if isinstance(given, Level) else "",
)
def test_an_id_in_short_is_no_name_and_does_not_hide_one(
    level: Level, item: dict[str, str]
) -> None:
    names, key = NameBook(), item[level.key]
    names.learn(level, item)
    assert names.of(key) is None
    names.learn(FLEETS, {"fleetId": key, "displayName": "gpu"})
    names.learn(level, item)
    assert names.of(key) == "gpu"


def test_an_item_tells_the_names_of_others_besides_its_own() -> None:
    names = NameBook()
    names.learn(VISITS.level, {**visit(1, of=7), "jobName": "shot 7", "queueName": "lighting"})
    assert (names.of(job(7)["jobId"]), names.of("queue-1")) == ("shot 7", "lighting")


async def test_a_batch_that_is_denied_is_told_and_asked_for_again_only_where_somebody_asks(
    service: FakeService,
) -> None:
    names, denied = NameBook(), DeniedError("No.")
    service.failures["BatchGetJob"] = [denied]
    for _ in range(2):
        await names.ask(service, VISITS, [visit(1, of=7)])
    assert service.count() == {"BatchGetJob": 1, "ListQueues": 1}
    assert names.refusal(VISITS, [visit(1, of=7)]) is denied
    assert not names.lacks(VISITS, visit(1, of=7))
    assert names.told(VISITS.level, visit(1, of=7)) == {"queueName": "lighting"}
    names.ask_anew(VISITS)
    assert names.refusal(VISITS, [visit(1, of=7)]) is None
    await names.ask(service, VISITS, [visit(1, of=7)])
    assert names.told(VISITS.level, visit(1, of=7))["jobName"] == "shot 7"


async def test_what_is_denied_on_a_farm_is_not_on_another(service: FakeService) -> None:
    names = NameBook()
    service.failures["BatchGetJob"] = [DeniedError("No.")]
    await names.ask(service, VISITS, [visit(1, of=7)])
    elsewhere = Place(VISITS.level, {**WORKER, "farmId": "farm-2"})
    assert names.refusal(elsewhere, [visit(1, of=7)]) is None
    assert names.lacks(elsewhere, visit(1, of=7))


async def test_nothing_is_said_of_a_list_that_is_denied(service: FakeService) -> None:
    names = NameBook()
    service.failures["ListQueues"] = [DeniedError("No.")]
    for _ in range(2):
        await names.ask(service, BUDGETS, [budget("queue-1")])
    assert service.count() == {"ListQueues": 1}
    assert names.refusal(BUDGETS, [budget("queue-1")]) is None
    assert not names.lacks(BUDGETS, budget("queue-1"))


async def test_what_is_gone_has_no_name_and_is_not_asked_for_again(service: FakeService) -> None:
    names, gone = NameBook(), visit(1, of=999)
    await names.ask(service, VISITS, [gone])
    await names.ask(service, BUDGETS, [budget("queue-9")])
    service.calls.clear()
    for place, item in ((VISITS, gone), (BUDGETS, budget("queue-9"))):
        assert not names.lacks(place, item)
        await names.ask(service, place, [item])
    assert service.calls == []


async def test_what_the_service_fails_to_tell_of_is_asked_for_again(service: FakeService) -> None:
    names = NameBook()
    throttled = {"jobId": JOB_ID, "code": "ThrottlingException", "message": "Slowly."}
    service.single["BatchGetJob"] = {"jobs": [], "errors": [throttled]}
    await names.ask(service, VISITS, [visit(1, of=1)])
    assert names.lacks(VISITS, visit(1, of=1))
    del service.single["BatchGetJob"]
    await names.ask(service, VISITS, [visit(1, of=1)])
    assert names.of(JOB_ID) == "shot 1"


async def test_a_name_that_is_denied_by_itself_is_told_so_and_the_others_are_named(
    service: FakeService,
) -> None:
    names, visits = NameBook(), [visit(1, of=1), visit(2, of=2)]
    message = "You may not do GetJob."
    error = {"jobId": JOB_ID, "code": "AccessDeniedException", "message": message}
    service.single["BatchGetJob"] = {"jobs": [job(2)], "errors": [error]}
    for _ in range(2):
        await names.ask(service, VISITS, visits)
    assert service.count()["BatchGetJob"] == 1
    assert not names.lacks(VISITS, visits[0])
    assert names.told(VISITS.level, visits[1])["jobName"] == "shot 2"
    assert str(names.refusal(VISITS, visits)) == f"You may not see every job. {message}"
    assert names.refusal(VISITS, visits[1:]) is None
    del service.single["BatchGetJob"]
    names.ask_anew(VISITS)
    await names.ask(service, VISITS, visits)
    assert names.of(JOB_ID) == "shot 1"
    assert names.refusal(VISITS, visits) is None


async def test_a_name_that_is_denied_and_told_by_another_list_is_no_refusal(
    service: FakeService,
) -> None:
    names = NameBook()
    denied = {"jobId": JOB_ID, "code": "AccessDeniedException", "message": "No."}
    service.single["BatchGetJob"] = {"jobs": [], "errors": [denied]}
    await names.ask(service, VISITS, [visit(1, of=1)])
    names.learn(JOBS, job(1))
    assert names.refusal(VISITS, [visit(1, of=1)]) is None


async def test_a_call_that_fails_for_another_reason_is_no_refusal(service: FakeService) -> None:
    names = NameBook()
    service.failures["BatchGetJob"] = [ThrottledError("Slowly.")]
    with pytest.raises(ThrottledError):
        await names.ask(service, VISITS, [visit(1, of=7)])
    assert names.refusal(VISITS, [visit(1, of=7)]) is None
    assert names.lacks(VISITS, visit(1, of=7))


def test_names_are_forgotten_only_of_what_nobody_has_asked_about_for_long() -> None:
    names = NameBook()
    for number in range(MOST_NAMES + 10):
        names.learn(JOBS, job(number))
        assert names.of(job(0)["jobId"]) == "shot 0"
    assert names.of(job(1)["jobId"]) is None
    assert names.of(job(MOST_NAMES)["jobId"]) == f"shot {MOST_NAMES}"


def test_what_is_called_otherwise_by_now_is_called_so() -> None:
    names = NameBook()
    names.learn(JOBS, job(1))
    names.learn(JOBS, job(1, name="beauty"))
    assert names.of(job(1)["jobId"]) == "beauty"
