"""What `:` knows without asking, by names, addresses and ids."""

import pytest

from app.errors import NotFoundError, UsageError
from app.resources import LEVELS
from app.resources.level import Place
from app.tui.going.goto import destination
from app.tui.going.known_things import address_of, known_things
from tests.test_goto import FARM, FARMS, HEX, JOB, JOBS, QUEUE, SESSION, SESSIONS, Farm, called


def test_what_is_known_is_suggested_by_names_first_then_by_addresses_then_by_ids() -> None:
    listed = [(JOBS, {"jobId": JOB, "name": "beauty"}), (JOBS, {"jobId": "job-2", "name": "a/b"})]
    assert known_things([JOBS], called, listed).texts == [
        *("beauty", "a/b", "Aurora", "light/ing"),
        *(f"Aurora/{QUEUE}", f"Aurora/{QUEUE}/beauty"),
        *(JOB, "job-2", FARM, QUEUE),
    ]


def test_what_has_no_name_is_suggested_by_its_id_alone() -> None:
    known = known_things([], called, [(SESSIONS, {"sessionId": SESSION})])
    assert known.texts == [SESSION]


def test_places_where_one_has_been_are_suggested_once() -> None:
    queues = Place(LEVELS["queues"], {"farmId": FARM})
    known = known_things([queues, JOBS, queues], called)
    assert known.texts == ["Aurora", "light/ing", f"Aurora/{QUEUE}", FARM, QUEUE]


@pytest.mark.parametrize("text", [JOB[:6], f"{JOB[:8]}…", JOB[:-1], JOB[:9].upper()])
async def test_an_id_that_is_known_may_be_cut(text: str) -> None:
    known = known_things([], called, [(JOBS, {"jobId": JOB, "name": "beauty"})])
    assert (await destination(Farm(), text, JOBS, None, known)).place == SESSIONS


async def test_an_id_is_not_taken_for_the_beginning_of_another() -> None:
    tasks = Place(LEVELS["tasks"], {**SESSIONS.path, "stepId": f"step-{HEX}"})
    known = known_things([], called, [(tasks, {"taskId": f"task-{HEX}-12", "parameters": {}})])
    service = Farm()
    service.items["SearchJobs"] = []
    with pytest.raises(NotFoundError, match=f"no task task-{HEX}-1 "):
        await destination(service, f"task-{HEX}-1", JOBS, None, known)


async def test_of_several_that_are_called_so_none_is_chosen_but_their_ids_are_told() -> None:
    keys = [JOB, f"job-{'f' * 32}"]
    listed = [(JOBS, {"jobId": key, "name": "beauty"}) for key in (*keys, JOB)]
    known = known_things([JOBS], called, listed)
    assert "beauty" not in known.texts
    assert {*keys} <= {*known.texts}
    words = "2 jobs are called 'beauty': job-0123…, job-ffff…. Type the id of one."
    for text in ("beauty", f"Aurora/{QUEUE}/beauty"):
        with pytest.raises(UsageError, match=words.replace("beauty", text)):
            await destination(Farm(), text, JOBS, None, known)
    assert (await destination(Farm(), "job-01", JOBS, None, known)).place == SESSIONS


def test_what_is_in_a_fleet_has_an_address_of_names_and_what_is_beside_a_list_has_none() -> None:
    fleet, worker = f"fleet-{HEX}", f"worker-{HEX}"
    path = {"farmId": FARM, "fleetId": fleet, "workerId": worker}
    assert address_of(path, called) == f"Aurora/{fleet}/{worker}"
    assert address_of({"farmId": FARM, "budgetId": f"budget-{HEX}"}, called) == ""


async def test_what_is_listed_elsewhere_on_the_screen_is_suggested_and_leads_inside() -> None:
    fleet = (
        Place(LEVELS["fleets"], {"farmId": FARM}),
        {"fleetId": "fleet-1", "displayName": "gpu"},
    )
    known = known_things([FARMS], called, [fleet])
    assert known.texts == ["gpu", "Aurora/gpu", "fleet-1"]
    there = await destination(Farm(), "gpu", FARMS, None, known)
    assert there.place == Place(LEVELS["workers"], {"farmId": FARM, "fleetId": "fleet-1"})


@pytest.mark.parametrize("text", ["a/b", JOB])
async def test_what_is_listed_leads_inside_without_a_call(text: str) -> None:
    service = Farm()
    known = known_things([], called, [(JOBS, {"jobId": JOB, "name": "a/b"})])
    assert (await destination(service, text, JOBS, None, known)).place == SESSIONS
    assert service.calls == []
