"""`farmtop ls` and `farmtop logs` of Nova Act, beside what boto3 has of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.farm import Here, Item, RunningFarm, running_farm, told

WORKFLOW = "order-stock-footage"
OF_WORKFLOW = ("--workflow-definition-name", WORKFLOW)


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """A farm that stands still for as long as the tests take."""
    with running_farm(jobs=1, workers=1, speed=0.001) as farm:
        yield farm


@pytest.fixture(scope="module")
def run(farm: RunningFarm) -> Item:
    """A run that is over."""
    runs = asked(farm, "list_workflow_runs", "workflowRunSummaries")
    return next(one for one in runs if "endedAt" in one)


def asked(farm: RunningFarm, operation: str, member: str, **path: str) -> list[Item]:
    """What boto3 lists, the newest first."""
    call: Any = getattr(farm.client("nova-act"), operation)
    answer = call(workflowDefinitionName=WORKFLOW, sortOrder="Descending", **path)
    return list(answer[member])


def acts_of(farm: RunningFarm, run: Item) -> list[Item]:
    return asked(farm, "list_acts", "actSummaries", workflowRunId=run["workflowRunId"])


def listed(here: Here, *arguments: str) -> list[Item]:
    done = here("ls", *arguments, "--all", "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def printed(here: Here, *arguments: str) -> list[str]:
    done = here("logs", *OF_WORKFLOW, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_definitions_are_listed_without_any_id(here: Here) -> None:
    assert WORKFLOW in [
        one["workflowDefinitionName"] for one in listed(here, "workflow-definitions")
    ]


def test_runs_are_those_of_boto3_the_newest_first(here: Here, farm: RunningFarm) -> None:
    runs = asked(farm, "list_workflow_runs", "workflowRunSummaries")
    assert listed(here, "workflow-runs", *OF_WORKFLOW) == told(runs)


def test_sessions_are_told_with_what_their_acts_come_to(
    here: Here, farm: RunningFarm, run: Item
) -> None:
    sessions = listed(
        here, "workflow-sessions", *OF_WORKFLOW, "--workflow-run-id", run["workflowRunId"]
    )
    acts = acts_of(farm, run)
    assert {one["sessionId"] for one in sessions} == {act["sessionId"] for act in acts}
    for session in sessions:
        own = told([act for act in acts if act["sessionId"] == session["sessionId"]])
        assert session["status"] == own[0]["status"]
        assert session["actCount"] == len(own)
        assert session["startedAt"] == own[-1]["startedAt"]
        assert session["endedAt"] == own[0]["endedAt"]


def test_the_acts_of_a_session_are_those_of_boto3(here: Here, farm: RunningFarm, run: Item) -> None:
    acts = acts_of(farm, run)
    session = acts[0]["sessionId"]
    flags = ("--workflow-run-id", run["workflowRunId"], "--session-id", session)
    own = [act for act in acts if act["sessionId"] == session]
    assert listed(here, "acts", *OF_WORKFLOW, *flags) == told(own)


def test_the_acts_of_a_run_are_those_of_all_its_sessions(
    here: Here, farm: RunningFarm, run: Item
) -> None:
    acts, key = told(acts_of(farm, run)), run["workflowRunId"]
    assert listed(here, "acts", *OF_WORKFLOW, "--workflow-run-id", key) == acts
    assert listed(here, "acts", f"{WORKFLOW}/{key}") == acts
    table = here("ls", "acts", *OF_WORKFLOW, "--workflow-run-id", key).stdout.splitlines()
    assert table[0].split()[:3] == ["ID", "WORKFLOW", "SESSION"]
    assert [line.split()[:2] for line in table[1:]] == [
        [act["actId"], act["sessionId"]] for act in acts
    ]


def test_a_session_of_a_farm_is_none_of_a_workflow(here: Here, run: Item) -> None:
    session = f"session-{'0' * 32}"
    flags = ("--workflow-run-id", run["workflowRunId"], "--session-id", session)
    done = here("ls", "acts", *OF_WORKFLOW, *flags)
    assert done.returncode == 2
    assert "is not the id of a workflow session" in done.stderr


def test_the_log_of_an_act_is_its_part_of_the_log_of_its_session(
    here: Here, farm: RunningFarm, run: Item
) -> None:
    act, *_ = acts_of(farm, run)
    flags = ("--workflow-run-id", run["workflowRunId"], "--session-id", act["sessionId"])
    whole, part = printed(here, *flags), printed(here, *flags, "--act-id", act["actId"])
    assert part == [line for line in whole if act["actId"] in line]
    assert 0 < len(part) < len(whole)
    assert printed(here, *flags, "--act-id", act["actId"], "--follow") == part


def test_the_log_of_a_run_is_that_of_its_newest_session(
    here: Here, farm: RunningFarm, run: Item
) -> None:
    act, *_ = acts_of(farm, run)
    flags = ("--workflow-run-id", run["workflowRunId"])
    assert printed(here, *flags) == printed(here, *flags, "--session-id", act["sessionId"])


def test_no_worker_writes_about_a_workflow(here: Here, run: Item) -> None:
    flags = ("--workflow-run-id", run["workflowRunId"], "--merge-worker")
    done = here("logs", *OF_WORKFLOW, *flags)
    assert done.returncode == 5
    assert "No worker of a farm writes about a workflow run." in done.stderr
