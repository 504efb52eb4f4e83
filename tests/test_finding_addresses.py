"""How the thing is found that an address leads to, and what is said where there is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.aws.api import NO_PARAMETERS
from app.aws.finding.addresses import find_address
from app.aws.finding.by_id import Found
from app.aws.reading.budget import MOST_CALLS
from app.errors import DeniedError, FarmtopError, NotFoundError, UsageError
from app.resources import LEVELS
from app.resources.address import read_address
from app.resources.level import Path
from app.resources.log_place import ReadRole
from tests.test_goto import FARM, JOB, QUEUE, Farm
from tests.world_service import WorldService

WORKFLOW = "order-stock-footage"
NOBODY = "00000000-0000-4000-8000-000000000000"


class Named(Farm):
    """A farm with three jobs."""

    def __init__(self) -> None:
        super().__init__()
        names = ("sq010_beauty", "sq010_comp", "sq020_beauty")
        self.items["SearchJobs"] = [
            {"jobId": JOB if number == 2 else f"job-{number:032x}", "name": name}
            for number, name in enumerate(names)
        ]
        self.known["GetJob"] = {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}

    async def call(self, service: str, operation: str, parameters: Any = None, **how: Any) -> Any:
        if operation != "SearchJobs" or "filterExpressions" not in parameters:
            return await super().call(service, operation, parameters, **how)
        [condition] = parameters["filterExpressions"]["filters"]
        word = condition["searchTermFilter"]["searchTerm"]
        found = [one for one in self.items[operation] if word in one["name"]]
        self.calls.append((operation, parameters))
        return {"jobs": found, "totalResults": len(found)}


class Denying(WorldService):
    """The world that stands still, in which something may be forbidden."""

    def __init__(self) -> None:
        super().__init__()
        self.denied = ""
        """What nobody may call."""

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        if operation == self.denied:
            self.calls[operation] += 1
            raise DeniedError("You may not.")
        return await super().call(service, operation, parameters, role=role)


@pytest.fixture
def world() -> Denying:
    """The world that stands still."""
    return Denying()


async def found(api: Any, text: str, known: Path | None = None) -> Found:
    return await find_address(api, read_address(text, known or {}), known or {})


async def test_the_beginning_of_each_name_is_enough() -> None:
    service = Named()
    there = await found(service, "aur/light/sq02")
    assert (there.key, there.place.path) == (JOB, {"farmId": FARM, "queueId": QUEUE})
    assert [level.name for level, _ in there.passed] == ["farms", "queues"]
    assert service.count() == {"ListFarms": 1, "ListQueues": 1, "SearchJobs": 1, "GetJob": 1}


async def test_names_below_an_id_are_looked_for_where_that_is() -> None:
    service = Named()
    there = await found(service, f"{QUEUE}/sq02")
    assert there.path == {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}
    assert service.count() == {"ListFarms": 1, "GetQueue": 1, "SearchJobs": 1, "GetJob": 1}


async def test_a_fleet_and_a_worker_are_found_by_names_where_no_queue_is_called_so(
    world: Denying,
) -> None:
    session = {**world.session()} | world.ask("deadline", "GetSession", **world.session())
    farm = world.ask("deadline", "GetFarm", farmId=session["farmId"])
    path = {"farmId": session["farmId"], "fleetId": session["fleetId"]}
    fleet = world.ask("deadline", "GetFleet", **path)
    worker = world.ask("deadline", "GetWorker", **path, workerId=session["workerId"])
    name = f"{farm['displayName']}/{fleet['displayName']}"
    there = await found(world, name)
    assert (there.place.level.name, there.path) == ("fleets", path)
    assert world.calls == {"ListFarms": 1, "ListQueues": 1, "ListFleets": 1, "GetFleet": 1}
    there = await found(world, f"{name}/{worker['hostProperties']['hostName']}")
    assert (there.place.level.name, there.key) == ("workers", worker["workerId"])
    assert [level.name for level, _ in there.passed] == ["farms", "fleets"]


async def test_whoever_may_not_list_fleets_is_told_of_the_queues(world: Denying) -> None:
    name = world.ask("deadline", "GetFarm", **world.farm())["displayName"]
    world.denied = "ListFleets"
    with pytest.raises(NotFoundError, match="no queue 'spot-xpu'"):
        await found(world, f"{name}/spot-xpu")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("Aurora/lighting/sq010", UsageError, "2 jobs: sq010_beauty, sq010_comp"),
        (
            "Aurora/lighting/sq02_beauty",
            NotFoundError,
            "'sq02_beauty' in Aurora/lighting. What .*: sq020_beauty, sq010_beauty, sq010_comp.",
        ),
        ("Aurora/lightning", NotFoundError, "no queue 'lightning' in Aurora. .*: lighting, fx."),
        ("Aurora/gpu", NotFoundError, "Nor is there such a fleet. What there is: spot-cpu."),
        ("Borealis/fx", NotFoundError, "There is no farm 'Borealis'. What there is: Aurora."),
        (f"Aurora/{QUEUE}/x", NotFoundError, "There is no job 'x' in Aurora/known."),
    ],
)
async def test_a_name_that_is_not_that_of_one_thing_says_how_far_it_came_and_what_there_is(
    text: str, error: type[FarmtopError], words: str
) -> None:
    with pytest.raises(error, match=words):
        await found(Named(), text)


async def test_of_many_names_the_close_ones_are_told() -> None:
    service = Named()
    service.items["ListQueues"] = [
        {"queueId": f"queue-{number:032x}", "displayName": f"{name}{number}"}
        for number, name in enumerate(["light", "light", "comp", "fx", "fx", "roto", "pipeline"])
    ]
    with pytest.raises(NotFoundError, match=r"Close to it: light\d, light\d\."):
        await found(service, "Aurora/ligth0")
    with pytest.raises(NotFoundError, match="Of the 7 queues there, none is called nearly so"):
        await found(service, "Aurora/XYZXYZ")


async def test_a_name_that_neither_a_queue_nor_a_fleet_has_costs_no_more_than_twelve_calls() -> (
    None
):
    service = Named()
    for noun in ("Queue", "Fleet"):
        service.items[f"List{noun}s"] = [
            {f"{noun.lower()}Id": f"{noun.lower()}-{number:032x}", "displayName": f"n{number}"}
            for number in range(3000)
        ]
    with pytest.raises(NotFoundError, match=r"600 queues .* Of the first 600 fleets there"):
        await found(service, f"{FARM}/nobody")
    assert service.count()["ListQueues"] + service.count()["ListFleets"] == MOST_CALLS


async def test_of_a_long_list_only_the_first_names_are_said_to_be_compared() -> None:
    service = Named()
    service.items["SearchJobs"] = [
        {"jobId": f"job-{number:032x}", "name": f"sq{number}_comp"} for number in range(150)
    ]
    with pytest.raises(NotFoundError, match="Of the first 100 jobs there, none"):
        await found(service, f"Aurora/{QUEUE}/XYZXYZ")


async def test_where_there_is_nothing_that_is_said() -> None:
    service = Named()
    service.items["SearchJobs"] = []
    with pytest.raises(NotFoundError, match="There are no jobs there"):
        await found(service, "Aurora/fx/sq010")


async def test_the_id_of_a_session_is_found_below_the_id_of_its_job(world: Denying) -> None:
    session = world.session()
    there = await found(world, f"{session['jobId']}/{session['sessionId']}")
    assert there.path == session
    assert [level.name for level, _ in there.passed] == ["farms", "queues", "jobs"]


async def test_the_id_of_a_session_is_found_below_the_names_of_its_job(world: Denying) -> None:
    session = world.session()
    job = {key: session[key] for key in ("farmId", "queueId", "jobId")}
    name = world.ask("deadline", "GetJob", **job)["name"]
    known = {key: session[key] for key in ("farmId", "queueId")}
    address = read_address(f"{name}/{session['sessionId']}", known, LEVELS["sessions"])
    assert (await find_address(world, address, known)).path == session


async def test_a_session_of_another_job_is_not_found_there(world: Denying) -> None:
    session, other = world.session(), world.job("SUCCEEDED")
    with pytest.raises(NotFoundError, match=f"{session['sessionId']} in {other['jobId']}"):
        await found(world, f"{other['jobId']}/{session['sessionId']}")


def an_act(world: Denying) -> dict[str, Any]:
    """The newest act of a workflow."""
    answer = world.ask("nova-act", "ListActs", workflowDefinitionName=WORKFLOW)
    return dict(answer["actSummaries"][0])


@pytest.mark.parametrize(
    ("member", "level", "above"),
    [
        ("workflowRunId", "workflow-runs", ()),
        ("sessionId", "workflow-sessions", ("workflowRunId",)),
        ("actId", "acts", ("workflowRunId", "sessionId")),
    ],
)
async def test_a_uuid_is_found_by_itself(
    world: Denying, member: str, level: str, above: tuple[str, ...]
) -> None:
    act = an_act(world)
    there = await found(world, act[member])
    assert there.place.level.name == level
    assert there.place.path == {"workflowDefinitionName": WORKFLOW} | {
        key: act[key] for key in above
    }
    assert there.key == act[member]
    assert sum(world.calls.values()) <= 9


@pytest.mark.parametrize(
    ("level", "members"),
    [
        ("workflow-runs", ("workflowRunId",)),
        ("workflow-sessions", ("workflowRunId", "sessionId")),
        ("acts", ("workflowRunId", "sessionId", "actId")),
    ],
)
async def test_the_name_of_a_workflow_and_ids_below_it_lead_all_the_way(
    world: Denying, level: str, members: tuple[str, ...]
) -> None:
    act = an_act(world)
    address = "/".join((WORKFLOW, *(act[member] for member in members)))
    there = await found(world, address)
    assert (there.place.level.name, "/".join(there.path.values())) == (level, address)
    with pytest.raises(NotFoundError, match=f"{NOBODY} in {WORKFLOW}"):
        await found(world, f"{WORKFLOW}/{act['workflowRunId']}/{act['sessionId']}/{NOBODY}")


async def test_a_uuid_is_looked_for_where_one_is_and_has_been_before_anywhere_else(
    world: Denying,
) -> None:
    act = an_act(world)
    here = {"workflowDefinitionName": WORKFLOW, "workflowRunId": act["workflowRunId"]}
    await find_address(world, read_address(act["actId"], here), here)
    assert world.calls == {"ListActs": 1}
    world.calls.clear()
    await find_address(
        world, read_address(act["actId"], {}), {}, [{"workflowDefinitionName": WORKFLOW}]
    )
    assert world.calls == {"GetWorkflowRun": 1, "ListActs": 1}


async def test_a_uuid_that_nobody_knows_takes_a_stated_number_of_calls(world: Denying) -> None:
    with pytest.raises(NotFoundError, match="3 workflow definitions looked into"):
        await found(world, NOBODY)
    assert world.calls == {"ListWorkflowDefinitions": 1, "GetWorkflowRun": 3, "ListActs": 3}


async def test_no_more_than_ten_definitions_are_looked_into(world: Denying) -> None:
    def many(answer: dict[str, Any]) -> None:
        [first, *_] = answer["workflowDefinitionSummaries"]
        answer["workflowDefinitionSummaries"] = [
            {**first, "workflowDefinitionName": f"gone-{number}"} for number in range(30)
        ]

    world.change("ListWorkflowDefinitions", many)
    with pytest.raises(NotFoundError, match="10 workflow definitions looked into"):
        await found(world, NOBODY)
    assert world.calls["GetWorkflowRun"] == 10


async def test_whoever_may_not_look_into_a_definition_is_told_so(world: Denying) -> None:
    world.denied = "GetWorkflowRun"
    with pytest.raises(DeniedError):
        await found(world, NOBODY)
    assert world.calls["GetWorkflowRun"] == 3
