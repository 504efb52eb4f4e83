"""What addresses mean, and how the things are found that they lead to."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.resources import LEVELS
from app.resources.address import above, is_address, read_address
from app.resources.level import Path
from tests.test_goto import ACTION, FARM, HEX, JOB, QUEUE, SESSION

STEP, TASK, WORKER = f"step-{HEX}", f"task-{HEX}-12", f"worker-{HEX}"
FLEET = f"fleet-{HEX}"
MONITOR = f"https://a.example/us-west-2/farms/{FARM}/queues/{QUEUE}?jobId={JOB}"
RUN, BROWSER = "01234567-89ab-4cde-8f01-23456789abcd", "fedcba98-7654-4321-8fed-cba987654321"


@pytest.mark.parametrize(
    ("text", "level", "ids"),
    [
        (JOB, "jobs", {"jobId": JOB}),
        (f"  {SESSION}\n", "sessions", {"sessionId": SESSION}),
        (
            ACTION,
            "session-actions",
            {"sessionActionId": ACTION, "sessionId": SESSION},
        ),
        (TASK, "tasks", {"taskId": TASK, "stepId": STEP}),
        (f"{FARM}/{QUEUE}/{JOB}", "jobs", {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}),
        (
            f"https://a.deadlinecloud.amazonaws.com/farms/{FARM}/queues/{QUEUE}/jobs/{JOB}/{TASK}",
            "tasks",
            {"farmId": FARM, "queueId": QUEUE, "jobId": JOB, "stepId": STEP, "taskId": TASK},
        ),
        (
            f"deadline-cloud-monitor://open/{FARM}/{FLEET}/{WORKER}",
            "workers",
            {"farmId": FARM, "fleetId": FLEET, "workerId": WORKER},
        ),
        (
            f"deadline-cloud-monitor://launch?url={quote(MONITOR, safe='').lower()}&profile=studio",
            "jobs",
            {"farmId": FARM, "queueId": QUEUE, "jobId": JOB},
        ),
        (f"https://x/portal/{HEX}/{JOB}", "jobs", {"jobId": JOB}),
        (
            f"arn:aws:nova-act:us-east-1:123456789012:workflow-definition/order/workflow-run/{RUN}",
            "workflow-runs",
            {"workflowDefinitionName": "order", "workflowRunId": RUN},
        ),
        (
            "https://us-east-1.console.aws.amazon.com/nova-act/home#/workflow-definitions/order",
            "workflow-definitions",
            {"workflowDefinitionName": "order"},
        ),
        (f"/aws/deadline/{FARM}/{QUEUE}", "queues", {"farmId": FARM, "queueId": QUEUE}),
        (f"aws/deadline/{FARM}/{FLEET}", "fleets", {"farmId": FARM, "fleetId": FLEET}),
        (
            f"/aws/deadline/{FARM}/{QUEUE}/{SESSION}",
            "sessions",
            {"farmId": FARM, "queueId": QUEUE, "sessionId": SESSION},
        ),
        (JOB.upper(), "jobs", {"jobId": JOB}),
        (TASK.capitalize(), "tasks", {"taskId": TASK, "stepId": STEP}),
        (f"{FARM}/{QUEUE.upper()}", "queues", {"farmId": FARM, "queueId": QUEUE}),
        (RUN.upper(), "workflow-runs", {"workflowRunId": RUN}),
        (
            f"order/{RUN}/{BROWSER}",
            "workflow-sessions",
            {"workflowDefinitionName": "order", "workflowRunId": RUN, "sessionId": BROWSER},
        ),
    ],
)
def test_ids_lead_to_the_innermost_and_tell_what_they_are_made_of(
    text: str, level: str, ids: Path
) -> None:
    address = read_address(text, {})
    assert (address.level.name, address.ids, address.names) == (level, ids, ())


@pytest.mark.parametrize(
    ("text", "known", "level", "ids", "names"),
    [
        ("Aurora/lighting/sq010", {}, "jobs", {}, ("Aurora", "lighting", "sq010")),
        ("Aurora", {}, "farms", {}, ("Aurora",)),
        ("Aurora/lighting", {}, "queues", {}, ("Aurora", "lighting")),
        ("lighting/sq010", {"farmId": FARM}, "jobs", {"farmId": FARM}, ("lighting", "sq010")),
        (
            "sq010",
            {"farmId": FARM, "queueId": QUEUE},
            "jobs",
            {"farmId": FARM, "queueId": QUEUE},
            ("sq010",),
        ),
        (f"{FARM}/lighting", {}, "queues", {"farmId": FARM}, ("lighting",)),
        (f"{QUEUE}/sq010", {}, "jobs", {"queueId": QUEUE}, ("sq010",)),
        ("a/b/c/render", {}, "steps", {}, ("a", "b", "c", "render")),
        ("a/b/c/render/Frame=7", {}, "tasks", {}, ("a", "b", "c", "render", "Frame=7")),
        (f"a/b/{JOB}", {}, "jobs", {}, ("a", "b", JOB)),
        (f"a/b/c/{SESSION}", {}, "sessions", {}, ("a", "b", "c", SESSION)),
        (f"a/b/c/{ACTION}", {}, "session-actions", {}, ("a", "b", "c", SESSION, ACTION)),
        (f"a/b/c/{SESSION}/{ACTION}", {}, "session-actions", {}, ("a", "b", "c", SESSION, ACTION)),
        (f"a/b/c/{TASK}", {}, "tasks", {}, ("a", "b", "c", STEP, TASK)),
        (f"a/b/c/render/{TASK}", {}, "tasks", {}, ("a", "b", "c", "render", TASK)),
        (f"{QUEUE}/sq010", {"farmId": FARM}, "jobs", {"queueId": QUEUE}, ("sq010",)),
        (f"{QUEUE}/sq010/{STEP}", {}, "steps", {"queueId": QUEUE}, ("sq010", STEP)),
    ],
)
def test_names_stand_from_the_farm_on_or_from_what_is_known(
    text: str, known: Path, level: str, ids: Path, names: tuple[str, ...]
) -> None:
    address = read_address(text, known)
    assert (address.level.name, address.ids, address.names) == (level, ids, names)


@pytest.mark.parametrize(
    ("text", "known", "level", "ids", "names"),
    [
        (f"Aurora/lighting/{SESSION}", {}, "queues", {}, ("Aurora", "lighting")),
        (f"Aurora/lighting/{STEP}", {}, "queues", {}, ("Aurora", "lighting")),
        (f"Aurora/lighting/{TASK}", {}, "queues", {}, ("Aurora", "lighting")),
        (f"Aurora/lighting/{SESSION}/{ACTION}", {}, "queues", {}, ("Aurora", "lighting")),
        (f"Aurora/{SESSION}", {}, "farms", {}, ("Aurora",)),
        (f"Aurora/{JOB}", {}, "farms", {}, ("Aurora",)),
        (f"Aurora/{WORKER}", {}, "farms", {}, ("Aurora",)),
        (f"{FARM}/lighting/{STEP}", {}, "queues", {"farmId": FARM}, ("lighting",)),
    ],
)
def test_an_id_may_stand_behind_the_names_of_anything_around_it(
    text: str, known: Path, level: str, ids: Path, names: tuple[str, ...]
) -> None:
    address = read_address(text, known)
    assert address.key is not None
    assert text.endswith(address.key)
    around = address.within
    assert around is not None
    assert (around.level.name, around.ids, around.names) == (level, ids, names)


def test_one_name_may_be_that_of_a_farm_or_of_a_workflow_unless_a_farm_is_wanted() -> None:
    assert read_address("order/", {}).others == (LEVELS["workflow-definitions"],)
    assert read_address("order/", {}, LEVELS["farms"]).others == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (JOB[:-1], "job-0123… has 31 digits: ids of jobs have 32."),
        (f"{JOB}0", "has 33 digits"),
        (f"{FARM}/{QUEUE[:-2]}", "queue-0123… has 30 digits: ids of queues have"),
        (f"Aurora/lighting/{SESSION[:-1].upper()}", "session-0123… has 31"),
        (f"https://a.example/{FARM}/queues/{QUEUE}/jobs/{JOB[:-3]}", "job-0123… has 29 digits"),
        (f"task-{HEX[:-1]}-3", "task-0123… has 31"),
    ],
)
def test_an_id_that_lacks_digits_is_told_as_one(text: str, wrong: str) -> None:
    assert is_address(text)
    with pytest.raises(UsageError, match=f"{wrong}.*Paste all of it"):
        read_address(text, {})


@pytest.mark.parametrize("name", ["job-1", "job-20261123120000123456", f"render-{HEX[:-1]}"])
def test_a_name_that_begins_like_an_id_is_a_name(name: str) -> None:
    assert not is_address(name)
    assert read_address(f"Aurora/lighting/{name}", {}).names[-1] == name


@pytest.mark.parametrize(
    ("text", "wanted", "ids", "names"),
    [
        ("fx", "farms", {}, ("fx",)),
        ("fx", "queues", {"farmId": FARM}, ("fx",)),
        ("Borealis/fx", "queues", {}, ("Borealis", "fx")),
        ("Borealis/cpu", "fleets", {}, ("Borealis", "cpu")),
        ("order", "workflow-definitions", {}, ("order",)),
        (f"a/b/c/{SESSION}", "sessions", {}, ("a", "b", "c", SESSION)),
        (f"a/b/c/{TASK}", "tasks", {}, ("a", "b", "c", STEP, TASK)),
    ],
)
def test_what_is_wanted_says_of_what_kind_the_last_name_is(
    text: str, wanted: str, ids: Path, names: tuple[str, ...]
) -> None:
    known = {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}
    address = read_address(text, known, LEVELS[wanted])
    assert (address.level.name, address.ids, address.names) == (wanted, ids, names)


def test_a_uuid_alone_may_be_a_run_a_session_or_an_act() -> None:
    address = read_address(RUN, {})
    kinds = (address.level, *address.others)
    assert [one.name for one in kinds] == ["workflow-runs", "workflow-sessions", "acts"]
    assert address.key == RUN


@pytest.mark.parametrize(
    "text",
    [
        "",
        " / ",
        "a//c",
        "https://example.com/farm",
        "a/b/c/d/e/f",
        f"a/b/c/{JOB}",
        f"monitor-{HEX}",
        f"{SESSION[:-1]}0/{ACTION}",
    ],
)
def test_what_makes_no_sense_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError):
        read_address(text, {})


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    try:
        address = read_address(text, {})
    except UsageError:
        return
    assert address.level.name in LEVELS
    assert address.key is not None or address.names


@pytest.mark.parametrize(
    ("text", "is_one"), [(JOB, True), ("a/b", True), (RUN, True), ("jobs", False)]
)
def test_a_level_is_no_address(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_what_is_known_holds_until_the_address_says_otherwise() -> None:
    other = f"farm-{'f' * 32}"
    known = {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}
    assert above(read_address(SESSION, {}), known) == known
    assert above(read_address(f"{other}/{SESSION}", {}), known) == {"farmId": other}
