"""Which place flags and defaults lead to."""

import re
from typing import Any

import botocore.session
import pytest

from app.aws.profiles.deadline_config import Defaults
from app.errors import UsageError
from app.headless.scope import (
    LISTED_WITHIN,
    READ_WITHIN,
    check_flag,
    check_id,
    flag,
    listed_address,
    listed_place,
    read_address_of,
    read_place,
)
from app.resources import LEVELS
from app.resources.farms import FARMS
from app.resources.jobs import JOBS
from app.resources.level import Level
from app.resources.queues import QUEUES
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.workflow_acts import ACTS
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS
from app.resources.workflow_runs import WORKFLOW_RUNS
from app.resources.workflow_sessions import WORKFLOW_SESSIONS

HEX = "0123456789abcdef" * 2
UUID = "01234567-89ab-4cde-8f01-23456789abcd"
IDS = {
    "farmId": f"farm-{HEX}",
    "queueId": f"queue-{HEX}",
    "jobId": f"job-{HEX}",
    "sessionId": f"session-{HEX}",
    "sessionActionId": f"sessionaction-{HEX}-12",
    "stepId": f"step-{HEX}",
    "taskId": f"task-{HEX}-7",
    "fleetId": f"fleet-{HEX}",
    "workerId": f"worker-{HEX}",
    "budgetId": f"budget-{HEX}",
    "limitId": f"limit-{HEX}",
    "storageProfileId": f"sp-{HEX}",
    "queueEnvironmentId": f"queueenv-{HEX}",
    "workflowDefinitionName": "order-stock-footage",
    "workflowRunId": UUID,
    "actId": UUID,
}
NO_DEFAULTS = Defaults()
DEFAULTS = Defaults(
    farm_id=f"farm-{'a' * 32}", queue_id=f"queue-{'a' * 32}", job_id=f"job-{'a' * 32}"
)


def given(*levels: Level) -> dict[str, str | None]:
    """Flags as a command has them: every id, absent unless it is of one of `levels`."""
    return {key: IDS[key] if any(key == one.key for one in levels) else None for key in IDS}


def test_flags_are_those_of_the_deadline_command() -> None:
    assert [flag(level) for level in READ_WITHIN] == [
        "--farm-id",
        "--queue-id",
        "--job-id",
        "--session-id",
        "--session-action-id",
        "--step-id",
        "--task-id",
        "--fleet-id",
        "--worker-id",
        "--workflow-definition-name",
        "--workflow-run-id",
        "--act-id",
    ]
    assert [flag(level) for level in LISTED_WITHIN] == [
        "--farm-id",
        "--queue-id",
        "--job-id",
        "--session-id",
        "--step-id",
        "--task-id",
        "--fleet-id",
        "--worker-id",
        "--workflow-definition-name",
        "--workflow-run-id",
    ]


@pytest.mark.parametrize(
    "level", [one for one in LEVELS.values() if one.get], ids=lambda level: level.name
)
def test_ids_have_the_shape_that_the_model_demands(level: Level) -> None:
    session: Any = botocore.session.Session()
    operation = session.get_service_model(level.service).operation_model(level.get)
    pattern = operation.input_shape.members[level.key].metadata["pattern"]
    assert re.fullmatch(pattern, check_id(level, IDS[level.key]))


@pytest.mark.parametrize("value", ["", "farm", HEX, f"queue-{HEX}", f"farm-{HEX[1:]}", "farm-../x"])
def test_an_id_of_another_shape_is_told_from_an_example(value: str) -> None:
    with pytest.raises(ValueError, match="not the id of a farm, which reads like farm-0123"):
        check_id(FARMS, value)


@pytest.mark.parametrize("level", [FARMS, QUEUES, LEVELS["tasks"], LEVELS["workers"]])
def test_a_flag_takes_a_name_where_an_address_does(level: Level) -> None:
    assert check_flag(level, "lighting") == "lighting"


@pytest.mark.parametrize("value", ["", " ", "Aurora/lighting", f"queue-{HEX}"])
def test_a_flag_takes_no_name_that_an_address_cannot_hold(value: str) -> None:
    with pytest.raises(ValueError, match="which reads like farm-0123"):
        check_flag(FARMS, value)


def test_what_flags_leave_out_above_a_name_is_the_defaults_or_missing() -> None:
    flags = {**given(), "queueId": "lighting"}
    assert listed_address(JOBS, flags, DEFAULTS) == f"{DEFAULTS.farm_id}/lighting"
    with pytest.raises(UsageError, match=r"ls jobs needs --farm-id\. .*: farmtop ls farms$"):
        listed_address(JOBS, flags, NO_DEFAULTS)
    with pytest.raises(UsageError, match="logs needs --farm-id"):
        read_address_of(flags, NO_DEFAULTS)


def test_what_is_left_out_above_an_id_is_found_with_the_name_below_it() -> None:
    flags = {**given(QUEUES), "jobId": "beauty"}
    assert listed_address(SESSIONS, flags, NO_DEFAULTS) == f"queue-{HEX}/beauty"
    assert read_address_of(flags, NO_DEFAULTS) == f"queue-{HEX}/beauty"


def test_a_default_queue_is_not_looked_for_in_a_farm_that_is_named() -> None:
    named = {**given(), "farmId": "Aurora 2"}
    with pytest.raises(UsageError, match=r"farmtop ls queues --farm-id 'Aurora 2'$"):
        listed_place(JOBS, named, DEFAULTS)
    with pytest.raises(UsageError, match="logs needs --queue-id"):
        read_address_of({**named, "jobId": "beauty"}, DEFAULTS)


def test_an_action_is_led_to_by_a_named_job_without_its_session() -> None:
    flags = {**given(FARMS, QUEUES, SESSION_ACTIONS), "jobId": "beauty"}
    ids = (IDS["farmId"], IDS["queueId"], "beauty", IDS["sessionActionId"])
    assert read_address_of(flags, NO_DEFAULTS) == "/".join(ids)


def test_what_has_no_name_is_not_to_be_given_by_one() -> None:
    with pytest.raises(ValueError, match=rf"which reads like {SESSIONS.id_shape.example}\.$"):
        check_id(SESSIONS, "lighting")


def test_a_listing_takes_the_ids_above_it() -> None:
    place = listed_place(SESSION_ACTIONS, given(FARMS, QUEUES, JOBS, SESSIONS), NO_DEFAULTS)
    assert place.level is SESSION_ACTIONS
    assert list(place.path) == ["farmId", "queueId", "jobId", "sessionId"]


def test_a_missing_id_is_told_with_the_command_that_lists_the_candidates() -> None:
    with pytest.raises(UsageError) as raised:
        listed_place(JOBS, given(FARMS), NO_DEFAULTS)
    assert str(raised.value) == (
        f"ls jobs needs --queue-id. List them with: farmtop ls queues --farm-id farm-{HEX}"
    )


def test_an_id_on_which_nothing_depends_is_not_taken_in_silence() -> None:
    for leads_to in (listed_place, listed_address):
        with pytest.raises(UsageError, match="queues are not listed within a job"):
            leads_to(QUEUES, given(FARMS, JOBS), NO_DEFAULTS)


def test_missing_ids_are_the_defaults_of_the_deadline_command() -> None:
    place = listed_place(SESSIONS, given(), DEFAULTS)
    assert place.path == {
        "farmId": DEFAULTS.farm_id,
        "queueId": DEFAULTS.queue_id,
        "jobId": DEFAULTS.job_id,
    }


def test_a_default_holds_where_the_flag_above_it_says_the_same() -> None:
    place = listed_place(JOBS, {**given(), "farmId": DEFAULTS.farm_id}, DEFAULTS)
    assert place.path["queueId"] == DEFAULTS.queue_id


def test_a_default_queue_is_not_looked_for_in_another_farm() -> None:
    with pytest.raises(UsageError, match="needs --queue-id"):
        listed_place(JOBS, given(FARMS), DEFAULTS)


def test_a_default_of_the_wrong_shape_is_told_and_not_sent() -> None:
    with pytest.raises(UsageError, match="'my farm' is not the id of a farm"):
        listed_place(QUEUES, given(), Defaults(farm_id="my farm"))


@pytest.mark.parametrize("level", [JOBS, SESSIONS, SESSION_ACTIONS], ids=lambda level: level.name)
def test_the_innermost_id_says_whose_log_is_meant(level: Level) -> None:
    flags = given(FARMS, QUEUES, JOBS, level)
    place, key = read_place(flags, NO_DEFAULTS)
    assert (place.level, key) == (level, IDS[level.key])
    assert place.path["queueId"] == IDS["queueId"]


def test_the_log_of_an_action_needs_no_session_id() -> None:
    place, _ = read_place(given(FARMS, QUEUES, JOBS, SESSION_ACTIONS), NO_DEFAULTS)
    assert list(place.path) == ["farmId", "queueId", "jobId"]


def test_a_session_id_below_a_run_is_one_of_nova_act() -> None:
    flags = {**given(WORKFLOW_DEFINITIONS, WORKFLOW_RUNS), "sessionId": UUID}
    place, key = read_place(flags, NO_DEFAULTS)
    assert (place.level, key) == (WORKFLOW_SESSIONS, UUID)
    assert list(place.path) == ["workflowDefinitionName", "workflowRunId"]
    assert listed_place(ACTS, flags, NO_DEFAULTS).path["sessionId"] == UUID
    with pytest.raises(UsageError, match="is not the id of a workflow session"):
        listed_place(ACTS, {**flags, "sessionId": IDS["sessionId"]}, NO_DEFAULTS)


def test_a_flag_that_several_levels_share_takes_the_ids_of_each() -> None:
    for value in (UUID, IDS["sessionId"]):
        assert check_flag(SESSIONS, value) == value
    with pytest.raises(ValueError, match="which reads like session-0123"):
        check_flag(SESSIONS, "neither")


def test_the_log_of_an_act_needs_all_ids_above_it() -> None:
    with pytest.raises(UsageError, match="logs needs --workflow-run-id"):
        read_place(given(WORKFLOW_DEFINITIONS, ACTS), NO_DEFAULTS)


def test_a_session_id_beside_an_action_is_kept_to_be_held_against_it() -> None:
    place, _ = read_place(given(FARMS, QUEUES, JOBS, SESSIONS, SESSION_ACTIONS), NO_DEFAULTS)
    assert place.path["sessionId"] == IDS["sessionId"]


def test_without_any_id_the_log_is_that_of_the_default_job() -> None:
    place, key = read_place(given(), DEFAULTS)
    assert (place.level, key) == (JOBS, DEFAULTS.job_id)
