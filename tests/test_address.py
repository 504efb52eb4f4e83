"""What addresses mean, and how the things are found that they lead to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.addresses import find_address
from app.errors import FarmtopError, NotFoundError, UsageError
from app.resources import LEVELS
from app.resources.address import above, is_address, read_address
from app.resources.level import Path
from tests.test_goto import ACTION, FARM, HEX, JOB, QUEUE, SESSION, Farm

STEP, TASK, WORKER = f"step-{HEX}", f"task-{HEX}-12", f"worker-{HEX}"
FLEET = f"fleet-{HEX}"


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
        (f"https://x/portal/{HEX}/{JOB}", "jobs", {"jobId": JOB}),
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
    ],
)
def test_names_stand_from_the_farm_on_or_from_what_is_known(
    text: str, known: Path, level: str, ids: Path, names: tuple[str, ...]
) -> None:
    address = read_address(text, known)
    assert (address.level.name, address.ids, address.names) == (level, ids, names)


@pytest.mark.parametrize(
    "text",
    ["", " / ", "a//c", "https://example.com/farm", "a/b/c/d/e/f", f"a/{JOB}", f"monitor-{HEX}"],
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


@pytest.mark.parametrize(("text", "is_one"), [(JOB, True), ("a/b", True), ("jobs", False)])
def test_a_level_is_no_address(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_what_is_known_holds_until_the_address_says_otherwise() -> None:
    other = f"farm-{'f' * 32}"
    known = {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}
    assert above(read_address(SESSION, {}), known) == known
    assert above(read_address(f"{other}/{SESSION}", {}), known) == {"farmId": other}


class Named(Farm):
    """A farm with three jobs."""

    def __init__(self) -> None:
        super().__init__()
        names = ("sq010_beauty", "sq010_comp", "sq020_beauty")
        self.items["SearchJobs"] = [
            {"jobId": JOB if number == 2 else f"job-{number:032x}", "name": name}
            for number, name in enumerate(names)
        ]

    async def call(self, service: str, operation: str, parameters: Any = None, **how: Any) -> Any:
        if operation != "SearchJobs":
            return await super().call(service, operation, parameters, **how)
        [condition] = parameters["filterExpressions"]["filters"]
        word = condition["searchTermFilter"]["searchTerm"]
        found = [one for one in self.items[operation] if word in one["name"]]
        self.calls.append((operation, parameters))
        return {"jobs": found, "totalResults": len(found)}


async def test_the_beginning_of_each_name_is_enough() -> None:
    service = Named()
    service.known["GetJob"] = {"farmId": FARM, "queueId": QUEUE, "jobId": JOB}
    found = await find_address(service, read_address("aur/light/sq02", {}), {})
    assert (found.key, found.place.path) == (JOB, {"farmId": FARM, "queueId": QUEUE})
    assert [level.name for level, _ in found.passed] == ["farms", "queues"]
    assert service.count() == {"ListFarms": 1, "ListQueues": 1, "SearchJobs": 1, "GetJob": 1}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("Aurora/lighting/sq010", UsageError, "2 jobs: sq010_beauty, sq010_comp"),
        ("Aurora/lighting/sq99", NotFoundError, "no job 'sq99'"),
        ("Borealis/lighting/sq99", NotFoundError, "no farm 'Borealis'"),
    ],
)
async def test_a_name_that_is_not_that_of_one_thing_says_so(
    text: str, error: type[FarmtopError], words: str
) -> None:
    with pytest.raises(error, match=words):
        await find_address(Named(), read_address(text, {}), {})
