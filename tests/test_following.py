"""The links of rows: what the levels declare, and where that leads."""

import pytest

from app.aws.reading.following import follow, link_of
from app.errors import NotFoundError
from app.resources import LEVELS, ancestry
from app.resources.level import Item, Level, Place
from app.resources.links import PARENT, TASK, WORKER
from tests.fakes import FakeService
from tests.test_resources import known_members

HEX = "0123456789abcdef0123456789abcdef"
JOB = {"farmId": f"farm-{HEX}", "queueId": f"queue-{HEX}", "jobId": f"job-{HEX}"}
SESSION = {**JOB, "sessionId": f"session-{HEX}"}
STEP = {**JOB, "stepId": f"step-{HEX}"}
ON_WORKER = {"fleetId": f"fleet-{HEX}", "workerId": f"worker-{HEX}"}
ACTION = {
    "sessionActionId": f"sessionaction-{HEX}-3",
    "definition": {"taskRun": {"stepId": f"step-{HEX}", "taskId": f"task-{HEX}-7"}},
}
DECLARED = [(level, name) for level in LEVELS.values() for name in level.links]


@pytest.mark.parametrize(
    ("level", "name"), DECLARED, ids=lambda one: one.name if isinstance(one, Level) else one
)
def test_a_link_reads_what_the_service_tells_of_an_item(level: Level, name: str) -> None:
    link = level.links[name]
    assert set(link.reads) <= known_members(level)
    assert link.level in LEVELS
    if link.onwards:
        assert link_of(LEVELS[link.level], name) is not None


PARTS_OF_ANOTHER = {"task-actions": "sessions", "worker-sessions": "jobs"}
"""What is a part of something else than what it is listed below."""
IDS = {
    "queueId": f"queue-{HEX}",
    "jobId": f"job-{HEX}",
    "sessionActionId": f"sessionaction-{HEX}-3",
}
"""What the service tells of the items of those."""


@pytest.mark.parametrize(
    "level", [one for one in LEVELS.values() if one.parent], ids=lambda level: level.name
)
async def test_every_row_leads_to_what_it_is_a_part_of(level: Level) -> None:
    path = {above.key: f"{above.key}-value" for above in ancestry(level)}
    place, key = await follow(FakeService(), Place(level, path), IDS, PARENT)
    assert level.parent is not None
    wanted = LEVELS[PARTS_OF_ANOTHER.get(level.name, level.parent)]
    assert place.level is wanted
    assert list(place.path) == [above.key for above in ancestry(wanted)]
    assert key == (path.get(wanted.key) or {**SESSION, **IDS}[wanted.key])


async def lead(level: str, path: dict[str, str], item: Item, name: str) -> tuple[Place, str]:
    service = FakeService()
    service.single["GetSession"] = {**SESSION, **ON_WORKER}
    return await follow(service, Place(LEVELS[level], path), item, name)


WORKERS_PLACE = Place(LEVELS["workers"], {"farmId": JOB["farmId"], "fleetId": ON_WORKER["fleetId"]})


@pytest.mark.parametrize(
    ("level", "path", "item"),
    [
        ("sessions", JOB, {**ON_WORKER}),
        ("session-actions", SESSION, ACTION),
        ("task-actions", {**STEP, "taskId": f"task-{HEX}-7"}, ACTION),
        ("tasks", STEP, {"latestSessionActionId": ACTION["sessionActionId"]}),
        ("worker-sessions", {"farmId": JOB["farmId"], **ON_WORKER}, {}),
    ],
)
async def test_what_runs_on_a_worker_leads_to_it(
    level: str, path: dict[str, str], item: Item
) -> None:
    assert await lead(level, path, item, WORKER) == (WORKERS_PLACE, ON_WORKER["workerId"])


async def test_an_action_leads_to_its_task() -> None:
    place = Place(LEVELS["tasks"], STEP)
    assert await lead("session-actions", SESSION, ACTION, TASK) == (place, f"task-{HEX}-7")


async def test_an_action_of_a_task_is_a_part_of_its_session() -> None:
    path = {**STEP, "taskId": f"task-{HEX}-7"}
    place = Place(LEVELS["sessions"], JOB)
    assert await lead("task-actions", path, ACTION, PARENT) == (place, SESSION["sessionId"])


async def test_a_session_of_a_worker_is_a_part_of_its_job() -> None:
    path = {"farmId": JOB["farmId"], **ON_WORKER}
    place = Place(LEVELS["jobs"], {key: JOB[key] for key in ("farmId", "queueId")})
    assert await lead("worker-sessions", path, JOB, PARENT) == (place, JOB["jobId"])


@pytest.mark.parametrize(
    ("level", "path", "item", "name", "reason"),
    [
        ("tasks", STEP, {}, WORKER, "No worker has begun"),
        ("session-actions", SESSION, {"definition": {"envEnter": {}}}, TASK, "runs no task"),
        ("jobs", {}, {}, WORKER, "A job leads to no worker by this key"),
        ("farms", {}, {}, PARENT, "A farm is a part of nothing else"),
        ("environments", {}, {}, WORKER, "An environment leads to no worker by this key"),
    ],
)
async def test_where_there_is_nothing_to_go_to_it_says_why(
    level: str, path: dict[str, str], item: Item, name: str, reason: str
) -> None:
    with pytest.raises(NotFoundError, match=reason):
        await lead(level, path, item, name)
