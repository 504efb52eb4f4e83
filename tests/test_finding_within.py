"""How ids are found behind names and other ids, and what is said where those do not fit."""

import pytest

from app.errors import NotFoundError
from app.resources.level import Path
from tests.test_finding_addresses import WORKFLOW, Denying, an_act, found


@pytest.fixture
def world() -> Denying:
    """The world that stands still."""
    return Denying()


def name_of(world: Denying, operation: str, member: str = "displayName", **path: str) -> str:
    """What something is called."""
    return str(world.ask("deadline", operation, **path)[member])


async def test_an_id_is_found_behind_the_names_of_whatever_is_around_it(world: Denying) -> None:
    session = world.session()
    told = world.ask("deadline", "GetSession", **session)
    farm = {"farmId": session["farmId"]}
    queue = {**farm, "queueId": session["queueId"]}
    names = f"{name_of(world, 'GetFarm', **farm)}/{name_of(world, 'GetQueue', **queue)}"
    there = await found(world, f"{names}/{session['sessionId']}")
    assert there.path == session
    assert [level.name for level, _ in there.passed][:2] == ["farms", "queues"]
    there = await found(world, f"{name_of(world, 'GetFarm', **farm)}/{told['workerId']}")
    assert there.path == {**farm, "fleetId": told["fleetId"], "workerId": told["workerId"]}


@pytest.mark.parametrize("name", [WORKFLOW, WORKFLOW[:9]])
async def test_a_workflow_is_found_by_its_name_where_no_farm_is_called_so(
    world: Denying, name: str
) -> None:
    there = await found(world, f"{name}/")
    assert there.path == {"workflowDefinitionName": WORKFLOW}
    assert world.calls == {
        "ListFarms": 1,
        "ListWorkflowDefinitions": 1,
        "GetWorkflowDefinition": 1,
    }


async def test_whoever_may_not_list_workflows_is_told_of_the_farms(world: Denying) -> None:
    with pytest.raises(NotFoundError, match=r"no farm 'nope'.* Nor is there such a workflow def"):
        await found(world, "nope/")
    world.denied = "ListWorkflowDefinitions"
    with pytest.raises(NotFoundError, match=r"no farm 'nope'\. What there is: [^.]*\.$"):
        await found(world, "nope/")


def other_of(world: Denying, operation: str, members: str, key: str, path: Path) -> str:
    """The id of another thing like the one that a path leads to."""
    *outer, _ = path.items()
    listed = world.ask("deadline", operation, **dict(outer))[members]
    return next(str(one[key]) for one in listed if one[key] != path[key])


async def test_ids_that_contradict_each_other_are_told_by_the_one_that_does_not_fit(
    world: Denying,
) -> None:
    job = world.job("SUCCEEDED")
    step = world.ask("deadline", "ListSteps", **job)["steps"][0]["stepId"]
    queue = {name: job[name] for name in ("farmId", "queueId")}
    farm = other_of(world, "ListFarms", "farms", "farmId", {"farmId": job["farmId"]})
    other = other_of(world, "ListQueues", "queues", "queueId", queue)
    wrong = {
        f"{farm}/{job['queueId']}": f"There is no queue {job['queueId']} in {farm}.",
        f"{other}/{job['jobId']}": f"There is no job {job['jobId']} in {other}.",
        f"{job['farmId']}/{other}/{job['jobId']}/{step}": f"no job {job['jobId']} in {other}.",
        f"{other}/{job['jobId']}/{step}": f"There is no job {job['jobId']} in {other}.",
        f"{farm}/{job['queueId']}/{job['jobId']}": f"no queue {job['queueId']} in {farm}.",
    }
    for text, says in wrong.items():
        with pytest.raises(NotFoundError, match=says):
            await found(world, text, job)


async def test_a_run_is_not_found_in_a_workflow_that_it_is_not_of(world: Denying) -> None:
    run = an_act(world)["workflowRunId"]
    with pytest.raises(NotFoundError, match=r"no workflow definition nope\."):
        await found(world, f"nope/{run}")


async def test_a_job_that_is_told_is_found_wherever_it_is_with_what_is_in_it(
    world: Denying,
) -> None:
    session = world.session()
    queue = {name: session[name] for name in ("farmId", "queueId")}
    here = {**queue, "queueId": other_of(world, "ListQueues", "queues", "queueId", queue)}
    there = await found(world, f"{session['jobId']}/{session['sessionId']}", here)
    assert there.path == session
