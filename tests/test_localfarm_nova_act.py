"""Nova Act's small world."""

import pytest

from app.localfarm.contract import WireError
from tests.worlds import Asked, Item

SERVICE = "nova-act"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def farm() -> Asked:
    """A world in which nothing but Nova Act is asked for."""
    return Asked(jobs=1, workers=1)


@pytest.fixture
def definition(farm: Asked) -> dict[str, str]:
    """The identifier of a workflow definition."""
    summaries = farm.all("ListWorkflowDefinitions", "workflowDefinitionSummaries", SERVICE)
    return {"workflowDefinitionName": summaries[-1]["workflowDefinitionName"]}


def _runs(farm: Asked, definition: dict[str, str], **rest: object) -> list[Item]:
    return farm.all("ListWorkflowRuns", "workflowRunSummaries", SERVICE, **definition, **rest)


def test_what_is_listed_can_be_got(farm: Asked, definition: dict[str, str]) -> None:
    got = farm.call("GetWorkflowDefinition", SERVICE, **definition)
    assert got["name"] == definition["workflowDefinitionName"]
    for run in _runs(farm, definition):
        whole = farm.call(
            "GetWorkflowRun", SERVICE, **definition, workflowRunId=run["workflowRunId"]
        )
        assert whole["status"] == run["status"]
        assert ("endedAt" in run) == (run["status"] != "RUNNING")


def test_runs_are_listed_either_way(farm: Asked, definition: dict[str, str]) -> None:
    newest_first = _runs(farm, definition, maxResults=4)
    oldest_first = _runs(farm, definition, maxResults=7, sortOrder="Ascending")
    assert newest_first == oldest_first[::-1]
    starts = [run["startedAt"] for run in oldest_first]
    assert starts == sorted(starts)


def test_acts_give_every_session_its_status(farm: Asked, definition: dict[str, str]) -> None:
    every_act = farm.all("ListActs", "actSummaries", SERVICE, **definition)
    for run in _runs(farm, definition)[1:4]:
        ids = {**definition, "workflowRunId": run["workflowRunId"]}
        acts = farm.all("ListActs", "actSummaries", SERVICE, **ids)
        sessions = farm.all("ListSessions", "sessionSummaries", SERVICE, **ids)
        assert {act["sessionId"] for act in acts} == {one["sessionId"] for one in sessions}
        assert all(act in every_act for act in acts)
        first = sessions[0]["sessionId"]
        of_first = farm.all("ListActs", "actSummaries", SERVICE, **ids, sessionId=first)
        assert of_first == [act for act in acts if act["sessionId"] == first]


def test_runs_begin_and_end_as_time_passes() -> None:
    farm = Asked(jobs=0, workers=1)
    definition = {"workflowDefinitionName": "check-licence-portal"}
    before = _runs(farm, definition)
    assert before[0]["status"] == "RUNNING"
    farm.pass_time(3600)
    after = _runs(farm, definition)
    assert len(after) == len(before) + 12
    statuses = {run["workflowRunId"]: run["status"] for run in after}
    assert statuses[before[0]["workflowRunId"]] != "RUNNING"


def test_a_session_has_a_log_that_grows() -> None:
    farm = Asked(jobs=0, workers=1)
    definition = {"workflowDefinitionName": "check-licence-portal"}
    run = _runs(farm, definition)[0]["workflowRunId"]
    group = farm.call("GetWorkflowRun", SERVICE, **definition, workflowRunId=run)["logGroupName"]
    farm.pass_time(5)
    records = farm.world.scripts
    newest = records.streams(group)[0]
    early = records.act_log(group, newest)
    farm.pass_time(600)
    late = records.act_log(group, newest)
    assert early
    assert late is not None
    assert late[: len(early)] == early
    assert len(late) > len(early)
    assert group in records.groups()
    assert records.act_log(group, UNKNOWN) is None


@pytest.mark.parametrize("operation", ["GetWorkflowRun", "ListSessions", "ListActs"])
def test_a_run_that_is_not_there_is_named(
    farm: Asked, definition: dict[str, str], operation: str
) -> None:
    with pytest.raises(WireError) as caught:
        farm.call(operation, SERVICE, **definition, workflowRunId=UNKNOWN)
    assert caught.value.fields["resourceId"] == UNKNOWN


def test_a_workflow_that_is_not_there_is_named(farm: Asked) -> None:
    with pytest.raises(WireError) as caught:
        farm.call("ListWorkflowRuns", SERVICE, workflowDefinitionName="nothing")
    assert caught.value.code == "ResourceNotFoundException"
