"""Where `:` leads."""

from typing import Any

import pytest

from app.errors import FarmtopError, NotFoundError, UsageError
from app.resources import LEVELS, ancestry
from app.resources.level import Place
from app.tui.going.goto import destination, suggestions
from app.tui.going.known_things import Known, known_things
from app.tui.lists.listed import Listed
from tests.fakes import FakeService

HEX = "0123456789abcdef0123456789abcdef"
FARM, QUEUE, JOB, SESSION = f"farm-{HEX}", f"queue-{HEX}", f"job-{HEX}", f"session-{HEX}"
ACTION = f"sessionaction-{HEX}-3"

FARMS = Place(LEVELS["farms"])
JOBS = Place(LEVELS["jobs"], {"farmId": FARM, "queueId": QUEUE})
SESSIONS = Place(LEVELS["sessions"], {**JOBS.path, "jobId": JOB})


NAMES = {FARM: "Aurora", QUEUE: "light/ing"}


def called(key: str) -> str:
    return NAMES.get(key, key)


class Farm(FakeService):
    """A farm with one queue, and one of each further thing in it."""

    def __init__(self) -> None:
        super().__init__()
        self.items["ListFarms"] = [{"farmId": FARM, "displayName": "Aurora"}]
        self.items["ListQueues"] = [
            {"queueId": f"queue-{'0' * 32}", "displayName": "fx"},
            {"queueId": QUEUE, "displayName": "lighting"},
        ]
        self.items["ListFleets"] = [{"fleetId": f"fleet-{HEX}", "displayName": "spot-cpu"}]
        self.items["SearchJobs"] = []
        self.items["SearchSteps"] = []
        workflows = [{"workflowDefinitionName": "order"}]
        self.single["ListWorkflowDefinitions"] = {"workflowDefinitionSummaries": workflows}
        self.known: dict[str, dict[str, Any]] = {
            "GetFarm": {"farmId": FARM},
            "GetQueue": {"farmId": FARM, "queueId": QUEUE},
            "GetJob": {"farmId": FARM, "queueId": QUEUE, "jobId": JOB},
            "GetSession": {**SESSIONS.path, "sessionId": SESSION},
            "GetSessionAction": {**SESSIONS.path, "sessionActionId": ACTION},
        }

    async def call(self, service: str, operation: str, parameters: Any = None, **how: Any) -> Any:
        single = operation.removeprefix("Batch")
        if single != operation and single in self.known:
            self.calls.append((operation, parameters))
            return self.batch(single, parameters["identifiers"])
        if operation not in self.known:
            return await super().call(service, operation, parameters, **how)
        self.calls.append((operation, parameters))
        if parameters != self.known[operation]:
            raise NotFoundError("There is no such thing.")
        return self.item(parameters)

    def batch(self, single: str, identifiers: list[dict[str, str]]) -> dict[str, Any]:
        """What a batch of what a Get operation tells is answered with."""
        name = single.removeprefix("Get")
        found = [self.item(one) for one in identifiers if one == self.known[single]]
        return {f"{name[0].lower()}{name[1:]}s": found, "errors": []}

    def item(self, parameters: dict[str, str]) -> dict[str, Any]:
        """What is told of something."""
        item = {**parameters, "sessionId": SESSION, "definition": {}}
        return item | {"displayName": "known", "name": "known"}


async def test_a_level_above_leads_back_to_the_row_one_came_from() -> None:
    there = await destination(Farm(), "queues", SESSIONS, None)
    assert there.place == Place(LEVELS["queues"], {"farmId": FARM})
    assert there.select == QUEUE


async def test_the_level_below_leads_into_the_selected_row() -> None:
    there = await destination(Farm(), "sessions", JOBS, JOB)
    assert there.place == SESSIONS


async def test_the_beginning_of_a_name_is_enough() -> None:
    assert (await destination(Farm(), " Que ", JOBS, None)).place.level.name == "queues"


async def test_a_level_further_down_says_what_to_open_first() -> None:
    with pytest.raises(UsageError, match="open a session first: :sessions"):
        await destination(Farm(), "session-actions", JOBS, JOB)


@pytest.mark.parametrize("name", ["fleets", "budgets", "limits", "storage-profiles"])
async def test_what_a_farm_has_is_seen_from_anywhere_in_the_farm(name: str) -> None:
    there = await destination(Farm(), name, SESSIONS, SESSION)
    assert there.place == Place(LEVELS[name], {"farmId": FARM})


async def test_what_is_beside_a_list_is_seen_of_the_same_thing() -> None:
    there = await destination(Farm(), "steps", SESSIONS, SESSION)
    assert there.place == Place(LEVELS["steps"], SESSIONS.path)


@pytest.mark.parametrize("name", ["dependencies", "consumers"])
async def test_the_steps_around_a_step_are_seen_from_its_tasks_without_looking_for_itself(
    name: str,
) -> None:
    tasks = Place(LEVELS["tasks"], {**SESSIONS.path, "stepId": f"step-{HEX}"})
    there = await destination(Farm(), name, tasks, None)
    assert (there.place, there.select) == (Place(LEVELS[name], tasks.path), None)


async def test_the_workers_of_a_fleet_are_seen_from_the_fleets_of_a_queue() -> None:
    fleet = f"fleet-{HEX}"
    there = await destination(Farm(), "workers", Place(LEVELS["queue-fleets"], JOBS.path), fleet)
    assert there.place == Place(LEVELS["workers"], {"farmId": FARM, "fleetId": fleet})


async def test_names_count_from_the_farms_on_where_they_lead_nowhere_from_here() -> None:
    there = await destination(Farm(), "Aurora/lighting", JOBS, None)
    assert there.place == JOBS


@pytest.mark.parametrize("here", [FARMS, JOBS, SESSIONS])
@pytest.mark.parametrize(
    ("text", "place", "select"),
    [
        ("Aurora/lighting/jobs", JOBS, None),
        ("Aurora/lighting/Jobs", JOBS, None),
        ("Aurora/lighting/limits", Place(LEVELS["limits"], {"farmId": FARM}), None),
        ("Aurora/lighting/queues", Place(LEVELS["queues"], {"farmId": FARM}), QUEUE),
        ("Aurora/fleets", Place(LEVELS["fleets"], {"farmId": FARM}), None),
        (f"{FARM}/{QUEUE}/{JOB}/steps", Place(LEVELS["steps"], SESSIONS.path), None),
        (f"{JOB}/steps", Place(LEVELS["steps"], SESSIONS.path), None),
    ],
)
async def test_the_name_of_a_level_behind_that_of_a_thing_leads_to_the_level_there(
    here: Place, text: str, place: Place, select: str | None
) -> None:
    there = await destination(Farm(), text, here, None)
    assert (there.place, there.select) == (place, select)


async def test_a_thing_that_is_called_like_a_level_comes_before_the_level() -> None:
    service = Farm()
    service.items["SearchJobs"] = [{"jobId": JOB, "name": "limits", "queueId": QUEUE}]
    assert (await destination(service, "Aurora/lighting/limits", FARMS, None)).place == SESSIONS


async def test_a_level_of_which_more_has_to_be_told_says_what_to_open_first() -> None:
    with pytest.raises(UsageError, match="open a job first: :jobs"):
        await destination(Farm(), "Aurora/lighting/steps", FARMS, None)


async def test_names_that_lead_nowhere_are_told_as_they_count_from_here() -> None:
    with pytest.raises(NotFoundError, match="no queue 'Borealis'"):
        await destination(Farm(), "Borealis/lighting", JOBS, None)


async def test_where_the_first_name_is_that_of_a_farm_what_lies_below_it_is_told() -> None:
    with pytest.raises(NotFoundError, match="no queue 'lightnin' in Aurora"):
        await destination(Farm(), "Aurora/lightnin", JOBS, None)


@pytest.mark.parametrize(
    ("text", "here", "words"),
    [
        (
            "nonsense",
            JOBS,
            "Levels: queues, farms, environments, queue-fleets, …; else farm/queue/job",
        ),
        (
            "nonsense",
            FARMS,
            "no farm or workflow definition .*Levels: workflow-definitions, …; else .* or farm/",
        ),
        ("  ", JOBS, "Where to"),
        ("quoues", JOBS, "Close to it: queues."),
        ("beatuy", JOBS, "Close to it: beauty."),
        ("job-29", JOBS, "'job-29' is no level, no id, no job in "),
    ],
)
async def test_nonsense_is_answered_with_what_there_is(text: str, here: Place, words: str) -> None:
    known = known_things([here], called, [(JOBS, {"jobId": JOB, "name": "beauty"})])
    with pytest.raises(FarmtopError, match=words):
        await destination(Farm(), text, here, None, known)


async def test_the_id_of_a_job_in_the_same_queue_costs_one_call() -> None:
    service = Farm()
    there = await destination(service, JOB, JOBS, None)
    assert there.place == SESSIONS
    assert service.count() == {"GetJob": 1}


@pytest.mark.parametrize(
    ("key", "level"), [(FARM, "queues"), (QUEUE, "jobs"), (JOB, "sessions")], ids=str
)
async def test_an_id_is_found_from_anywhere_and_what_leads_there_is_named(
    key: str, level: str
) -> None:
    there = await destination(Farm(), key, FARMS, None)
    assert there.place.level.name == level
    assert there.place.path == {
        name: value for name, value in SESSIONS.path.items() if name in there.place.path
    }
    assert there.passed[-1][0].key in there.place.path


async def test_the_id_of_a_session_leads_to_its_actions() -> None:
    there = await destination(Farm(), SESSION, SESSIONS, None)
    assert there.place == SESSIONS.below(SESSION, LEVELS["session-actions"])


async def test_the_id_of_a_session_action_leads_to_its_log() -> None:
    there = await destination(Farm(), ACTION, SESSIONS, None)
    assert there.item is not None
    assert there.item["sessionActionId"] == ACTION
    assert there.place.path["sessionId"] == SESSION


async def test_an_id_that_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="no job job-f"):
        await destination(Farm(), f"job-{'f' * 32}", FARMS, None)


async def test_an_id_of_a_kind_without_a_level_says_which_ones_have_one() -> None:
    with pytest.raises(UsageError, match="session, sessionaction"):
        await destination(Farm(), f"monitor-{HEX}", FARMS, None)


def test_a_level_is_suggested_where_it_leads_somewhere() -> None:
    top = ["farms", "workflow-definitions"]
    assert suggestions(FARMS, None, Known()) == top
    below = ["queues", "fleets", "budgets", "limits", "storage-profiles"]
    assert sorted(suggestions(FARMS, FARM, Known())) == sorted([*top, *below])
    assert "session-actions" in suggestions(SESSIONS, SESSION, Known())
    assert "session-actions" not in suggestions(SESSIONS, None, Known())


LIMITS = Place(LEVELS["limits"], {"farmId": FARM})
RUNS = Place(LEVELS["workflow-runs"], {"workflowDefinitionName": "order"})
RUN = "01234567-89ab-4cde-8f01-23456789abcd"
ACTIONS = SESSIONS.below(SESSION, LEVELS["session-actions"])
BEEN = [
    FARMS,
    JOBS,
    LIMITS,
    RUNS.below(RUN, LEVELS["workflow-sessions"]),
    Place(LEVELS["tasks"], {**SESSIONS.path, "stepId": f"step-{HEX}"}),
    Place(LEVELS["workers"], {"farmId": FARM, "fleetId": f"fleet-{HEX}"}),
]


@pytest.mark.parametrize(
    ("here", "selected", "listed"),
    [
        (FARMS, FARM, [(FARMS, {"farmId": FARM, "displayName": "Aurora"})]),
        (JOBS, JOB, [(JOBS, {"jobId": JOB, "name": "jobs"}), (JOBS, {"jobId": "j", "name": "q"})]),
        (JOBS, None, []),
        (SESSIONS, SESSION, [(SESSIONS, {"sessionId": SESSION})]),
        (ACTIONS, ACTION, [(ACTIONS, {"sessionActionId": ACTION, "definition": {}})]),
        (RUNS, RUN, [(RUNS, {"workflowRunId": RUN})]),
        (LIMITS, f"limit-{HEX}", [(LIMITS, {"limitId": f"limit-{HEX}", "displayName": "nuke"})]),
    ],
    ids=lambda value: value.level.name if isinstance(value, Place) else "",
)
async def test_whatever_is_suggested_leads_somewhere_without_a_call(
    here: Place, selected: str | None, listed: list[Listed]
) -> None:
    service = Farm()
    known = known_things([here, *BEEN], called, listed)
    texts = suggestions(here, selected, known)
    assert {FARM, "Aurora", "order", RUN, f"Aurora/{QUEUE}", here.level.name} <= {*texts}
    for text in texts:
        there = await destination(service, text, here, selected, known)
        assert [one.key for one in ancestry(there.place.level)] == list(there.place.path)
    assert service.calls == []


async def test_a_name_off_the_screen_is_that_of_a_place_where_one_has_been() -> None:
    queues = Place(LEVELS["queues"], {"farmId": FARM})
    known = known_things([queues], called)
    service = Farm()
    assert (await destination(service, "Aurora", queues, None, known)).place == queues
    assert service.calls == []


@pytest.mark.parametrize("text", ["Aurora", "aurora", "Aur"])
async def test_a_name_that_nobody_knows_is_that_of_a_farm(text: str) -> None:
    service = Farm()
    there = await destination(service, text, FARMS, None)
    assert there.place == Place(LEVELS["queues"], {"farmId": FARM})
    assert service.count()["ListFarms"] == 1


async def test_or_that_of_a_workflow() -> None:
    service = Farm()
    service.known["GetWorkflowDefinition"] = {**RUNS.path}
    assert (await destination(service, "order", SESSIONS, None)).place == RUNS


async def test_an_id_of_something_without_an_inside_and_a_log_leads_to_its_row() -> None:
    service = Farm()
    limit = f"limit-{HEX}"
    service.known["GetLimit"] = {"farmId": FARM, "limitId": limit}
    there = await destination(service, limit, JOBS, None)
    assert (there.place, there.select) == (Place(LEVELS["limits"], {"farmId": FARM}), limit)
